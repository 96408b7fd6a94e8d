"""What an event may hold: which members can be written, what is refused, what is the same as not being there."""

from collections.abc import Callable
from typing import Any, Final

from calsync_desktop.sandbox.google import series
from calsync_desktop.sandbox.google.calendars import Calendar
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.http import Resource
from calsync_desktop.sandbox.google.palette import EVENT_COLORS
from calsync_desktop.sandbox.google.times import instant, normal

TEXTS: Final = frozenset({"summary", "description", "location", "colorId", "iCalUID", "eventLabelId"})
OWN: Final = frozenset(
    {"focusTimeProperties", "outOfOfficeProperties", "workingLocationProperties", "birthdayProperties"}
)
GUEST_RIGHTS: Final = {
    "guestsCanModify": False,
    "guestsCanInviteOthers": True,
    "guestsCanSeeOtherGuests": True,
    "anyoneCanAddSelf": False,
}
# What a client may write at any time; what needs a parameter or is for creation only is added where it is due.
WRITABLE: Final = (
    frozenset({"start", "end", "recurrence", "transparency", "visibility", "status", "attendees", "extendedProperties"})
    | frozenset({"source", "sequence", "gadget", "reminders", "summary", "description", "location", "colorId"})
    | OWN
    | frozenset(GUEST_RIGHTS)
)
# What somebody who is only invited may change on their copy.
PERSONAL: Final = frozenset({"colorId", "eventLabelId", "reminders", "visibility", "transparency", "status"})
_WORDS: Final = {
    "status": ("confirmed", "tentative", "cancelled"),
    "visibility": ("default", "public", "private", "confidential"),
    "transparency": ("opaque", "transparent"),
}
_ABSENT: Final[Resource] = {"visibility": "default", "transparency": "opaque", **GUEST_RIGHTS}
_REPLIES: Final = ("needsAction", "declined", "tentative", "accepted")
MOST_GUESTS: Final = 200
# Characters (protocols 1.5).
LONGEST: Final = {"summary": 1024, "description": 8192}
LONGEST_KEY, LONGEST_VALUE, MOST_PROPERTIES, HEAVIEST_PROPERTIES = 44, 1024, 300, 32 * 1024


def settled(body: Resource, calendar: Calendar, *, cut: bool = False) -> Resource:
    """The body checked and in the form in which it is kept; 400 for what Google does not take (protocols 1.5).

    `cut`: a text that is too long loses its end instead.
    """
    made = {name: value for name, value in body.items() if value not in (None, "") and value != _ABSENT.get(name)}
    made |= {name: _text(name, made[name], cut=cut) for name in TEXTS & made.keys()}
    for name, allowed in _WORDS.items():
        if made.get(name, allowed[0]) not in allowed:
            raise RefusedError("invalid", f"Invalid value for {name}.")
    made |= _span(body, calendar.zone)
    for name, settle in _SETTLED.items():
        if name in made:
            made[name] = settle(made[name])
    made = {name: value for name, value in made.items() if value not in ([], {})}
    if "recurrence" in made:
        _check_series(made, body)
    return made


def _text(name: str, value: Any, *, cut: bool) -> str:
    most = LONGEST.get(name)
    if not isinstance(value, str) or (name == "colorId" and value not in EVENT_COLORS):
        raise RefusedError("invalid", f"Invalid value for {name}.")
    if most is not None and len(value) > most and not cut:
        raise RefusedError("invalid", f"The {name} is too long.")
    return value[:most]


def _span(body: Resource, zone: str) -> Resource:
    if body.get("start") is None or body.get("end") is None:
        raise RefusedError("required", f"Missing {'end' if body.get('start') is not None else 'start'} time.")
    start, end = normal(body["start"], "start", zone), normal(body["end"], "end", zone)
    if ("date" in start) != ("date" in end):
        raise RefusedError("invalid", "The start and end times must either both be dates or both be dateTimes.")
    if instant(end, zone) < instant(start, zone) or ("date" in start and start == end):
        raise RefusedError("timeRangeEmpty")
    return {"start": start, "end": end}


def _check_series(made: Resource, body: Resource) -> None:
    if made.get("recurringEventId") is not None:
        raise RefusedError("invalid", "An instance cannot recur.")
    for name in ("start", "end"):
        if "dateTime" in body[name] and body[name].get("timeZone") is None:
            raise RefusedError("required", f"Missing time zone definition for {name} time.")
    series.check(made)


def _attendees(given: Any) -> list[Resource]:
    if not isinstance(given, list) or len(given) > MOST_GUESTS:
        raise RefusedError("invalid", "Invalid attendees.")
    return [_attendee(each) for each in given]


def _attendee(given: Resource) -> Resource:
    if "@" not in str(given.get("email", "")):
        raise RefusedError("invalid", "Invalid attendee email.")
    kept = {name: value for name, value in given.items() if name in _ATTENDEE and value not in (None, "", False, 0)}
    kept.setdefault("responseStatus", "needsAction")
    if kept["responseStatus"] not in _REPLIES:
        raise RefusedError("invalid", "Invalid attendee response status.")
    return kept | {"email": str(given["email"]).lower()}


def same_rooms(before: Resource, after: Resource) -> Resource:
    """An attendee is a room or a person from the first time on; what is said later is ignored (protocols 1.5)."""
    known = {each["email"]: each.get("resource") for each in before.get("attendees", [])}
    if not known or "attendees" not in after:
        return after
    kept = [_as_before(each, known) for each in after["attendees"]]
    return after | {"attendees": kept}


def _as_before(attendee: Resource, known: Resource) -> Resource:
    if attendee["email"] not in known:
        return attendee
    made = {name: value for name, value in attendee.items() if name != "resource"}
    return made | ({"resource": True} if known[attendee["email"]] else {})


def _attachments(given: Any) -> list[Resource]:
    if not isinstance(given, list) or len(given) > 25 or not all(each.get("fileUrl") for each in given):
        raise RefusedError("invalid", "Invalid attachments.")
    return given


_ATTENDEE: Final = frozenset(
    {"email", "displayName", "resource", "optional", "responseStatus", "comment", "additionalGuests", "id"}
)


def _properties(given: Any) -> Resource:
    """Keys over 44 characters vanish without a word; long values, many or heavy properties are refused."""
    kept = {side: pairs for side in ("private", "shared") if (pairs := _pairs(given.get(side) or {}))}
    every = [pair for pairs in kept.values() for pair in pairs.items()]
    weight = sum(len(text.encode()) for pair in every for text in pair)
    if len(every) > MOST_PROPERTIES or weight > HEAVIEST_PROPERTIES:
        raise RefusedError("invalid", "Too many extended properties.")
    return kept


def _pairs(given: Resource) -> dict[str, str]:
    pairs = {key: value for key, value in given.items() if value is not None and len(key) <= LONGEST_KEY}
    if any(not isinstance(value, str) or len(value) > LONGEST_VALUE for value in pairs.values()):
        raise RefusedError("invalid", "Invalid extended property value.")
    return pairs


def _source(given: Any) -> Resource:
    if not str(given.get("url", "")).startswith(("http://", "https://")):
        raise RefusedError("invalid", "Invalid source URL.")
    return {name: given[name] for name in ("title", "url") if given.get(name)}


def reminders(given: Any) -> Resource:
    """A user's reminders as they are kept: the calendar's own, or at most five of 0 to 40320 minutes."""
    overrides = [_reminder(each) for each in given.get("overrides") or []]
    if given.get("useDefault") and overrides:
        raise RefusedError("cannotUseDefaultRemindersAndSpecifyOverride")
    if len(overrides) > 5:
        raise RefusedError("invalid", "Too many reminder overrides.")
    return {"useDefault": bool(given.get("useDefault", False))} | ({"overrides": overrides} if overrides else {})


def _reminder(given: Resource) -> Resource:
    method, minutes = given.get("method"), given.get("minutes")
    if method not in ("email", "popup") or not isinstance(minutes, int) or not 0 <= minutes <= 40320:
        raise RefusedError("invalid", "Invalid reminder override.")
    return {"method": method, "minutes": minutes}


_SETTLED: Final[dict[str, Callable[[Any], Any]]] = {
    "attendees": _attendees,
    "attachments": _attachments,
    "extendedProperties": _properties,
    "source": _source,
}
