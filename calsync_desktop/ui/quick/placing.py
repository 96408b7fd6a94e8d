"""Days, times and lengths that were said, put together to a When and a rule.

=====================  =======================================================
said                   it takes place
=====================  =======================================================
nothing                by default (the next hour, or where the reader looks)
a day                  all that day
a time                 on the default's day; tomorrow when that is today and the time is over
a day and a time       then, for an hour
a length               so long; of whole days: so many of them
a rule                 from the first day on that the rule names
=====================  =======================================================
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from calsync_desktop.core.recurrence import with_until
from calsync_desktop.core.rule import Rule, rule_text
from calsync_desktop.core.when import When, all_day, timed
from calsync_desktop.ui.quick.clocks import Clock
from calsync_desktop.ui.quick.cycles import first_day
from calsync_desktop.ui.quick.days import Days

WHOLE_DAY, HOUR = 1440, 60


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says of time; None: nothing. ``length`` in minutes."""

    days: Days | None = None
    clock: Clock | None = None
    length: int | None = None
    all_day: bool | None = None
    rule: Rule | None = None
    until: date | None = None
    count: int | None = None


def placed(said: Said, default: When, here: datetime, zone: str) -> tuple[When, str]:
    """When it is, and its RRULE text; ``here`` is the naive wall time of now in ``zone``."""
    when = _when(said, default, here, zone)
    if said.rule is None:
        return when, ""
    until = said.until if said.until is not None and said.until >= _date(when.start) else None
    return when, rule_text(with_until(replace(said.rule, until=until, count=None if until else said.count), when))


def _when(said: Said, default: When, here: datetime, zone: str) -> When:
    days = _days(said, default, here)
    length = said.length or 0
    whole = bool(said.all_day) or (said.clock is None and (said.days is not None or length >= WHOLE_DAY))
    if whole and not (length and length < WHOLE_DAY and not said.all_day):
        last = days.first + timedelta(days=length // WHOLE_DAY - 1) if length >= WHOLE_DAY else days.last
        return all_day(days.first, max(days.first, last) + timedelta(days=1))
    if said.clock is not None:
        start = _at(days.first, said.clock.start)
        return timed(start, _end(said, days, start), zone)
    if default.all_day and not length:
        return all_day(days.first)
    at = default.start.time() if isinstance(default.start, datetime) else time(9)
    start = datetime.combine(days.first, at)
    own = (
        timedelta(minutes=length)
        if length
        else default.end - default.start
        if not default.all_day
        else timedelta(hours=1)
    )
    return timed(start, start + own, zone)


def _end(said: Said, days: Days, start: datetime) -> datetime:
    """The end of something timed."""
    if said.clock is not None and said.clock.end is not None:
        return _at(days.last, said.clock.end)
    end = start + timedelta(minutes=said.length or HOUR)
    return end + (days.last - days.first)


def _days(said: Said, default: When, here: datetime) -> Days:
    """On which days; one that is over rolls on."""
    days = said.days or Days(_date(default.start), _date(default.start), rolls=1)
    if days.first == here.date() and days.rolls and _over(said, days, here):
        days = Days(days.first + timedelta(days=days.rolls), days.last + timedelta(days=days.rolls))
    if said.rule is not None:
        first = first_day(said.rule, days.first)
        days = Days(first, first + (days.last - days.first))
    return days


def _over(said: Said, days: Days, here: datetime) -> bool:
    """The time of day lies behind; of a weekday alone the one in a week is meant."""
    if said.clock is None:
        return days.rolls > 1 and said.rule is None
    return _at(days.first, said.clock.start) < here


def _at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def _date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
