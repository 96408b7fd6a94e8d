"""Automatic scheduling: who gets which mail when an object changes (RFC 6638; protocols 3.8)."""

import pytest

from calsync_desktop.sandbox.caldav import CalDavSandbox, Mail, Quirks
from calsync_desktop.sandbox.caldav.scheduling import mails
from tests.sandbox.dav import Dav, appointment

ANA = ("mailto:ana@example.org",)
BY_ANA = "ORGANIZER:mailto:Ana@Example.org"
BY_BOB = "ORGANIZER:mailto:bob@example.org"


def guest(name: str, **parameters: str) -> str:
    given = "".join(f";{key.replace('_', '-')}={value}" for key, value in parameters.items())
    return f"ATTENDEE{given}:mailto:{name}@example.org"


def sent(old: str | None, new: str | None, *, quiet: bool = False) -> set[tuple[str, str]]:
    return {(mail.method, mail.to.split("@")[0]) for mail in mails(old, new, ANA, quiet=quiet)}


def joined(*objects: str) -> str:
    """One resource of several objects' components."""
    return objects[0].replace("END:VCALENDAR\r\n", "") + "".join(each.partition("//EN\r\n")[2] for each in objects[1:])


MEETING = appointment("m", "Plan", BY_ANA, guest("ana"), guest("bob"), guest("cid"))
INVITED = appointment("i", "Talk", BY_BOB, guest("ana", PARTSTAT="NEEDS-ACTION"), guest("cid"))


@pytest.mark.parametrize(
    ("change", "old", "new", "expected"),
    [
        ("created", None, MEETING, {("REQUEST", "bob"), ("REQUEST", "cid")}),
        ("moved", MEETING, MEETING.replace("T090000Z", "T093000Z"), {("REQUEST", "bob"), ("REQUEST", "cid")}),
        ("deleted", MEETING, None, {("CANCEL", "bob"), ("CANCEL", "cid")}),
        ("guest removed", MEETING, MEETING.replace(guest("cid") + "\r\n", ""), {("REQUEST", "bob"), ("CANCEL", "cid")}),
        (
            "cancelled", MEETING, MEETING.replace("SUMMARY", "STATUS:CANCELLED\r\nSUMMARY"),
            {("CANCEL", "bob"), ("CANCEL", "cid")},
        ),
        ("only stamped", MEETING, MEETING.replace("DTSTAMP:20260101", "SEQUENCE:1\r\nDTSTAMP:20260202"), set()),
        ("only an answer", MEETING, MEETING.replace(guest("bob"), guest("bob", PARTSTAT="ACCEPTED")), set()),
        (
            "only an alarm", MEETING,
            MEETING.replace("END:VEVENT", "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT"),
            set(),
        ),
        ("unchanged", MEETING, MEETING, set()),
        ("nobody else", None, appointment("m", "Plan", BY_ANA, guest("ana")), set()),
        ("no guests", None, appointment(), set()),
    ],
)  # fmt: skip
def test_the_organisers_change_mails_those_who_see_something_new(
    change: str, old: str | None, new: str | None, expected: set[tuple[str, str]]
) -> None:
    assert sent(old, new) == expected, change


@pytest.mark.parametrize(("agent", "served"), [("SERVER", True), ("CLIENT", False), ("NONE", False), ("X-ELSE", False)])
def test_only_the_server_agent_mails(agent: str, served: bool) -> None:
    meeting = appointment("m", "Plan", BY_ANA, guest("bob", SCHEDULE_AGENT=agent))
    assert bool(sent(None, meeting)) is served
    assert bool(sent(meeting, None)) is served
    reply = INVITED.replace("ORGANIZER:", f"ORGANIZER;SCHEDULE-AGENT={agent}:")
    assert bool(sent(reply, reply.replace("NEEDS-ACTION", "ACCEPTED"))) is served


def test_one_changed_occurrence_mails_the_guests_who_see_it() -> None:
    series = appointment("m", "Plan", BY_ANA, guest("bob"), "RRULE:FREQ=DAILY")
    override = appointment("m", "Plan", BY_ANA, guest("bob"), guest("cid"), "RECURRENCE-ID:20260303T090000Z")
    assert sent(series, joined(series, override)) == {("REQUEST", "bob"), ("REQUEST", "cid")}
    skipped = series.replace("RRULE", "EXDATE:20260304T090000Z\r\nRRULE")
    assert sent(series, skipped) == {("REQUEST", "bob")}


@pytest.mark.parametrize("answer", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_an_attendees_answer_goes_to_the_organiser(answer: str) -> None:
    assert sent(INVITED, INVITED.replace("NEEDS-ACTION", answer)) == {("REPLY", "bob")}
    assert sent(None, INVITED.replace("NEEDS-ACTION", answer)) == {("REPLY", "bob")}


def test_an_attendees_other_changes_tell_nobody() -> None:
    assert sent(None, INVITED) == set()
    assert sent(INVITED, INVITED.replace("Talk", "Talk!")) == set()


def test_an_attendee_who_skips_one_occurrence_or_deletes_all_replies() -> None:
    series = INVITED.replace("SUMMARY", "RRULE:FREQ=DAILY\r\nSUMMARY")
    assert sent(series, series.replace("RRULE", "EXDATE:20260304T090000Z\r\nRRULE")) == {("REPLY", "bob")}
    assert sent(INVITED, None) == {("REPLY", "bob")}


def test_schedule_reply_f_holds_back_a_reply_and_nothing_else() -> None:
    assert sent(INVITED, None, quiet=True) == set()
    assert sent(MEETING, None, quiet=True) == {("CANCEL", "bob"), ("CANCEL", "cid")}


async def test_the_server_counts_its_mails_only_when_it_schedules(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    await dav.create(work + "quiet.ics", MEETING.replace("UID:m", "UID:q"))
    assert sandbox.mail_count == 0
    sandbox.quirks = Quirks(auto_schedule=True)
    created = await dav.create(work + "m.ics", MEETING)
    assert sandbox.mails == [Mail(f"{name}@example.org", "REQUEST", "m", "Plan") for name in ("bob", "cid")]
    assert sandbox.journal.entries[-1].mails == 2
    assert (await dav.update(work + "m.ics", MEETING, '"old"')).status_code == 412
    assert sandbox.mail_count == 2
    await dav.delete(work + "m.ics", created.headers["etag"])
    assert sandbox.mail_count == 4


async def test_an_attendees_delete_with_the_header_is_quiet(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(auto_schedule=True)
    for header, count in (("F", 0), ("T", 1)):
        sandbox.store.put(work + "i.ics", INVITED)
        await dav.ask("DELETE", work + "i.ics", Schedule_Reply=header)
        assert sandbox.mail_count == count


async def test_another_devices_edit_through_the_back_door_mails_nobody(sandbox: CalDavSandbox, work: str) -> None:
    sandbox.quirks = Quirks(auto_schedule=True)
    sandbox.store.put(work + "m.ics", MEETING)
    assert sandbox.mail_count == 0


async def test_the_server_may_write_down_what_it_sent(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(auto_schedule=True, schedule_status=True)
    assert "etag" not in (await dav.create(work + "m.ics", MEETING)).headers
    assert sandbox.store.text(work + "m.ics").count("SCHEDULE-STATUS=1.2") == 2
    assert "etag" in (await dav.create(work + "a.ics", appointment())).headers


async def test_writing_the_status_back_mails_nobody_again(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(auto_schedule=True, schedule_status=True)
    await dav.create(work + "m.ics", MEETING)
    read = await dav.ask("GET", work + "m.ics")
    await dav.update(work + "m.ics", read.text, read.headers["etag"])
    assert sandbox.mail_count == 2
