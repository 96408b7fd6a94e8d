"""The JSON form in which an appointment rests in the store: defaults left out, so that most rows are short."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from calsync_desktop.core.appointment import (
    Appointment,
    Attachment,
    Attendee,
    Content,
    EventStatus,
    Override,
    Person,
    Recurrence,
    Reminder,
    Reply,
    ShowAs,
    Visibility,
)
from calsync_desktop.core.errors import DamagedDatabase
from calsync_desktop.core.when import Kind, When

_UNREADABLE = "What this computer keeps of an appointment is damaged."
_MENDED = (
    "The next command that syncs or changes something reads everything anew from the servers, keeps the damaged file aside "
    "and saves the unsent changes that can be read."
)
_TEXTS = ("title", "notes", "notes_html", "location", "color", "url", "meeting_url")
_CHOICES = {
    "status": (EventStatus, EventStatus.CONFIRMED),
    "show_as": (ShowAs, ShowAs.BUSY),
    "visibility": (Visibility, Visibility.DEFAULT),
}


def dumps(appointment: Appointment) -> str:
    """An appointment as compact JSON; equal values give equal text."""
    return json.dumps(appointment_to_json(appointment), ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Appointment:
    """The inverse of ``dumps``; DamagedDatabase when the text is none that it wrote."""
    try:
        return appointment_from_json(json.loads(text))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedDatabase(_UNREADABLE, _MENDED) from error


def appointment_to_json(value: Appointment) -> dict[str, Any]:
    """Plain lists, dicts and strings."""
    out: dict[str, Any] = {"uid": value.uid, **content_to_json(value.content)}
    if value.recurrence is not None:
        out["recurrence"] = [value.recurrence.rule, list(value.recurrence.extra), list(value.recurrence.skipped)]
    if value.overrides:
        out["overrides"] = {o.original_start: content_to_json(o.content) for o in value.overrides}
    if value.masterless:
        out["masterless"] = True
    return out


def appointment_from_json(value: dict[str, Any]) -> Appointment:
    """The inverse of ``appointment_to_json``."""
    recurrence = value.get("recurrence")
    return Appointment(
        uid=value["uid"],
        content=content_from_json(value),
        recurrence=Recurrence(recurrence[0], tuple(recurrence[1]), tuple(recurrence[2]))
        if recurrence is not None
        else None,
        overrides=tuple(Override(key, content_from_json(c)) for key, c in value.get("overrides", {}).items()),
        masterless=value.get("masterless", False),
    )


def content_to_json(value: Content) -> dict[str, Any]:
    """Only what differs from the defaults."""
    out: dict[str, Any] = {"when": when_to_json(value.when)}
    for name in _TEXTS:
        if text := getattr(value, name):
            out[name] = text
    for name, (_, default) in _CHOICES.items():
        if (choice := getattr(value, name)) is not default:
            out[name] = str(choice)
    if value.reminders:
        out["reminders"] = [[r.minutes, r.method] for r in value.reminders]
    if value.attendees:
        out["attendees"] = [[a.email, a.name, str(a.reply), a.optional] for a in value.attendees]
    if value.organizer is not None:
        out["organizer"] = [value.organizer.email, value.organizer.name]
    if value.categories:
        out["categories"] = list(value.categories)
    if value.attachments:
        out["attachments"] = [[a.url, a.name] for a in value.attachments]
    return out


def content_from_json(value: dict[str, Any]) -> Content:
    """The inverse of ``content_to_json``; other keys are passed over."""
    fields: dict[str, Any] = {name: value[name] for name in _TEXTS if name in value}
    fields |= {name: kind(value[name]) for name, (kind, _) in _CHOICES.items() if name in value}
    organizer = value.get("organizer")
    return Content(
        when=when_from_json(value["when"]),
        reminders=tuple(Reminder(*r) for r in value.get("reminders", ())),
        attendees=tuple(Attendee(a[0], a[1], Reply(a[2]), a[3]) for a in value.get("attendees", ())),
        organizer=Person(*organizer) if organizer else None,
        categories=tuple(value.get("categories", ())),
        attachments=tuple(Attachment(*a) for a in value.get("attachments", ())),
        **fields,
    )


def when_to_json(value: When) -> list[str]:
    """``[start, end]`` for dates and floating times (dates are shorter), ``[start, end, zone]`` and maybe end zone when timed."""
    out = [value.start.isoformat(), value.end.isoformat()]
    if value.kind is Kind.TIMED:
        out.append(value.zone)
        if value.end_zone:
            out.append(value.end_zone)
    return out


def when_from_json(value: list[str]) -> When:
    """The inverse of ``when_to_json``."""
    if len(value[0]) == 10:
        return When(Kind.ALL_DAY, date.fromisoformat(value[0]), date.fromisoformat(value[1]))
    start, end = datetime.fromisoformat(value[0]), datetime.fromisoformat(value[1])
    if len(value) == 2:
        return When(Kind.FLOATING, start, end)
    return When(Kind.TIMED, start, end, value[2], value[3] if len(value) > 3 else "")
