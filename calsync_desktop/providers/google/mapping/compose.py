"""A write in Google's words: only the members that changed, the rest of the event stays as Google has it (protocols 1.6)."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from calsync_desktop.core.appointment import Attachment, Attendee, Content, EventStatus, Reminder, ShowAs
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.fields import TOP, top
from calsync_desktop.core.provider import PieceWrite, Verb
from calsync_desktop.core.rights import is_mine
from calsync_desktop.providers.google.mapping import words
from calsync_desktop.providers.google.mapping.read import Json
from calsync_desktop.providers.google.mapping.rules import write_recurrence
from calsync_desktop.providers.google.mapping.times import write_when
from calsync_desktop.providers.google.palette import nearest

MOST_REMINDERS, LONGEST_REMINDER = 5, 40_320  # the latter in minutes
# What of an ordinary occurrence is looked at to see that nobody has set it apart meanwhile.
_TELLING = ("summary", "description", "location")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a field's words may depend on: the event as last observed, the calendar's zone, the account's own addresses."""

    raw: Json
    zone: str
    addresses: Collection[str]


def compose(write: PieceWrite, ground: Grounds) -> str:
    """The body of a write as text; Refused when Google cannot hold what it says.

    =================================  ===================================================================
    write                              body
    =================================  ===================================================================
    CREATE                             the event with the id that we choose
    CREATE, somebody else's event      the event with its iCalUID, for import
    UPDATE                             the members that changed
    UPDATE or DELETE of an occurrence  {"was": how it stands as long as nobody set it apart (null: left out),
    that was no piece of its own        "set": the members that change (null: it goes)}
    DELETE                             empty
    =================================  ===================================================================
    """
    apart = write.original_start is not None and not write.version
    if apart:
        return _text({"was": _was(write), "set": _changes(write, ground) if write.after is not None else None})
    if write.after is None:
        return ""
    if write.verb is Verb.CREATE:
        return _text(_creation(write, ground))
    return _text(_changes(write, ground))


def _text(body: Json) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _was(write: PieceWrite) -> Json | None:
    if write.before is None:
        return None
    content = write.before.content
    said = _title(content) | _notes(content) | _location(content)
    return {name: said[name] for name in _TELLING}


def _creation(write: PieceWrite, ground: Grounds) -> Json:
    assert write.after is not None
    content = write.after.content
    body = _stripped(_all(write, ground))
    # Explicit, since otherwise the calendar's default reminders come with it.
    body["reminders"] = _reminders(content)["reminders"]
    organizer = content.organizer
    if organizer is None or is_mine(organizer.email, ground.addresses):
        return {"id": write.remote_id, **body}
    return {"iCalUID": write.after.uid, "organizer": {"email": organizer.email, "displayName": organizer.name}, **body}


def _changes(write: PieceWrite, ground: Grounds) -> Json:
    assert write.after is not None
    if write.before is None:  # an occurrence that was left out comes back
        return {"status": "confirmed", **_all(write, ground)}
    after, asked, body = write.after, {top(path) for path in write.fields}, Json()
    for field in sorted(asked & WRITERS.keys()):
        body = merged(body, WRITERS[field](after.content))
    # A series needs its zone (protocols 1.5), which a single event may have been told without.
    if "when" in asked or (after.recurrence is not None and write.before.recurrence is None):
        body |= write_when(after.content.when, ground.zone)
    if "attendees" in asked:
        body |= _attendees(write, ground)
    if "attachments" in asked:
        body["attachments"] = _attachments(after.content.attachments, ground.raw)
    if write.original_start is None and asked & {"rule", "extra", "when"}:
        body |= _recurrence(write, ground, asked)
    if _is_closed(ground.raw):
        body.pop("extendedProperties", None)
    return body


def _is_closed(raw: Json) -> bool:
    """Of such an event Google lets nobody change more than how it looks (protocols 1.5 and 1.7)."""
    return bool(raw.get("locked")) or raw.get("eventType", "default") not in ("default", "fromGmail")


def _all(write: PieceWrite, ground: Grounds) -> Json:
    """Every member, empty ones as null or ""."""
    assert write.after is not None
    content, body = write.after.content, Json()
    for field in sorted(WRITERS):
        body = merged(body, WRITERS[field](content))
    body |= write_when(content.when, ground.zone) | {"attendees": [_attendee({}, each) for each in content.attendees]}
    body["attachments"] = _attachments(content.attachments, {})
    lines = write_recurrence(write.after, (), ground.zone)
    return body | ({"recurrence": lines} if lines else {})


def _recurrence(write: PieceWrite, ground: Grounds, asked: set[str]) -> Json:
    """The lines as they are to be, unless they stay as they are: another time can make dates that were left out pointless."""
    assert write.after is not None
    held = [line for line in ground.raw.get("recurrence") or () if isinstance(line, str)]
    lines = write_recurrence(write.after, held, ground.zone)
    if not asked & {"rule", "extra"} and _excluded(lines or ()) == _excluded(held):
        return {}
    return {"recurrence": lines}


def _excluded(lines: Collection[str]) -> list[str]:
    return [line for line in lines if line.upper().startswith("EXDATE")]


# --- one field at a time ------------------------------------------------------------------------------------------------


def _title(content: Content) -> Json:
    return {"summary": content.title}


def _location(content: Content) -> Json:
    return {"location": content.location}


def _notes(content: Content) -> Json:
    return {"description": content.notes_html or content.notes}


def _status(content: Content) -> Json:
    if content.status is EventStatus.CANCELLED:
        raise Refused(
            "Google cannot keep an appointment that is marked as cancelled. Delete it, or set it to confirmed."
        )
    return {"status": content.status.value}


def _show_as(content: Content) -> Json:
    fine = content.show_as.value if content.show_as in words.FINE.values() else None
    return {"transparency": "transparent" if content.show_as is ShowAs.FREE else "opaque"} | _own(words.SHOW_AS, fine)


def _visibility(content: Content) -> Json:
    return {"visibility": content.visibility.value}


def _categories(content: Content) -> Json:
    return _own(words.CATEGORIES, "\n".join(sorted(content.categories)) or None)


def _color(content: Content) -> Json:
    number = nearest(content.color)
    return {"colorId": number} | _own(words.COLOR, content.color if number else None)


def _url(content: Content) -> Json:
    if content.url.startswith(("https://", "http://")):
        return {"source": {"title": content.title or content.url, "url": content.url}} | _own(words.URL, None)
    return {"source": None} | _own(words.URL, content.url or None)


def _meeting(content: Content) -> Json:
    """Google makes its own meeting links and lets nobody write them; ours lies beside."""
    return _own(words.MEETING, content.meeting_url or None)


def _reminders(content: Content) -> Json:
    found = content.reminders
    if len(found) > MOST_REMINDERS or not all(0 <= each.minutes <= LONGEST_REMINDER for each in found):
        raise Refused("Google takes at most five reminders, each from the start to four weeks before it.")
    return {"reminders": {"useDefault": False, "overrides": [_reminder(each) for each in found]}}


def _reminder(each: Reminder) -> Json:
    return {"method": each.method if each.method in ("popup", "email") else "popup", "minutes": each.minutes}


WRITERS: dict[str, Callable[[Content], Json]] = {
    "title": _title,
    "location": _location,
    "notes": _notes,
    "status": _status,
    "show_as": _show_as,
    "visibility": _visibility,
    "categories": _categories,
    "color": _color,
    "url": _url,
    "meeting_url": _meeting,
    "reminders": _reminders,
}
# The organizer is never ours to write: who makes an event is its organizer. What we say about it otherwise, Google's word replaces.
HELD = TOP


def _own(name: str, value: str | None) -> Json:
    """A private property; None takes it away."""
    if value is not None and len(value) > words.LONGEST_PROPERTY:
        raise Refused("Google has no room for a text of this length there (categories and links: 1,024 characters).")
    return {"extendedProperties": {"private": {name: value}}}


def _attendees(write: PieceWrite, ground: Grounds) -> Json:
    """The whole list, since PATCH replaces it: every entry as Google has it, with what changed here."""
    assert write.after is not None
    held = [each for each in ground.raw.get("attendees") or () if isinstance(each, dict)]
    wanted = {each.email: each for each in write.after.content.attendees}
    if ground.raw.get("attendeesOmitted"):
        mine = [each for each in _entries(held, wanted) if is_mine(str(each.get("email")), ground.addresses)]
        return {"attendees": mine, "attendeesOmitted": True}
    return {"attendees": _entries(held, wanted)}


def _entries(held: Collection[Json], wanted: Mapping[str, Attendee]) -> list[Json]:
    """In Google's order, new ones last; an entry without an address (a group, somebody hidden) stays as it is."""
    emails = [str(each.get("email") or "").lower() for each in held]
    kept = [
        _attendee(each, wanted[who]) if who in wanted else each
        for who, each in zip(emails, held, strict=True)
        if who in wanted or not who
    ]
    return [*kept, *(_attendee({}, each) for who, each in wanted.items() if who not in emails)]


def _attendee(held: Json, wanted: Attendee) -> Json:
    entry = {name: value for name, value in held.items() if name not in ("self", "organizer")}
    entry |= {"email": held.get("email") or wanted.email, "responseStatus": words.STATES[wanted.reply]}
    entry |= {"displayName": wanted.name} if wanted.name else {}
    entry.pop("optional", None)
    return entry | ({"optional": True} if wanted.optional else {})


def _attachments(wanted: Collection[Attachment], raw: Json) -> list[Json]:
    held = {each.get("fileUrl"): each for each in raw.get("attachments") or () if isinstance(each, dict)}
    return [held.get(each.url) or {"fileUrl": each.url, "title": each.name or each.url} for each in wanted]


def merged(one: Json, other: Json) -> Json:
    """Both, objects member by member."""
    made = dict(one)
    for name, value in other.items():
        mine = made.get(name)
        made[name] = merged(mine, value) if isinstance(mine, dict) and isinstance(value, dict) else value
    return made


def _stripped(value: Any) -> Any:
    """Without what says nothing, which a new event does not need to be told."""
    if not isinstance(value, dict):
        return value
    kept = {name: _stripped(each) for name, each in value.items()}
    return {name: each for name, each in kept.items() if each not in (None, "", [], {})}
