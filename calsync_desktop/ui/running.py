"""From the start of the window to its end: who is built when, and who is let go of in which order."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterator

import qasync
from PySide6.QtCore import QLocale, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.ui import wording
from calsync_desktop.ui.appearance import Appearance
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.clipboard import Clipboard
from calsync_desktop.ui.dialogs.sheet import choose
from calsync_desktop.ui.host import Host
from calsync_desktop.ui.icons import application_icon
from calsync_desktop.ui.launch import Launch
from calsync_desktop.ui.leaving import Leaving
from calsync_desktop.ui.models.agenda import AgendaModel
from calsync_desktop.ui.models.look import Look
from calsync_desktop.ui.preferences import Preferences
from calsync_desktop.ui.stylesheet import dress
from calsync_desktop.ui.tidying import Tidying
from calsync_desktop.ui.tray import Tray
from calsync_desktop.ui.troubles import trouble_of
from calsync_desktop.ui.windows.main import MainWindow

DESKTOP_ID = "org.calsync.Desktop"
TRAY_PATIENCE = 12  # looks, 5 s apart: some desktops bring up their tray after the programs of the session


def run(launch: Launch) -> int:
    """Show the window until it is quit; its exit code."""
    app = application()
    appearance = Appearance(app, dress)
    # From before the engine's thread begins until after it ended.
    Tidying(app)
    with qasync.QEventLoop(app) as loop:
        asyncio.set_event_loop(loop)
        code: int = loop.run_until_complete(live(launch, appearance))
        return code


def application() -> QApplication:
    """The one QApplication; an ``Appearance`` dresses it."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName(wording.APPLICATION)
    app.setDesktopFileName(DESKTOP_ID)
    app.setWindowIcon(application_icon())
    app.setQuitOnLastWindowClosed(False)
    if QLocale().language() is QLocale.Language.C:
        # LANG=C names no country: 24 hours and Mondays first then.
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    return app


async def live(launch: Launch, appearance: Appearance) -> int:
    """The engine, and on it the window until it is quit; what keeps the engine from standing is said in a window of its own."""
    bridge = Bridge(launch)
    bridge.start()
    try:
        await bridge.started()
        return await serve(launch, bridge, appearance)
    except CalSyncError as error:
        told = trouble_of(error)
        await choose(None, told.title, told.text, (("close", "Close"),))
        return 1
    finally:
        await bridge.stop()


async def serve(launch: Launch, bridge: Bridge, appearance: Appearance) -> int:
    """Show the window on a standing engine until somebody quits."""
    look = Look(launch.database, launch.zone, launch.now)
    over = asyncio.Event()
    agenda = AgendaModel(look, look.today, QLocale())
    memory = QSettings(str(launch.database.with_name("window.ini")), QSettings.Format.IniFormat)
    preferences = Preferences(memory)
    _wear(appearance, preferences)
    window = MainWindow(look, agenda, launch.profile, QLocale(), preferences)
    host, tray = Host(bridge, look, window, agenda, QLocale()), Tray()
    host.desk.clipboard = Clipboard(launch.write, launch.read)
    leaving = Leaving(memory, window, tray, lambda: bool(host.connections.cards), over.set)
    window.leaving.connect(lambda: host.chores.start(leaving.leave()))
    host.quitting.connect(over.set)
    bridge.raised.connect(window.bring_up)
    tie(host, window, tray)
    waiting_for_tray = _await_tray(tray, window)
    if (news := await bridge.ask(lambda engine: engine.news())) is not None:
        host.take(news)
    if not (launch.background and tray.there and host.connections.cards):
        window.show()
    try:
        with _signals(over):
            await over.wait()
    finally:
        waiting_for_tray.stop()
        leaving.remember_window()
        tray.leave()
        window.hide()
        await host.close()
        look.close()
    return 0


def _wear(appearance: Appearance, preferences: Preferences) -> None:
    """The look that the user prefers, now and whenever they prefer another."""

    def follow(name: str) -> None:
        if name == "mode":
            appearance.choose(preferences.mode)

    preferences.changed.connect(follow)
    appearance.choose(preferences.mode)


def tie(host: Host, window: MainWindow, tray: Tray) -> None:
    """The tray says what the window says, and asks for the same things."""

    def tell_tray() -> None:
        known = host.connections
        tray.show(host.badge, window.status.words, paused=known.paused, connected=bool(known.cards))

    def do(verb: str) -> None:
        if verb in ("raise", "new"):
            window.bring_up()
        if verb != "raise":
            host.do(verb)

    host.told.connect(tell_tray)
    tray.wanted.connect(do)
    tell_tray()


def _await_tray(tray: Tray, window: MainWindow) -> QTimer:
    """Show the tray's icon, now or as soon as there is a place for it."""
    timer, left = QTimer(window), TRAY_PATIENCE

    def look_again() -> None:
        nonlocal left
        left -= 1
        if tray.appear() or not left:
            timer.stop()

    timer.setInterval(5000)
    timer.timeout.connect(look_again)
    if not tray.appear():
        timer.start()
    return timer


@contextlib.contextmanager
def _signals(over: asyncio.Event) -> Iterator[None]:
    """Quit in order when the session asks the process to go."""
    loop = asyncio.get_running_loop()
    names = (signal.SIGTERM, signal.SIGINT) if sys.platform != "win32" else ()
    for name in names:
        loop.add_signal_handler(name, over.set)
    try:
        yield
    finally:
        for name in names:
            loop.remove_signal_handler(name)
