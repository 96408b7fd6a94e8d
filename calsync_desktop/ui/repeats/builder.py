"""A rule as the fields of a form, and the fields as a rule; what the form cannot show is left as it is.

========  ===============================  ===========================
every     on                               written
========  ===============================  ===========================
day       –                                FREQ=DAILY
week      the start's weekday, or ``days`` FREQ=WEEKLY[;BYDAY=MO,TH]
month     the start's day                  FREQ=MONTHLY
month     DayOf(15), DayOf(-1) the last    FREQ=MONTHLY;BYMONTHDAY=15
month     Nth(2, 1) the second Tuesday     FREQ=MONTHLY;BYDAY=2TU
year      the start's date                 FREQ=YEARLY
year      Nth(-1, 6) in the start's month  FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
========  ===============================  ===========================
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from calsync_desktop.core.errors import Refused
from calsync_desktop.core.recurrence import last_moment, moment_of, with_until
from calsync_desktop.core.rule import Freq, Rule, parse_rule, rule_text
from calsync_desktop.core.when import When

FREQS = (Freq.DAILY, Freq.WEEKLY, Freq.MONTHLY, Freq.YEARLY)
ORDINALS = (1, 2, 3, 4, 5, -1)


@dataclass(frozen=True, slots=True)
class DayOf:
    """A day of the month; -1 is its last."""

    day: int


@dataclass(frozen=True, slots=True)
class Nth:
    """The ``which``-th such weekday (Monday is 0) of the month; -1 is the last."""

    which: int
    weekday: int


On = DayOf | Nth | None


@dataclass(frozen=True, slots=True)
class Repeat:
    """What the form shows. ``days``: weekdays of a weekly rule, empty for the start's; ``on``: within a month, None for the start's day.

    It ends after ``count`` times, after the day ``until`` (inclusive), or never. ``month``: of a yearly rule on a weekday, 0 for the start's.
    """

    freq: Freq
    interval: int = 1
    days: tuple[int, ...] = ()
    on: On = None
    month: int = 0
    count: int | None = None
    until: date | None = None
    week_start: int = 0


def repeat_of(text: str, when: When) -> Repeat | None:
    """The fields that say the same as the rule ``text`` of a series that begins as ``when``; None when the form cannot show it."""
    try:
        rule = parse_rule(text)
    except Refused:
        return None
    plain = not (
        rule.by_weekno or rule.by_yearday or rule.by_hour or rule.by_minute or rule.by_second or rule.by_setpos
    )
    if not plain or rule.freq not in FREQS or (rule.count is not None and rule.until is not None):
        return None
    read = {Freq.DAILY: _daily, Freq.WEEKLY: _weekly, Freq.MONTHLY: _monthly, Freq.YEARLY: _yearly}[rule.freq]
    found = read(rule, when)
    if found is None:
        return None
    days, on, month = found
    until = last_moment(rule.until, when).date() if rule.until is not None else None
    return Repeat(rule.freq, rule.interval, days, on, month, rule.count, until, rule.wkst)


def rule_of(repeat: Repeat, when: When) -> str:
    """The rule that the fields say, for a series that begins as ``when``."""
    on, freq = repeat.on, repeat.freq
    in_month = freq in (Freq.MONTHLY, Freq.YEARLY)
    by_day = tuple((0, day) for day in sorted(repeat.days)) if freq is Freq.WEEKLY else ()
    if in_month and isinstance(on, Nth):
        by_day = ((on.which, on.weekday),)
    month = repeat.month or moment_of(when.start).month
    rule = Rule(
        freq,
        repeat.interval,
        repeat.count if repeat.until is None else None,
        repeat.until,
        by_month=(month,) if freq is Freq.YEARLY and on is not None else (),
        by_monthday=(on.day,) if in_month and isinstance(on, DayOf) else (),
        by_day=by_day,
        wkst=repeat.week_start,
    )
    return rule_text(with_until(rule, when))


def choices_on(when: When) -> tuple[On, ...]:
    """What "every month on" can mean for a series that begins as ``when``: its day, its weekday counted from either end, the last day."""
    day = moment_of(when.start).date()
    out: list[On] = [None, Nth((day.day - 1) // 7 + 1, day.weekday())]
    last = _days_left(day)
    if last < 7:
        out.append(Nth(-1, day.weekday()))
    if last == 0:
        out.append(DayOf(-1))
    return tuple(out)


_Fields = tuple[tuple[int, ...], On, int]


def _daily(rule: Rule, _: When) -> _Fields | None:
    return None if rule.by_day or rule.by_monthday or rule.by_month else ((), None, 0)


def _weekly(rule: Rule, when: When) -> _Fields | None:
    if rule.by_monthday or rule.by_month:
        return None
    days = tuple(day for _, day in rule.by_day)
    own = moment_of(when.start).weekday()
    return (() if days == (own,) else days), None, 0


def _monthly(rule: Rule, when: When) -> _Fields | None:
    on = _on(rule)
    if rule.by_month or on == "no":
        return None
    own = DayOf(moment_of(when.start).day)
    return (), None if on == own or isinstance(on, str) else on, 0


def _yearly(rule: Rule, when: When) -> _Fields | None:
    on, start = _on(rule), moment_of(when.start)
    if on == "no" or isinstance(on, str):
        return None
    if on is None:
        return ((), None, 0) if rule.by_month in ((), (start.month,)) else None
    if len(rule.by_month) != 1:
        return None
    same = rule.by_month == (start.month,)
    if on == DayOf(start.day) and same:
        return (), None, 0
    return (), on, 0 if same else rule.by_month[0]


def _on(rule: Rule) -> On | str:
    """The one day of the month that a rule names; "no" when it names more or another kind."""
    if rule.by_day and rule.by_monthday:
        return "no"
    if len(rule.by_monthday) == 1 and (rule.by_monthday[0] > 0 or rule.by_monthday == (-1,)):
        return DayOf(rule.by_monthday[0])
    if len(rule.by_day) == 1 and rule.by_day[0][0] in ORDINALS:
        return Nth(*rule.by_day[0])
    return None if not rule.by_day and not rule.by_monthday else "no"


def _days_left(day: date) -> int:
    """How many days of its month come after it."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1) if day.year < date.max.year else date.max
    return (following - day).days - 1
