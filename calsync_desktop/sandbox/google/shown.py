"""How an event is told to one who asks: their own view of it, written once for each kind of view."""

from typing import Final

from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.calendars import Row, at_least
from calsync_desktop.sandbox.google.content import MOST_GUESTS
from calsync_desktop.sandbox.google.events import basis, whole
from calsync_desktop.sandbox.google.http import Resource, compact
from calsync_desktop.sandbox.google.times import shown, zone

# All that is told of an event whose details are none of the reader's business.
_BUSY: Final = frozenset({"status", "start", "end", "originalStartTime", "recurringEventId", "recurrence", "iCalUID"})
_BUSY_TOO: Final = frozenset({"created", "updated", "eventType", "transparency"})
_MOMENTS: Final = ("start", "end", "originalStartTime")


def view_of(ask: Ask) -> tuple[object, ...]:
    """What of a call decides how an event is told; equal views, equal bytes."""
    home = ask.request.one("timeZone") or ask.calendar.zone
    return ask.role, ask.account.email, home, ask.request.one("maxAttendees")


def event_bytes(ask: Ask, row: Row, view: tuple[object, ...], *, bare: bool = False) -> bytes:
    """The event as JSON. `bare`: of a deleted one only what is guaranteed (protocols 1.4)."""
    key = (view, bare, basis(ask.calendar, row))
    made: bytes | None = row.memo.get(key)
    if made is None:
        made = row.memo[key] = compact(event(ask, row, bare=bare))
    return made


def event(ask: Ask, row: Row, *, bare: bool = False) -> Resource:
    """The event as a value."""
    body = whole(ask.calendar, row)
    head = {"kind": "calendar#event", "etag": row.etag, "id": row.id, "status": body.get("status", "confirmed")}
    if row.stub or (bare and row.cancelled):
        return head | _in_zone(ask, {k: v for k, v in body.items() if k in ("recurringEventId", "originalStartTime")})
    if is_hidden(ask, row):
        kept = {name: value for name, value in body.items() if name in _BUSY | _BUSY_TOO}
        return head | _in_zone(ask, kept) | {"visibility": "private"}
    return head | _in_zone(ask, body) | _people(ask, body) | {"reminders": _reminders(ask, row)}


def is_hidden(ask: Ask, row: Row) -> bool:
    """The reader sees only that somebody is busy."""
    secret = whole(ask.calendar, row).get("visibility") in ("private", "confidential")
    return not at_least(ask.role, "writer" if secret else "reader")


def _in_zone(ask: Ask, body: Resource) -> Resource:
    home = zone(ask.request.one("timeZone") or ask.calendar.zone)
    return body | {name: shown(body[name], home) for name in _MOMENTS if name in body}


def _people(ask: Ask, body: Resource) -> Resource:
    """`self` is whoever the calendar belongs to, on which this copy stands."""
    me = ask.calendar.id
    found: Resource = {name: _marked(body[name], me) for name in ("creator", "organizer") if name in body}
    guests = body.get("attendees", [])
    most = ask.number("maxAttendees") or MOST_GUESTS
    if len(guests) > most:
        guests = [each for each in guests if each["email"] == me]
        found["attendeesOmitted"] = True
    if guests or "attendees" in body:
        organizer = body.get("organizer", {}).get("email")
        found["attendees"] = [
            _marked(each, me) | ({"organizer": True} if each["email"] == organizer else {}) for each in guests
        ]
    return found


def _marked(person: Resource, me: str) -> Resource:
    return person | {"self": True} if person.get("email") == me else person


def _reminders(ask: Ask, row: Row) -> Resource:
    master = ask.calendar.rows.get(row.series or "")
    own = row.reminders.get(ask.account.email) or (master.reminders.get(ask.account.email) if master else None)
    return own or {"useDefault": True}
