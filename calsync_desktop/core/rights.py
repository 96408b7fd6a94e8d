"""Which fields of an appointment its user may write, and why not the others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from calsync_desktop.core.appointment import Appointment, Attendee
from calsync_desktop.core.calendar import Access
from calsync_desktop.core.fields import TOP

# An attendee's own part of an invitation (RFC 6638 section 3.2.2.1): the rest belongs to the organizer.
OWN_OF_INVITATION = frozenset({"reminders", "show_as", "categories", "color", "visibility", "reply"})


@dataclass(frozen=True, slots=True)
class Rights:
    """``writable`` holds top-level field names, "reply" and "delete"; ``reason`` says in a sentence why the others are not."""

    writable: frozenset[str]
    reason: str = ""


def is_invitation(appointment: Appointment, addresses: Collection[str]) -> bool:
    """Somebody else organizes it."""
    organizer = appointment.content.organizer
    return organizer is not None and not is_mine(organizer.email, addresses)


def owned_fields(appointment: Appointment | None, addresses: Collection[str]) -> frozenset[str]:
    """The fields that are always the organizer's; none for an appointment of one's own."""
    if appointment is None or not is_invitation(appointment, addresses):
        return frozenset()
    return TOP - OWN_OF_INVITATION - {"attendees"}


def me(appointment: Appointment, addresses: Collection[str]) -> Attendee | None:
    """The user's own entry among the attendees."""
    return next((a for a in appointment.content.attendees if is_mine(a.email, addresses)), None)


def is_mine(email: str, addresses: Collection[str]) -> bool:
    """One of the account's addresses, which services and people write in capitals at times."""
    return email.lower() in {address.lower() for address in addresses}


def rights(appointment: Appointment, access: Access, fields: frozenset[str], addresses: Collection[str]) -> Rights:
    """What may be written, given the calendar's access and the fields that its service can hold."""
    if access is Access.READ:
        return Rights(frozenset(), "This calendar is shared as read-only.")
    replies = frozenset({"reply"} if "attendees" in fields and me(appointment, addresses) else ())
    if is_invitation(appointment, addresses):
        return Rights(
            (OWN_OF_INVITATION & fields) | replies | {"delete"},
            "The organizer decides about this; reply to the invitation instead.",
        )
    reason = "" if fields >= TOP else "This calendar's service cannot hold it."
    return Rights(fields | replies | {"delete"}, reason)
