"""The pretend world keeps its word: each temper makes the trouble that its kind of service makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from calsync_desktop.core.appointment import Appointment, Content, Override, Recurrence
from calsync_desktop.core.errors import (
    Offline,
    Refused,
    VersionMoved,
)
from calsync_desktop.core.provider import PieceWrite, Verb
from calsync_desktop.core.when import timed
from tests.fakes import FakeServer, Temper
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
    write = replace(
        update(laptop, "lunch", titled("New")), after=replace(titled("New"), content=Content(NINE, title="New"))
    )
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
    assert [(p.original_start, p.skeleton) for p in delta.pieces] == [
        (K1, False),
        (K0, True),
        ("20260323T080000Z", True),
    ]
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
        await laptop.edit(
            "weekly", lambda a: replace(a, overrides=(replace(WEEKLY.overrides[0], content=LUNCH.content),))
        )
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
