"""From the start of the window to its end: who is built when, and who is let go of in which order."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import qasync
from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication

from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.store.reading import is_ready
from calsync_desktop.ui import wording
from calsync_desktop.ui.appearance import Appearance
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.front import Front
from calsync_desktop.ui.icons import application_icon
from calsync_desktop.ui.launch import Launch
from calsync_desktop.ui.stylesheet import dress
from calsync_desktop.ui.tidying import Tidying

if TYPE_CHECKING:
    from calsync_desktop.ui.host import Host
    from calsync_desktop.ui.tray import Tray
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
    """The window, and the engine behind it, until it is quit; what keeps the engine from standing is said in a window of its own."""
    over = asyncio.Event()
    with _signals(over):
        front = await _at_once(launch, appearance)
        bridge = Bridge(launch)
        try:
            if front is None:
                bridge.start()
                await bridge.started()
                front = Front(launch, appearance)
            return await serve(launch, bridge, front, over)
        except CalSyncError as error:
            if front is not None:
                front.close()
            return await _apologise(error)
        finally:
            await bridge.stop()


async def _at_once(launch: Launch, appearance: Appearance) -> Front | None:
    """The window, painted, before the engine's libraries are loaded; None where the engine has to look through the profile first."""
    if not is_ready(launch.database):
        return None
    try:
        front = Front(launch, appearance)
        if not launch.background:
            await front.show()
    except CalSyncError:
        # Whatever it is, the engine meets it too, and knows what to do.
        return None
    return front


async def _apologise(error: CalSyncError) -> int:
    from calsync_desktop.ui.dialogs.sheet import choose
    from calsync_desktop.ui.troubles import trouble_of

    told = trouble_of(error)
    await choose(None, told.title, told.text, (("close", "Close"),))
    return 1


async def serve(launch: Launch, bridge: Bridge, front: Front, over: asyncio.Event) -> int:
    """Let the window do what it shows, until somebody quits (``over``), which may have been before it stood."""
    # Half of the window's code is dialogs and details, which nobody can have asked for before the first painting.
    from calsync_desktop.ui.clipboard import Clipboard
    from calsync_desktop.ui.host import Host
    from calsync_desktop.ui.leaving import Leaving
    from calsync_desktop.ui.profiles import Profiles
    from calsync_desktop.ui.tray import Tray

    window = front.window
    host, tray = Host(bridge, front.look, window, front.agenda, front.locale), Tray()
    Profiles(launch, window, host.chores)
    host.desk.clipboard = Clipboard(launch.write, launch.read)
    leaving = Leaving(front.memory, window, tray, lambda: bool(host.connections.cards), over.set)
    window.leaving.connect(lambda: host.chores.start(leaving.leave()))
    host.quitting.connect(over.set)
    bridge.raised.connect(window.bring_up)
    tie(host, window, tray)
    waiting_for_tray = _await_tray(tray, window)
    try:
        await _stand(bridge, host, front)
        if not (launch.background and tray.there and host.connections.cards):
            window.show()
        await over.wait()
    finally:
        waiting_for_tray.stop()
        leaving.remember_window()
        tray.leave()
        window.hide()
        await host.close()
        front.look.close()
    return 0


async def _stand(bridge: Bridge, host: Host, front: Front) -> None:
    """Return when the engine stands behind the window; what happened to the profile before is told."""
    bridge.start()
    await bridge.started()
    front.look.renew()
    if (news := await bridge.ask(lambda engine: engine.news())) is not None:
        host.take(news)


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
