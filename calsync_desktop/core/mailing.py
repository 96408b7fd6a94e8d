"""Whom a write would mail, so that nobody is mailed without the user's word.

=====================  ==========================  ============================================
the service            the user's part             mailed
=====================  ==========================  ============================================
never mails            any                         nobody
mails as told          any                         the guests, only when told
mails always           organizer with guests       the guests, old and new
(RFC 6638 section 3)   attendee, reply changed     the organizer
=====================  ==========================  ============================================
"""

from __future__ import annotations

from collections.abc import Collection

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.merge import Side, differs
from calsync_desktop.core.provider import Mails
from calsync_desktop.core.rights import is_mine, me

# Changes that concern nobody but their owner; a server sends nothing for them (RFC 6638 section 3.2.1).
PRIVATE = frozenset({"reminders", "categories", "color"})


def people_mailed(before: Side, after: Side, mails: Mails, addresses: Collection[str]) -> tuple[str, ...]:
    """The addresses that a service which mails always would write to for this change; sorted, without the user's own."""
    if mails is not Mails.ALWAYS:
        return ()
    if not any(path.split("/")[0] not in PRIVATE for path in differs(before, after)):
        return ()
    if (before is not None and _organizes(before, addresses)) or (after is not None and _organizes(after, addresses)):
        return tuple(sorted(_guests(before, addresses) | _guests(after, addresses)))
    return _told_of_reply(before, after, addresses)


def _organizes(appointment: Appointment, addresses: Collection[str]) -> bool:
    people = [appointment.content.organizer, *(o.content.organizer for o in appointment.overrides)]
    return any(p is not None and is_mine(p.email, addresses) for p in people)


def _guests(side: Side, addresses: Collection[str]) -> set[str]:
    if side is None:
        return set()
    contents = [side.content, *(o.content for o in side.overrides)]
    return {a.email for c in contents for a in c.attendees if not is_mine(a.email, addresses)}


def _told_of_reply(before: Side, after: Side, addresses: Collection[str]) -> tuple[str, ...]:
    """An attendee's own answer goes to the organizer; so does declining by deleting, which is sent without a reply instead."""
    if before is None or after is None or after.content.organizer is None:
        return ()
    answers = [
        [me(side, addresses), *(a for o in side.overrides for a in o.content.attendees if is_mine(a.email, addresses))]
        for side in (before, after)
    ]
    return () if answers[0] == answers[1] else (after.content.organizer.email,)
