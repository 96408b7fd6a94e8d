"""What stands on each day: bars for what fills days, pieces between two minutes of a day for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from calsync_desktop.ui.layout.columns import Slot, side_by_side
from calsync_desktop.ui.models.entries import Entry

DAY = 24 * 60
_ALONE = Slot(0, 1)
_WHOLE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """Entry number ``row`` on the columns ``first`` to ``last`` (both included); whether it begins and ends within what is shown."""

    row: int
    first: int
    last: int
    begins: bool = True
    ends: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """Entry number ``row`` on the day in column ``day``, from minute ``start`` to ``end`` of its wall clock, in its slot."""

    row: int
    day: int
    start: int
    end: int
    slot: Slot
    begins: bool = True
    ends: bool = True


def fills_days(entry: Entry) -> bool:
    """Whether an entry is shown as a bar: whole days, or as long as one."""
    start, end = entry.start, entry.end
    return not isinstance(start, datetime) or not isinstance(end, datetime) or end - start >= _WHOLE


def bar(row: int, entry: Entry, days: Sequence[date]) -> Bar | None:
    """The columns of ``days`` (consecutive or not, ascending) that an entry touches; None: none of them."""
    first, last = entry.days
    touched = [n for n, day in enumerate(days) if first <= day <= last]
    if not touched:
        return None
    return Bar(row, touched[0], touched[-1], days[touched[0]] == first, days[touched[-1]] == last)


def bars(entries: Sequence[Entry], days: Sequence[date]) -> list[Bar]:
    """The bars of what fills days, the earliest first and of these the longest."""
    found = [bar(n, entry, days) for n, entry in enumerate(entries) if fills_days(entry)]
    return sorted((b for b in found if b is not None), key=lambda b: (b.first, b.first - b.last, b.row))


def pieces(entries: Sequence[Entry], days: Sequence[date], least: int) -> list[Piece]:
    """The pieces of what does not fill days, in columns side by side; a piece shorter than ``least`` minutes takes the room of so many."""
    columns: list[list[Piece]] = [[] for _ in days]
    for row, entry in enumerate(entries):
        if not fills_days(entry):
            for piece in _cut(row, entry, days):
                columns[piece.day].append(piece)
    out: list[Piece] = []
    for column in columns:
        slots = side_by_side([_roomy(piece.start, piece.end, least) for piece in column])
        out += [_placed(piece, slot) for piece, slot in zip(column, slots, strict=True)]
    return out


def _cut(row: int, entry: Entry, days: Sequence[date]) -> Iterator[Piece]:
    """An entry at midnights; the slots come later."""
    start, end = entry.start, entry.end
    first, last = entry.days
    if last < days[0] or days[-1] < first or not isinstance(start, datetime) or not isinstance(end, datetime):
        return
    for column, day in enumerate(days):
        if first <= day <= last:
            low, high = minute_of(start, day), minute_of(end, day)
            # Where the clocks go back, something may end at an earlier wall time than it began.
            yield Piece(row, column, low, max(low, high), _ALONE, first == day, last == day)


def _placed(piece: Piece, slot: Slot) -> Piece:
    return Piece(piece.row, piece.day, piece.start, piece.end, slot, piece.begins, piece.ends)


def minute_of(moment: datetime, day: date) -> int:
    """Where a moment stands on a day's wall clock, from 0 to 1440."""
    if moment.date() != day:
        return 0 if moment.date() < day else DAY
    return moment.hour * 60 + moment.minute


def nearest(rows: Sequence[tuple[int, Entry]], before: Entry | None) -> int:
    """The row whose entry begins nearest to the same time of day as ``before``; else the first one; -1 when there is none."""
    if before is None or before.all_day or not rows:
        return rows[0][0] if rows else -1
    wanted = _clock(before)
    return min(rows, key=lambda pair: abs(_clock(pair[1]) - wanted))[0]


def _clock(entry: Entry) -> int:
    return minute_of(entry.start, entry.start.date()) if isinstance(entry.start, datetime) else 0


def _roomy(start: int, end: int, least: int) -> tuple[int, int]:
    """At least so many minutes, and none of them after midnight."""
    low = min(start, DAY - least)
    return low, max(end, low + least)
