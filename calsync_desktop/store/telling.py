"""Word an appointment as plain JSON values, as ``calsync show`` and the dialogs tell it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from calsync_desktop.core.appointment import Appointment, Content
from calsync_desktop.core.errors import Gone
from calsync_desktop.core.when import When
from calsync_desktop.core.zones import tzinfo
from calsync_desktop.store.appointments import AppointmentRow
from calsync_desktop.store.shown import original_start


def appointment_json(row: AppointmentRow, zone: str) -> dict[str, Any]:
    """The object that cli.md names, without ``rights``. Floating times are read in ``zone``; Gone when the appointment is deleted."""
    shown = row.shown
    if shown is None:
        raise Gone("This appointment was deleted.", "It can be brought back from the history.")
    return {
        "id": row.id,
        "calendar": row.calendar,
        **content_json(shown.content, zone, row.addresses),
        **_series(shown, zone, row.addresses),
        "waiting": row.waiting,
        "detached": row.detached,
        "parked_reason": row.parked_reason,
    }


def content_json(content: Content, zone: str, addresses: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What one event says; ``my_reply`` is the answer of the attendee with one of ``addresses``, else empty."""
    organizer = content.organizer
    return {
        "title": content.title,
        "notes": content.notes,
        "location": content.location,
        **when_json(content.when, zone),
        "status": str(content.status),
        "show_as": str(content.show_as),
        "visibility": str(content.visibility),
        "reminders": [{"minutes": r.minutes, "method": r.method} for r in content.reminders],
        "attendees": [
            {"email": a.email, "name": a.name, "reply": str(a.reply), "optional": a.optional} for a in content.attendees
        ],
        "organizer": {"email": organizer.email, "name": organizer.name} if organizer else None,
        "my_reply": my_reply(content, addresses),
        "categories": list(content.categories),
        "color": content.color,
        "url": content.url,
        "meeting_url": content.meeting_url,
        "attachments": [{"url": a.url, "name": a.name} for a in content.attachments],
    }


def when_json(when: When, zone: str) -> dict[str, Any]:
    """Start and end with the offset of the appointment's own zone (floating: of ``zone``), or dates with an exclusive end."""
    start = _written(when.start, when.zone or zone)
    end = _written(when.end, when.end_zone or when.zone or zone)
    return {"start": start, "end": end, "all_day": when.all_day, "zone": when.zone}


def my_reply(content: Content, addresses: frozenset[str]) -> str:
    """The user's own answer to an invitation; empty when they are not among the attendees."""
    return next((str(a.reply) for a in content.attendees if a.email in addresses), "")


def _series(appointment: Appointment, zone: str, addresses: frozenset[str]) -> dict[str, Any]:
    recurrence = appointment.recurrence
    return {
        "series": appointment.series,
        "rrule": recurrence.rule if recurrence else "",
        "extra": [original_start(key) for key in recurrence.extra] if recurrence else [],
        "skipped": [original_start(key) for key in recurrence.skipped] if recurrence else [],
        "overrides": [
            {"original_start": original_start(o.original_start), **content_json(o.content, zone, addresses)}
            for o in appointment.overrides
        ],
    }


def _written(value: date, zone: str) -> str:
    return value.replace(tzinfo=tzinfo(zone)).isoformat() if isinstance(value, datetime) else value.isoformat()
