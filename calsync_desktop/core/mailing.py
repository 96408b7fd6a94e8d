"""Whom a write would mail, so that nobody is mailed without the user's word.

=====================  ==========================  ============================================
the service            the user's part             mailed
=====================  ==========================  ============================================
never mails            any                         nobody
mails as told          any                         the guests, only when told
mails always           organizer with guests       the guests, old and new
(RFC 6638 section 3)   attendee, reply changed,    the organizer
                       or an occurrence left out
                       or brought back
=====================  ==========================  ============================================
"""

from __future__ import annotations

from collections.abc import Collection

from calsync_desktop.core.appointment import Appointment, Reply
from calsync_desktop.core.merge import Side, differs
from calsync_desktop.core.provider import Mails
from calsync_desktop.core.rights import is_mine

# What no server tells guests of. Of categories and colours some do (RFC 6638 section 3.2.1 leaves it to the server), so these need consent.
PRIVATE = frozenset({"reminders"})


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
    """An attendee's own answer goes to the organizer, and so does leaving out an occurrence; declining by deleting is sent without a reply.

    What bringing an occurrence back tells the organizer is left to the server, so it needs consent as well.
    """
    if after is None or after.content.organizer is None:
        return ()
    then, now = _answers(before, addresses), _answers(after, addresses)
    answered = any(reply != then.get(key, Reply.NONE) for key, reply in now.items())
    return (after.content.organizer.email,) if answered or _skipped(after) ^ _skipped(before) else ()


def _answers(side: Side, addresses: Collection[str]) -> dict[str, Reply]:
    """The user's own answers, by occurrence ("" is the master)."""
    if side is None:
        return {}
    contents = {"": side.content} | {o.original_start: o.content for o in side.overrides}
    return {key: a.reply for key, c in contents.items() for a in c.attendees if is_mine(a.email, addresses)}


def _skipped(side: Side) -> frozenset[str]:
    return frozenset(side.recurrence.skipped if side is not None and side.recurrence is not None else ())
