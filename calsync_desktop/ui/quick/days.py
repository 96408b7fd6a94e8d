"""The days that a phrase names, counted from today.

=================  ==========================================================================
phrase             means
=================  ==========================================================================
Tuesday            the next Tuesday; today when it is one and the time lies ahead
this Tuesday       the same (kommenden Dienstag)
next Tuesday       the one of the week after this one; weeks begin on Monday
next week          its Monday; next month and year: their first day
12 March, 12.3.    the next such date, unless a year is given
3/12               month first, or day first where the reader's country writes so
the 12th, am 12.   the next day of a month with that number
=================  ==========================================================================
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from calsync_desktop.ui.quick.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Basis:
    """What a line is read upon: the language, today's date, and whether numbers put the day before the month."""

    lexicon: Lexicon
    today: date
    day_first: bool


@dataclass(frozen=True, slots=True)
class Days:
    """From ``first`` to ``last`` (inclusive). ``rolls``: days to go on by when the time of day lies behind already (0: it may)."""

    first: date
    last: date
    rolls: int = 0


Found = re.Match[str]
DayReader = Callable[[Found, Basis], Days | None]


def dated(found: Found, basis: Basis) -> Days | None:
    """A day and a month, by number (``m``) or name (``n``), with or without a year."""
    part = found.groupdict()
    month = _month(part, "", basis)
    day = _on(int(part["d"]), month, _year(part.get("y")), basis.today)
    return Days(day, day) if day is not None else None


def slashed(found: Found, basis: Basis) -> Days | None:
    """Two numbers in the order of the reader's country."""
    one, two = int(found["a"]), int(found["b"])
    day, month = (one, two) if basis.day_first else (two, one)
    on = _on(day, month, _year(found["y"]), basis.today)
    return Days(on, on) if on is not None else None


def ranged(found: Found, basis: Basis) -> Days | None:
    """From a day to a day; the first has the month of the last, or the last that of the first, when it has none of its own."""
    part = found.groupdict()
    last_month = _month(part, "2", basis) or _month(part, "1", basis)
    first_month = _month(part, "1", basis) or last_month
    year = _year(part.get("y2"))
    last = _on(int(part["d2"]), last_month, year, basis.today)
    if last is None:
        return None
    first = _on(int(part["d1"]), first_month, last.year - (first_month > last_month), basis.today)
    return Days(first, last) if first is not None and first < last else None


def near(found: Found, basis: Basis) -> Days | None:
    """Today, tomorrow."""
    return _single(basis.today + timedelta(days=basis.lexicon.near[found["near"].lower()]))


def weekday(found: Found, basis: Basis) -> Days | None:
    """The next such weekday, today included."""
    day = basis.today + timedelta(days=(_weekday(found["day"], basis) - basis.today.weekday()) % 7)
    return Days(day, day, rolls=7)


def weekday_of_next_week(found: Found, basis: Basis) -> Days | None:
    """The weekday in the week after this one."""
    return _single(_next_monday(basis.today) + timedelta(days=_weekday(found["day"], basis)))


def next_period(found: Found, basis: Basis) -> Days | None:
    """The first day of the next week, month or year; no other day is called next."""
    today = basis.today
    starts = {
        "WEEKLY": _next_monday(today),
        "MONTHLY": (today.replace(day=1) + timedelta(days=32)).replace(day=1),
        "YEARLY": date(today.year + 1, 1, 1),
    }
    start = starts.get(basis.lexicon.units[found["unit"].lower()])
    return _single(start) if start is not None else None


def ahead(found: Found, basis: Basis) -> Days | None:
    """In so many days, weeks, months or years; a month without that day ends before it."""
    unit, count = basis.lexicon.units[found["unit"].lower()], int(found["count"])
    days = {"DAILY": 1, "WEEKLY": 7}.get(unit)
    with suppress(OverflowError, ValueError):
        if days is not None:
            return _single(basis.today + timedelta(days=days * count))
        return _single(_months_on(basis.today, count * (12 if unit == "YEARLY" else 1)))
    return None


def day_of_month(found: Found, basis: Basis) -> Days | None:
    """The next day with this number, in this month or one of the next."""
    wanted, at = int(found["d"]), basis.today
    for _ in range(62):
        if at.day == wanted:
            return _single(at)
        at += timedelta(days=1)
    return None


def _single(day: date) -> Days:
    return Days(day, day)


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _weekday(word: str, basis: Basis) -> int:
    names = {**basis.lexicon.short_days, **basis.lexicon.weekdays}
    return names[word.lower().rstrip(".")]


def _month(part: dict[str, str | None], which: str, basis: Basis) -> int:
    """The month's number; 0 when none is named."""
    name, number = part.get(f"n{which}"), part.get(f"m{which}")
    if name:
        return basis.lexicon.months[name.lower().rstrip(".")]
    return int(number or 0)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)


def _on(day: int, month: int, year: int | None, today: date) -> date | None:
    """The date; without a year the next one, from today on (29 February may be years away)."""
    years = range(today.year, today.year + 9) if year is None else (year,)
    for each in years:
        with suppress(ValueError):
            found = date(each, month, day)
            if year is not None or found >= today:
                return found
    return None


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
