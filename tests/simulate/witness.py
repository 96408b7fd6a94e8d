"""Who wrote what, and who had seen it: the bookkeeping from which lost, doubled and resurrected appointments are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

Marks = dict[tuple[str, str], Counter[str]]
"""Unique texts by calendar and UID, and how often they stand there (an occurrence set apart repeats its series)."""


def of_uid(marks: Marks, uid: str) -> set[str]:
    """Those of one appointment, wherever it is seen."""
    return {mark for place, some in marks.items() if place[1] == uid for mark in some}


class Author(Protocol):
    """Somebody who writes; what he has before his eyes."""

    def marks(self) -> Marks: ...


@dataclass
class Witness:
    """``written``: every unique text with the UID it was written to. ``superseded``: those that somebody who saw them overwrote or deleted.

    ``made``: the UIDs that somebody made on purpose. ``deleted``: UIDs whose last write is a deletion by somebody who saw everything.
    ``thrown``: those that anybody ever deleted.
    """

    written: dict[str, str] = field(default_factory=dict)
    superseded: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    thrown: set[str] = field(default_factory=set)
    count: int = 0

    def mark(self, letter: str = "t") -> str:
        """A text that nobody ever wrote before."""
        self.count += 1
        return f"{letter}{self.count}."

    @contextmanager
    def writes(self, author: Author) -> Iterator[None]:
        """Around one write of somebody: what he sees before and does not see after, he overwrote knowingly."""
        before = author.marks()
        try:
            yield
        finally:  # the process may end right after the edit was stored
            self._compare(before, author.marks())

    def _compare(self, before: Marks, after: Marks) -> None:
        """What he took from one appointment he gave up knowingly, unless it went elsewhere (moved, or the rest of a divided series)."""
        gained = {place: marks - before.get(place, Counter()) for place, marks in after.items()}
        for place, old in before.items():
            elsewhere = {mark for other, marks in gained.items() if other != place for mark in marks}
            self.superseded |= (old - after.get(place, Counter())).keys() - elsewhere
        for (_, uid), marks in gained.items():
            self.written |= dict.fromkeys(marks, uid)
            if marks:
                # Stored although the process ended right after it: an edit that had not seen a deletion beats it (trust.md, I4).
                self.deleted.discard(uid)
        self.made |= {uid for _, uid in after.keys() - before.keys()}

    def wrote(self, *uids: str) -> None:
        """Somebody wrote these: whatever was deleted of them may come back."""
        self.deleted -= set(uids)
