"""When a series takes place: its occurrences in a window, and the gate that keeps hostile rules out.

What is shown of a series, by key of the original start:

=============================  ==================================================================
the rule and DTSTART           DTSTART is always the first and counts for COUNT (RFC 5545 section 3.8.5.3)
extra                          shown as the master, wherever the rule is
skipped                        hides what the rule or ``extra`` names
override                       shown at its own time instead of its key's, even if that is skipped or no start at all
=============================  ==================================================================

The rule runs in the wall time of the master's zone; a start that a clock change swallows keeps its wall time and
begins at the same moment as the one an hour later (see ``when.instant``), of which two only the later is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from math import prod

from calsync_desktop.core.appointment import Appointment, Content
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.rule import Freq, Rule, parse_rule, rule_text
from calsync_desktop.core.walk import Budget, instances
from calsync_desktop.core.when import EARLIEST, LATEST, When, in_utc, instant, key_of, local_key, start_of_key
from calsync_desktop.core.zones import tzinfo

BUDGET = 20_000
EXTRA_CAP = 5_000
PRODUCT_CAP = 5_000
HOURLY_SPAN = timedelta(days=400)
FIRST_YEAR = 1900
_MARGIN = timedelta(days=2)  # more than any two zones and clock changes are apart

_Placed = dict[str, tuple[datetime, "Occurrence"]]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that an appointment takes place.

    ``content`` is the override's, or the master's as it stands (then ``content.when`` is the master's own); ``when``
    is right.
    """

    original_start: str
    when: When
    content: Content
    overridden: bool = False


def occurrences(
    appointment: Appointment, start: datetime, end: datetime, *, local: str = "UTC", budget: int = BUDGET
) -> list[Occurrence]:
    """What overlaps ``[start, end)`` (aware, UTC), by start and key.

    Whole days and floating times are read in the zone ``local``.
    Refused, in a sentence, when the gate does not let the series through, its zone is unknown, or more than
    ``budget`` steps would be needed; then nothing of it is shown rather than a part.
    """
    if reason := gate(appointment):
        raise Refused(reason)
    window = _Window(start.replace(tzinfo=None), end.replace(tzinfo=None), local)
    found = dict(_of_master(appointment, window, Budget(budget)))
    for override in appointment.overrides:
        found.pop(override.original_start, None)
        found |= window.placed(Occurrence(override.original_start, override.content.when, override.content, True))
    return [each for _, each in sorted(found.values(), key=lambda pair: (pair[0], pair[1].original_start))]


def takes_place(appointment: Appointment, start: datetime, end: datetime) -> bool:
    """Whether ``occurrences`` would find any in the zone UTC, known at the first. Refused as there, but for what lies behind that one."""
    if reason := gate(appointment):
        raise Refused(reason)
    window = _Window(start.replace(tzinfo=None), end.replace(tzinfo=None), "UTC")
    apart = {override.original_start: override.content.when for override in appointment.overrides}
    if any(window.holds(when, when.start_instant("UTC").replace(tzinfo=None)) for when in apart.values()):
        return True
    return any(key not in apart for key, _ in _of_master(appointment, window, Budget(BUDGET)))


@dataclass(frozen=True, slots=True)
class _Window:
    """``[start, end)`` in UTC, naive as ``when.in_utc``, with the zone in which dates and floating times are read."""

    start: datetime
    end: datetime
    local: str

    def holds(self, when: When, begins: datetime) -> bool:
        """Whether any moment of ``when`` (its start ``begins``, when it has no length) lies inside."""
        if self.start <= begins < self.end:
            return True
        return begins < self.end and when.end_instant(self.local).replace(tzinfo=None) > self.start

    def placed(self, each: Occurrence) -> _Placed:
        """By its key, with its first moment; nothing when it lies outside."""
        begins = each.when.start_instant(self.local).replace(tzinfo=None)
        return {each.original_start: (begins, each)} if self.holds(each.when, begins) else {}


def gate(appointment: Appointment) -> str:
    """Why the series cannot be shown, as a sentence; empty when it can."""
    recurrence = appointment.recurrence
    if recurrence is None:
        return ""
    if len(recurrence.extra) > EXTRA_CAP:
        return f"It has more than {EXTRA_CAP:,} added dates, too many to be shown."
    if not recurrence.rule:
        return ""
    try:
        return _barred(parse_rule(recurrence.rule), appointment.content.when)
    except Refused as problem:
        return problem.message


def _barred(rule: Rule, when: When) -> str:
    """The limits of a rule that is valid (each of them has hung a calendar program)."""
    if rule.freq > Freq.HOURLY:
        return "It repeats every few minutes or seconds, which cannot be shown."
    if rule.freq is Freq.HOURLY and when.all_day:
        return "It repeats by the hour although it lasts whole days."
    if when.start.year < FIRST_YEAR:
        return f"It has repeated since before {FIRST_YEAR}, which cannot be shown."
    if prod(len(part) or 1 for part in _lists(rule)) > PRODUCT_CAP:
        return "The rule by which it repeats combines too many lists to be shown."
    if rule.freq is Freq.HOURLY and _span(rule, when) > HOURLY_SPAN:
        return f"It repeats every few hours for more than {HOURLY_SPAN.days} days, which cannot be shown."
    return ""


def _lists(rule: Rule) -> tuple[tuple[object, ...], ...]:
    days = (rule.by_month, rule.by_weekno, rule.by_yearday, rule.by_monthday, rule.by_day)
    return (*days, rule.by_hour, rule.by_minute, rule.by_second, rule.by_setpos)


def _span(rule: Rule, when: When) -> timedelta:
    """At most how long an hourly rule goes on, as its COUNT or UNTIL says."""
    by_count = timedelta(hours=min((rule.count or 10**12) * rule.interval, 24 * 10_000))
    return by_count if rule.until is None else min(by_count, last_moment(rule.until, when) - moment_of(when.start))


def starts(when: When, rule: Rule, low: datetime, high: datetime, budget: Budget) -> Iterator[datetime]:
    """The wall times (midnights when all-day) in ``[low, high)`` that ``rule`` gives the series ``when``.

    DTSTART is the first of them even when UNTIL, which is inclusive, lies before it.
    """
    first = moment_of(when.start)
    if when.all_day and (rule.by_hour or rule.by_minute or rule.by_second):
        # "They MUST be ignored" (RFC 5545 section 3.3.10).
        rule = replace(rule, by_hour=(), by_minute=(), by_second=())
    last = last_moment(rule.until, when) if rule.until is not None else LATEST
    end = min(high, max(add(last, _MARGIN), add(first, _MARGIN)))  # a first start after UNTIL is a start all the same
    for moment in instances(rule, first, low, end, budget):
        if moment == first or moment <= add(last, -_MARGIN) or _not_after(moment, rule.until, when):
            yield moment


def last_moment(until: date, when: When) -> datetime:
    """UNTIL as a wall time of the series."""
    until = until_for(until, when)
    if not isinstance(until, datetime):
        return datetime.combine(until, time(23, 59, 59))
    if until.tzinfo is None:
        return until
    try:
        return until.astimezone(tzinfo(when.zone)).replace(tzinfo=None, fold=0)
    except OverflowError:
        return until.replace(tzinfo=None)


def _not_after(moment: datetime, until: date | None, when: When) -> bool:
    """Compared as moments, since wall times near a clock change have another order."""
    if until is None:
        return True
    if not when.zone:
        return moment <= last_moment(until, when)
    bound = until_for(until, when)
    return isinstance(bound, datetime) and instant(moment, when.zone) <= bound


def until_for(until: date, when: When) -> date:
    """UNTIL in the type that RFC 5545 section 3.3.10 asks for beside such a DTSTART, whatever the sender wrote.

    A date beside a time means the end of that day, a local time beside a zone is in that zone.
    """
    if when.all_day:
        return date(until.year, until.month, until.day)
    moment = until if isinstance(until, datetime) else datetime.combine(until, time(23, 59, 59))
    if not when.zone:
        return moment.replace(tzinfo=None)
    return moment if moment.tzinfo else instant(moment, when.zone)


def normalise(text: str, when: When) -> str:
    """An RRULE as we keep it beside ``when``: equal rules have equal text.

    What is not understood is kept as it came.
    """
    try:
        rule = parse_rule(text)
    except Refused:
        return text.strip().removeprefix("RRULE:")
    return rule_text(with_until(rule, when))


def with_until(rule: Rule, when: When) -> Rule:
    """The rule with its UNTIL in the type that suits ``when``."""
    return rule if rule.until is None else replace(rule, until=until_for(rule.until, when))


def key_in(when: When, value: date, zone: str = "") -> str:
    """The key in the series ``when`` of an EXDATE, RDATE or RECURRENCE-ID, whatever type the sender gave it.

    ``value`` is a date, an aware datetime, or a naive one that is wall time in ``zone`` (the series' own when empty).
    A date in a series of times is that day at the series' hour; a time in a series of whole days is its date.
    """
    if not isinstance(value, datetime):
        return key_of(value if when.all_day else datetime.combine(value, moment_of(when.start).time()), when.zone)
    if when.all_day:
        return key_of(value.date(), "")
    if value.tzinfo is not None:
        moment = value.astimezone(UTC)
        return local_key(moment) + "Z" if when.zone else local_key(value)
    return key_of(value, (zone or when.zone) if when.zone else "")


def moment_of(value: date) -> datetime:
    """A start as a naive datetime; midnight of a date."""
    return value if isinstance(value, datetime) else datetime.combine(value, time())


def start_like(moment: datetime, when: When) -> date:
    """The inverse of ``moment_of`` for the series ``when``."""
    return moment.date() if when.all_day else moment


def _of_master(
    appointment: Appointment, window: _Window, budget: Budget
) -> Iterator[tuple[str, tuple[datetime, Occurrence]]]:
    """What the rule and ``extra`` name inside the window, less what is skipped.

    This loop is run for every start there is.
    """
    content, when, recurrence = appointment.content, appointment.content.when, appointment.recurrence
    if recurrence is None:
        if not appointment.masterless:
            yield from window.placed(Occurrence(when.key, when, content)).items()
        return
    zone, skipped = tzinfo(when.zone or window.local), frozenset(recurrence.skipped)
    for moment in _named(appointment, window, budget):
        start = start_like(moment, when)
        begins = in_utc(moment, zone)
        key = local_key(begins) + "Z" if when.zone else key_of(start, "")
        moved = when.moved_to(start)
        if key not in skipped and window.holds(moved, begins):
            yield key, (begins, Occurrence(key, moved, content))


def _named(appointment: Appointment, window: _Window, budget: Budget) -> Iterator[datetime]:
    """Wall times that may lie in the window, and some around it."""
    when, recurrence = appointment.content.when, appointment.recurrence
    assert recurrence is not None
    low = add(window.start, moment_of(when.start) - moment_of(when.end) - _MARGIN)
    high = add(window.end, _MARGIN)
    # Added dates come first, so that the rule's own wall time stays when both name one moment.
    yield from (m for m in (moment_of(start_of_key(key, when)) for key in recurrence.extra) if low <= m < high)
    if recurrence.rule:
        yield from starts(when, parse_rule(recurrence.rule), low, high, budget)
    elif low <= moment_of(when.start) < high:
        yield moment_of(when.start)


def add(moment: datetime, delta: timedelta) -> datetime:
    """The sum, held within what a datetime can be."""
    try:
        return moment + delta
    except OverflowError:
        return LATEST if delta > timedelta() else EARLIEST
