"""The event types: what each must look like, and what can be done with it (protocols 1.7)."""

from datetime import date, timedelta
from typing import Final

from calsync_desktop.sandbox.google.calendars import Calendar
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.http import Resource

KINDS: Final = ("birthday", "default", "focusTime", "fromGmail", "outOfOffice", "workingLocation")
_WORK: Final = ("focusTime", "outOfOffice", "workingLocation")
_PROPERTIES: Final = {
    "focusTime": "focusTimeProperties",
    "outOfOffice": "outOfOfficeProperties",
    "workingLocation": "workingLocationProperties",
    "birthday": "birthdayProperties",
}
_BIRTHDAY: Final = frozenset({"colorId", "reminders", "summary", "start", "end", "status"})
_OF_A_CONTACT: Final = frozenset({"colorId", "reminders"})
_FROM_GMAIL: Final = frozenset(
    {"colorId", "reminders", "visibility", "transparency", "status", "attendees", "extendedProperties"}
)

_ELSEWHERE: Final = "This birthday comes from a contact or a profile and can only be changed there."


def check_creation(body: Resource, calendar: Calendar, *, work_events: bool) -> None:
    """400 when an event of this type cannot be made here."""
    kind = body.get("eventType", "default")
    if kind not in KINDS:
        raise RefusedError("invalid", "Invalid event type.")
    if kind == "fromGmail":
        _refuse("Events from Gmail cannot be created.")
    if kind in _WORK and calendar.id != calendar.owner:
        _refuse("An event of this type can only be created on a primary calendar.")
    if kind in _WORK and not work_events:
        _refuse("This account cannot have events of this type.")
    if belongs_elsewhere(body.get("birthdayProperties")):
        _refuse("Only birthdays of type birthday can be created.")
    check_shape(body)


def check_shape(body: Resource) -> None:
    """400 when an event of this type does not look as it must."""
    kind = body.get("eventType", "default")
    for name, wanted in _PROPERTIES.items():
        if wanted in body and name != kind:
            _refuse(f"{wanted} can only be set on events of type {name}.")
    if kind == "birthday":
        _birthday(body)
    elif kind in _PROPERTIES and _PROPERTIES[kind] not in body:
        _refuse(f"{_PROPERTIES[kind]} is required.")
    if kind in ("focusTime", "outOfOffice") and ("date" in body["start"] or "transparency" in body):
        _refuse("An event of this type must have a time and be opaque.")
    if kind == "workingLocation" and (body.get("visibility"), body.get("transparency")) != ("public", "transparent"):
        _refuse("A working location must be public and transparent.")


def check_change(before: Resource, changed: frozenset[str]) -> None:
    """400 when these members of an event of this type cannot be changed."""
    kind = before.get("eventType", "default")
    if belongs_elsewhere(before.get("birthdayProperties")) and changed - _OF_A_CONTACT:
        _refuse(_ELSEWHERE)
    if kind == "birthday" and changed - _BIRTHDAY:
        _refuse("Of a birthday only colour, reminders, title and dates can be changed.")
    if kind == "fromGmail" and changed - _FROM_GMAIL:
        _refuse("Of an event from Gmail only personal properties can be changed.")


def check_deletion(before: Resource) -> None:
    """400 for what a client cannot take away."""
    if belongs_elsewhere(before.get("birthdayProperties")):
        _refuse(_ELSEWHERE)


def belongs_elsewhere(birthday: Resource | None) -> bool:
    """The birthday comes from a contact or from the account's own profile, and can be changed only there."""
    return birthday is not None and ("contact" in birthday or birthday.get("type", "birthday") != "birthday")


def as_made(given: Resource) -> Resource:
    """What a client sends for a new event, without the members of a birthday that it can only read."""
    birthday = given.get("birthdayProperties")
    if birthday is None:
        return given
    kept = {name: value for name, value in birthday.items() if name not in ("contact", "customTypeName")}
    return given | {"birthdayProperties": kept}


def check_plain(body: Resource) -> None:
    """400 for what only plain events can: being moved, being imported."""
    if body.get("eventType", "default") != "default":
        _refuse("Only events of type default can be moved or imported.")


def _birthday(body: Resource) -> None:
    whole = "date" in body["start"]
    one = whole and date.fromisoformat(body["end"]["date"]) - date.fromisoformat(body["start"]["date"]) == timedelta(1)
    yearly = [line.upper() for line in body.get("recurrence", [])]
    if not one or len(yearly) != 1 or "FREQ=YEARLY" not in yearly[0]:
        _refuse("A birthday lasts one whole day and comes back every year.")
    if (body.get("visibility"), body.get("transparency")) != ("private", "transparent"):
        _refuse("A birthday must be private and transparent.")


def _refuse(message: str) -> None:
    raise RefusedError("eventTypeRestriction", message)
