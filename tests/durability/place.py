"""A profile in a file: an engine on it, with the pretend service at the other end, closed and opened again as often as a test likes."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from calsync_desktop.store.faces import horizon_at
from calsync_desktop.store.opening import Store, open_store
from calsync_desktop.store.salvage import open_mended
from calsync_desktop.store.tables import metadata
from calsync_desktop.sync.reports import Counts
from tests.fakes import Temper
from tests.journeys.acts import furnished, many
from tests.journeys.house import House, copied, reopened

SUFFIXES = ("", "-wal")
_WHOLE = {"search": "rowid, title, notes, location, people"}


def in_file(home: House, path: Path) -> House:
    """The same house once more, its store in a file that was made as a profile's is."""
    twin = copied(home)
    store = open_store(path)
    with store.begin():
        for table in [*(table.name for table in metadata.sorted_tables), "search"]:
            rows = twin.store.raw.execute(f"SELECT {_WHOLE.get(table, '*')} FROM {table}").fetchall()
            names = f"({_WHOLE[table]})" if table in _WHOLE else ""
            if rows:
                marks = ",".join("?" * len(rows[0]))
                store.raw.executemany(f"INSERT INTO {table} {names} VALUES ({marks})", rows)
    twin.store.close()
    return reopened(twin, store=store)


def again(old: House, path: Path) -> House:
    """The profile as the next process finds it, mended when it has to be."""
    return reopened(old, store=open_mended(path, horizon_at(old.ground.now().date())))


async def edited(temper: Temper = Temper.RESOURCE) -> House:
    """A house with one edit of each kind that was not sent yet, and something new there."""
    home = await furnished(temper)
    await many(home)
    return home


async def quieten(home: House) -> None:
    """Sync until nothing moves any more (I6), and look at both sides."""
    for _ in range(4):
        report = await home.sync()
        assert report.status == "ok", report
        if report.pulled == report.pushed == Counts() and home.at_rest():
            break
    home.check()
    for remote_id in home.server.shelves:
        titles = home.server.titles(remote_id)
        assert len(titles) == len(set(titles)), f"doubled: {titles}"


def sound(store: Store) -> None:
    """No page, index or reference is broken."""
    assert store.raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert store.raw.execute("PRAGMA foreign_key_check").fetchone() is None


def copy_files(path: Path, target: Path) -> Path:
    """The database and its log as they are on the disk now."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix in SUFFIXES:
        source = path.with_name(path.name + suffix)
        if source.exists():
            shutil.copyfile(source, target.with_name(target.name + suffix))
    return target


def clear(path: Path) -> None:
    """Remove a profile's files."""
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


def run(make: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """For the long figures and for child processes, which have no loop."""
    return asyncio.run(make())


def edits_of(store: Store) -> dict[str, str]:
    """The unsent edits, by id."""
    return dict(store.raw.execute("SELECT id, ours FROM appointments WHERE ours IS NOT NULL").fetchall())
