"""Moving a whole series, so that what was changed, skipped or added in it moves along."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from calsync_desktop.core.appointment import Appointment, Override, Recurrence
from calsync_desktop.core.edits import regular
from calsync_desktop.core.errors import Refused, Usage
from calsync_desktop.core.recurrence import add, last_moment, moment_of, start_like, until_for
from calsync_desktop.core.rule import Freq, Rule, parse_rule, rule_text
from calsync_desktop.core.walk import period
from calsync_desktop.core.when import When, key_of, start_of_key

_DAY = timedelta(days=1)


def shift(appointment: Appointment, new: When) -> Appointment:
    """The appointment at ``new`` (start, length, zone, kind), and of a series everything that goes with its starts.

    Every start moves by the same wall time; one that the new rule does not have moves to the start that it has in the
    same period (the second Wednesday for the second Tuesday). The rule follows where it named just the old start's
    weekday, day of the month, month or hour; a weekly rule's weekdays all turn alike. Overrides that only changed
    words move and take the new length, those that had been given a time of their own keep it.
    """
    if appointment.masterless:
        raise Usage("Only single occurrences of this series are known.", "Edit the occurrences one by one.")
    old, recurrence = appointment.content.when, appointment.recurrence
    moved = replace(appointment, content=replace(appointment.content, when=new))
    if recurrence is None:
        return moved
    rule = _rule(recurrence.rule, old, new)
    moved = replace(moved, recurrence=Recurrence(rule), overrides=())
    landings = _landings(appointment, moved)
    extra, skipped = (tuple(sorted({landings[k].key for k in keys})) for keys in (recurrence.extra, recurrence.skipped))
    overrides = (landings[o.original_start].carry(o, old, new) for o in appointment.overrides)
    return replace(
        moved,
        recurrence=Recurrence(rule, extra, skipped),
        overrides=tuple(sorted(overrides, key=lambda o: o.original_start)),
    )


@dataclass(frozen=True, slots=True)
class _Landing:
    """Where a start was, where it comes to be, and the key that it has there."""

    before: date
    after: date
    key: str

    def carry(self, override: Override, old: When, new: When) -> Override:
        """The override there; its own time is moved only when it was the one that the series gave it."""
        content = override.content
        if content.when == old.moved_to(self.before):
            content = replace(content, when=new.moved_to(self.after))
        return Override(self.key, content)


def _landings(appointment: Appointment, moved: Appointment) -> dict[str, _Landing]:
    """By old key, for every key that the series holds."""
    recurrence, old, new = appointment.recurrence, appointment.content.when, moved.content.when
    assert recurrence is not None
    ours = {*recurrence.skipped, *(o.original_start for o in appointment.overrides)}
    found = {key: moment_of(start_of_key(key, old)) for key in {*ours, *recurrence.extra}}
    named = {key_of(start_like(m, old), old.zone): m for m in _around(appointment, found.values())}
    found |= {key: moment for key, moment in named.items() if key in found}
    after = {key: _moved(moment, old, new) for key, moment in found.items()}
    landed = _snapped({key: after[key] for key in ours & named.keys()}, moved)
    starts = {key: start_like(landed.get(key, after[key]), new) for key in found}
    return {key: _Landing(start_like(found[key], old), start, key_of(start, new.zone)) for key, start in starts.items()}


def _around(appointment: Appointment, moments: Iterable[datetime]) -> list[datetime]:
    """The regular starts of the time in which ``moments`` lie, and of a month more on either side."""
    known = sorted(moments)
    return list(regular(appointment, add(known[0], -40 * _DAY), add(known[-1], 40 * _DAY))) if known else []


def _snapped(after: dict[str, datetime], moved: Appointment) -> dict[str, datetime]:
    """Starts that the moved rule does not have, at the one that it has in the same period, if there is exactly one."""
    recurrence = moved.recurrence
    assert recurrence is not None
    if not after or not recurrence.rule:
        return {}
    rule, regulars = parse_rule(recurrence.rule), _around(moved, after.values())
    by_period: dict[int, list[datetime]] = defaultdict(list)
    for moment in regulars:
        by_period[period(rule, moment)].append(moment)
    strays = {key: by_period[period(rule, moment)] for key, moment in after.items() if moment not in set(regulars)}
    return {key: there[0] for key, there in strays.items() if len(there) == 1}


def _moved(moment: datetime, old: When, new: When) -> datetime:
    """By the same wall time; by the same number of days, to the new hour, when only one of the two has hours."""
    first, then = moment_of(old.start), moment_of(new.start)
    if old.all_day == new.all_day:
        return add(moment, then - first)
    return datetime.combine(add(moment, datetime.combine(then, time()) - datetime.combine(first, time())), then.time())


def _rule(text: str, old: When, new: When) -> str:
    """The rule that belongs to the new start; what is not understood stays as it is."""
    if not text:
        return ""
    try:
        rule = parse_rule(text)
    except Refused:
        return text
    if rule.until is not None:
        rule = replace(rule, until=_until(last_moment(rule.until, old), old, new))
    return rule_text(
        _turned(rule, old, new)
        if rule.freq is Freq.WEEKLY
        else _followed(rule, moment_of(old.start), moment_of(new.start))
    )


def _until(last: datetime, old: When, new: When) -> date:
    moved = _moved(last, old, new)
    if new.all_day:
        return moved.date()
    return until_for(moved.date() if old.all_day else moved, new)


def _turned(rule: Rule, old: When, new: When) -> Rule:
    """A weekly rule with all its weekdays turned alike.

    Its weeks begin as much later, so that every second week stays that.
    """
    days = (moment_of(new.start).date() - moment_of(old.start).date()).days
    by_day = tuple(sorted((0, (weekday + days) % 7) for _, weekday in rule.by_day))
    alone = rule.by_day in ((), ((0, moment_of(old.start).weekday()),))
    matters = not alone and (rule.interval > 1 or rule.by_setpos)
    rule = replace(rule, by_day=by_day, wkst=(rule.wkst + days) % 7 if matters else rule.wkst)
    return _followed(rule, moment_of(old.start), moment_of(new.start))


def _followed(rule: Rule, first: datetime, then: datetime) -> Rule:
    """The rule with each part that named just what the old start is naming what the new start is."""
    singles = {"by_month": "month", "by_hour": "hour", "by_minute": "minute", "by_second": "second"}
    parts: dict[str, tuple[int, ...]] = {
        part: (getattr(then, word),) for part, word in singles.items() if getattr(rule, part) == (getattr(first, word),)
    }
    rule = replace(rule, **parts)  # type: ignore[arg-type]  # the names are those of ``singles``
    if len(rule.by_monthday) == 1 and rule.by_monthday[0] in _numbers(first):
        rule = replace(rule, by_monthday=(_numbers(then)[rule.by_monthday[0] < 0],))
    if len(rule.by_day) == 1 and rule.freq is not Freq.WEEKLY:
        rule = replace(rule, by_day=(_day_followed(*rule.by_day[0], first, then),))
    return rule


def _numbers(moment: datetime) -> tuple[int, int]:
    """The day of the month, counted from its beginning and from its end."""
    return moment.day, moment.day - monthrange(moment.year, moment.month)[1] - 1


def _day_followed(ordinal: int, weekday: int, first: datetime, then: datetime) -> tuple[int, int]:
    """BYDAY's one part; the new start's, counted from the same end, when it was the old start's."""
    if weekday != first.weekday() or (ordinal and ordinal not in _ordinals(first)):
        return ordinal, weekday
    return _ordinals(then)[ordinal < 0] if ordinal else 0, then.weekday()


def _ordinals(moment: datetime) -> tuple[int, int]:
    day, behind = _numbers(moment)
    return (day - 1) // 7 + 1, -((-behind - 1) // 7 + 1)
