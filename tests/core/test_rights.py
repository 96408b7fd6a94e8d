"""Who may write what of an appointment, and the sentence that says why not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Person, Recurrence, Reply
from calsync_desktop.core.calendar import Access
from calsync_desktop.core.fields import TOP
from calsync_desktop.core.mailing import people_mailed
from calsync_desktop.core.provider import Mails
from calsync_desktop.core.rights import OWN_OF_INVITATION, is_invitation, me, owned_fields, rights
from tests.core.small_series import NINE

ME = ("ada@example.com", "ada@work.example")
OWN = Appointment("own", Content(NINE, title="Mine"))
ORGANIZED = Appointment(
    "meeting", Content(NINE, organizer=Person("ada@work.example"), attendees=(Attendee("bo@example.com"),))
)
INVITED = Appointment(
    "invitation",
    Content(
        NINE,
        organizer=Person("boss@example.com"),
        attendees=(Attendee("bo@example.com"), Attendee("ada@work.example", reply=Reply.TENTATIVE)),
    ),
)
INFORMED = replace(INVITED, content=replace(INVITED.content, attendees=(Attendee("bo@example.com"),)))


def test_an_appointment_of_one_s_own_may_be_written_in_full() -> None:
    for mine in (OWN, ORGANIZED):
        found = rights(mine, Access.WRITE, TOP, ME)
        assert found.writable >= TOP | {"delete"}
        assert found.reason == ""


@pytest.mark.parametrize("appointment", [OWN, ORGANIZED, INVITED])
def test_nothing_in_a_read_only_calendar_may_be_written(appointment: Appointment) -> None:
    found = rights(appointment, Access.READ, TOP, ME)
    assert found.writable == frozenset()
    assert "read-only" in found.reason


def test_of_an_invitation_only_one_s_own_part_may_be_written() -> None:
    found = rights(INVITED, Access.WRITE, TOP, ME)
    assert found.writable == OWN_OF_INVITATION | {"reply", "delete"}
    assert {"title", "when", "location", "notes", "rule", "attendees", "instances"}.isdisjoint(found.writable)
    assert "organizer" in found.reason


def test_who_is_not_among_the_guests_cannot_reply() -> None:
    assert "reply" not in rights(INFORMED, Access.WRITE, TOP, ME).writable
    assert "reply" not in rights(OWN, Access.WRITE, TOP, ME).writable


def test_what_the_service_cannot_hold_is_not_writable_and_says_why() -> None:
    found = rights(OWN, Access.WRITE, TOP - {"color"}, ME)
    assert found.writable == TOP - {"color"} | {"delete"}
    assert "cannot hold" in found.reason
    assert "color" not in rights(INVITED, Access.WRITE, TOP - {"color"}, ME).writable


def test_without_guests_in_the_service_there_is_no_reply() -> None:
    assert "reply" not in rights(INVITED, Access.WRITE, TOP - {"attendees"}, ME).writable


def test_any_address_of_the_account_makes_an_appointment_one_s_own() -> None:
    assert not is_invitation(OWN, ME)
    assert not is_invitation(ORGANIZED, ME)
    assert is_invitation(INVITED, ME)
    assert is_invitation(ORGANIZED, ["somebody@example.com"])


def test_addresses_are_the_same_in_capitals() -> None:
    assert not is_invitation(ORGANIZED, ["Ada@Work.Example"])
    found = me(INVITED, ["ADA@work.example"])
    assert found is not None
    assert found.reply is Reply.TENTATIVE


def test_the_organizer_owns_what_the_guest_may_not_write_and_never_the_guest_s_part() -> None:
    owned = owned_fields(INVITED, ME)
    assert {"title", "when", "location", "rule", "instances", "organizer"} <= owned
    assert owned.isdisjoint({*OWN_OF_INVITATION, "attendees"})
    assert owned_fields(ORGANIZED, ME) == owned_fields(OWN, ME) == owned_fields(None, ME) == frozenset()


def test_whatever_may_be_written_is_not_the_organizer_s() -> None:
    assert rights(INVITED, Access.WRITE, TOP, ME).writable.isdisjoint(owned_fields(INVITED, ME))


def test_nobody_is_mailed_unseen_because_an_address_is_written_in_capitals() -> None:
    after = replace(ORGANIZED, content=replace(ORGANIZED.content, title="New"))
    assert people_mailed(ORGANIZED, after, Mails.ALWAYS, ["Ada@Work.Example"]) == ("bo@example.com",)
    assert people_mailed(ORGANIZED, after, Mails.ALWAYS, ["Ada@Work.Example", "BO@example.com"]) == ()


@pytest.mark.parametrize("way", [1, -1], ids=["left out", "brought back"])
def test_an_occurrence_of_an_invitation_that_comes_or_goes_may_be_told_to_the_organizer(way: int) -> None:
    whole = replace(INVITED, recurrence=Recurrence("FREQ=WEEKLY"))
    without = replace(INVITED, recurrence=Recurrence("FREQ=WEEKLY", skipped=("20260309T080000Z",)))
    before, after = (whole, without)[::way]
    assert INVITED.content.organizer is not None
    assert people_mailed(before, after, Mails.ALWAYS, ME) == (INVITED.content.organizer.email,)
    assert people_mailed(before, before, Mails.ALWAYS, ME) == ()
