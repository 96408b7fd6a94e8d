"""Whether a write may be sent at all: what Google lets nobody, or not this user, change is refused here in words (protocols 1.5, 1.7)."""

from __future__ import annotations

from collections.abc import Collection

from calsync_desktop.core.calendar import Access
from calsync_desktop.core.errors import NotAllowed, Refused
from calsync_desktop.core.fields import top
from calsync_desktop.core.provider import PieceWrite, Verb
from calsync_desktop.core.rights import is_mine, owned_fields, rights
from calsync_desktop.providers.google.mapping.read import Json

# What a user has of their own on an event that is otherwise closed; "attendees" is looked at by itself.
_PERSONAL = frozenset({"reminders", "color", "visibility", "show_as"})
_LOOKS = frozenset({"reminders", "color"})
_KINDS = {
    "birthday": (_LOOKS, "It is a birthday that Google keeps; only its colour and reminders can be changed here."),
    "workingLocation": (_LOOKS, "It is a working location; it can be changed in Google Calendar."),
    "outOfOffice": (_LOOKS, "It is an out-of-office time; it can be changed in Google Calendar."),
    "focusTime": (_LOOKS, "It is a focus time; it can be changed in Google Calendar."),
    "fromGmail": (
        _PERSONAL,
        "Google made it from a mail; only its colour, reminders and how it is shown can be changed.",
    ),
}
_UNKNOWN = (_LOOKS, "It is of a kind that only Google Calendar can change.")


def check(write: PieceWrite, raw: Json, access: Access, addresses: Collection[str]) -> None:
    """Refused or NotAllowed, in a sentence, when the write must not be sent. ``raw`` is the event as last observed, {} when unknown."""
    if access is Access.READ:
        raise NotAllowed("This calendar is shared as read-only.")
    if write.verb is not Verb.UPDATE:
        return
    asked = frozenset(top(path) for path in write.fields)
    kind = raw.get("eventType") or "default"
    if kind != "default":
        _allow(asked, *_KINDS.get(kind, _UNKNOWN))
    if raw.get("locked"):
        _allow(asked, _PERSONAL, "It is locked at Google; whoever made it decides about this.")
    if not raw.get("guestsCanModify"):
        _as_guest(write, asked, access, addresses)


def _allow(asked: frozenset[str], allowed: frozenset[str], reason: str) -> None:
    if asked - allowed:
        raise Refused(reason)


def _as_guest(write: PieceWrite, asked: frozenset[str], access: Access, addresses: Collection[str]) -> None:
    """Of somebody else's event only one's own part, and of its guests only oneself."""
    if write.before is None:
        return
    owned = owned_fields(write.before, addresses)
    others = {path for path in write.fields if path.startswith("attendees/") and not is_mine(path[10:], addresses)}
    if asked & owned or (owned and others):
        raise NotAllowed(rights(write.before, access, frozenset(), addresses).reason)
