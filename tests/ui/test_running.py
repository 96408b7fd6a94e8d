"""The whole program: it opens, says what keeps it from opening, and leaves in order when it is asked to go."""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from calsync_desktop.core.errors import NewerDatabase
from calsync_desktop.sync.engine import Engine
from calsync_desktop.ui.appearance import Appearance
from calsync_desktop.ui.dialogs.sheet import Choice
from calsync_desktop.ui.launch import Launch, Tell
from calsync_desktop.ui.running import live
from calsync_desktop.ui.stylesheet import dress
from calsync_desktop.ui.windows.main import MainWindow
from tests.ui.conftest import House, dialog, until
from tests.ui.steps import Drive, press

ROOT = Path(__file__).parents[2]
PROGRAM = """
import asyncio, os, signal, sys
from dataclasses import replace
from pathlib import Path
from calsync_desktop.ui import run_window
from tests.ui.conftest import House

async def serve(engine, raise_window):
    raise_window()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.Event().wait()

house = House(Path(sys.argv[1]))
code = run_window(replace(house.launch, serve=serve))
assert house.closed == 1
sys.exit(code)
"""


def visible(kind: type[MainWindow]) -> list[MainWindow]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]


def test_a_program_that_is_terminated_while_it_starts_leaves_in_order(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert "Traceback" not in done.stderr
    assert (tmp_path / "window.ini").is_file()


def test_what_keeps_the_program_from_starting_is_said(house: House, drive: Drive, qapp: QApplication) -> None:
    def broken(tell: Tell) -> Engine:
        raise NewerDatabase("This profile was written by a newer version.")

    async def journey() -> None:
        running = asyncio.ensure_future(live(replace(house.launch, make_engine=broken), Appearance(qapp, dress)))
        question = await dialog(Choice)
        assert question.title.text() == "These calendars were opened by a newer version"
        assert "Install the newer version again" in question.text.text()
        press(question, "Close")
        assert await running == 1

    drive(journey())


def test_quit_ends_it_and_a_start_in_the_background_without_a_tray_shows_the_window(
    house: House, drive: Drive, qapp: QApplication
) -> None:
    async def journey() -> None:
        launch: Launch = replace(house.launch, background=True)
        running = asyncio.ensure_future(live(launch, Appearance(qapp, dress)))
        await until(lambda: visible(MainWindow))
        (window,) = visible(MainWindow)
        window.verbs["quit"].trigger()
        assert await running == 0
        assert house.closed == 1

    drive(journey())
