"""How one connection is synced, and what of it is seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSpinBox, QWidget

from calsync_desktop.core.calendar import INTERVAL_MINUTES, WINDOW_DAYS
from calsync_desktop.store.concealing import Concealed
from calsync_desktop.store.overview import ConnectionRow
from calsync_desktop.ui import wording
from calsync_desktop.ui import wording_connect as words
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.fields import form, line
from calsync_desktop.ui.dialogs.filters import FiltersField, Hides
from calsync_desktop.ui.dialogs.sheet import Sheet, field
from calsync_desktop.ui.theme import SMALL, UNIT
from calsync_desktop.ui.views.parts import button, label, row


class SettingsDialog(Sheet):
    """Calls ``store`` with the settings that were changed, in the words of ``Engine.configure``. ``client_wanted``: the own client is to be shown."""

    client_wanted = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        account: ConnectionRow,
        store: Callable[[Mapping[str, str]], Awaitable[object]],
        chores: Chores,
        *,
        hides: Hides = lambda _: Concealed(0, 0),
    ) -> None:
        super().__init__(
            parent, words.SETTINGS_TITLE, f"{wording.provider(account.provider)} · {account.account}", width=64
        )
        self._store, self._chores = store, chores
        self.automatic = QCheckBox(words.AUTOMATIC)
        self.window_days = _number(WINDOW_DAYS, account.window_days, " days")
        self.interval = _number(INTERVAL_MINUTES, account.interval_minutes, " min")
        self.policy = _box({str(k): v for k, v in wording.POLICIES.items()}, account.on_conflict)
        self.on_delete = _box({str(k): v for k, v in wording.REMOTE_DELETES.items()}, account.on_remote_delete)
        self.filters = FiltersField(account.hiding, hides)
        self.client = button(words.OWN_CLIENT, quiet=True)
        self.client.setVisible(account.provider != "caldav")
        self.automatic.setChecked(account.sync_enabled)
        self._window_note = label(tone="muted", size=SMALL, wrap=True)
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
            **self.filters.values,
        }

    @Slot()
    def save(self) -> None:
        """Store what was changed, or say why not."""
        self._chores.start(self._carry_out())

    async def _carry_out(self) -> None:
        self.filters.categories.take()
        changed = {name: value for name, value in self.values.items() if value != self._before[name]}
        if not changed or await self.attempt(lambda: self._store(changed)):
            self.accept()

    @Slot()
    def _say_window(self) -> None:
        self._window_note.setText(words.WINDOW_ONE.format(n=self.window_days.value()))

    @Slot(bool)
    def _allow_interval(self, automatic: bool) -> None:
        self.interval.setEnabled(automatic)

    def _lay_out(self) -> None:
        self.automatic.toggled.connect(self._allow_interval)
        self._allow_interval(self.automatic.isChecked())
        self.client.clicked.connect(self.client_wanted)
        self.interval.setAccessibleName(words.EVERY)
        self.window_days.setAccessibleName(words.RANGE)
        every = row(self.automatic, None, label(words.EVERY, tone="muted", size=SMALL), self.interval)
        hidden = row(label(words.FILTERS), None, self.filters.count)
        parts = [
            line("sync", every, _note(words.EVERY_NOTE)),
            line("calendar", row(label(words.RANGE), None, self.window_days), self._window_note),
            line("conflict", field(words.POLICY, self.policy, words.POLICY_NOTE)),
            line("trash", field(words.ON_DELETE, self.on_delete)),
            line("eye-off", hidden, self.filters, _note(words.FILTERS_NOTE)),
        ]
        self.body.addWidget(form(parts), 1)
        main = button(words.SAVE, main=True)
        main.clicked.connect(self.save)
        self.foot(self.client, None, self.cancel_button(), main)
        self.roomy(64, 88)


def _note(text: str) -> QLabel:
    return label(text, tone="muted", size=SMALL, wrap=True)


def _number(allowed: range, value: int, unit: str) -> QSpinBox:
    out = QSpinBox()
    out.setRange(allowed[0], allowed[-1])
    out.setValue(value)
    out.setSuffix(unit)
    out.setFixedWidth(14 * UNIT)
    out.lineEdit().setTextMargins(UNIT - 2, 0, 0, 0)
    return out


def _box(choices: Mapping[str, str], value: str) -> QComboBox:
    out = QComboBox()
    for key, shown in choices.items():
        out.addItem(shown, key)
    out.setCurrentIndex(max(0, out.findData(value)))
    return out
