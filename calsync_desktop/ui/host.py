"""The window's host: takes what the window wants to the engine, and what the engine tells to the models that are in view."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from PySide6.QtCore import QElapsedTimer, QLocale, QObject, QTimer, Signal, Slot

from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.sync.notices import (
    AppointmentsChanged,
    CalendarsChanged,
    ConflictsChanged,
    ConnectionChanged,
    Fell,
    Notice,
    ParkedChanged,
    Paused,
    RunEnded,
    RunProgress,
    RunStarted,
)
from calsync_desktop.ui import dates, view_words, wording
from calsync_desktop.ui.accounts import Accounts
from calsync_desktop.ui.beside import Beside
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.desk import Desk
from calsync_desktop.ui.details import Behind, Details
from calsync_desktop.ui.dialogs.sheet import outcome
from calsync_desktop.ui.models.agenda import AgendaModel
from calsync_desktop.ui.models.cards import overall
from calsync_desktop.ui.models.connections import ConnectionsModel
from calsync_desktop.ui.models.look import Look
from calsync_desktop.ui.past import Past
from calsync_desktop.ui.previews import Previews
from calsync_desktop.ui.regret import Regret
from calsync_desktop.ui.shortcuts import ShortcutsDialog
from calsync_desktop.ui.troubles import trouble, trouble_of
from calsync_desktop.ui.turning import Turning
from calsync_desktop.ui.views.sidebar import Place
from calsync_desktop.ui.windows.main import MainWindow
from calsync_desktop.ui.windows.seen import Seen
from calsync_desktop.ui.wording import Badge

SETTLE, LONGEST_SETTLE = 80, 2500  # milliseconds in which notices are gathered before anything is read again
TYPING = 8  # milliseconds: keys that come together are searched for together
# What a card says well enough: nobody has to do anything about it at once, or the card has the button.
_CALM = ("offline", "throttled", "server", "try-later", "sign-in")
_OF_CARDS = (
    RunStarted,
    RunEnded,
    ConnectionChanged,
    CalendarsChanged,
    ConflictsChanged,
    ParkedChanged,
    Paused,
    AppointmentsChanged,
)
_OF_DAYS = (AppointmentsChanged, CalendarsChanged, ConnectionChanged, ConflictsChanged, ParkedChanged)


class Host(QObject):
    """Holds the models and serves the window. ``told`` after the status sentence changed; ``quitting`` when the user wants to quit."""

    told = Signal()
    quitting = Signal()

    def __init__(self, bridge: Bridge, look: Look, window: MainWindow, agenda: AgendaModel, locale: QLocale) -> None:
        super().__init__()
        self.window, self.chores = window, Chores(self)
        self._bridge, self._look, self._locale = bridge, look, locale
        self.agenda = agenda
        self.connections = ConnectionsModel(look, self)
        self.badge = Badge.ACTIVE
        self._rest, self._closed, self._last = SETTLE, False, QElapsedTimer()
        self._last.start()
        self._settle, self._typing = _gathering(self, self.refresh), _gathering(self, self._search, TYPING)
        self.desk = Desk(bridge, look, window, self.chores, locale)
        self.accounts = Accounts(bridge, look, window, self.chores)
        self.past = Past(bridge, look, window, self.chores, locale)
        self.turning = Turning(look, window, agenda, self.desk, self.chores)
        self.regret = Regret(bridge, look)
        self.beside = Beside(
            Details(bridge, look, window, Behind(self.chores, self.desk, self.accounts, self.past), locale=locale),
            window,
        )
        self.previews = Previews(bridge, window)
        self._day, self._minute = look.today(), QTimer(self)
        self._minute.timeout.connect(self._tick)
        self._minute.start(60_000)
        self._verbs = self._table()
        self._wire()
        self._stale = {"cards", "days"}
        self.refresh()
        self.turning.today()

    async def close(self) -> None:
        """Hear nothing more and give up what is under way; the store may be closed afterwards."""
        self._bridge.noticed.disconnect(self.take)
        # What was under way between the threads arrives even so.
        self._closed = True
        for timer in (self._settle, self._typing, self._minute):
            timer.stop()
        self.turning.close()
        await self.chores.finish()

    @Slot(object)
    def take(self, notice: Notice) -> None:
        """A notice of the engine."""
        if self._closed:
            return
        self.connections.take(notice)
        if isinstance(notice, RunProgress):
            self._show_cards()
        if isinstance(notice, Fell) and notice.kind not in _CALM:
            self.window.trouble.tell(trouble(notice.kind, notice.message, notice.hint))
        if isinstance(notice, _OF_CARDS):
            self._stale.add("cards")
        if isinstance(notice, _OF_DAYS):
            self._stale.add("days")
        own_edit = isinstance(notice, AppointmentsChanged) and not notice.calendar
        if own_edit or (self._stale and not self._settle.isActive()):
            self._settle.start(SETTLE if own_edit else max(SETTLE, self._rest - self._last.elapsed()))

    @Slot()
    def refresh(self) -> None:
        """Read again what notices named since the last time."""
        stale, self._stale = self._stale, set()
        took = QElapsedTimer()
        took.start()
        if "cards" in stale:
            self.connections.refresh()
            self.accounts.refresh()
            self.past.refresh()
            self._show_cards()
        if "days" in stale:
            self.turning.refresh()
        if stale:
            self.beside.refresh()
        self._show_empty()
        # However much streams in: 98 hundredths of the window's time stay free, painting included.
        self._rest = min(100 * took.elapsed(), LONGEST_SETTLE)
        self._last.restart()

    @Slot()
    def _tick(self) -> None:
        """Once a minute: words such as "just now" grow old, and at midnight today is another day."""
        self._show_cards()
        if self._look.today() != self._day:
            self._day = self._look.today()
            self.turning.refresh()
        self.window.grid.viewport().update()

    @Slot(str)
    def do(self, verb: str) -> None:
        """Carry out a verb of the window or the tray."""
        act = self._verbs[verb]()
        if act is not None:
            self.chores.start(act)

    def _table(self) -> dict[str, Callable[[], Coroutine[Any, Any, object] | None]]:
        desk, window = self.desk, self.window
        return self.turning.verbs() | {
            "new": desk.quick,
            "new-form": desk.new,
            "duplicate": desk.duplicate_chosen,
            "copy": desk.copy_chosen,
            "paste": desk.paste,
            "open": lambda: desk.open(window.view.chosen),
            "delete": lambda: desk.delete(window.view.chosen),
            "undo": self.regret.undo,
            "search": window.focus_search,
            "sidebar": window.toggle_sidebar,
            "menu": window.sidebar.more.showMenu,
            "sync": lambda: self._bridge.ask(lambda engine: engine.sync()),
            "pause": lambda: self._bridge.ask(lambda engine: engine.pause(None)),
            "resume": lambda: self._bridge.ask(lambda engine: engine.resume()),
            "connect": self.accounts.connect_account,
            "attention": self.accounts.show_attention,
            "history": self.past.show,
            "show-all": window.search.clear,
            "go-to-day": self.turning.go_to_day_meant,
            "shortcuts": lambda: outcome(ShortcutsDialog(window, window.verbs)),
            "close": lambda: self._emit(window.leaving),
            "quit": lambda: self._emit(self.quitting),
        }

    def _wire(self) -> None:
        window = self.window
        window.wanted.connect(self.do)
        window.sidebar.asked.connect(self._serve)
        window.sidebar.shown.connect(self._look_at)
        window.preferences.changed.connect(self._prefer)
        window.sidebar.ticked.connect(
            lambda id_, on: self.chores.start(self._bridge.ask(lambda engine: engine.select([id_], on)))
        )
        window.search.textChanged.connect(self._typing.start)
        self.agenda.hidden = lambda: window.preferences.hidden
        self.agenda.wanting.connect(lambda first, last: self.chores.start(self.desk.expand(self.agenda, first, last)))
        self.accounts.edited.connect(lambda id_: self.chores.start(self.desk.open_appointment(id_, None)))
        self.chores.failed.connect(self._fail)
        self._bridge.noticed.connect(self.take)
        seen = Seen(window)
        seen.turned.connect(lambda now: self.chores.start(self._bridge.ask(lambda engine: engine.watching(now))))
        seen.begin()

    @staticmethod
    def _emit(signal: Any) -> None:
        signal.emit()

    @Slot(str, str)
    def _serve(self, verb: str, connection: str) -> None:
        """What a card asked for."""
        act = self.previews.show if verb == "preview" else partial(self.accounts.serve, verb)
        self.chores.start(act(connection))

    @Slot(str, bool)
    def _look_at(self, calendar: str, wanted: bool) -> None:
        """Whether a calendar is looked at: that is the window's own affair."""
        hidden = self.window.preferences.hidden
        self.window.preferences.hide(hidden - {calendar} if wanted else hidden | {calendar})

    @Slot(str)
    def _prefer(self, name: str) -> None:
        if name == "hidden":
            self._show_cards()
            self.turning.refresh()
        elif name == "second_zone":
            self.window.grid.show_second_zone(self.window.preferences.second_zone)

    @Slot()
    def _search(self) -> None:
        self.agenda.search(self.window.search.text())
        self.window.show_view()
        self._show_empty()

    @Slot(object)
    def _fail(self, error: CalSyncError) -> None:
        self.window.trouble.tell(trouble_of(error))

    def _show_cards(self) -> None:
        cards, window = self.connections.cards, self.window
        place = Place(self._look.now(), self._look.zone, self._locale, window.preferences.hidden)
        window.sidebar.show_cards(cards, self.accounts.calendars, place)
        window.sidebar.show_attention(self.accounts.attention, self.accounts.held)
        self.badge = overall(cards)
        window.status.tell(self._mark(), self._sentence(), self.connections.visible_progress)
        window.allow_new(bool(cards))
        window.verbs["pause"].setVisible(bool(cards) and not self.connections.paused)
        window.verbs["resume"].setVisible(self.connections.paused)
        window.verbs["sync"].setEnabled(bool(cards) and self.connections.progress is None)
        self.told.emit()

    def _mark(self) -> tuple[str, str]:
        """Icon and tone of the sentence below."""
        if not self.connections.cards:
            return "", "muted"
        busy = self.connections.progress is not None
        return wording.mark(Badge.SYNCING if busy else self.badge, self.connections.waiting)

    def _sentence(self) -> str:
        """How everything stands: the first that applies of no account, syncing, paused, and what the badge says."""
        known, now, local = self.connections, self._look.now(), self._look.zone
        if not known.cards:
            return wording.NO_ACCOUNT
        if known.progress is not None:
            return wording.syncing(known.progress.done, known.progress.total)
        if known.paused:
            return wording.paused(known.until, now, local, self._locale)
        since = dates.moment(known.last_sync, now, local, self._locale) if known.last_sync else ""
        return wording.standing(self.badge, known.waiting, self.accounts.attention, since)

    def _show_empty(self) -> None:
        reading = self.window.view is self.window.agenda_view
        there = self.agenda.entries if reading else self.connections.cards
        self.window.show_empty(None if there else self._empty_words())

    def _empty_words(self) -> tuple[str, str, str, str] | None:
        if not self.connections.cards:
            return wording.EMPTY_CONNECTIONS
        if not self.agenda.searching:
            return wording.EMPTY_DAYS
        meant = self.turning.day_meant
        return (
            view_words.day_found(dates.day(meant, self._locale, "dddd d MMMM yyyy")) if meant else wording.EMPTY_SEARCH
        )


def _gathering(parent: QObject, act: Callable[[], None], settle: int = SETTLE) -> QTimer:
    """A timer that acts once for everything that came in the meantime."""
    out = QTimer(parent)
    out.setSingleShot(True)
    out.setInterval(settle)
    out.timeout.connect(act)
    return out
