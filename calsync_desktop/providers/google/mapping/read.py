"""One event of Google's as a piece of ours; whatever it holds, this never raises."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calsync_desktop.core.appointment import (
    Appointment,
    Attachment,
    Attendee,
    Content,
    EventStatus,
    Person,
    Reminder,
    Reply,
    ShowAs,
    Visibility,
)
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.provider import Piece
from calsync_desktop.core.recurrence import gate
from calsync_desktop.core.zones import resolve
from calsync_desktop.providers.google.ids import PREFIX, uid_in
from calsync_desktop.providers.google.mapping import words
from calsync_desktop.providers.google.mapping.html import is_html, plain
from calsync_desktop.providers.google.mapping.rules import Unreadable, read_recurrence
from calsync_desktop.providers.google.mapping.times import read_key, read_when
from calsync_desktop.providers.google.palette import EVENT_COLORS, nearest

Json = dict[str, Any]
DAMAGED = (ValueError, KeyError, TypeError, AttributeError, OverflowError, Refused)
BUSY = "Busy"  # the title of what somebody shares without its details
# What was parsed a moment ago holds no circle.
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_NOTHING: Json = {}
# What the appointment says already, or what is Google's own; all else is kept as it came.
_SAID = frozenset(
    {"kind", "etag", "id", "iCalUID", "status", "htmlLink", "created", "updated", "creator", "sequence"}
    | {"summary", "description", "location", "start", "end", "reminders", "hangoutLink", "originalStartTime"}
    | {"organizer", "recurringEventId"}
)
_ORDINARY = {"eventType": "default"}
_PLAIN = _dump(_ORDINARY)


@dataclass(frozen=True, slots=True)
class View:
    """How a calendar's events are to be read: its zone, and the reminders of events that have none of their own."""

    zone: str = "UTC"
    reminders: tuple[Reminder, ...] = ()


def view(zone: str, defaults: object, fallback: str = "") -> View:
    """From the ``timeZone`` and ``defaultReminders`` of a listing or of the calendar list."""
    found = [each for each in defaults if isinstance(each, dict)] if isinstance(defaults, list) else []
    return View(resolve(zone, None, fallback) or "UTC", _overrides(found))


def piece(item: Json, seen: View) -> Piece:
    """An event, a series, or an exception; gone, or with the sentence that says why it cannot be read."""
    remote_id: str = item["id"]
    series: str = item.get("recurringEventId") or remote_id
    key, problem, content, modified = None, "", None, None
    try:
        if series is not remote_id:
            key = read_key(item["originalStartTime"], seen.zone)
        if item.get("status") != "cancelled":
            content = read_appointment(item, series, seen)
            modified = datetime.fromisoformat(item["updated"]) if "updated" in item else None
    except DAMAGED as error:
        problem = str(error) if isinstance(error, Unreadable) else "It has a time that cannot be reckoned with."
    raw = _dump(item) if problem else _rest(item) if content is not None else ""
    return Piece(series, remote_id, key, item.get("etag"), content, raw, modified, problem)


def _rest(item: Json) -> str:
    rest = {name: item[name] for name in item if name not in _SAID}
    return _PLAIN if rest == _ORDINARY else _dump(rest)


def read_appointment(item: Json, series: str, seen: View) -> Appointment:
    """What an event says; one of DAMAGED when it cannot be read."""
    when = read_when(item["start"], item["end"], seen.zone)
    private = _private(item["extendedProperties"]) if "extendedProperties" in item else _NOTHING
    said = item.get("description") or ""
    marked = "<" in said and is_html(said)
    content = Content(
        when,
        item.get("summary") or (BUSY if _is_hidden(item) else ""),
        plain(said) if marked else said,
        said if marked else "",
        item.get("location") or "",
        words.STATUSES.get(item.get("status", ""), EventStatus.CONFIRMED),
        _show_as(item, private),
        words.VISIBILITIES.get(item["visibility"], Visibility.DEFAULT) if "visibility" in item else Visibility.DEFAULT,
        _reminders(item.get("reminders"), seen),
        _attendees(item["attendees"]) if "attendees" in item else (),
        _organizer(item.get("organizer")),
        tuple(each for each in private[words.CATEGORIES].split("\n") if each) if words.CATEGORIES in private else (),
        _color(item["colorId"], private) if "colorId" in item else "",
        (item["source"].get("url") or "") if "source" in item else private.get(words.URL, ""),
        private.get(words.MEETING) or item.get("hangoutLink") or (_meeting(item) if "conferenceData" in item else ""),
        _attachments(item["attachments"]) if "attachments" in item else (),
    )
    uid = (uid_in(series) if series.startswith(PREFIX) else None) or item.get("iCalUID") or series
    if "recurrence" not in item or series is not item["id"]:
        return Appointment(uid, content)
    made = Appointment(uid, content, read_recurrence(item["recurrence"], when))
    if reason := gate(made):
        raise Unreadable(reason)
    return made


def _private(properties: Json) -> Json:
    return properties.get("private") or _NOTHING


def _is_hidden(item: Json) -> bool:
    """Only that somebody is busy is told."""
    return item.get("visibility") == "private" and "organizer" not in item


def _show_as(item: Json, private: Json) -> ShowAs:
    if item.get("transparency") == "transparent":
        kind = words.KINDS.get(item.get("eventType", ""))
        return ShowAs.ELSEWHERE if kind is ShowAs.ELSEWHERE else ShowAs.FREE
    if words.SHOW_AS in private:
        return words.FINE.get(private[words.SHOW_AS], ShowAs.BUSY)
    return words.KINDS.get(item.get("eventType", ""), ShowAs.BUSY)


def _reminders(said: Json | None, seen: View) -> tuple[Reminder, ...]:
    if said is None:
        return ()
    if said.get("useDefault"):
        return seen.reminders
    return _overrides(said["overrides"]) if "overrides" in said else ()


def _overrides(found: Iterable[Json]) -> tuple[Reminder, ...]:
    return tuple(sorted({Reminder(int(each["minutes"]), str(each["method"])) for each in found}, key=_as_pair))


def _as_pair(reminder: Reminder) -> tuple[int, str]:
    return reminder.minutes, reminder.method


def _attendees(found: Iterable[Json]) -> tuple[Attendee, ...]:
    """One for each address; an entry without one (a group, somebody hidden) is left to Google."""
    people = {
        who: Attendee(
            who,
            each.get("displayName") or "",
            words.REPLIES.get(each.get("responseStatus", ""), Reply.NONE),
            bool(each.get("optional")),
        )
        for each in found
        if (who := (each.get("email") or "").lower())
    }
    return tuple(people[who] for who in sorted(people))


def _organizer(said: Json | None) -> Person | None:
    """Who invited. An event of the calendar's own has nobody to be asked, whatever address the calendar goes by."""
    if said is None or said.get("self") or not said.get("email"):
        return None
    return Person(said["email"].lower(), said.get("displayName") or "")


def _color(number: str, private: Json) -> str:
    """The colour as it was chosen here, as long as it is still the one that Google shows."""
    chosen = private.get(words.COLOR)
    return chosen if chosen and nearest(chosen) == number else EVENT_COLORS.get(number, "")


def _meeting(item: Json) -> str:
    points = [each for each in item["conferenceData"].get("entryPoints") or () if each.get("uri")]
    points.sort(key=lambda each: each.get("entryPointType") != "video")
    return str(points[0]["uri"]) if points else ""


def _attachments(found: Iterable[Json]) -> tuple[Attachment, ...]:
    links = {
        each["fileUrl"]: Attachment(each["fileUrl"], each.get("title") or "") for each in found if "fileUrl" in each
    }
    return tuple(links[url] for url in sorted(links))
