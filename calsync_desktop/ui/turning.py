"""Which days are in view and how: turned by the toolbar, the keys, the small month and what a search found."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from calsync_desktop.core.calendar import Access
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.fields import TOP
from calsync_desktop.core.rights import rights
from calsync_desktop.core.when import When, all_day, timed
from calsync_desktop.ui import period_words, view_words
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.desk import Desk
from calsync_desktop.ui.layout.drag import Times
from calsync_desktop.ui.models.agenda import AgendaModel
from calsync_desktop.ui.models.entries import Entry, Line
from calsync_desktop.ui.models.look import Look
from calsync_desktop.ui.models.period import Kind, Period
from calsync_desktop.ui.moving import retimed, when_at
from calsync_desktop.ui.quick.reading import Setting, read
from calsync_desktop.ui.speech import speech

if TYPE_CHECKING:
    from calsync_desktop.ui.windows.main import MainWindow

AHEAD = 60  # milliseconds after which what lies beside the view is read


class Turning(QObject):
    """Serves the window's views; ``refresh`` after notices that name days."""

    def __init__(self, look: Look, window: MainWindow, agenda: AgendaModel, desk: Desk, chores: Chores) -> None:
        super().__init__()
        self._look, self._window, self._agenda = look, window, agenda
        self._desk, self._chores, self._days = desk, chores, window.days
        self._locale = window.grid.locale_
        self._ahead = QTimer(self, singleShot=True, interval=AHEAD)
        self._ahead.timeout.connect(self._look_ahead)
        self._wire()

    def refresh(self) -> None:
        """Read again what is in view."""
        if self._window.view is self._window.agenda_view:
            self._days.forget()
            self._agenda.refresh()
        else:
            self._days.refresh()
            self._ahead.start()

    def close(self) -> None:
        """Read nothing more."""
        self._ahead.stop()

    def show(self, kind: Kind) -> None:
        """Look at the same days in another way."""
        self._window.search.clear()
        self._window.preferences.view = str(kind)
        self._window.show_kind(kind)
        self._follow()
        self._window.view.go_to(self._days.period.day)

    def cycle(self, by: int) -> None:
        """The next kind of view, or the one before."""
        kinds = list(Kind)
        self.show(kinds[(kinds.index(self._days.period.kind) + by) % len(kinds)])

    def verbs(self) -> dict[str, Callable[[], None]]:
        """What the window's verbs mean here."""
        return {
            "today": self.today,
            "back": lambda: self.turn(-1),
            "forward": lambda: self.turn(1),
            "view-before": lambda: self.cycle(-1),
            "view-after": lambda: self.cycle(1),
            **{f"view-{kind}": partial(self.show, kind) for kind in Kind},
        }

    @Slot(int)
    def turn(self, periods: int) -> None:
        """So many periods later."""
        self.go(self._days.period.turned(periods).day)

    def today(self) -> None:
        """To today, with the cursor on it."""
        self.go(self._look.today())
        self._window.grid.scroll_to_hours()

    @Slot(object)
    def go(self, day: date) -> None:
        """To the period around a day, with the cursor on it."""
        self._window.search.clear()
        self._turn_to(self._days.period.at(day))
        self._window.view.go_to(day)

    @Slot(object)
    def open_day(self, day: date) -> None:
        """One day alone."""
        self._window.preferences.view = str(Kind.DAY)
        self._turn_to(self._days.period.at(day).shown_as(Kind.DAY))
        self._window.show_view()
        self._window.view.setFocus()
        self._window.view.go_to(day)

    def jump(self, entry: Entry) -> None:
        """From what a search found to its day."""
        kind = self._days.period.kind
        self._window.search.clear()
        self._window.toolbar.close_search()
        self._agenda.search("")
        self._turn_to(self._days.period.at(entry.days[0]).shown_as(kind))
        self._window.show_view()
        self._window.view.expect(entry.appointment)
        self._window.view.setFocus()

    @Slot()
    def _descend(self) -> None:
        """From the search field to the first thing found."""
        view = self._window.agenda_view
        if self._agenda.searching and self._agenda.entries:
            view.setCurrentIndex(self._agenda.index(self._agenda.line_near(0)))
        self._window.view.setFocus()

    @Slot()
    def _enter(self) -> None:
        """To the first thing found, at once."""
        self._agenda.search(self._window.search.text())
        row = self._agenda.row(self._agenda.index(max(0, self._agenda.line_near(0))))
        if self._agenda.searching and isinstance(row, Line):
            self.jump(row.entry)
        else:
            self.go_to_day_meant()

    @property
    def day_meant(self) -> date | None:
        """The day that is typed into the search field, when nothing else is."""
        here = speech(self._locale, self._look.zone, self._look.today())
        default = all_day(self._look.today())
        setting = Setting(self._look.now(), self._look.zone, default, here.language, here.day_first)
        found = read(self._window.search.text(), setting)
        start = found.when.start
        return None if found.title or not found.parts else date(start.year, start.month, start.day)

    def go_to_day_meant(self) -> None:
        """To the day that was typed, if it is one."""
        if (day := self.day_meant) is not None:
            self._window.toolbar.close_search()
            self._agenda.search("")
            self.go(day)
            self._window.show_view()
            self._window.view.setFocus()

    @Slot()
    def _leave_search(self) -> None:
        self._window.toolbar.close_search()
        self._window.view.setFocus()

    def _turn_to(self, period: Period) -> None:
        self._days.show_period(period)
        self._follow()

    def _follow(self) -> None:
        """The agenda follows the days, and the window's title both; what lies beside is read in a free moment."""
        period = self._days.period
        if period.kind is Kind.AGENDA:
            self._agenda.show_day(period.day)
            return
        self._agenda.stand_at(period.day)
        self._ahead.start()
        words = " ".join(period_words.title(period, self._locale))
        self._window.grid.say(view_words.in_view(words, len(self._days.entries)))

    @Slot(object)
    def _open(self, entry: Entry) -> None:
        if self._agenda.searching:
            self.jump(entry)
        else:
            self._chores.start(self._desk.open(entry))

    @Slot(object)
    def _delete(self, entry: Entry) -> None:
        self._chores.start(self._desk.delete(entry))

    @Slot(object)
    def _draw(self, times: Times) -> None:
        self._chores.start(self._desk.quick(when_of(times, self._look.zone)))

    @Slot(object, object)
    def _carry(self, entry: Entry, times: Times) -> None:
        row = self._look.appointment(entry.appointment)
        if row.shown is None:
            return
        allowed = rights(row.shown, Access(row.access), TOP, row.addresses)
        if "when" not in allowed.writable:
            self._chores.failed.emit(Usage(allowed.reason or view_words.STAYS))
            return
        when = retimed(when_at(row.shown, entry.key), times, self._look.zone)
        self._chores.start(self._desk.retime(entry.appointment, entry.key, when))

    @Slot(object, object)
    def _expand(self, first: date, last: date) -> None:
        self._chores.start(self._read_beyond(first, last))

    @Slot()
    def _look_ahead(self) -> None:
        self._chores.start(self._read_ahead())

    async def _read_ahead(self) -> None:
        """Read what lies beside the view, in another thread, so that turning costs nothing."""
        for period in self._days.beside():
            age, read_ = self._days.age, partial(self._look.entries_apart, period.first, period.last)
            entries = await asyncio.get_running_loop().run_in_executor(None, read_)
            if entries is not None:
                self._days.learn(period, entries, age)

    async def _read_beyond(self, first: date, last: date) -> None:
        """Work out days beyond those that are kept, in another thread."""
        rows = await asyncio.get_running_loop().run_in_executor(None, self._look.expanded, first, last)
        self._days.fill(first, last, rows)

    def _wire(self) -> None:
        window = self._window
        window.agenda_view.opened.connect(self._open)
        window.agenda_view.unwanted.connect(self._delete)
        for canvas in window.canvases:
            canvas.opened.connect(self._open)
            canvas.unwanted.connect(self._delete)
            canvas.drawn.connect(self._draw)
            canvas.carried.connect(self._carry)
            canvas.turned.connect(self.turn_from_key)
            canvas.day_opened.connect(self.open_day)
        for signal, act in (
            (window.search.descended, self._descend),
            (window.search.entered, self._enter),
            (window.search.left, self._leave_search),
        ):
            signal.connect(act)
        self._days.wanting.connect(self._expand)
        window.toolbar.looked.connect(lambda kind: self.show(Kind(kind)))
        window.sidebar.month.picked.connect(self.go)

    @Slot(int)
    def turn_from_key(self, periods: int) -> None:
        """The cursor went over the edge, or a page was turned: it stands where it went."""
        view, period = self._window.view, self._days.period
        day = getattr(view, "day", period.day)
        inside = period.first <= day <= period.last
        self.go(period.turned(periods).day if inside else day)


def when_of(times: Times, zone: str) -> When:
    """Times of the local wall clock as a When."""
    start, end = times
    if isinstance(start, datetime) and isinstance(end, datetime):
        return timed(start, end, zone)
    return all_day(start, end)
