"""A full disk is said in a sentence, loses nothing, and is over when there is room again (S10)."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
from pathlib import Path

import pytest

from calsync_desktop.core.errors import DiskTrouble
from calsync_desktop.store.opening import Store, open_store
from tests.durability.place import edited, in_file, quieten, sound
from tests.durability.power import dump
from tests.fakes import Temper
from tests.journeys.acts import furnished
from tests.journeys.house import House, call


def limit(store: Store, more: int) -> None:
    """The file may have so many pages more."""
    (pages,) = store.raw.execute("PRAGMA page_count").fetchone()
    store.raw.execute(f"PRAGMA max_page_count = {pages + more}")


def free(store: Store) -> None:
    store.raw.execute("PRAGMA max_page_count = 1000000")


async def test_an_edit_for_which_there_is_no_room_is_refused_with_a_sentence_and_can_be_saved_later(
    tmp_path: Path,
) -> None:
    home = in_file(await furnished(Temper.RESOURCE), tmp_path / "calsync.db")
    limit(home.store, 0)
    before = dump(home.store.raw)
    content = call("Long", notes="a long story " * 5000).content
    with pytest.raises(DiskTrouble, match="disk is full") as told:
        await home.engine.add(home.calendar(), content)
    assert "safe" in told.value.message + told.value.hint
    assert dump(home.store.raw) == before
    free(home.store)
    await home.engine.add(home.calendar(), content)
    await quieten(home)
    assert "Long" in home.server.titles()
    home.store.close()


@pytest.mark.parametrize("more", [0, 1, 3, 6, 10])
async def test_a_sync_on_a_full_disk_goes_on_by_itself_when_there_is_room(tmp_path: Path, more: int) -> None:
    home = in_file(await edited(), tmp_path / "calsync.db")
    for n in range(60):
        home.server.put(call(f"There {n}", f"there{n}", notes="a long story " * 100, day=1 + n % 28))
    limit(home.store, more)
    try:
        report = await home.sync()
    except DiskTrouble:
        pass
    else:
        assert report.status == "failed"
        assert report.error is not None
        assert report.error["kind"] == "disk"
    sound(home.store)
    free(home.store)
    await quieten(home)
    home.store.close()


async def test_the_background_goes_on_by_itself_when_there_is_room(tmp_path: Path) -> None:
    home = in_file(await furnished(Temper.RESOURCE), tmp_path / "calsync.db")
    for n in range(60):
        home.server.put(call(f"There {n}", f"there{n}", notes="a long story " * 100, day=1 + n % 28))
    limit(home.store, 0)
    stop = asyncio.Event()
    running = asyncio.ensure_future(home.engine.run(stop))
    for turn in range(5000):
        await asyncio.sleep(0)
        if turn == 1000:
            assert not running.done()
            free(home.store)
        if turn > 1000 and "There 59" in home.titles():
            break
    stop.set()
    await running
    assert "There 59" in home.titles()
    home.store.close()


@pytest.mark.parametrize("room", [0, 4096, 40_000])
def test_a_limit_of_the_system_leaves_a_sound_file_behind(tmp_path: Path, room: int) -> None:
    """RLIMIT_FSIZE gives other errors than a full disk: EFBIG, which SQLite reports as an I/O error."""

    async def prepared() -> House:
        return in_file(await edited(), tmp_path / "calsync.db")

    home = asyncio.run(prepared())
    home.store.close()
    child = os.fork()
    if child == 0:
        os._exit(_synced_with_little_room(home, tmp_path / "calsync.db", room))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    store = open_store(tmp_path / "calsync.db")
    sound(store)
    store.close()


def _synced_with_little_room(home: House, path: Path, room: int) -> int:
    code = 9
    try:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        home.engine.store = open_store(path)
        asyncio.run(_told(home))
        code = 0
    except DiskTrouble:
        code = 0
    finally:
        os._exit(code)


async def _told(home: House) -> None:
    report = await home.sync()
    if report.error is not None and report.error["kind"] != "disk":
        raise AssertionError(report)
