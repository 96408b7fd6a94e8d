"""Journeys of single appointments between two sides that both change."""

from __future__ import annotations

import pytest

from calsync_desktop.core.when import When
from tests.fakes import Temper
from tests.journeys.house import call, house, relocated, retitled

TEMPERS = pytest.mark.parametrize("temper", list(Temper))


@TEMPERS
async def test_what_is_there_appears_here(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    report = await home.sync()
    assert (report.pulled.created, home.titles()) == (1, ["Client call"])
    home.check()


@TEMPERS
async def test_an_edit_made_offline_is_sent_later(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    home.server.faults.lose_request(on="", times=99)
    await home.edit("call", title="Moved call")
    assert (await home.sync()).status == "offline"
    assert home.titles() == ["Moved call"]
    home.server.faults.clear()
    report = await home.sync()
    assert (report.status, report.pushed.updated) == ("ok", 1)
    assert home.server.titles() == ["Moved call"]
    home.check()


@TEMPERS
async def test_what_is_made_here_appears_there_once(temper: Temper) -> None:
    home = await house(temper)
    await home.engine.add(home.calendar(), call("Made here").content)
    report = await home.sync()
    assert (report.pushed.created, home.server.titles()) == (1, ["Made here"])
    await home.sync()
    assert home.server.titles() == ["Made here"]
    home.check()


@TEMPERS
async def test_different_fields_edited_on_both_sides_are_both_kept(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Ours")
    home.server.change("call", relocated("Room 7"))
    report = await home.sync()
    assert (report.merged, report.conflicts) == (1, 0)
    there = home.server.read("call").content
    assert (there.title, there.location) == ("Ours", "Room 7")
    home.check()


@TEMPERS
@pytest.mark.parametrize(("policy", "wins"), [("mine", "Ours"), ("theirs", "Theirs")])
async def test_a_clash_goes_where_the_policy_says_and_the_loser_is_kept(temper: Temper, policy: str, wins: str) -> None:
    home = await house(temper, on_conflict=policy)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Ours")
    home.server.change("call", retitled("Theirs"))
    await home.sync()
    assert (home.titles(), home.server.titles()) == ([wins], [wins])
    losers = home.store.raw.execute("SELECT loser FROM history WHERE loser IS NOT NULL").fetchall()
    assert any(("Theirs" if wins == "Ours" else "Ours") in loser for (loser,) in losers)
    home.check()


@TEMPERS
@pytest.mark.parametrize(("ours_later", "wins"), [(True, "Ours"), (False, "Theirs")])
async def test_newest_wins_by_the_time_of_the_edit(temper: Temper, ours_later: bool, wins: str) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()

    async def ours() -> None:
        await home.edit("call", title="Ours")

    async def theirs() -> None:
        home.server.change("call", retitled("Theirs"))

    for act in (theirs, ours) if ours_later else (ours, theirs):
        home.ground.pass_time(60)
        await act()
    await home.sync()
    assert (home.titles(), home.server.titles()) == ([wins], [wins])
    home.check()


@TEMPERS
async def test_with_ask_a_clash_waits_and_then_follows_the_answer(temper: Temper) -> None:
    home = await house(temper, on_conflict="ask")
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Ours")
    home.server.change("call", retitled("Theirs"))
    report = await home.sync()
    assert (report.conflicts, home.server.titles(), home.titles()) == (1, ["Theirs"], ["Ours"])
    (conflict,) = home.store.raw.execute("SELECT id FROM parked WHERE kind = 'conflict'").fetchone()
    await home.engine.resolve(conflict, "mine")
    report = await home.sync()
    assert (report.conflicts, home.server.titles()) == (0, ["Ours"])
    home.check()


@TEMPERS
async def test_what_is_deleted_there_vanishes_here(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    home.server.remove("call")
    report = await home.sync()
    assert (report.pulled.deleted, home.titles()) == (1, [])
    home.check()


@TEMPERS
async def test_what_is_deleted_here_vanishes_there(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.engine.delete(home.row("call").id)
    assert home.titles() == []
    report = await home.sync()
    assert (report.pushed.deleted, home.server.titles()) == (1, [])
    home.check()


@TEMPERS
@pytest.mark.parametrize("deleting", ["ours", "theirs"])
async def test_an_edit_survives_a_deletion_by_the_other_side(temper: Temper, deleting: str) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    if deleting == "ours":
        await home.engine.delete(home.row("call").id)
        home.server.change("call", retitled("Edited"))
    else:
        await home.edit("call", title="Edited")
        home.server.remove("call")
    await home.sync()
    assert (home.titles(), home.server.titles()) == (["Edited"], ["Edited"])
    home.check()


async def test_on_remote_delete_keep_leaves_it_only_here() -> None:
    home = await house(on_remote_delete="keep")
    home.server.put(call())
    await home.sync()
    home.server.remove("call")
    await home.sync()
    await home.sync(from_scratch=True)
    assert (home.titles(), home.server.titles(), home.row("call").detached) == (["Client call"], [], 1)


@TEMPERS
async def test_a_quiet_sync_asks_once_and_writes_no_row(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    before = [
        home.store.raw.execute(f"SELECT * FROM {t}").fetchall()
        for t in ("appointments", "pieces", "occurrences", "history")
    ]
    report = await home.sync()
    after = [
        home.store.raw.execute(f"SELECT * FROM {t}").fetchall()
        for t in ("appointments", "pieces", "occurrences", "history")
    ]
    assert (report.requests, after) == (1, before)


@TEMPERS
async def test_a_preview_shows_the_plan_and_changes_nothing(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Ours")
    home.server.put(call("New there", "new", day=3))
    report = await home.sync(preview=True)
    assert {(line.title, line.step, line.direction) for line in report.plan} == {
        ("Ours", "update", "out"),
        ("New there", "create", "in"),
    }
    assert sorted(home.server.titles()) == ["Client call", "New there"]
    assert home.count("faces") == 1


@TEMPERS
async def test_a_dead_cursor_heals_and_neither_loses_nor_doubles(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    home.server.put(call("Second", "second", day=3))
    await home.sync()
    await home.edit("call", title="Ours")
    home.server.remove("second")
    home.server.forget_cursors()
    await home.sync()
    assert (home.titles(), home.server.titles()) == (["Ours"], ["Ours"])
    home.check()


async def test_a_read_only_calendar_refuses_the_edit_before_it_is_stored() -> None:
    from calsync_desktop.core.calendar import Access
    from calsync_desktop.core.errors import NotAllowed

    home = await house()
    home.server.add_calendar("team", access=Access.READ)
    home.server.put(call(), "team")
    await home.engine.create_calendar(home.connection, "Third")
    await home.sync()
    with pytest.raises(NotAllowed):
        await home.edit("call", title="Ours")
    assert home.titles() == ["Client call"]


async def test_one_bad_item_is_parked_alone() -> None:
    home = await house()
    home.server.put(call())
    home.server.put(call("Second", "second", day=3))
    home.server.spoil("call", "It has no start.")
    report = await home.sync()
    assert (report.status, report.parked, home.titles()) == ("ok", 1, ["Second"])
    assert home.parked() == [("unreadable", "It has no start.")]


async def test_what_the_server_refuses_is_parked_and_the_rest_goes_on() -> None:
    home = await house()
    first = await home.engine.add(home.calendar(), call("Bad").content)
    await home.engine.add(home.calendar(), call("Good", day=3).content)
    uid = next(row.uid for row in home.rows() if row.id == first)
    home.server.refuse(uid, "The end is missing.")
    report = await home.sync()
    assert (report.pushed.created, report.parked, home.server.titles()) == (1, 1, ["Good"])
    assert home.titles() == ["Bad", "Good"]


def moved(when: When, hours: int) -> When:
    """The same a few hours later."""
    from datetime import timedelta

    return when.moved_to(when.start + timedelta(hours=hours))


async def test_two_devices_on_one_account_agree_and_fall_silent() -> None:
    one = await house()
    two = await house(server=one.server, device="desktop", ground=one.ground)
    one.server.put(call())
    await one.sync()
    await two.sync()
    await one.edit("call", title="From one")
    await two.edit("call", location="From two")
    for device in (one, two, one, two):
        await device.sync()
    assert one.rows()[0].shown == two.rows()[0].shown
    writes = len(one.server.writes)
    for device in (one, two):
        await device.sync()
        device.check()
    assert len(one.server.writes) == writes


async def test_a_move_between_calendars_creates_before_it_deletes() -> None:
    home = await house()
    home.server.add_calendar("work")
    home.server.put(call())
    await home.engine.create_calendar(home.connection, "Third")
    await home.sync()
    await home.edit("call", calendar=home.calendar("work"))
    await home.sync()
    assert (home.server.titles("home"), home.server.titles("work")) == ([], ["Client call"])
    assert [w.verb for w in home.server.writes] == ["create", "delete"]
    home.check()


@TEMPERS
async def test_a_move_made_there_is_followed_with_the_edit_that_waits(temper: Temper) -> None:
    home = await house(temper)
    home.server.add_calendar("work")
    home.server.put(call())
    await home.engine.create_calendar(home.connection, "Third")
    await home.sync()
    await home.edit("call", title="Ours")
    there = home.server.read("call")
    home.server.remove("call")
    home.server.put(there, "work")
    await home.sync()
    assert (home.server.titles("home"), home.server.titles("work")) == ([], ["Ours"])
    home.check()
