"""The pretend world keeps its word: what each temper does to a client, what goes wrong on demand, and what the oracle sees."""

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
from calsync_desktop.core.provider import Delta, Mails, Notify, PieceWrite, Scope, Verb
from calsync_desktop.core.when import timed
from tests.fakes import START, Crash, FakeGround, FakeServer, FakeSignIn, FakeVault, Temper
from tests.providers.device import SCOPE, Device

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


# --- tempers ---------------------------------------------------------------------------------------------------------


async def test_pieces_come_with_their_exceptions_first_over_pages() -> None:
    server = FakeServer(Temper.PIECES)
    server.page_size = 1
    server.put(WEEKLY)
    deltas = await device(server).pull()
    assert [p.original_start for d in deltas for p in d.pieces] == [K1, K2, None]
    assert [d.cursor is not None for d in deltas] == [False, False, True]


async def test_a_changed_exception_comes_alone_and_a_cancelled_one_is_gone_with_its_start() -> None:
    server = FakeServer(Temper.PIECES)
    server.put(WEEKLY)
    laptop = device(server)
    await laptop.pull()
    server.put(replace(WEEKLY, overrides=(), recurrence=Recurrence("FREQ=WEEKLY;COUNT=4", (), (K1, K2))))
    (delta,) = await laptop.pull()
    assert [(p.original_start, p.gone) for p in delta.pieces] == [(K1, True)]


async def test_a_deleted_series_is_one_tombstone() -> None:
    server = FakeServer(Temper.PIECES)
    server.put(WEEKLY)
    laptop = device(server)
    await laptop.pull()
    server.remove("weekly")
    (delta,) = await laptop.pull()
    assert [(p.original_start, p.gone, p.version) for p in delta.pieces] == [(None, True, None)]


async def test_a_partial_write_leaves_the_fields_alone_that_it_does_not_name() -> None:
    server = FakeServer(Temper.PIECES)
    server.put(LUNCH)
    laptop = device(server)
    await laptop.pull()
    write = replace(update(laptop, "lunch", titled("New")), after=replace(titled("New"), content=Content(NINE, title="New")))
    await laptop.provider.send(laptop.calendar, laptop.payloads([write])[0])
    assert server.read("lunch").content == replace(LUNCH.content, title="New")


async def test_a_resource_is_written_whole_with_what_only_the_service_knows() -> None:
    server = FakeServer()
    server.put(LUNCH, foreign="X-OURS:kept")
    laptop = device(server)
    await laptop.pull()
    await laptop.edit("lunch", lambda _: titled("New"))
    assert server.record("lunch").foreign == "X-OURS:kept"


async def test_the_frozen_window_shows_occurrences_as_skeletons_and_masters_only_when_read() -> None:
    server = FakeServer(Temper.FROZEN)
    server.reads_masters = False
    server.put(WEEKLY)
    laptop = device(server)
    (delta,) = await laptop.pull()
    assert [(p.original_start, p.skeleton) for p in delta.pieces] == [(K1, False), (K0, True), ("20260323T080000Z", True)]
    assert delta.scope == SCOPE
    (master,) = await laptop.provider.fetch(laptop.calendar, [delta.pieces[0].series])
    assert master.content is not None
    assert master.content.recurrence == WEEKLY.recurrence


async def test_what_leaves_the_frozen_window_is_told_to_be_removed_and_is_still_there() -> None:
    server = FakeServer(Temper.FROZEN)
    server.put(LUNCH)
    laptop = device(server)
    await laptop.pull()
    far = timed(datetime(2029, 3, 2, 9), datetime(2029, 3, 2, 10), "Europe/Berlin")
    server.change("lunch", lambda a: replace(a, content=replace(a.content, when=far)))
    (delta,) = await laptop.pull()
    (removed,) = delta.pieces
    assert removed.gone
    (found,) = await laptop.provider.fetch(laptop.calendar, [removed.remote_id])
    assert found.content == server.read("lunch")


async def test_what_is_made_outside_of_the_frozen_window_is_told_to_be_removed_though_nobody_knew_it() -> None:
    server = FakeServer(Temper.FROZEN)
    laptop = device(server)
    await laptop.pull()
    far = timed(datetime(2029, 3, 2, 9), datetime(2029, 3, 2, 10), "Europe/Berlin")
    server.put(replace(LUNCH, content=replace(LUNCH.content, when=far)))
    (delta,) = await laptop.pull()
    assert [p.gone for p in delta.pieces] == [True]
    assert (await device(server, "phone").pull())[0].pieces == ()


async def test_the_frozen_temper_cannot_bring_a_cancelled_occurrence_back() -> None:
    server = FakeServer(Temper.FROZEN)
    server.put(WEEKLY)
    laptop = device(server)
    await laptop.pull()
    write = PieceWrite(Verb.UPDATE, "s", "o", K2, None, None, titled("Back"), frozenset({"title"}))
    with pytest.raises(Refused):
        laptop.payloads([write])


@TEMPERS
async def test_a_listing_goes_on_where_it_was_broken_off_and_what_changed_meanwhile_comes_after(temper: Temper) -> None:
    server = FakeServer(temper)
    server.page_size = 2
    for n in range(5):
        server.put(replace(LUNCH, uid=f"lunch-{n}"))
    laptop = device(server)
    server.faults.lose_request("changes", nth=3)
    with pytest.raises(Offline):
        await laptop.pull()
    assert (laptop.cursor is None) is (temper is Temper.PIECES)
    server.put(replace(titled("New"), uid="lunch-0"))
    await laptop._pull()
    await laptop.pull()
    assert max(a.content.title for a in laptop.appointments().values()) == "New"


@TEMPERS
async def test_an_occurrence_that_was_never_apart_may_be_written_without_a_version_only_once(temper: Temper) -> None:
    server = FakeServer(temper)
    server.put(replace(WEEKLY, overrides=(), recurrence=Recurrence("FREQ=WEEKLY;COUNT=4")))
    laptop, phone = device(server), device(server, "phone")
    await laptop.pull()
    await phone.pull()
    await phone.edit("weekly", lambda a: replace(a, overrides=WEEKLY.overrides))
    with pytest.raises(VersionMoved):
        await laptop.edit("weekly", lambda a: replace(a, overrides=(replace(WEEKLY.overrides[0], content=LUNCH.content),)))
    server.assert_careful()


@TEMPERS
async def test_exceptions_that_a_new_rule_has_no_start_for_go_with_the_old_one(temper: Temper) -> None:
    server = FakeServer(temper)
    server.put(WEEKLY)
    laptop = device(server)
    await laptop.pull()
    trimmed = replace(WEEKLY, overrides=(), recurrence=Recurrence("FREQ=WEEKLY;COUNT=1"))
    await laptop.edit("weekly", lambda _: trimmed)
    assert server.read("weekly").overrides == ()
    assert "COUNT=1" in str(server.read("weekly").recurrence)


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


@pytest.mark.parametrize(("mails", "notify", "sent"), [("never", "all", 0), ("told", "none", 0), ("told", "all", 1), ("always", "none", 1)])
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
    deltas: list[Delta] = [d async for d in server.provider().changes(server.shelves["home"].calendar, None, lambda ids: {}, Scope(datetime(2026, 1, 1, tzinfo=UTC)))]
    assert [(d.pieces, d.last, d.full) for d in deltas] == [((), True, True)]
