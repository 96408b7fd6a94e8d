"""What is left of a profile when the power fails: its log cut at every frame, and anywhere within one (S08)."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from calsync_desktop.store.opening import Store, open_store
from tests.durability.place import clear, copy_files, edited, in_file, quieten, sound

HEADER, FRAME = 32, 24 + 4096


def dump(raw: sqlite3.Connection) -> str:
    """A digest of every row of every table."""
    digest = hashlib.sha256()
    names = raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' ORDER BY name"
    )
    for (name,) in names.fetchall():
        digest.update(repr((name, raw.execute(f'SELECT * FROM "{name}"').fetchall())).encode())
    return digest.hexdigest()


@dataclass
class Commits:
    """Stands in for ``Store.begin``: notes after every commit how long the log is and what the database says."""

    store: Store
    log: Path
    begin: Any = None
    noted: list[tuple[int, str]] = field(default_factory=list)

    def note(self) -> None:
        self.noted.append((self.log.stat().st_size if self.log.exists() else 0, dump(self.store.raw)))

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self.begin():
            yield
        self.note()


async def recorded(folder: Path) -> tuple[Path, Commits]:
    """A profile on which edits of every kind were made and sent, as the disk has it, with all that was committed on the way."""
    home = in_file(await edited(), folder / "live.db")
    home.store.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    home.store.raw.execute("PRAGMA wal_autocheckpoint = 0")
    commits = Commits(home.store, folder / "live.db-wal", home.store.begin)
    commits.note()
    home.store.begin = commits  # type: ignore[method-assign]
    await quieten(home)
    left = copy_files(folder / "live.db", folder / "left.db")
    home.store.close()
    return left, commits


def cuts(log: Path, seeds: range) -> list[int]:
    """Every frame's edge, and anywhere."""
    size = log.stat().st_size
    return [*range(HEADER, size + 1, FRAME)] + [random.Random(seed).randrange(size) for seed in seeds]


def check_cut(left: Path, commits: Commits, cut: int) -> int:
    """Reopen the profile with its log cut there: exactly the commits that lay before are there; how many were lost."""
    path = copy_files(left, left.with_name("cut.db"))
    with path.with_name("cut.db-wal").open("r+b") as log:
        log.truncate(cut)
    expected = [n for n, (end, _) in enumerate(commits.noted) if end <= cut or n == 0][-1]
    store = open_store(path)
    try:
        sound(store)
        assert dump(store.raw) == commits.noted[expected][1], (cut, expected)
    finally:
        store.close()
        clear(path)
    return len(commits.noted) - 1 - expected
