"""Whom saving would mail, so that nobody is mailed before the user was asked: pure."""

from __future__ import annotations

from collections.abc import Collection

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.mailing import people_mailed
from calsync_desktop.core.provider import Mails
from calsync_desktop.sync.editing import Outcome

# Services that mail guests when told to, and only then.
_TOLD = frozenset({"google"})


def mails_of(provider: str, calendar_mails: bool) -> Mails:
    """What writing to a calendar does: ``calendar_mails`` says that it always mails."""
    if calendar_mails:
        return Mails.ALWAYS
    return Mails.TOLD if provider in _TOLD else Mails.NEVER


def people_told(
    before: Appointment | None, outcome: Outcome, mails: Mails, addresses: Collection[str]
) -> tuple[str, ...]:
    """The addresses that an edit or a deletion is about to reach, when its service mails at all."""
    if mails is Mails.NEVER:
        return ()
    found = set(people_mailed(before, outcome.appointment, Mails.ALWAYS, addresses))
    if outcome.tail is not None:
        found |= set(people_mailed(None, outcome.tail, Mails.ALWAYS, addresses))
    return tuple(sorted(found))
