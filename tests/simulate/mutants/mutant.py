"""What a seeded bug is: one small change of the real source, of a sort that somebody has made in some sync program."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
SYNC, CORE, CALDAV, GOOGLE_AUTH = (
    f"calsync_desktop/{room}" for room in ("sync", "core", "providers/caldav", "auth/google")
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """``old`` stands exactly once in ``file`` and is replaced by ``new``, and so on for the triples in ``also``.

    ``kind`` is the far side that shows it soonest, or the file of a test where no history can; ``breaks`` are the beginnings of the findings that
    name what is really wrong.
    """

    name: str
    kind: str
    breaks: tuple[str, ...]
    file: str
    old: str
    new: str
    also: tuple[tuple[str, str, str], ...] = ()

    @property
    def mark(self) -> str:
        """Another one as soon as anything of the bug is another."""
        return hashlib.sha256(repr((self.kind, self.breaks, *self.changes)).encode()).hexdigest()[:12]

    @property
    def changes(self) -> tuple[tuple[str, str, str], ...]:
        """File, old and new text of every change."""
        return ((self.file, self.old, self.new), *self.also)


def mutated(mutant: Mutant, root: Path = ROOT) -> dict[str, str]:
    """The changed files; what is to be changed must stand there once, else the table is older than the source."""
    out: dict[str, str] = {}
    for file, old, new in mutant.changes:
        text = out.get(file) or (root / file).read_text("utf-8")
        times = text.count(old)
        assert times == 1, (
            f"“{mutant.name}” does not fit {file} any more: what is to be changed stands there {times} times"
        )
        out[file] = text.replace(old, new)
    return out
