"""Who may change what: the organizer's members, the guest's own, and what is locked or none of one's business."""

from typing import Final

from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.calendars import Row
from calsync_desktop.sandbox.google.content import PERSONAL
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.events import whole
from calsync_desktop.sandbox.google.http import Resource
from calsync_desktop.sandbox.google.shown import is_hidden

_MY_ANSWER: Final = frozenset({"responseStatus", "comment", "additionalGuests"})
_NOT_CONTENT: Final = frozenset({"updated", "sequence"})


def organizes(ask: Ask, body: Resource) -> bool:
    """The event belongs to this calendar, not to somebody who invited it."""
    return bool(body.get("organizer", {}).get("email") == ask.calendar.id)


def may_write(ask: Ask, row: Row) -> None:
    """403 when the account can change nothing of this event."""
    ask.must_be("writerWithoutPrivateAccess")
    if is_hidden(ask, row):
        raise RefusedError("forbidden")


def changes(before: Resource, after: Resource) -> frozenset[str]:
    """The members that differ."""
    names = before.keys() | after.keys()
    return frozenset(name for name in names - _NOT_CONTENT if before.get(name) != after.get(name))


def check_changes(ask: Ask, row: Row, after: Resource) -> frozenset[str]:
    """The members that change; 403 when one of them is the organizer's, or locked (protocols 1.5, 1.6)."""
    before = whole(ask.calendar, row)
    changed = changes(before, after)
    if before.get("locked") and changed - PERSONAL:
        raise RefusedError("forbidden", "The event is locked.")
    if organizes(ask, before) or before.get("guestsCanModify"):
        return changed
    shared = changed - PERSONAL - {"attendees", "extendedProperties"}
    if shared or not _only_my_answer(ask.calendar.id, before, after) or _shared(before) != _shared(after):
        raise RefusedError("forbiddenForNonOrganizer")
    return changed


def _only_my_answer(me: str, before: Resource, after: Resource) -> bool:
    return _but_my_answer(me, before) == _but_my_answer(me, after)


def _but_my_answer(me: str, body: Resource) -> list[Resource]:
    guests = body.get("attendees", [])
    return [{k: v for k, v in each.items() if each["email"] != me or k not in _MY_ANSWER} for each in guests]


def _shared(body: Resource) -> object:
    return body.get("extendedProperties", {}).get("shared")
