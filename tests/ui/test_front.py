"""The first painting: what is stored is seen before the engine is there, and before anything that only it needs is loaded."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication

from calsync_desktop.core.errors import DiskTrouble
from calsync_desktop.store.opening import open_store
from calsync_desktop.store.reading import is_ready
from calsync_desktop.store.salvage import suspect
from calsync_desktop.sync.engine import Engine
from calsync_desktop.ui.appearance import Appearance
from calsync_desktop.ui.dialogs.sheet import Choice
from calsync_desktop.ui.launch import Tell
from calsync_desktop.ui.running import live
from calsync_desktop.ui.stylesheet import dress
from calsync_desktop.ui.windows.main import MainWindow
from tests.bench.window.profile import kept
from tests.ui.conftest import House, dialog, opened, until
from tests.ui.steps import Drive, press

ROOT = Path(__file__).parents[2]
QT = {"PySide6", "shiboken6", "shibokensupport", "signature_bootstrap"}
# Nothing is parsed, sent or encrypted before there is something to be seen.
LATER = {"calsync_desktop.sync.engine", "calsync_desktop.ui.host", "calsync_desktop.core.recurrence"}


def windows() -> list[MainWindow]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]


def test_before_the_first_painting_only_qt_qasync_and_sqlalchemy_are_loaded(tmp_path: Path) -> None:
    home = kept(tmp_path, 300, datetime.now(UTC).date())
    more = {"CALSYNC_DATA_DIR": str(home), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.window.start"],
        check=True,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        timeout=60,
    )
    said = json.loads(done.stdout)
    assert said["entries"]
    assert set(said["libraries"]) - QT <= {"qasync", "sqlalchemy"}
    assert not LATER & set(said["modules"])


def test_what_is_stored_is_seen_before_the_engine_is_made(house: House, drive: Drive, qapp: QApplication) -> None:
    seen: list[int] = []

    def looking(tell: Tell) -> Engine:
        seen.extend(len(w.days.entries) for w in windows())
        return house.engine(tell)

    async def journey() -> None:
        async with opened(house, "week") as shown:
            await shown.connect()
        house.closed = 0
        running = asyncio.ensure_future(live(replace(house.launch, make_engine=looking), Appearance(qapp, dress)))
        await until(lambda: seen)
        (window,) = windows()
        await until(lambda: window.status.words)
        window.verbs["quit"].trigger()
        assert await running == 0
        assert seen[0] > 3

    drive(journey())


def test_an_engine_that_does_not_stand_takes_the_window_with_it(house: House, drive: Drive, qapp: QApplication) -> None:
    open_store(house.directory / "calsync.db").close()

    def broken(tell: Tell) -> Engine:
        raise DiskTrouble("The disk is full.")

    async def journey() -> None:
        running = asyncio.ensure_future(live(replace(house.launch, make_engine=broken), Appearance(qapp, dress)))
        question = await dialog(Choice)
        assert not windows()
        press(question, "Close")
        assert await running == 1

    drive(journey())


def test_a_profile_that_is_doubted_new_or_no_database_waits_for_the_engine(tmp_path: Path) -> None:
    path = tmp_path / "calsync.db"
    assert not is_ready(path)
    assert not path.exists()
    open_store(path).close()
    assert is_ready(path)
    suspect(path)
    assert not is_ready(path)
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all" * 100)
    assert not is_ready(broken)
