"""A month as rows of weeks: bars, and below them the hours of each day, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from calsync_desktop.ui.layout.days import Bar, fills_days
from calsync_desktop.ui.layout.lanes import Fit, fit
from calsync_desktop.ui.models.entries import Entry

WEEK = 7


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days with everything on them: ``bars`` and where each of them is, as ``fit`` says it."""

    days: tuple[date, ...]
    bars: tuple[Bar, ...]
    fit: Fit


def weeks_of(first: date, last: date) -> list[tuple[date, ...]]:
    """The days from ``first`` on in rows of seven, until ``last`` is among them."""
    count = (last - first).days // WEEK + 1
    return [tuple(first + timedelta(days=WEEK * row + n) for n in range(WEEK)) for row in range(count)]


def month(entries: Sequence[Entry], first: date, last: date, height: int) -> list[Week]:
    """The weeks of a month with ``height`` lanes each: what fills days first, then by the clock."""
    weeks = weeks_of(first, last)
    found: list[list[Bar]] = [[] for _ in weeks]
    for row, entry in enumerate(entries):
        begin, end = ((day - first).days for day in entry.days)
        for n in range(max(0, begin // WEEK), min(len(weeks) - 1, end // WEEK) + 1):
            low, high = n * WEEK, n * WEEK + WEEK - 1
            one = Bar(row, max(begin, low) - low, min(end, high) - low, begin >= low, end <= high)
            found[n].append(one)
    out = []
    for days, bars in zip(weeks, found, strict=True):
        bars.sort(key=lambda b: _rank(entries[b.row], b))
        out.append(Week(days, tuple(bars), fit([(b.first, b.last) for b in bars], WEEK, height)))
    return out


def _rank(entry: Entry, one: Bar) -> tuple[bool, int, int, int]:
    """Bars by day and length; hours stay in the order of the entries, which is that of the clock."""
    fills = fills_days(entry)
    return (not fills, one.first if fills else 0, one.first - one.last if fills else 0, one.row)
