"""How one connection is synced."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget

from calsync_desktop.core.calendar import INTERVAL_MINUTES, WINDOW_DAYS
from calsync_desktop.store.overview import ConnectionRow
from calsync_desktop.ui import wording
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.sheet import Sheet, field
from calsync_desktop.ui.theme import UNIT
from calsync_desktop.ui.views.parts import button, label


class SettingsDialog(Sheet):
    """Calls ``store`` with the settings that were changed, in the words of ``Engine.configure``."""

    def __init__(
        self,
        parent: QWidget | None,
        row: ConnectionRow,
        store: Callable[[Mapping[str, str]], Awaitable[object]],
        chores: Chores,
    ) -> None:
        super().__init__(parent, "Settings", f"{wording.provider(row.provider)} · {row.account}", width=56)
        self._store, self._chores = store, chores
        self.automatic = QCheckBox("Sync automatically")
        self.window_days = _number(WINDOW_DAYS, row.window_days, " days")
        self.interval = _number(INTERVAL_MINUTES, row.interval_minutes, " min")
        self.policy = _box({str(k): v for k, v in wording.POLICIES.items()}, row.on_conflict)
        self.on_delete = _box({str(k): v for k, v in wording.REMOTE_DELETES.items()}, row.on_remote_delete)
        self.automatic.setChecked(row.sync_enabled)
        self._window_note = label(tone="muted", size=0.9, wrap=True)
        self.window_days.valueChanged.connect(self._say_window)
        self._say_window()
        self._before = self.values
        self._lay_out()

    @property
    def values(self) -> dict[str, str]:
        """What is shown."""
        return {
            "sync_enabled": "on" if self.automatic.isChecked() else "off",
            "window_days": str(self.window_days.value()),
            "interval_minutes": str(self.interval.value()),
            "on_conflict": self.policy.currentData(),
            "on_remote_delete": self.on_delete.currentData(),
        }

    @Slot()
    def save(self) -> None:
        """Store what was changed, or say why not."""
        self._chores.start(self._carry_out())

    async def _carry_out(self) -> None:
        changed = {name: value for name, value in self.values.items() if value != self._before[name]}
        if not changed or await self.attempt(lambda: self._store(changed)):
            self.accept()

    @Slot()
    def _say_window(self) -> None:
        n = wording.count(self.window_days.value(), "day", "days")
        self._window_note.setText(
            f"Appointments from {n} ago to {n} ahead are kept up to date; older and later ones stay as they are."
        )

    def _lay_out(self) -> None:
        self.body.addWidget(self.automatic)
        self.body.addLayout(field("Every", self.interval))
        window = field("Range", self.window_days)
        window.addWidget(self._window_note)
        self.body.addLayout(window)
        self.body.addLayout(
            field("When both sides changed the same", self.policy, "Whatever is put aside stays in the history.")
        )
        self.body.addLayout(field("When an appointment is deleted on the server", self.on_delete))
        main = button("Save Settings", main=True)
        main.clicked.connect(self.save)
        self.foot(None, self.cancel_button(), main)


def _number(allowed: range, value: int, unit: str) -> QSpinBox:
    out = QSpinBox()
    out.setRange(allowed[0], allowed[-1])
    out.setValue(value)
    out.setSuffix(unit)
    out.lineEdit().setTextMargins(UNIT - 2, 0, 0, 0)
    return out


def _box(words: Mapping[str, str], value: str) -> QComboBox:
    out = QComboBox()
    for key, shown in words.items():
        out.addItem(shown, key)
    out.setCurrentIndex(max(0, out.findData(value)))
    return out
