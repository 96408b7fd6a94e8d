"""Render the screens to PNGs, to be looked at: python -m tests.ui.screens FOLDER (QT_SCALE_FACTOR=2 for 2x)."""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import qasync
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from calsync_desktop.sync.notices import RunProgress, RunStarted
from calsync_desktop.ui.dialogs.connect import ConnectDialog
from calsync_desktop.ui.dialogs.editor import Editor
from calsync_desktop.ui.dialogs.settings import SettingsDialog
from calsync_desktop.ui.dialogs.sheet import Choice
from calsync_desktop.ui.stylesheet import dress
from calsync_desktop.ui.theme import DARK, LIGHT
from tests.ui.conftest import House, Shown, dialog, opened, until
from tests.ui.weeks import fill

FONT = "Noto Sans"


class Camera:
    """Writes what a widget looks like under a name."""

    def __init__(self, folder: Path, app: QApplication) -> None:
        self.folder, self.app = folder, app
        folder.mkdir(parents=True, exist_ok=True)

    async def take(self, widget: QWidget, name: str) -> None:
        await asyncio.sleep(0.15)
        widget.grab().save(str(self.folder / f"{name}.png"))
        print(name)

    async def both(self, widget: QWidget, name: str) -> None:
        for tokens, mode in ((LIGHT, "light"), (DARK, "dark")):
            dress(self.app, tokens)
            await self.take(widget, f"{name}-{mode}")
        dress(self.app, LIGHT)


async def main_window(shown: Shown, camera: Camera) -> None:
    shown.window.resize(1080, 760)
    await camera.both(shown.window, "empty")
    connection = await shown.connect()
    await until(lambda: "Steering committee" in shown.titles)
    house = shown.house
    house.server.faults.lose_request("", times=1000)
    entry = next(e for e in shown.look.entries(shown.agenda.first, shown.agenda.last) if e.title == "Dentist")
    from calsync_desktop.sync.editing import Edit

    await shown.bridge.ask(lambda engine: engine.edit(entry.appointment, Edit({"location": "Dr. Weiß, Altonaer Straße 3"})))
    await until(lambda: shown.host.connections.waiting)
    shown.window.view.expect(entry.appointment)
    await camera.both(shown.window, "agenda")
    for width in (760, 1600):
        shown.window.resize(width, 760)
        await camera.both(shown.window, f"agenda-{width}")
    shown.window.resize(1080, 760)
    shown.host.take(RunStarted(connection))
    shown.host.take(RunProgress(connection, "c", 1240, 5000))
    await camera.take(shown.window, "syncing")
    shown.window.search.setText("choir")
    await asyncio.sleep(0.2)
    await camera.take(shown.window, "search")
    shown.window.search.setText("nothing like it")
    await asyncio.sleep(0.2)
    await camera.take(shown.window, "search-empty")
    shown.window.search.clear()


async def photograph(shown: Shown, camera: Camera, verb: str, kind: type[QDialog], name: str, act: Callable[[QDialog], Awaitable[None]] | None = None) -> None:
    shown.host.do(verb)
    one = await dialog(kind)
    if act is not None:
        await act(one)
    await camera.both(one, name)
    one.reject()
    await asyncio.sleep(0.1)


async def wrong_password(one: QDialog) -> None:
    assert isinstance(one, ConnectDialog)
    one._choice.button(2).setChecked(True)
    one.url.setText("https://cloud.example.org")
    one.user.setText("clara")
    one.password.setText("wrong")
    one.connect_account()
    await until(lambda: one.trouble.words)


async def dialogs(shown: Shown, camera: Camera) -> None:
    await photograph(shown, camera, "connect", ConnectDialog, "connect", wrong_password)
    await photograph(shown, camera, "new", Editor, "editor-new")
    shown.window.view.expect(next(e.appointment for e in shown.look.entries(shown.agenda.first, shown.agenda.last) if e.title == "Steering committee"))
    await photograph(shown, camera, "open", Editor, "editor-invitation")
    shown.window.view.expect(next(e.appointment for e in shown.look.entries(shown.agenda.first, shown.agenda.last) if e.title == "Choir rehearsal"))
    await photograph(shown, camera, "open", Editor, "editor-series")
    await photograph(shown, camera, "delete", Choice, "delete-series")
    shown.host.chores.start(shown.host.accounts.serve("settings", shown.look.connections()[0].id))
    one = await dialog(SettingsDialog)
    await camera.both(one, "settings")
    one.reject()


async def everything(camera: Camera) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        fill(house.server)
        async with opened(house) as shown:
            await main_window(shown, camera)
            house.server.faults.clear()
            await dialogs(shown, camera)


def main() -> None:
    app = QApplication(sys.argv[:1])
    app.setFont(QFont(FONT, 10))
    dress(app, LIGHT)
    app.setQuitOnLastWindowClosed(False)
    with qasync.QEventLoop(app) as loop:
        loop.run_until_complete(everything(Camera(Path(sys.argv[1]), app)))


if __name__ == "__main__":
    main()
