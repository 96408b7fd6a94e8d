"""VALARM between its block and ``core.appointment.Reminder``: minutes before the start, shown or mailed (RFC 5545 section 3.6.6)."""

from __future__ import annotations

from datetime import timedelta

from calsync_desktop.core.appointment import Reminder
from calsync_desktop.core.when import When
from calsync_desktop.providers.caldav.mapping.lines import Component, Line
from calsync_desktop.providers.caldav.mapping.times import length, read_instant

METHODS = {"DISPLAY": "popup", "AUDIO": "popup", "EMAIL": "email"}
FARTHEST = timedelta(days=3660)  # Apple marks "no alarm" with a trigger in 1976


def read_reminders(event: Component, when: When, zone: str) -> tuple[Reminder, ...]:
    """All reminders, ordered, each once; ``zone`` reads floating times. Procedures and disabled alarms are none."""
    if not event.parts:
        return ()
    found = {each for part in event.parts if (each := reminder(part, when, zone)) is not None}
    return tuple(sorted(found, key=lambda each: (each.minutes, each.method)))


def reminder(part: Component, when: When, zone: str) -> Reminder | None:
    """What one VALARM amounts to, None when it is nothing that we show."""
    method = METHODS.get(part.value("ACTION").strip().upper()) if part.name == "VALARM" else None
    line = part.first("TRIGGER")
    before = _before_start(line, when, zone) if method and line is not None else None
    if method is None or before is None or abs(before) > FARTHEST:
        return None
    return Reminder(int(before.total_seconds() // 60), method)


def _before_start(line: Line, when: When, zone: str) -> timedelta | None:
    span = length(line.value)
    if span is None:
        moment = read_instant(line.value)
        return when.start_instant(zone) - moment if moment is not None else None
    if line.params and line.param("RELATED").upper() == "END":
        return -(when.end_instant(zone) - when.start_instant(zone) + span)
    return -span


def write_reminder(event: Component, wanted: Reminder, present: bool, when: When, zone: str) -> None:
    """Add one reminder, or take away every VALARM that amounts to it."""
    if present:
        event.parts.append(_alarm(event, wanted))
    else:
        event.parts = [part for part in event.parts if reminder(part, when, zone) != wanted]


def _alarm(event: Component, wanted: Reminder) -> Component:
    title = event.value("SUMMARY") or "Reminder"
    lines = [
        Line("ACTION", "", "EMAIL" if wanted.method == "email" else "DISPLAY"),
        Line("TRIGGER", "", trigger(wanted.minutes)),
    ]
    lines.append(Line("DESCRIPTION", "", title))
    if wanted.method == "email":  # RFC 5545: an EMAIL alarm must name subject and addressee
        lines.append(Line("SUMMARY", "", title))
        lines += [Line("ATTENDEE", "", line.value) for line in event.every("ORGANIZER")[:1]]
    return Component("VALARM", lines)


def trigger(minutes: int) -> str:
    """Minutes before the start as a duration."""
    sign, minutes = ("-", minutes) if minutes > 0 else ("", -minutes)
    if minutes and minutes % 1440 == 0:
        return f"{sign}P{minutes // 1440}D"
    if minutes and minutes % 60 == 0:
        return f"{sign}PT{minutes // 60}H"
    return f"{sign}PT{minutes}M"
