"""Moves between calendars: created there before deleted here, and whatever the other side does meanwhile is carried along."""

from __future__ import annotations

import pytest

from calsync_desktop.core.calendar import Access
from calsync_desktop.core.errors import NotAllowed
from calsync_desktop.core.provider import Notify
from calsync_desktop.sync.editing import Edit
from tests.fakes import FakeServer, Temper
from tests.journeys.house import SECRET, House, call, house, relocated, retitled, retitled_at, series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))
SECOND = "20260309T090000Z"


async def two_calendars(temper: Temper) -> House:
    home = await house(temper, window_days="365")
    home.server.add_calendar("work")
    home.server.put(call())
    home.server.put(call("Stays", "stays", day=3))
    home.server.put(call("At work", "other", day=3), "work")
    home.server.put(retitled_at("Apart", SECOND)(series()))
    await home.engine.create_calendar(home.connection, "Third")
    await home.sync()
    home.ground.pass_time(60)
    return home


async def move(home: House, uid: str, to: str = "work", notify: Notify = Notify.NONE) -> str:
    row = next(row for row in home.rows() if row.uid == uid and row.shown is not None)
    return await home.engine.edit(row.id, Edit({"calendar": home.calendar(to)}), notify)


async def quiet(home: House, times: int = 3) -> None:
    for _ in range(times):
        report = await home.sync()
        assert report.status == "ok", report
    home.check()


@TEMPERS
async def test_a_series_moves_with_its_exceptions(temper: Temper) -> None:
    home = await two_calendars(temper)
    before = home.server.read("series")
    await move(home, "series")
    await quiet(home)
    assert home.server.read("series", "work") == before
    assert home.server.find("series") is None


@TEMPERS
async def test_an_edit_with_the_move_arrives_with_it(temper: Temper) -> None:
    home = await two_calendars(temper)
    await home.engine.edit(home.row("call").id, Edit({"title": "Moved", "calendar": home.calendar("work")}))
    await quiet(home)
    assert (home.server.titles("home"), home.server.titles("work")) == (["Jour fixe", "Stays"], ["At work", "Moved"])


@TEMPERS
async def test_an_edit_after_the_move_arrives_too(temper: Temper) -> None:
    home = await two_calendars(temper)
    moved = await move(home, "call")
    await home.engine.edit(moved, Edit({"title": "Edited"}))
    await quiet(home)
    assert home.server.titles("work") == ["At work", "Edited"]


@TEMPERS
@pytest.mark.parametrize("when", ["before", "between"])
async def test_what_is_changed_there_meanwhile_is_carried_along(temper: Temper, when: str) -> None:
    """One appointment goes in, one comes out: with both edits, in the calendar that the user chose."""
    home = await two_calendars(temper)
    await home.engine.edit(home.row("call").id, Edit({"title": "Ours", "calendar": home.calendar("work")}))
    if when == "before":
        home.server.change("call", relocated("Their room"))
    else:
        home.server.faults.act(lambda: home.server.change("call", relocated("Their room")), "send delete")
    await quiet(home)
    assert home.server.titles("home") == ["Jour fixe", "Stays"]
    there = home.server.read("call", "work").content
    assert (there.title, there.location) == ("Ours", "Their room")


@TEMPERS
async def test_what_is_deleted_there_meanwhile_is_where_the_user_moved_it(temper: Temper) -> None:
    home = await two_calendars(temper)
    await move(home, "call")
    home.server.remove("call")
    await quiet(home)
    assert (home.server.titles("home"), home.server.titles("work")) == (
        ["Jour fixe", "Stays"],
        ["At work", "Client call"],
    )


@TEMPERS
async def test_moved_back_before_it_was_sent_nothing_happened(temper: Temper) -> None:
    home = await two_calendars(temper)
    await move(home, "call")
    await move(home, "call", "home")
    await quiet(home)
    assert home.server.titles("home") == ["Client call", "Jour fixe", "Stays"]
    assert home.server.writes == []


@TEMPERS
async def test_moved_back_after_it_was_sent(temper: Temper) -> None:
    home = await two_calendars(temper)
    await move(home, "call")
    await quiet(home)
    await move(home, "call", "home")
    await quiet(home)
    assert (home.server.titles("home"), home.server.titles("work")) == (
        ["Client call", "Jour fixe", "Stays"],
        ["At work"],
    )


@TEMPERS
async def test_moved_on_to_a_third_before_it_was_sent(temper: Temper) -> None:
    home = await two_calendars(temper)
    await move(home, "call")
    await move(home, "call", "third")
    await quiet(home)
    assert home.server.titles("third") == ["Client call"]
    assert home.server.titles("home") == ["Jour fixe", "Stays"]
    assert [w.verb for w in home.server.writes] == ["create", "delete"]


@TEMPERS
async def test_the_rest_of_a_series_that_is_moved_exists_before_the_series_is_trimmed(temper: Temper) -> None:
    home = await two_calendars(temper)
    edit = Edit({"title": "Later", "calendar": home.calendar("work")}, following="20260323T090000Z")
    tail = await home.engine.edit(home.row("series").id, edit)
    home.server.refuse(next(row.uid for row in home.rows() if row.id == tail))
    await home.sync()
    recurrence = home.server.read("series").recurrence
    assert recurrence is not None
    assert "COUNT=8" in recurrence.rule
    home.server.refused.clear()
    home.ground.pass_time(90_000)
    await quiet(home)
    assert home.server.titles("work") == ["At work", "Later"]


@TEMPERS
async def test_deleted_after_the_move_it_is_nowhere(temper: Temper) -> None:
    home = await two_calendars(temper)
    moved = await move(home, "call")
    await home.engine.delete(moved)
    await quiet(home)
    assert (home.server.titles("home"), home.server.titles("work")) == (["Jour fixe", "Stays"], ["At work"])


@TEMPERS
async def test_while_the_new_place_refuses_it_stays_in_the_old_one(temper: Temper) -> None:
    home = await two_calendars(temper)
    await move(home, "call")
    home.server.allow("work", Access.READ)
    for _ in range(2):
        await home.sync()
    assert "Client call" in home.server.titles("home")
    assert [kind for kind, _ in home.parked()] == ["refused"]
    home.server.allow("work", Access.WRITE)
    home.ground.pass_time(90_000)
    await quiet(home)
    assert home.server.titles("work") == ["At work", "Client call"]


async def test_nothing_moves_into_a_calendar_that_is_read_only() -> None:
    home = await two_calendars(Temper.RESOURCE)
    home.server.add_calendar("read", access=Access.READ)
    await home.engine.create_calendar(home.connection, "Fourth")
    before = home.rows()
    with pytest.raises(NotAllowed):
        await move(home, "call", "read")
    assert home.rows() == before


async def test_a_move_to_another_account_is_a_new_appointment_there() -> None:
    home = await two_calendars(Temper.RESOURCE)
    other = FakeServer(now=home.ground.now)
    other.account = "grace@example.com"
    home.engine._reception.doors["other"] = other.door()  # type: ignore[index]
    second = await home.engine.connect("other", SECRET, {})
    (target,) = home.store.raw.execute("SELECT id FROM calendars WHERE connection = ?", (second,)).fetchone()
    await home.engine.edit(home.row("call").id, Edit({"calendar": target}))
    for _ in range(3):
        await home.engine.sync()
    assert (home.server.titles("home"), other.titles()) == (["Jour fixe", "Stays"], ["Client call"])
    assert home.at_rest()


@TEMPERS
async def test_a_move_there_of_what_was_deleted_here_is_an_edit_that_survives(temper: Temper) -> None:
    home = await two_calendars(temper)
    await home.engine.delete(home.row("call").id)
    there = home.server.read("call")
    home.server.remove("call")
    home.server.put(retitled("Moved and edited")(there), "work")
    await quiet(home)
    assert home.server.titles("work") == ["At work", "Moved and edited"]
