"""What a person does to one occurrence, to the rest of a series or to all of it, as a new value each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from calsync_desktop.core.appointment import Appointment, Content, Override, Recurrence
from calsync_desktop.core.errors import Refused, Usage
from calsync_desktop.core.recurrence import BUDGET, add, gate, moment_of, start_like, starts
from calsync_desktop.core.rule import parse_rule, rule_text
from calsync_desktop.core.walk import Budget, instances
from calsync_desktop.core.when import EARLIEST, When, instant, key_of, start_of_key

_DAY = timedelta(days=1)
_FAR = timedelta(days=3660)


def content_at(appointment: Appointment, key: str) -> Content:
    """What is said at the occurrence ``key``: its override's content, or the master's at that start.

    Usage when there is none.
    """
    if override := appointment.override(key):
        return override.content
    content = appointment.content
    return replace(content, when=content.when.moved_to(_start_at(appointment, key)))


def skip(appointment: Appointment, key: str) -> Appointment:
    """Without the occurrence ``key``; Usage when there is none, or when it is all there is."""
    content_at(appointment, key)
    overrides = tuple(o for o in appointment.overrides if o.original_start != key)
    recurrence = appointment.recurrence
    if appointment.masterless and overrides:
        return replace(appointment, overrides=overrides, content=overrides[0].content)
    if recurrence is None:
        raise Usage("This is the only occurrence.", "Delete the appointment instead.")
    extra = tuple(k for k in recurrence.extra if k != key)
    named = _of_rule(appointment, key) is not None
    skipped = tuple(sorted({*recurrence.skipped, key})) if named else recurrence.skipped
    return replace(appointment, recurrence=Recurrence(recurrence.rule, extra, skipped), overrides=overrides)


def override(appointment: Appointment, key: str, content: Content) -> Appointment:
    """With ``content`` at the occurrence ``key`` in place of what was said there.

    Usage when there is no such occurrence.
    """
    content_at(appointment, key)
    if not appointment.series:
        return replace(appointment, content=content)
    others = [o for o in appointment.overrides if o.original_start != key]
    overrides = tuple(sorted([*others, Override(key, content)], key=lambda o: o.original_start))
    master = overrides[0].content if appointment.masterless else appointment.content
    return replace(appointment, overrides=overrides, content=master)


def split(appointment: Appointment, key: str, new_uid: str) -> tuple[Appointment, Appointment]:
    """The series until the occurrence ``key``, and a new one from it on; together they take place when the one did.

    The first ends by UNTIL (a second, or a day when all-day, before the key's start), COUNT's rest goes to the
    second, and so do the overrides, skipped and added starts from ``key`` on. Usage when nothing is before ``key``
    (edit all instead), when the series has no such occurrence, or when that one was added or moved in beside the rule
    while the rule goes on.
    """
    recurrence, when = appointment.recurrence, appointment.content.when
    if recurrence is None:
        raise Usage("This appointment is not a series that could be divided.", "Edit the appointment itself.")
    content_at(appointment, key)
    named = _of_rule(appointment, key)
    start = named if named is not None else _beside_rule(appointment, key)
    if moment_of(start) <= moment_of(when.start):
        raise Usage("Nothing comes before this occurrence.", "Edit all occurrences instead.")
    # Beside a rule that is over, nothing of the rule goes to the second part.
    before, after = _divided(recurrence.rule, when, moment_of(start)) if named is not None else (recurrence.rule, "")
    trimmed = Recurrence(before, _earlier(recurrence.extra, key), _earlier(recurrence.skipped, key))
    tail = Recurrence(
        after if named is not None else "", _later(recurrence.extra, key), _later(recurrence.skipped, key)
    )
    overrides = appointment.overrides
    return (
        _tidy(
            replace(appointment, recurrence=trimmed, overrides=tuple(o for o in overrides if o.original_start < key))
        ),
        _tidy(
            Appointment(
                new_uid,
                replace(appointment.content, when=when.moved_to(start)),
                replace(tail, extra=tuple(k for k in tail.extra if k != key)),
                tuple(o for o in overrides if o.original_start >= key),
            )
        ),
    )


def _tidy(appointment: Appointment) -> Appointment:
    """A series of which a single start is left is no series."""
    return (
        replace(appointment, recurrence=None)
        if appointment.recurrence == Recurrence() and not appointment.overrides
        else appointment
    )


def _beside_rule(appointment: Appointment, key: str) -> date:
    """The start of an occurrence that the rule does not name; a series can be divided there when the rule is over."""
    start = start_of_key(key, appointment.content.when)
    try:
        over = next(regular(appointment, moment_of(start), add(moment_of(start), _FAR)), None) is None
    except Refused:  # in doubt it goes on
        over = False
    if not over:
        raise Usage(
            "This occurrence was added beside the rule of the series.", "Choose a regular occurrence to divide it at."
        )
    return start


def _divided(text: str, when: When, moment: datetime) -> tuple[str, str]:
    """The rule until the start ``moment``, and from it on."""
    rule = parse_rule(text)
    if when.all_day:
        last: date = (moment - _DAY).date()
    elif when.zone:
        last = instant(moment, when.zone) - timedelta(seconds=1)
    else:
        last = moment - timedelta(seconds=1)
    trimmed = rule_text(replace(rule, count=None, until=last))
    if rule.count is None:
        return trimmed, text
    before = sum(1 for _ in instances(rule, moment_of(when.start), EARLIEST, moment, Budget(BUDGET)))
    return trimmed, rule_text(replace(rule, count=max(1, rule.count - before)))


def _earlier(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(k for k in keys if k < key)


def _later(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(k for k in keys if k >= key)


def _start_at(appointment: Appointment, key: str) -> date:
    """The start of the occurrence ``key`` in the series' wall time; Usage when the series has none there."""
    when, recurrence = appointment.content.when, appointment.recurrence
    if not appointment.masterless:
        if recurrence is None and key == when.key:
            return when.start
        if recurrence is not None and key not in recurrence.skipped:
            named = _of_rule(appointment, key)
            if named is not None:
                return named
            if key in recurrence.extra:
                return start_of_key(key, when)
    raise Usage(
        "The appointment has no such occurrence.", "Look at its occurrences again; it may have changed meanwhile."
    )


def regular(appointment: Appointment, low: datetime, high: datetime) -> Iterator[datetime]:
    """The wall times in ``[low, high)`` that DTSTART and the rule name, skipped or not.

    Refused when the gate bars the series.
    """
    when, recurrence = appointment.content.when, appointment.recurrence
    if reason := gate(appointment):
        raise Refused(reason)
    if recurrence is not None and recurrence.rule:
        yield from starts(when, parse_rule(recurrence.rule), low, high, Budget(BUDGET))
    elif low <= moment_of(when.start) < high:
        yield moment_of(when.start)


def _of_rule(appointment: Appointment, key: str) -> date | None:
    """The wall time at which the rule has the start ``key``.

    Near a clock change it is not the one that the key itself gives.
    """
    when = appointment.content.when
    try:
        near = moment_of(start_of_key(key, when))
    except ValueError:
        return None
    found = (start_like(moment, when) for moment in regular(appointment, add(near, -_DAY), add(near, _DAY)))
    return next((start for start in found if key_of(start, when.zone) == key), None)
