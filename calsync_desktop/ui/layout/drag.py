"""What a drag means in wall time: a new appointment, one that goes elsewhere, or one that begins or ends elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

SNAP = 15  # minutes
_HOUR = timedelta(hours=1)
Times = tuple[date, date]
"""Start and end (exclusive): two dates for whole days, else two naive datetimes of the local wall clock."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the pointer is: a day, and the minute of its wall clock; None: in the lane of whole days, or in a month."""

    day: date
    minute: int | None = None

    @property
    def moment(self) -> datetime:
        """The spot on the wall clock, at midnight where it has none."""
        return _midnight(self.day) + timedelta(minutes=self.minute or 0)


def snapped(minute: float) -> int:
    """The nearest minute that appointments usually begin at."""
    return round(minute / SNAP) * SNAP


def drawn(one: Spot, other: Spot) -> Times:
    """A new appointment from one spot to the other, in whichever order; at least one step long."""
    if one.minute is None or other.minute is None:
        first, last = sorted((one.day, other.day))
        return first, last + timedelta(days=1)
    start, end = sorted((one.moment, other.moment))
    return start, max(end, start + timedelta(minutes=SNAP))


def moved(times: Times, grabbed: Spot, spot: Spot) -> Times:
    """Times carried along from where they were grabbed. Whole days dropped onto hours last an hour; hours dropped onto days become days."""
    start, end = times
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        if spot.minute is not None and grabbed.minute is None:
            return spot.moment, spot.moment + _HOUR
        days = spot.day - grabbed.day
        return start + days, end + days
    if spot.minute is None:
        if grabbed.minute is None:
            days = spot.day - grabbed.day
            return start + days, end + days
        return spot.day, spot.day + max(timedelta(days=1), end.date() - start.date())
    if grabbed.minute is None:
        return spot.moment, spot.moment + (end - start)
    by = spot.moment - grabbed.moment
    return start + by, end + by


def stretched(times: Times, spot: Spot, *, at_end: bool) -> Times:
    """Times that begin or end at a spot instead; never the wrong way round."""
    start, end = times
    if isinstance(start, datetime) and isinstance(end, datetime):
        step = timedelta(minutes=SNAP)
        edge = spot.moment if spot.minute is not None else _midnight(spot.day) + timedelta(days=int(at_end))
        return (start, max(edge, start + step)) if at_end else (min(edge, end - step), end)
    day = timedelta(days=1)
    return (start, max(spot.day + day, start + day)) if at_end else (min(spot.day, end - day), end)


def nudged(times: Times, days: int, minutes: int) -> Times:
    """Times carried along by key; whole days do not feel minutes."""
    start, end = times
    by = timedelta(days=days, minutes=minutes if isinstance(start, datetime) else 0)
    return start + by, end + by


def lengthened(times: Times, minutes: int) -> Times:
    """Times that end later (or earlier) by key: by a day where they are whole days."""
    start, end = times
    if isinstance(start, datetime) and isinstance(end, datetime):
        return start, max(end + timedelta(minutes=minutes), start + timedelta(minutes=SNAP))
    day = timedelta(days=1)
    return start, max(end + (day if minutes > 0 else -day), start + day)


def wall(value: date) -> date:
    """A local aware moment as its wall time; dates stay."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
