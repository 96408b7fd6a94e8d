"""The lines of ``recurrence`` (RRULE, RDATE, EXDATE; RFC 5545 without DTSTART) and ``core.appointment.Recurrence``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from calsync_desktop.core.appointment import Appointment, Recurrence
from calsync_desktop.core.recurrence import key_in, normalise
from calsync_desktop.core.starts import gives
from calsync_desktop.core.when import Kind, When
from calsync_desktop.core.zones import resolve


class Unreadable(ValueError):
    """It cannot be shown; the text is the sentence that says why."""


def read_recurrence(lines: Iterable[str], when: When) -> Recurrence:
    """The rule with its added and left-out starts; Unreadable for what we have no way to show, ValueError for a broken line."""
    rules: list[str] = []
    dates: dict[str, set[str]] = {"RDATE": set(), "EXDATE": set()}
    for line in lines:
        name, params, value = _parts(line)
        if name == "RRULE":
            rules.append(value)
        elif name in dates:
            dates[name].update(_keys(params, value, when))
        elif name == "EXRULE":
            raise Unreadable("It leaves out dates by a rule of their own, which cannot be shown.")
    if len(rules) > 1:
        raise Unreadable("It repeats by several rules at once, which cannot be shown.")
    rule = normalise(rules[0], when) if rules else ""
    return Recurrence(rule, tuple(sorted(dates["RDATE"])), tuple(sorted(dates["EXDATE"])))


def write_recurrence(after: Appointment, held: Iterable[str], home: str) -> list[str] | None:
    """The lines of a series, with those of the EXDATEs in ``held`` that still leave out a start; None for a single event."""
    recurrence, when = after.recurrence, after.content.when
    if recurrence is None:
        return None
    if when.kind is Kind.FLOATING:
        when = When(Kind.TIMED, when.start, when.end, home)
    lines = [f"RRULE:{normalise(recurrence.rule, when)}"] if recurrence.rule else []
    lines += [_date_line("RDATE", key) for key in recurrence.extra]
    lines += [line for line in held if _leaves_out(line, after)]
    # A series of nothing but its own start: Google wants a rule.
    return lines or ["RRULE:FREQ=DAILY;COUNT=1"]


def _leaves_out(line: str, after: Appointment) -> bool:
    name, params, value = _parts(line)
    if name != "EXDATE":
        return False
    return any(gives(after, key) for key in _keys(params, value, after.content.when))


def _date_line(name: str, key: str) -> str:
    return f"{name}:{key}" if "T" in key else f"{name};VALUE=DATE:{key}"


def _parts(line: str) -> tuple[str, str, str]:
    head, _, value = line.partition(":")
    name, _, params = head.partition(";")
    return name.strip().upper(), params, value.strip()


def _keys(params: str, value: str, when: When) -> Iterator[str]:
    zone = _tzid(params)
    for text in value.split(","):
        if text.strip():
            yield key_in(when, _value(text.strip().partition("/")[0]), zone)


def _tzid(params: str) -> str:
    """The zone that TZID names; "" without one."""
    for param in params.split(";"):
        name, _, value = param.partition("=")
        if name.strip().upper() == "TZID":
            return resolve(value)
    return ""


def _value(text: str) -> date:
    """A date, a naive or a UTC datetime."""
    if "T" not in text:
        return datetime.strptime(text, "%Y%m%d").date()
    moment = datetime.strptime(text[:15], "%Y%m%dT%H%M%S")
    return moment.replace(tzinfo=UTC) if text.endswith("Z") else moment
