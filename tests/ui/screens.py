"""Render every screen to PNGs, light and dark, at 1x and 2x, to be looked at: python -m tests.ui.screens FOLDER [SCENE...]."""

import asyncio
import functools
import os
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import qasync
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from calsync_desktop.sync.editing import Edit
from calsync_desktop.sync.engine import Engine
from calsync_desktop.sync.notices import RunEnded, RunProgress, RunStarted
from calsync_desktop.sync.reports import RunReport
from calsync_desktop.ui.dialogs.attention import AttentionDialog
from calsync_desktop.ui.dialogs.choosing import CalendarsDialog
from calsync_desktop.ui.dialogs.connect import ConnectDialog
from calsync_desktop.ui.dialogs.editor import Editor
from calsync_desktop.ui.dialogs.history import HistoryDialog
from calsync_desktop.ui.dialogs.quick import QuickAdd
from calsync_desktop.ui.dialogs.settings import SettingsDialog
from calsync_desktop.ui.dialogs.sheet import Choice
from calsync_desktop.ui.models.period import Kind
from calsync_desktop.ui.stylesheet import dress
from calsync_desktop.ui.theme import DARK, LIGHT, STRONG_DARK, STRONG_LIGHT
from tests.fakes import START
from tests.ui.busy import busy
from tests.ui.conftest import House, Shown, dialog, opened, until
from tests.ui.screens_typed import filtered, own_rule, refused, typed_line, waiting
from tests.ui.test_matters import crowd, far_away, inviting, mailing, vanished
from tests.ui.weeks import fill

FONT = "Noto Sans"
SCALES = ("1", "2")
WIDTHS = (760, 2560)


class Camera:
    """Writes what a widget looks like under a name."""

    def __init__(self, folder: Path, app: QApplication) -> None:
        self.folder, self.app = folder, app
        folder.mkdir(parents=True, exist_ok=True)

    async def take(self, widget: QWidget, name: str) -> None:
        await asyncio.sleep(0.15)
        widget.grab().save(str(self.folder / f"{name}.png"))
        print(name)

    async def each(self, widget: QWidget, name: str) -> None:
        """In high contrast too."""
        await self.both(widget, name)
        for tokens, mode in ((STRONG_LIGHT, "strong-light"), (STRONG_DARK, "strong-dark")):
            dress(self.app, tokens)
            await self.take(widget, f"{name}-{mode}")
        dress(self.app, LIGHT)

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
    await shown.bridge.ask(
        lambda engine: engine.edit(entry.appointment, Edit({"location": "Dr. Weiß, Altonaer Straße 3"}))
    )
    await until(lambda: shown.host.connections.waiting)
    shown.window.view.expect(entry.appointment)
    await camera.both(shown.window, "agenda")
    for width in (760, 1600):
        shown.window.resize(width, 760)
        await camera.both(shown.window, f"agenda-{width}")
    shown.window.resize(1080, 760)
    await until(lambda: shown.host.connections.progress is None)
    shown.host.take(RunStarted(connection))
    shown.host.take(RunProgress(connection, "c", 1240, 5000))
    await camera.take(shown.window, "syncing")
    shown.host.take(RunEnded(connection, RunReport("r", connection)))
    shown.window.search.setText("choir")
    await asyncio.sleep(0.2)
    await camera.take(shown.window, "search")
    shown.window.search.setText("nothing like it")
    await asyncio.sleep(0.2)
    await camera.take(shown.window, "search-empty")
    shown.window.search.clear()


async def nothing(_: QDialog) -> None:
    """Leave a dialog as it opens."""


@dataclass(frozen=True)
class Studio:
    """Opens dialogs by their verb and photographs them."""

    shown: Shown
    camera: Camera

    async def take(
        self, verb: str, kind: type[QDialog], name: str, act: Callable[[Any], Awaitable[None]] = nothing
    ) -> None:
        self.shown.host.do(verb)
        one = await dialog(kind)
        await act(one)
        await self.camera.both(one, name)
        one.reject()
        await asyncio.sleep(0.1)

    def choose(self, title: str) -> None:
        entries = self.shown.look.entries(self.shown.agenda.first, self.shown.agenda.last)
        self.shown.window.view.expect(next(e.appointment for e in entries if e.title == title))


async def wrong_password(one: QDialog) -> None:
    assert isinstance(one, ConnectDialog)
    one.choose("Nextcloud")
    one.url.setText("https://cloud.example.org")
    one.user.setText("clara")
    one.password.setText("wrong")
    one.connect_account()
    await until(lambda: one.trouble.words)


async def dialogs(shown: Shown, camera: Camera) -> None:
    studio = Studio(shown, camera)
    await studio.take("connect", ConnectDialog, "connect", wrong_password)
    await studio.take("new", QuickAdd, "quick", typed_line)
    await studio.take("new-form", Editor, "editor-new", own_rule)
    studio.choose("Steering committee")
    await studio.take("open", Editor, "editor-invitation")
    studio.choose("Choir rehearsal")
    await studio.take("open", Editor, "editor-series")
    await studio.take("delete", Choice, "delete-series")
    shown.host.chores.start(shown.host.accounts.serve("settings", shown.look.connections()[0].id))
    one = await dialog(SettingsDialog)
    await filtered(one)
    await camera.both(one, "settings")
    one.reject()
    page = waiting(shown)
    await camera.both(page, "waiting")
    await camera.both(refused(page), "waiting-refused")
    page.reject()
    calendars = CalendarsDialog(shown.window, "clara@lindqvist.example", shown.look.calendars())
    calendars.show()
    await camera.both(calendars, "calendars")
    calendars.reject()


async def conflict(shown: Shown, camera: Camera) -> None:
    """A clash and a refused item, as the user finds them."""
    server, bridge = shown.house.server, shown.bridge
    connection = shown.look.connections()[0].id
    await bridge.ask(lambda engine: engine.configure(connection, {"on_conflict": "ask"}))
    entries = {e.title: e for e in shown.look.entries(shown.agenda.first, shown.agenda.last)}
    server.change(
        "workshop",
        lambda a: replace(a, content=replace(a.content, title="Workshop: data lineage", location="Online")),
        "clients",
    )
    server.refuse("offer", "The end is before the start.")
    for title, values in (
        (
            "Workshop: consent and data lineage",
            {"title": "Workshop: consent, data lineage and a very long afternoon", "location": "Room Elbe"},
        ),
        ("Offer for Marlow & Finch", {"notes": "Two options."}),
    ):
        await bridge.ask(functools.partial(_edit, entries[title].appointment, values))
    await bridge.ask(lambda engine: engine.sync())
    await until(lambda: shown.host.accounts.attention)
    await asyncio.sleep(0.2)
    await camera.both(shown.window, "attention-window")
    await Studio(shown, camera).take("attention", AttentionDialog, "attention")


async def questions(camera: Camera) -> None:
    """Fifteen appointments disappeared, an invitation would mail, one waits for its day; and the history of it."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        mailing(house)
        crowd(house.server)
        async with opened(house) as shown:
            await shown.connect()
            shown.window.resize(1080, 760)
            await far_away(shown)
            await asyncio.sleep(0.3)
            await camera.both(shown.window, "held-window")
            asked = await vanished(shown)
            await camera.both(asked, "question-deletions")
            asked.reject()
            asked = await inviting(shown)
            for row, name in ((1, "question-mail"), (asked.list.count() - 1, "held")):
                asked.list.setCurrentRow(row)
                await camera.both(asked, name)
            asked.reject()
            await camera.take(shown.window, "questions-window")
            studio = Studio(shown, camera)
            studio.choose("Steering committee")
            await studio.take("open", Editor, "editor-reply")
            await studio.take("history", HistoryDialog, "history")
            shown.host.chores.start(shown.host.past.undo(shown.look.history()[0].id, False))
            one = await dialog(Choice)
            await camera.both(one, "undo-preview")
            one.reject()


async def _edit(id_: str, values: dict[str, Any], engine: Engine) -> str:
    return await engine.edit(id_, Edit(values))


async def views(camera: Camera) -> None:
    """The days in every view, at every width, in every mode; with details, a second zone, and what a search found."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder), now=START + timedelta(days=2, hours=2, minutes=20))
        busy(house.server)
        async with opened(house, "week") as shown:
            window, turning = shown.window, shown.host.turning
            await shown.connect()
            await until(lambda: window.days.entries)
            for kind in Kind:
                window.resize(1280, 800)
                turning.show(kind)
                await camera.each(window, str(kind))
                for width in WIDTHS:
                    window.resize(width, 800)
                    await camera.take(window, f"{kind}-{width}")
            window.resize(1440, 860)
            turning.show(Kind.WEEK)
            window.view.expect(next(e.appointment for e in window.days.entries if e.title == "Steering committee"))
            await camera.both(window, "week-details")
            window.preferences.second_zone = "America/New_York"
            window.grid.choose(-1)
            await camera.both(window, "week-second-zone")
            window.search.setText("choir")
            await asyncio.sleep(0.3)
            await camera.both(window, "search")


async def ordinary(camera: Camera) -> None:
    """The window and its dialogs over an ordinary account, and what goes wrong with it."""
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        fill(house.server)
        async with opened(house) as shown:
            await main_window(shown, camera)
            house.server.faults.clear()
            await dialogs(shown, camera)
            await conflict(shown, camera)


SCENES = {"views": views, "window": ordinary, "questions": questions}


async def everything(camera: Camera, scenes: Sequence[str]) -> None:
    for scene in scenes:
        await SCENES[scene](camera)


def main(folder: Path, scenes: Sequence[str]) -> None:
    app = QApplication(sys.argv[:1])
    app.setFont(QFont(FONT, 10))
    dress(app, LIGHT)
    app.setQuitOnLastWindowClosed(False)
    with qasync.QEventLoop(app) as loop:
        loop.run_until_complete(everything(Camera(folder, app), scenes))


def at_every_scale(folder: Path, scenes: Sequence[str]) -> None:
    """Qt scales a whole process or nothing: one for each scale."""
    for scale in SCALES:
        surroundings = os.environ | {"QT_SCALE_FACTOR": scale, "CALSYNC_SCREENS": "one"}
        target = str(folder / f"{scale}x")
        subprocess.run([sys.executable, "-m", "tests.ui.screens", target, *scenes], env=surroundings, check=True)


if __name__ == "__main__":
    run = main if os.environ.get("CALSYNC_SCREENS") else at_every_scale
    run(Path(sys.argv[1]), sys.argv[2:] or list(SCENES))
