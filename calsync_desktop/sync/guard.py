"""Deletions that nobody agreed to become questions; a pure look at a plan, before any of it is applied.

More deletions than max(10, 20 % of the calendar's live appointments), or all of a calendar that had two or more, by tombstone or absence alike and
for each direction apart, wait for an answer; meanwhile the whole calendar waits, and everything else goes on (trust.md, I12).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from calsync_desktop.sync.plan import Planned

FEW = 10
SHARE = 0.2
IN, OUT = "in", "out"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A set of deletions that needs the user's word; ``of`` is how many live appointments the calendar had."""

    calendar: str
    direction: str
    planned: tuple[Planned, ...]
    of: int


Agreed = Mapping[tuple[str, str], Collection[str]]
"""By calendar and direction, the rows whose deletion the user has agreed to."""


def too_many(deletions: int, live: int) -> bool:
    """Whether so many deletions of so many appointments need a person's word."""
    return deletions > max(FEW, SHARE * live) or (live >= 2 and deletions >= live)


def doubts(planned: Iterable[Planned], live: Mapping[str, int], agreed: Agreed, earlier: Agreed) -> list[Doubt]:
    """The deletions of a plan that have to be asked about; ``earlier`` plans of the same run count, since it is the run that must not delete much."""
    sets: dict[tuple[str, str], list[Planned]] = {}
    for one in planned:
        if (direction := deletes(one)) and one.row.id not in agreed.get((one.row.calendar, direction), ()):
            sets.setdefault((one.row.calendar, direction), []).append(one)
    found = [Doubt(calendar, direction, tuple(some), live[calendar]) for (calendar, direction), some in sets.items()]
    return [doubt for doubt in found if _too_many(doubt, earlier)]


def _too_many(doubt: Doubt, earlier: Agreed) -> bool:
    gone = len({*earlier.get((doubt.calendar, doubt.direction), ())} - {one.row.id for one in doubt.planned})
    return too_many(len(doubt.planned) + gone, doubt.of + gone)


def allowed(planned: Sequence[Planned], found: Iterable[Doubt]) -> list[Planned]:
    """The plan without the calendars that wait for an answer."""
    waiting = {doubt.calendar for doubt in found}
    return [one for one in planned if one.row.calendar not in waiting]


def deletes(one: Planned) -> str:
    """In which direction a step deletes; empty when it does not. A deletion that both sides made already is nobody's loss."""
    if one.step.result is not None or one.step.asks:
        return ""
    if one.step.incoming and one.row.mine is not None:
        return IN
    # The second half of a move deletes nothing: the appointment is elsewhere by then.
    return OUT if one.step.outgoing and one.row.follows is None else ""
