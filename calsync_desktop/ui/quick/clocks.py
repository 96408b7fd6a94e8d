"""The time of day and the length that a phrase names, in minutes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from calsync_desktop.ui.quick.days import Basis

HALF_DAY = 720
_EARLIEST_BARE = 7  # "14-15" alone is a time; "2-3" alone is a number of things


@dataclass(frozen=True, slots=True)
class Clock:
    """``start`` in minutes after midnight; ``end`` likewise, later than the start (past 1440: the day after), or None."""

    start: int
    end: int | None = None


Found = re.Match[str]


def single(found: Found, basis: Basis) -> Clock | None:
    """One time of day; without minutes, am or pm it may be meant for the afternoon."""
    start = _minutes(found, "a", basis)
    return Clock(start) if start is not None else None


def word(found: Found, basis: Basis) -> Clock | None:
    """Noon, midnight."""
    return Clock(basis.lexicon.clocks[found["word"].lower()])


def span(found: Found, basis: Basis) -> Clock | None:
    """From a time to a time; the first has the am or pm of the second, unless that would put it behind it."""
    end = _minutes(found, "b", basis)
    start = _first(found, end, basis)
    if start is None or end is None:
        return None
    if not _sure(found) and int(found["ah"]) < _EARLIEST_BARE:
        return None
    if end <= start:
        # Nine to five; and from ten in the evening to two in the night.
        end += HALF_DAY if basis.lexicon.bare_afternoon and not found["bx"] and end + HALF_DAY > start else 1440
    return Clock(start, end)


def length(found: Found, basis: Basis) -> int | None:
    """How long, in minutes: ``for 1.5 h``, ``for 1 h 30``, ``for 2 days``."""
    part = found.groupdict()
    unit = basis.lexicon.lengths[part["unit"].lower()]
    count = float(part["count"].replace(",", ".")) if part.get("count") else 1
    return round(count * unit + int(part.get("rest") or 0)) or None


def half(_: Found, __: Basis) -> int | None:
    """Half an hour."""
    return 30


def one_and_half(_: Found, __: Basis) -> int | None:
    """An hour and a half."""
    return 90


def _first(found: Found, end: int | None, basis: Basis) -> int | None:
    """The start of a span."""
    if end is None or found["ax"] or not found["bx"]:
        return _minutes(found, "a", basis)
    hour, minute = int(found["ah"]), int(found["am"] or 0)
    if hour > 12:
        return hour * 60 + minute if hour < 24 else None
    start = hour % 12 * 60 + minute
    return start + HALF_DAY if end > HALF_DAY and start + HALF_DAY < end else start


def _sure(found: Found) -> bool:
    """More than two bare numbers."""
    part = found.groupdict()
    return any(part.get(name) for name in ("from", "am", "bm", "ax", "bx", "o"))


def _minutes(found: Found, which: str, basis: Basis) -> int | None:
    """Minutes after midnight; None for a time that no clock shows. 24 o'clock is the day's end."""
    hour, minute, half_of_day = (
        int(found[f"{which}h"]),
        int(found[f"{which}m"] or 0),
        (found[f"{which}x"] or "").lower(),
    )
    if half_of_day:
        if not 1 <= hour <= 12:
            return None
        return hour % 12 * 60 + minute + (HALF_DAY if half_of_day.startswith("p") else 0)
    if hour > 24 or (hour == 24 and minute):
        return None
    if basis.lexicon.bare_afternoon and found[f"{which}m"] is None and 1 <= hour < _EARLIEST_BARE:
        hour += 12
    return hour * 60 + minute
