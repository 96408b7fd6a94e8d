"""The wall times that a recurrence rule names, found period by period so that no rule can take longer than its budget.

A period is a year, month, week, day or hour, as FREQ says, and is known by its number; only every INTERVAL-th is
looked at, beginning where the window begins. Within it (RFC 5545 section 3.3.10): the candidate days, less those that
a BY-part forbids, times the hours, minutes and seconds, and of these what BYSETPOS chooses. What the rule leaves open
comes from DTSTART.

python-dateutil is not used here: it runs to the year 9999 while a rule names nothing, takes the first week only from
DTSTART on (which changes what BYSETPOS counts) and reads BYDAY=MO,1TU as "both at once". The tests compare with it
where it is right.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from itertools import chain, islice, product

from calsync_desktop.core.errors import Refused
from calsync_desktop.core.rule import Freq, Rule

COUNT_CAP = 10_000
# What a period costs whose days have to be tried one by one.
_PRICE = {Freq.YEARLY: 50, Freq.MONTHLY: 5, Freq.WEEKLY: 1, Freq.DAILY: 1, Freq.HOURLY: 1}
_LAST_DAY = date.max.toordinal()
_Test = Callable[[date], bool]


class Budget:
    """How many steps may still be taken; a step is roughly one period looked at or one start found."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Take ``steps``; Refused when there are not so many left."""
        self.left -= steps
        if self.left < 0:
            raise Refused("It repeats so often that it cannot be shown. It is kept as it is.")


def instances(rule: Rule, start: datetime, low: datetime, high: datetime, budget: Budget) -> Iterator[datetime]:
    """The starts in ``[low, high)``, ascending; ``start`` (DTSTART) is always the first and counts for COUNT.

    UNTIL is not looked at.
    At most ``COUNT_CAP`` instances of a rule with COUNT are found; what is beyond them is not shown.
    """
    if rule.count is None:
        if low <= start < high:
            yield start
        yield from (moment for moment in walk(rule, start, max(low, start), high, budget) if moment > start)
        return
    following = (moment for moment in walk(rule, start, start, high, budget) if moment > start)
    first = [start] if start < high else []
    yield from (moment for moment in islice(chain(first, following), min(rule.count, COUNT_CAP)) if moment >= low)


def walk(rule: Rule, start: datetime, low: datetime, high: datetime, budget: Budget) -> Iterator[datetime]:
    """What the rule alone names in ``[low, high)``, ascending, where ``start <= low``.

    Neither COUNT nor UNTIL are looked at.
    """
    rule = complete(rule, start)
    days, times = _days_of(rule), _times(rule)
    price = _PRICE[rule.freq] if _tests(rule) else 1
    origin, step = period(rule, start), rule.interval
    begin = origin + -(-(period(rule, low) - origin) // step) * step
    for unit in range(begin, period(rule, high) + 1, step):
        found = days(unit)
        budget.spend(price + len(found) * (len(times) - 1))
        moments = [datetime.combine(day, at) for day in found for at in _times_in(rule, unit, times)]
        for moment in _chosen(rule.by_setpos, moments) if rule.by_setpos else moments:
            if moment >= high:
                return
            if moment >= low:
                yield moment


def complete(rule: Rule, start: datetime) -> Rule:
    """The rule with every part for which DTSTART answers (RFC 5545 section 3.3.10, "Information, not contained")."""
    timed = replace(
        rule,
        by_hour=rule.by_hour or ((start.hour,) if rule.freq < Freq.HOURLY else ()),
        by_minute=rule.by_minute or (start.minute,),
        by_second=tuple(sorted({min(second, 59) for second in rule.by_second})) or (start.second,),
    )
    if rule.by_day or rule.by_monthday or rule.by_yearday:
        return timed
    if (rule.freq is Freq.WEEKLY and not rule.by_weekno) or (rule.freq is Freq.YEARLY and rule.by_weekno):
        return replace(timed, by_day=((0, start.weekday()),))
    if rule.freq is Freq.YEARLY:
        return replace(timed, by_month=rule.by_month or (start.month,), by_monthday=(start.day,))
    if rule.freq is Freq.MONTHLY and not rule.by_weekno:
        return replace(timed, by_monthday=(start.day,))
    return timed


def period(rule: Rule, moment: datetime) -> int:
    """The number of the period in which ``moment`` lies; only numbers of the same FREQ and WKST may be compared."""
    if rule.freq is Freq.YEARLY:
        return moment.year
    if rule.freq is Freq.MONTHLY:
        return moment.year * 12 + moment.month - 1
    day = moment.toordinal()
    if rule.freq is Freq.WEEKLY:
        return (day - 1 - rule.wkst) // 7  # 1 January 0001, day 1, is a Monday
    return day if rule.freq is Freq.DAILY else day * 24 + moment.hour


def _days_of(rule: Rule) -> Callable[[int], list[date]]:
    """The function from a period to its days that every BY-part allows, ascending."""
    candidates, tests = _candidates(rule), _tests(rule)
    if not tests:
        return candidates
    return lambda unit: [day for day in candidates(unit) if all(test(day) for test in tests)]


def _candidates(rule: Rule) -> Callable[[int], list[date]]:
    """The days of a period; of years and months only those of BYMONTH and BYMONTHDAY, of weeks those of BYDAY."""
    if rule.freq is Freq.YEARLY:
        months = rule.by_month or range(1, 13)
        return lambda unit: [day for month in months for day in _month(unit, month, rule)]
    if rule.freq is Freq.MONTHLY:
        return lambda unit: _month_if(unit, rule)
    if rule.freq is Freq.WEEKLY:
        weekdays = {weekday for _, weekday in rule.by_day} or set(range(7))
        offsets = sorted((weekday - rule.wkst) % 7 for weekday in weekdays)
        return lambda unit: [day for offset in offsets for day in _day(unit * 7 + 1 + rule.wkst + offset)]
    if rule.freq is Freq.DAILY:
        return _day
    return lambda unit: _day(unit // 24)


def _day(number: int) -> list[date]:
    return [date.fromordinal(number)] if 1 <= number <= _LAST_DAY else []


def _month(year: int, month: int, rule: Rule) -> list[date]:
    """The days of a month that BYMONTHDAY, and BYDAY where it counts within months, name."""
    length = monthrange(year, month)[1]
    days = set(range(1, length + 1))
    if rule.by_monthday:
        days &= {n if n > 0 else length + 1 + n for n in rule.by_monthday}
    if _counts_in_months(rule):
        first = date(year, month, 1).weekday()
        days &= {
            day for ordinal, weekday in rule.by_day for day in _weekdays(ordinal, 1 + (weekday - first) % 7, length)
        }
    return [date(year, month, day) for day in sorted(days)]


def _weekdays(ordinal: int, first: int, length: int) -> range:
    """Of the days from ``first`` to ``length`` by sevens, all (ordinal 0) or the one of that ordinal, if any."""
    days = range(first, length + 1, 7)
    place = ordinal - 1 if ordinal > 0 else len(days) + ordinal
    return days if not ordinal else days[place : place + 1] if place >= 0 else days[:0]


def _month_if(unit: int, rule: Rule) -> list[date]:
    year, month = divmod(unit, 12)
    return [] if rule.by_month and month + 1 not in rule.by_month else _month(year, month + 1, rule)


def _counts_in_months(rule: Rule) -> bool:
    """Whether BYDAY's ordinals are of the month (of the year, when YEARLY has no BYMONTH)."""
    return bool(rule.by_day) and (rule.freq is Freq.MONTHLY or (rule.freq is Freq.YEARLY and bool(rule.by_month)))


def _tests(rule: Rule) -> list[_Test]:
    """What a candidate day must still pass."""
    tests: list[_Test] = []
    if rule.by_month and rule.freq > Freq.MONTHLY:
        tests.append(lambda day: day.month in rule.by_month)
    if rule.by_monthday and rule.freq > Freq.MONTHLY:
        tests.append(lambda day: _numbered(day.day, monthrange(day.year, day.month)[1], rule.by_monthday))
    if rule.by_yearday:
        tests.append(lambda day: _numbered(*_in_year(day), rule.by_yearday))
    if rule.by_weekno:
        tests.append(lambda day: _numbered(*_week(day, rule.wkst), rule.by_weekno))
    if rule.by_day and rule.freq is not Freq.WEEKLY and not _counts_in_months(rule):
        tests.append(_weekday_test(rule))
    return tests


def _numbered(number: int, of: int, wanted: tuple[int, ...]) -> bool:
    """Whether the ``number``-th of ``of`` is wanted, counted from either end."""
    return number in wanted or number - of - 1 in wanted


def _in_year(day: date) -> tuple[int, int]:
    """The number of the day in its year, of how many."""
    before = date(day.year, 1, 1).toordinal() - 1
    return day.toordinal() - before, date(day.year, 12, 31).toordinal() - before


def _week(day: date, wkst: int) -> tuple[int, int]:
    """The number of the day's week, of how many: a week belongs to the year in which it has four days or more."""
    fourth = date.fromordinal(min(day.toordinal() - (day.weekday() - wkst) % 7 + 3, _LAST_DAY))
    number = (fourth.timetuple().tm_yday - 1) // 7 + 1
    # The last week's fourth day is the last such weekday of the year.
    last = _in_year(fourth)[1] - (date(fourth.year, 12, 31).weekday() - fourth.weekday()) % 7
    return number, (last - 1) // 7 + 1


def _weekday_test(rule: Rule) -> _Test:
    """BYDAY: every such weekday, or the n-th of the year (ordinals are read for YEARLY only, see ``rule``)."""
    plain = frozenset(weekday for ordinal, weekday in rule.by_day if not ordinal)
    numbered = frozenset(each for each in rule.by_day if each[0])

    def test(day: date) -> bool:
        weekday = day.weekday()
        if weekday in plain or not numbered:
            return weekday in plain
        number, length = _in_year(day)
        return ((number - 1) // 7 + 1, weekday) in numbered or (-((length - number) // 7 + 1), weekday) in numbered

    return test


def _times(rule: Rule) -> list[time]:
    """The times of a day (HOURLY: of the hour after midnight), ascending."""
    hours = rule.by_hour if rule.freq < Freq.HOURLY else (0,)
    return [time(*each) for each in sorted(product(hours, rule.by_minute, rule.by_second))]


def _times_in(rule: Rule, unit: int, times: list[time]) -> list[time]:
    """``times``, moved into the hour that the period is when FREQ is HOURLY, and none when BYHOUR lacks that hour."""
    if rule.freq < Freq.HOURLY:
        return times
    hour = unit % 24
    return [at.replace(hour=hour) for at in times] if not rule.by_hour or hour in rule.by_hour else []


def _chosen(positions: tuple[int, ...], moments: list[datetime]) -> list[datetime]:
    """BYSETPOS: the n-th of the period's starts, negative ones from the end."""
    size = len(moments)
    places = {n - 1 if n > 0 else size + n for n in positions}
    return [moments[place] for place in sorted(places) if 0 <= place < size]
