"""What is seen before anything can be done: the days and the accounts as they are stored, painted while the engine is not even loaded."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QEvent, QLocale, QObject, QSettings, QTimer

from calsync_desktop.ui import wording
from calsync_desktop.ui.appearance import Appearance
from calsync_desktop.ui.launch import Launch
from calsync_desktop.ui.models.agenda import AgendaModel
from calsync_desktop.ui.models.connections import ConnectionsModel
from calsync_desktop.ui.models.look import Look
from calsync_desktop.ui.models.period import Kind
from calsync_desktop.ui.preferences import Preferences
from calsync_desktop.ui.views.sidebar import Place
from calsync_desktop.ui.windows.main import MainWindow

GEOMETRY = "window/geometry"
PATIENCE = 2.0  # seconds: a window that is covered or minimised is not painted


class Front:
    """The window over its own reading connection; CalSyncError when the profile cannot be read."""

    def __init__(self, launch: Launch, appearance: Appearance) -> None:
        self.locale = QLocale()
        self.look = Look(launch.database, launch.zone, launch.now)
        self.memory = QSettings(str(launch.database.with_name("window.ini")), QSettings.Format.IniFormat)
        self.preferences = Preferences(self.memory)
        _wear(appearance, self.preferences)
        self.agenda = AgendaModel(self.look, self.look.today, self.locale)
        self.agenda.hidden = lambda: self.preferences.hidden
        self.window = MainWindow(self.look, self.agenda, launch.profile, self.locale, self.preferences)
        geometry = self.memory.value(GEOMETRY)
        if geometry is not None:
            self.window.restoreGeometry(geometry)

    async def show(self) -> None:
        """Show what is stored; returns once it was painted."""
        look, window = self.look, self.window
        known = ConnectionsModel(look)
        known.refresh()
        place = Place(look.now(), look.zone, self.locale, self.preferences.hidden)
        window.sidebar.show_cards(known.cards, look.calendars(), place)
        window.allow_new(bool(known.cards))
        if not known.cards:
            window.show_empty(wording.EMPTY_CONNECTIONS)
        if window.days.period.kind is Kind.AGENDA:
            self.agenda.show_day(look.today())
        seen = _Painted(window)
        window.show()
        await seen.wait()

    def close(self) -> None:
        """Take the window away and let go of the file."""
        self.window.hide()
        self.look.close()


class _Painted(QObject):
    """Waits for the first painting of a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._event = asyncio.Event()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks on; every event goes its way."""
        if event.type() is QEvent.Type.Paint:
            # Everything inside of it is painted in the same go, after this.
            QTimer.singleShot(0, self._event.set)
            watched.removeEventFilter(self)
        return False

    async def wait(self) -> None:
        """Return when it was painted, or will not be soon."""
        try:
            await asyncio.wait_for(self._event.wait(), PATIENCE)
        except TimeoutError:
            return


def _wear(appearance: Appearance, preferences: Preferences) -> None:
    """The look that the user prefers, now and whenever they prefer another."""

    def follow(name: str) -> None:
        if name == "mode":
            appearance.choose(preferences.mode)

    preferences.changed.connect(follow)
    appearance.choose(preferences.mode)
