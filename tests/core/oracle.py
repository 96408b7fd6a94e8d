"""A second opinion on recurrence rules: every day is walked and every BY-part is asked about it, one after the other.

Nothing of the product is used, speed does not matter, and each predicate counts by hand what RFC 5545 section 3.3.10 names.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby, islice

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = timedelta(days=1)


def walls(text: str, start: datetime, high: datetime, allowed: Callable[[datetime], bool]) -> list[datetime]:
    """DTSTART, then all wall times before ``high`` that the rule names and ``allowed`` (UNTIL) lets be."""
    parts = dict(item.split("=") for item in text.split(";"))
    # A position counted from the end of a period needs all of the period.
    end = high + 367 * DAY if "BYSETPOS" in parts else high
    later = (moment for moment in _named(parts, start, end) if start < moment < high)
    found = [start, *(moment for moment in later if allowed(moment))]
    return list(islice(found, int(parts["COUNT"]))) if "COUNT" in parts else found


def _named(parts: dict[str, str], start: datetime, high: datetime) -> Iterator[datetime]:
    freq, wkst = parts["FREQ"], DAYS.index(parts.get("WKST", "MO"))
    origin = _period(freq, wkst, start)
    for number, group in groupby(_allowed(parts, start, high), lambda moment: _period(freq, wkst, moment)):
        if (number - origin) % int(parts.get("INTERVAL", "1")) == 0:
            yield from _positions(parts.get("BYSETPOS"), list(group))


def _positions(setpos: str | None, moments: list[datetime]) -> list[datetime]:
    if setpos is None:
        return moments
    wanted = [int(n) for n in setpos.split(",")]
    return [m for n, m in enumerate(moments) if n + 1 in wanted or n - len(moments) in wanted]


def _period(freq: str, wkst: int, moment: datetime) -> int:
    """The number of the period of a moment, counted from the year 1."""
    day = moment.toordinal()
    week = (day - (moment.weekday() - wkst) % 7) // 7
    hours = (moment - datetime(1, 1, 1)) // timedelta(hours=1)
    months = moment.year * 12 + moment.month
    return {"YEARLY": moment.year, "MONTHLY": months, "WEEKLY": week, "DAILY": day, "HOURLY": hours}[freq]


def _allowed(parts: dict[str, str], start: datetime, high: datetime) -> Iterator[datetime]:
    """All moments from the first day of DTSTART's year (and the week before it) at which no BY-part objects."""
    day = datetime(start.year, 1, 1) - 7 * DAY
    while day < high:
        if all(predicate(parts, start, day) for predicate in PREDICATES):
            yield from (moment for moment in _times(parts, start, day) if moment < high)
        day += DAY


def _times(parts: dict[str, str], start: datetime, day: datetime) -> Iterator[datetime]:
    hourly = parts["FREQ"] == "HOURLY"
    hours = _numbers(parts, "BYHOUR") or (list(range(24)) if hourly else [start.hour])
    minutes = _numbers(parts, "BYMINUTE") or [start.minute]
    for hour, minute in ((hour, minute) for hour in sorted(hours) for minute in sorted(minutes)):
        yield day.replace(hour=hour, minute=minute, second=start.second)


def _numbers(parts: dict[str, str], name: str) -> list[int]:
    return _listed(parts[name]) if name in parts else []


@lru_cache
def _listed(value: str) -> list[int]:
    return [int(n) for n in value.split(",")]


def _interval(parts: dict[str, str], start: datetime, day: datetime) -> bool:
    """Asked of days only to save time; of hours it is asked again when the periods are grouped."""
    freq, wkst = parts["FREQ"], DAYS.index(parts.get("WKST", "MO"))
    distance = _period(freq, wkst, day) - _period(freq, wkst, start)
    return freq == "HOURLY" or distance % int(parts.get("INTERVAL", "1")) == 0


def _month(parts: dict[str, str], start: datetime, day: datetime) -> bool:
    months = _numbers(parts, "BYMONTH")
    if not months and parts["FREQ"] == "YEARLY" and not _names_a_day(parts):
        months = [start.month]
    return not months or day.month in months


def _monthday(parts: dict[str, str], start: datetime, day: datetime) -> bool:
    days = _numbers(parts, "BYMONTHDAY")
    if not days and parts["FREQ"] in ("YEARLY", "MONTHLY") and not _names_a_day(parts):
        days = [start.day]
    length = monthrange(day.year, day.month)[1]
    return not days or any(day.day == (n if n > 0 else length + 1 + n) for n in days)


def _yearday(parts: dict[str, str], start: datetime, day: datetime) -> bool:
    days = _numbers(parts, "BYYEARDAY")
    first, following = datetime(day.year, 1, 1), datetime(day.year + 1, 1, 1)
    return not days or any(day == (first + (n - 1) * DAY if n > 0 else following + n * DAY) for n in days)


def _weekno(parts: dict[str, str], start: datetime, day: datetime) -> bool:
    numbers, wkst = _numbers(parts, "BYWEEKNO"), DAYS.index(parts.get("WKST", "MO"))
    if not numbers:
        return True
    monday = day - ((day.weekday() - wkst) % 7) * DAY
    year = (monday + 3 * DAY).year
    first = min(d for d in (datetime(year, 1, 4) - n * DAY for n in range(7)) if d.weekday() == wkst)
    weeks = [w for w in (first + 7 * n * DAY for n in range(54)) if (w + 3 * DAY).year == year]
    return any(weeks.index(monday) == (n - 1 if n > 0 else len(weeks) + n) for n in numbers)


def _weekday(parts: dict[str, str], start: datetime, day: datetime) -> bool:
    freq, named = parts["FREQ"], [d for d in parts.get("BYDAY", "").split(",") if d]
    if not named and _takes_the_weekday_of_its_start(parts):
        return day.weekday() == start.weekday()
    return not named or any(_is(day, each, freq, "BYMONTH" in parts) for each in named)


def _is(day: datetime, name: str, freq: str, months_named: bool) -> bool:
    if DAYS[day.weekday()] != name[-2:] or len(name) == 2:
        return DAYS[day.weekday()] == name
    same = _same_weekdays(day.year, day.month if freq == "MONTHLY" or months_named else 0, day.weekday())
    ordinal = int(name[:-2])
    return same.index(day.date()) == (ordinal - 1 if ordinal > 0 else len(same) + ordinal)


@lru_cache
def _same_weekdays(year: int, month: int, weekday: int) -> list[date]:
    """All such days of a month, or (month 0) of the year."""
    months = [month] if month else range(1, 13)
    days = (date(year, month, n + 1) for month in months for n in range(monthrange(year, month)[1]))
    return [day for day in days if day.weekday() == weekday]


def _names_a_day(parts: dict[str, str]) -> bool:
    return bool({"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"} & parts.keys())


def _takes_the_weekday_of_its_start(parts: dict[str, str]) -> bool:
    if parts["FREQ"] == "WEEKLY":
        return not _names_a_day(parts)
    return parts["FREQ"] == "YEARLY" and {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"} & parts.keys() == {"BYWEEKNO"}


PREDICATES = (_month, _interval, _monthday, _yearday, _weekday, _weekno)
