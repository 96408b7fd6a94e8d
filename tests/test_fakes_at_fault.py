"""The pretend world fails as it is told to, sees what a careless client does, and has a clock and a vault that obey."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Override, Recurrence
from calsync_desktop.core.calendar import Access
from calsync_desktop.core.errors import (
    Exists,
    Gone,
    NotAllowed,
    Offline,
    Refused,
    SignInAgain,
    Throttled,
    VaultLocked,
    VersionMoved,
)
from calsync_desktop.core.provider import Delta, Mails, Notify, PieceWrite, Scope
from calsync_desktop.core.when import timed
from tests.fakes import START, Crash, FakeGround, FakeServer, FakeSignIn, FakeVault, Temper
from tests.providers.device import Device

NINE = timed(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10), "Europe/Berlin")
K0, K1, K2 = "20260302T080000Z", "20260309T080000Z", "20260316T080000Z"
LUNCH = Appointment("lunch", Content(NINE, title="Lunch", location="here"))
WEEKLY = Appointment(
    "weekly",
    Content(NINE, title="Weekly"),
    Recurrence("FREQ=WEEKLY;COUNT=4", (), (K2,)),
    (Override(K1, Content(replace(NINE, start=datetime(2026, 3, 9, 9), end=datetime(2026, 3, 9, 10)), title="Own")),),
)
TEMPERS = pytest.mark.parametrize("temper", list(Temper))


def device(server: FakeServer, name: str = "laptop") -> Device:
    return Device(server.provider(name), server.shelves["home"].calendar)


def titled(title: str, appointment: Appointment = LUNCH) -> Appointment:
    return replace(appointment, content=replace(appointment.content, title=title))


def update(one: Device, uid: str, after: Appointment) -> PieceWrite:
    (write,) = one.writes(uid, after)
    return write


# --- what goes wrong on demand ---------------------------------------------------------------------------------------


@TEMPERS
async def test_a_lost_request_does_nothing_and_a_lost_answer_did_it(temper: Temper) -> None:
    server = FakeServer(temper)
    laptop = device(server)
    server.faults.lose_request("send create")
    with pytest.raises(Offline):
        await laptop.create(LUNCH)
    assert server.titles() == []
    server.faults.lose_answer("send create")
    with pytest.raises(Offline):
        await laptop.create(LUNCH)
    assert server.titles() == ["Lunch"]
    with pytest.raises(Exists):
        await laptop.create(LUNCH)


@pytest.mark.parametrize("after", [False, True])
async def test_a_crash_before_or_after_a_write_is_no_exception_that_anybody_catches(after: bool) -> None:
    server = FakeServer()
    laptop = device(server)
    server.faults.crash("send", after=after)
    with pytest.raises(Crash):
        await laptop.create(LUNCH)
    assert not issubclass(Crash, Exception)
    assert bool(server.titles()) is after


async def test_a_fault_strikes_the_call_that_was_named_and_no_other() -> None:
    server = FakeServer()
    server.put(LUNCH)
    laptop = device(server)
    server.faults.throttle("changes", seconds=7, nth=2)
    await laptop.provider.calendars()
    await laptop.pull()
    with pytest.raises(Throttled) as told:
        await laptop.pull()
    assert told.value.after == 7
    await laptop.pull()


async def test_another_device_can_edit_in_the_middle_of_a_call() -> None:
    server = FakeServer()
    server.put(LUNCH)
    laptop = device(server)
    await laptop.pull()
    server.faults.act(lambda: server.put(titled("Theirs")), "send update")
    with pytest.raises(VersionMoved):
        await laptop.edit("lunch", lambda _: titled("Ours"))
    assert server.titles() == ["Theirs"]


async def test_a_read_only_calendar_a_refused_item_and_a_calendar_that_is_gone() -> None:
    server = FakeServer()
    server.put(LUNCH)
    laptop = device(server)
    await laptop.pull()
    server.refuse("lunch", "Too loud.")
    with pytest.raises(Refused, match="Too loud"):
        await laptop.edit("lunch", lambda _: titled("New"))
    server.refused.clear()
    server.allow("home", Access.READ)
    with pytest.raises(NotAllowed):
        await laptop.edit("lunch", lambda _: titled("New"))
    server.remove_calendar("home")
    with pytest.raises(Gone):
        await laptop.pull()


async def test_an_unreadable_item_is_there_with_its_problem() -> None:
    server = FakeServer()
    server.put(LUNCH)
    server.spoil("lunch", "Garbled.")
    (piece,) = (await device(server).pull())[0].pieces
    assert (piece.problem, piece.content, piece.gone) == ("Garbled.", None, False)


async def test_another_password_ends_the_sign_in() -> None:
    server = FakeServer()
    laptop = device(server)
    server.password = "changed"
    with pytest.raises(SignInAgain):
        await laptop.pull()
    with pytest.raises(SignInAgain):
        await FakeSignIn(server, {"password": "open sesame"}).place()
    assert (await FakeSignIn(server, {"password": "changed"}).place()).account == "ada@example.com"


# --- what the oracle sees --------------------------------------------------------------------------------------------


async def test_a_write_that_names_no_version_or_one_never_seen_is_found_out() -> None:
    server = FakeServer()
    server.put(LUNCH)
    laptop = device(server)
    await laptop.pull()
    write = update(laptop, "lunch", titled("New"))
    server.assert_careful()
    await laptop.provider.send(laptop.calendar, laptop.payloads([replace(write, version=None)])[0])
    with pytest.raises(AssertionError, match="named no version"):
        server.assert_careful()
    server.writes.clear()
    guessed = laptop.payloads([replace(write, version=server.record("lunch").version)])[0]
    await server.provider("phone").send(laptop.calendar, guessed)
    with pytest.raises(AssertionError, match="never seen"):
        server.assert_careful()


@pytest.mark.parametrize(
    ("mails", "notify", "sent"), [("never", "all", 0), ("told", "none", 0), ("told", "all", 1), ("always", "none", 1)]
)
async def test_guests_are_mailed_as_the_service_does_it(mails: str, notify: str, sent: int) -> None:
    server = FakeServer(mails=Mails(mails))
    server.put(replace(LUNCH, content=replace(LUNCH.content, attendees=(Attendee("bo@example.com"),))))
    laptop = device(server)
    await laptop.pull()
    (write,) = laptop.writes("lunch", None)
    await laptop.provider.send(laptop.calendar, laptop.payloads([replace(write, notify=Notify(notify))])[0])
    assert [mail.guests for mail in server.sent_mails] == [("bo@example.com",)] * sent


async def test_requests_are_counted() -> None:
    server = FakeServer()
    server.put(LUNCH)
    laptop = device(server)
    await laptop.pull()
    assert (laptop.provider.requests, server.requests) == (2, 2)
    await laptop.pull()
    assert laptop.provider.requests == 3


async def test_a_service_may_change_what_it_stores_and_keep_the_version_to_itself() -> None:
    server = FakeServer()
    server.names_versions = False
    server.tidies = lambda a: replace(a, content=replace(a.content, title=a.content.title.strip()))
    (receipt,) = await device(server).create(titled(" Lunch "))
    assert (receipt.version, server.titles()) == (None, ["Lunch"])


async def test_fields_that_the_service_does_not_hold_are_not_kept() -> None:
    server = FakeServer(fields=frozenset({"title", "when"}))
    await device(server).create(LUNCH)
    assert server.read("lunch") == Appointment("lunch", Content(NINE, title="Lunch"))


# --- clock and vault -------------------------------------------------------------------------------------------------


async def test_time_passes_when_somebody_sleeps_and_in_the_order_of_the_alarms() -> None:
    ground = FakeGround()
    woken: list[tuple[str, float]] = []

    async def sleeper(name: str, seconds: float) -> None:
        await ground.sleep(seconds)
        woken.append((name, ground.monotonic()))

    await asyncio.gather(sleeper("long", 300), sleeper("short", 5))
    assert woken == [("short", 5), ("long", 300)]
    assert ground.now() == START + timedelta(seconds=300)


async def test_in_manual_mode_only_the_test_lets_time_pass() -> None:
    ground = FakeGround(manual=True)
    task = asyncio.create_task(ground.sleep(60))
    await ground.settle()
    assert not task.done()
    await ground.advance(59)
    assert not task.done()
    await ground.advance(1)
    assert task.done()
    assert ground.monotonic() == 60


async def test_a_sleeper_that_is_cancelled_holds_nobody_up() -> None:
    ground = FakeGround()
    task = asyncio.create_task(ground.sleep(10))
    await asyncio.sleep(0)
    task.cancel()
    await ground.sleep(20)
    assert ground.monotonic() == 20


def test_ids_are_counted_by_prefix() -> None:
    ground = FakeGround()
    assert [ground.new_id("a"), ground.new_id("a"), ground.new_id("b")] == ["a1", "a2", "b1"]


async def test_a_vault_keeps_records_until_it_is_locked() -> None:
    vault = FakeVault()
    await vault.put("c1", {"password": "x"})
    assert await vault.get("c1") == {"password": "x"}
    await vault.drop("c1")
    await vault.drop("c1")
    assert await vault.get("c1") is None
    vault.locked = True
    with pytest.raises(VaultLocked):
        await vault.get("c1")


async def test_an_empty_calendar_is_one_page() -> None:
    server = FakeServer()
    deltas: list[Delta] = [
        d
        async for d in server.provider().changes(
            server.shelves["home"].calendar, None, lambda ids: {}, Scope(datetime(2026, 1, 1, tzinfo=UTC))
        )
    ]
    assert [(d.pieces, d.last, d.full) for d in deltas] == [((), True, True)]
