"""Damage of every kind to a profile's file, and what must hold whatever the next process finds (S26)."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from calsync_desktop.core.errors import CalSyncError, DamagedDatabase
from calsync_desktop.store.opening import Store
from calsync_desktop.store.salvage import news, suspect
from tests.durability.place import again, clear, copy_files, edits_of, in_file, quieten, sound
from tests.journeys.house import House

PAGE = 4096


def flip(path: Path, seed: int) -> None:
    """One bit."""
    content = bytearray(path.read_bytes())
    where = random.Random(seed).randrange(len(content) * 8)
    content[where // 8] ^= 1 << where % 8
    path.write_bytes(content)


def zero_page(path: Path, seed: int) -> None:
    """One page of nothing."""
    content = bytearray(path.read_bytes())
    page = seed % (len(content) // PAGE) * PAGE
    content[page : page + PAGE] = bytes(PAGE)
    path.write_bytes(content)


def truncate(path: Path, seed: int) -> None:
    """Its end is missing."""
    content = path.read_bytes()
    path.write_bytes(content[: random.Random(seed).randrange(100, len(content))])


KINDS = {"flip": flip, "zero": zero_page, "truncate": truncate}


class Wreck:
    """A sound profile with unsent edits in one file, from which damaged copies are made."""

    def __init__(self, home: House, folder: Path) -> None:
        self.home, self.folder = home, folder
        made = in_file(home, folder / "sound.db")
        self.edits = edits_of(made.store)
        made.store.close()

    async def outcome(self, kind: str, seed: int) -> str:
        """Damage a copy, use it as a person would, and say what became of it; raises AssertionError when something is lost or garbled."""
        path = copy_files(self.folder / "sound.db", self.folder / "damaged.db")
        try:
            KINDS[kind](path, seed)
            return await self._used(path)
        finally:
            clear(path)

    async def _used(self, path: Path) -> str:
        home = in_file(self.home, self.folder / "scratch.db")  # for a server and clock of its own
        home.store.close()
        clear(self.folder / "scratch.db")
        mended = False
        for _ in range(4):
            home = again(home, path)
            try:
                mended = news(home.store) is not None or mended
                if mended and not home.count("connections"):
                    return "the account was lost"
                report = await home.sync()
                if report.status == "ok" and is_sound(home.store):
                    return await self._lived(home, path) if mended else "invisible"
                assert report.error is None or report.error["kind"] == DamagedDatabase.kind, report
            except DamagedDatabase:
                pass  # with a sentence, as everything that the command line and the window tell
            finally:
                home.store.close()
            suspect(path)
        raise AssertionError("it was not mended")

    async def _lived(self, home: House, path: Path) -> str:
        await quieten(home)
        assert list(path.parent.glob("damaged.db.damaged-*"))
        there = " ".join(title for calendar in home.server.shelves for title in home.server.titles(calendar))
        return f"mended, {sum(word in there for word in ('Made here', 'Ours'))} of 2"


def is_sound(store: Store) -> bool:
    """What somebody who looks at everything would say."""
    try:
        sound(store)
    except (AssertionError, CalSyncError):
        return False
    return True


async def outcomes(wreck: Wreck, kind: str, seeds: range) -> Counter[str]:
    """How often each outcome was seen."""
    return Counter([await wreck.outcome(kind, seed) for seed in seeds])
