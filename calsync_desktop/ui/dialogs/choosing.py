"""After signing in: which calendars are wanted, and what the first sync is going to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QScrollArea, QVBoxLayout, QWidget

from calsync_desktop.store.overview import CalendarRow
from calsync_desktop.sync.reports import RunReport
from calsync_desktop.ui import wording
from calsync_desktop.ui import wording_connect as words
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.sheet import Sheet
from calsync_desktop.ui.theme import SMALL, UNIT
from calsync_desktop.ui.troubles import trouble
from calsync_desktop.ui.views.detail.rows import Dot
from calsync_desktop.ui.views.parts import button, label, row

Look = Callable[[], Awaitable[tuple[RunReport, ...]]]


class CalendarsDialog(Sheet):
    """Which calendars of an account are wanted; ``chosen`` are the ids that are ticked."""

    def __init__(self, parent: QWidget | None, account: str, calendars: Sequence[CalendarRow]) -> None:
        text = words.CALENDARS_TEXT if calendars else words.NO_CALENDARS
        super().__init__(parent, words.CALENDARS_TITLE, text, width=52)
        self._ticks = {calendar.id: _tick(calendar) for calendar in calendars}
        self.all = QCheckBox(words.ALL_OR_NONE)
        self.all.setTristate(True)
        self.all.clicked.connect(self._tick_all)
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(UNIT + 4)
        for calendar in calendars:
            inside.addLayout(self._line(calendar))
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setMinimumHeight(min(40, 4 * len(calendars)) * UNIT)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addLayout(row(label(account, tone="muted", size=SMALL), None, self.all))
        self.body.addWidget(scroll, 1)
        main = button(words.DONE, main=True)
        main.clicked.connect(self.accept)
        self.foot(None, self.cancel_button(words.LATER), main)
        self.all.setVisible(len(calendars) > 1)
        self._show_all()

    @property
    def chosen(self) -> frozenset[str]:
        """Ids of the ticked ones."""
        return frozenset(id_ for id_, tick in self._ticks.items() if tick.isChecked())

    def _line(self, calendar: CalendarRow) -> QVBoxLayout:
        dot, tick = Dot(), self._ticks[calendar.id]
        dot.show_color(calendar.color)
        tick.toggled.connect(self._show_all)
        way = words.BOTH_WAYS if calendar.access == "write" else words.READ_ONLY
        out = QVBoxLayout()
        out.addLayout(row(tick, dot, None, label(way, tone="muted", size=SMALL)))
        return out

    @Slot()
    def _tick_all(self) -> None:
        wanted = len(self.chosen) < len(self._ticks)
        for tick in self._ticks.values():
            tick.setChecked(wanted)
        self._show_all()

    @Slot()
    def _show_all(self) -> None:
        states = {0: Qt.CheckState.Unchecked, len(self._ticks): Qt.CheckState.Checked}
        self.all.setCheckState(states.get(len(self.chosen), Qt.CheckState.PartiallyChecked))


class FirstSync(Sheet):
    """Says what the first sync would do, as soon as ``look`` found out; accepted: do it."""

    def __init__(self, parent: QWidget | None, service: str, look: Look, chores: Chores) -> None:
        super().__init__(parent, words.FIRST_TITLE, words.FIRST_LOOKING, width=52)
        self._service, self._look = service, look
        self._main = button(words.FIRST_START, main=True)
        self._main.clicked.connect(self.accept)
        self.foot(None, self.cancel_button(words.LATER), self._main)
        self._main.setFocus()
        chores.start(self._find_out())

    async def _find_out(self) -> None:
        found: list[RunReport] = []

        async def look() -> None:
            found.extend(await self._look())

        await self.attempt(look)
        said = first_words(found, self._service) if found else ""
        self.text.setText(f"{said}\n{words.FIRST_LATER}" if said else "")
        self.text.setVisible(bool(found))
        failed = next((report.error for report in found if report.error is not None), None)
        if failed is not None:
            self.text.hide()
            self.trouble.tell(trouble(failed["kind"], failed["message"], failed["hint"]))
        self._main.setFocus()
        self.fit()


def first_words(reports: Sequence[RunReport], service: str) -> str:
    """What the first sync does, in one sentence."""
    into = sum(line.direction == "in" for report in reports for line in report.plan)
    out = sum(line.direction == "out" for report in reports for line in report.plan)
    if out:
        return words.FIRST_BOTH.format(n=f"{into:,}", out=wording.count(out, "change", "changes"), service=service)
    if not into:
        return words.FIRST_NOTHING.format(service=service)
    return (
        words.FIRST_ONE.format(service=service)
        if into == 1
        else words.FIRST_MANY.format(n=f"{into:,}", service=service)
    )


def _tick(calendar: CalendarRow) -> QCheckBox:
    out = QCheckBox(calendar.name.replace("&", "&&"))
    out.setChecked(calendar.selected)
    return out
