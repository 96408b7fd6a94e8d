"""A server that mails by itself (RFC 6638) never sends one that nobody agreed to: such a change waits here and says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from calsync_desktop.core.appointment import Attendee, Person, Reminder, Reply
from calsync_desktop.core.provider import Mails, Notify
from calsync_desktop.sandbox.caldav import CalDavSandbox, Quirks
from calsync_desktop.sync.editing import Edit
from tests.fakes import FakeServer, Temper
from tests.journeys.dav_house import SandboxHouse, sandbox_house
from tests.journeys.house import call, house

ME, BO = "ana@example.org", "bo@example.com"
SECOND = "20260309T090000Z"
Act = Callable[[SandboxHouse, Notify], Awaitable[object]]


def text(uid: str, *more: str) -> str:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260301T080000Z",
        "DTSTART;TZID=Europe/Berlin:20260302T100000", "DTEND;TZID=Europe/Berlin:20260302T110000", f"SUMMARY:{uid}", *more,
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


OWN = (f"ORGANIZER:mailto:{ME}", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ME}", f"ATTENDEE:mailto:{BO}")
INVITED = (
    f"ORGANIZER:mailto:{BO}",
    f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ME}",
    f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{BO}",
)


async def busy_house() -> SandboxHouse:
    """Meetings of one's own and invitations of others, single and in series, on a server that mails."""
    sandbox = CalDavSandbox(quirks=Quirks(auto_schedule=True))
    sandbox.add_calendar("other")
    home = await sandbox_house(sandbox)
    for uid, people in (("own", OWN), ("invitation", INVITED)):
        sandbox.store.put(f"{home.work}{uid}.ics", text(uid, *people))
        sandbox.store.put(f"{home.work}{uid}s.ics", text(f"{uid}s", "RRULE:FREQ=WEEKLY;COUNT=6", *people))
    sandbox.store.put(f"{home.work}plain.ics", text("plain"))
    await home.sync()
    return home


def editing(uid: str, at: str | None = None, following: str | None = None, **values: object) -> Act:
    async def act(home: SandboxHouse, notify: Notify) -> None:
        await home.engine.edit(home.row(uid).id, Edit(values, at, following), notify)

    return act


def deleting(uid: str, at: str | None = None, following: str | None = None) -> Act:
    async def act(home: SandboxHouse, notify: Notify) -> None:
        await home.engine.delete(home.row(uid).id, at, following, notify)

    return act


def replying(uid: str, at: str | None = None) -> Act:
    async def act(home: SandboxHouse, notify: Notify) -> None:
        await home.engine.reply(home.row(uid).id, Reply.DECLINED, at, notify)

    return act


def moving(uid: str) -> Act:
    async def act(home: SandboxHouse, notify: Notify) -> None:
        other = home.calendar("/calendars/ana/other/")
        await home.engine.edit(home.row(uid).id, Edit({"calendar": other}), notify)

    return act


async def inviting(home: SandboxHouse, notify: Notify) -> None:
    guests = (Attendee(BO, "Bo"),)
    content = replace(call("Made here").content, organizer=Person(ME), attendees=guests)
    await home.engine.add(home.calendar(home.work), content, notify=notify)


MAILING: dict[str, Act] = {
    "rename": editing("own", title="Other"),
    "rename a series": editing("owns", title="Other"),
    "rename one": editing("owns", SECOND, title="Other"),
    "rename the rest": editing("owns", None, SECOND, title="Other"),
    "file under a category": editing("own", categories=("Work",)),
    "delete": deleting("own"),
    "delete a series": deleting("owns"),
    "skip one": deleting("owns", SECOND),
    "end a series": deleting("owns", None, SECOND),
    "uninvite": editing("own", attendees=()),
    "move": moving("own"),
    "invite": inviting,
    "make a meeting of it": editing("plain", organizer=Person(ME), attendees=(Attendee(BO),)),
    "answer": replying("invitation"),
    "answer a series": replying("invitations"),
    "answer for one": replying("invitations", SECOND),
    "leave out one of an invitation": deleting("invitations", SECOND),
    "move an invitation": moving("invitation"),
}
QUIET: dict[str, Act] = {
    "own reminder": editing("own", reminders=(Reminder(10),)),
    "own reminder of an invitation": editing("invitation", reminders=(Reminder(10),)),
    "throw away an invitation": deleting("invitation"),
    "throw away a series of invitations": deleting("invitations"),
    "an appointment without guests": editing("plain", title="Other"),
}


@pytest.mark.parametrize("act", MAILING.values(), ids=MAILING.keys())
async def test_what_would_mail_somebody_waits_until_the_user_agrees(act: Act) -> None:
    home = await busy_house()
    before = home.sandbox.store.texts(home.work)
    await act(home, Notify.NONE)
    for scratch in (False, True):
        await home.sync(from_scratch=scratch)
    report = await home.sync()
    assert home.sandbox.mails == []
    assert home.sandbox.store.texts(home.work) == before
    assert report.parked + report.questions >= 1


@pytest.mark.parametrize("act", MAILING.values(), ids=MAILING.keys())
async def test_what_the_user_agreed_to_is_sent_and_mails(act: Act) -> None:
    home = await busy_house()
    await act(home, Notify.ALL)
    for _ in range(2):
        await home.sync()
    report = await home.sync()
    assert home.sandbox.mails
    assert (report.status, report.parked, report.questions) == ("ok", 0, 0)
    assert home.at_rest()


@pytest.mark.parametrize("act", QUIET.values(), ids=QUIET.keys())
async def test_what_mails_nobody_is_sent_at_once(act: Act) -> None:
    home = await busy_house()
    writes = len(home.sandbox.journal.writes())
    await act(home, Notify.NONE)
    report = await home.sync()
    assert (home.sandbox.mails, report.parked, report.questions) == ([], 0, 0)
    assert len(home.sandbox.journal.writes()) > writes
    home.check()


async def test_consent_to_one_change_is_no_consent_to_the_next() -> None:
    home = await busy_house()
    await editing("own", title="First")(home, Notify.ALL)
    await home.sync()
    mailed = len(home.sandbox.mails)
    await editing("own", title="Second")(home, Notify.NONE)
    await home.sync()
    assert (mailed, len(home.sandbox.mails)) == (1, 1)


async def test_a_change_taken_back_by_hand_frees_what_waited_and_mails_nobody() -> None:
    home = await busy_house()
    await editing("own", title="Other")(home, Notify.NONE)
    await home.sync()
    await editing("own", title="own")(home, Notify.NONE)
    report = await home.sync()
    assert (report.parked, report.questions, home.sandbox.mails, home.at_rest()) == (0, 0, [], True)


async def test_a_merge_of_both_sides_creates_no_consent() -> None:
    home = await busy_house()
    await editing("own", title="Ours")(home, Notify.NONE)
    home.sandbox.store.edit(f"{home.work}own.ics", lambda old: old.replace("END:VEVENT", "LOCATION:Room\r\nEND:VEVENT"))
    report = await home.sync()
    assert (report.parked + report.questions, home.sandbox.mails) == (1, [])
    shown = home.row("own").shown
    assert shown is not None
    assert (shown.content.title, shown.content.location) == ("Ours", "Room")


@pytest.mark.parametrize("temper", list(Temper))
async def test_the_rule_holds_for_every_temper(temper: Temper) -> None:
    server = FakeServer(temper, mails=Mails.ALWAYS)
    home = await house(temper, server=server)
    me = Person("ada@example.com")
    home.server.put(call(organizer=me, attendees=(Attendee(BO),)))
    await home.sync()
    await home.edit("call", title="Other")
    report = await home.sync()
    assert (report.parked + report.questions, server.sent_mails, server.titles()) == (1, [], ["Client call"])
    await home.engine.edit(home.row("call").id, Edit({"title": "Third"}), Notify.ALL)
    await home.sync()
    assert (len(server.sent_mails), server.titles()) == (1, ["Third"])
    home.check()
