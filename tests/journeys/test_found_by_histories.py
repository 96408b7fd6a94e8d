"""Journeys that histories of the simulator ended badly with, each reduced to what mattered (see "What the simulator found" in tests/README.md)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from calsync_desktop.core.edits import skip
from calsync_desktop.core.errors import ServerTrouble, Usage
from calsync_desktop.sync.editing import Edit
from tests.fakes import Temper
from tests.journeys.house import House, call, house, relocated, retitled, retitled_at, series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))
SECOND = "20260309T090000Z"


async def two_calendars(temper: Temper, on_conflict: str = "newest") -> House:
    home = await house(temper, window_days="365", on_conflict=on_conflict)
    home.server.add_calendar("work")
    await home.engine.create_calendar(home.connection, "Third")
    home.server.put(call("At work", "other", day=3), "work")
    home.server.put(call("Stays", "stays", day=3))
    await home.sync()
    return home


def carried(home: House, uid: str, source: str, target: str) -> None:
    """Somebody moves it."""
    moved = home.server.read(uid, source)
    home.server.remove(uid, source)
    home.server.put(moved, target)


async def quiet(home: House) -> None:
    for _ in range(2):
        assert (await home.sync()).status == "ok"
    home.check()


@TEMPERS
async def test_a_creation_whose_answer_was_lost_and_that_was_moved_there_meanwhile_stays_one(temper: Temper) -> None:
    home = await two_calendars(temper)
    id_ = await home.engine.add(home.calendar(), call("Made here").content)
    uid = home.rows()[-1].uid
    home.server.faults.lose_answer("send create")
    assert (await home.sync()).status == "offline"
    carried(home, uid, "home", "work")
    await home.engine.edit(id_, Edit({"location": "Our room"}))
    await quiet(home)
    assert (home.server.titles("home"), home.server.titles("work")) == (["Stays"], ["At work", "Made here"])
    assert (home.server.read(uid, "work").content.location, home.row(uid).id) == ("Our room", id_)


@TEMPERS
async def test_what_is_brought_back_by_undo_and_turns_up_elsewhere_was_moved(temper: Temper) -> None:
    home = await two_calendars(temper)
    home.server.put(call())
    await home.sync()
    moved = home.server.read("call")
    home.server.remove("call")
    await home.sync()
    home.server.put(moved, "work")
    await home.engine.undo(_deletion(home))
    await quiet(home)
    assert (home.server.titles("home"), home.server.titles("work")) == (["Stays"], ["At work", "Client call"])


@TEMPERS
async def test_what_could_not_be_read_is_read_again_after_a_day(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    home.server.spoil("call")
    await home.sync()
    assert (home.titles(), [kind for kind, _ in home.parked()]) == ([], ["unreadable"])
    # Mended without a word: no listing ever mentions it again.
    records = home.server.shelf("home").records
    records |= {remote_id: replace(record, problem="") for remote_id, record in records.items()}
    await home.sync()
    assert home.titles() == []
    home.ground.pass_time(86401)
    await home.sync()
    assert (home.titles(), home.parked()) == (["Client call"], [])


async def test_deleting_what_is_left_of_divided_series_is_no_second_half_of_a_move() -> None:
    home = await house(window_days="365")
    for n in range(12):
        home.server.put(series(f"Series {n}", f"series{n}"))
    await home.sync()
    for n in range(12):
        await home.engine.edit(home.row(f"series{n}").id, Edit({"title": f"Tail {n}"}, following=SECOND))
    await home.sync()
    for n in range(12):
        await home.engine.delete(home.row(f"series{n}").id)
    report = await home.sync()
    assert (report.status, report.questions, len(home.server.titles())) == ("question", 1, 24)


@pytest.mark.parametrize("temper", [Temper.PIECES, Temper.FROZEN])
async def test_an_occurrence_on_which_the_server_fails_is_parked_after_five_tries_too(temper: Temper) -> None:
    """It has no id of its own before it is apart, so whether it arrived is found out by listing; the tries are counted on."""
    home = await house(temper)
    home.server.put(series())
    await home.sync()
    await home.engine.edit(home.row("series").id, Edit({"title": "Apart"}, at=SECOND))
    home.server.faults.fail(ServerTrouble("500"), "send", times=100)
    for _ in range(8):
        await home.sync()
    assert ([kind for kind, _ in home.parked()], home.server.faults.planned[0].met) == (["refused"], 5)


@pytest.mark.parametrize("temper", [Temper.PIECES, Temper.FROZEN])
async def test_what_was_refused_is_tried_again_once_theirs_was_taken_along(temper: Temper) -> None:
    home = await two_calendars(temper)
    home.server.put(call())
    await home.sync()
    await home.engine.edit(home.row("call").id, Edit({"calendar": home.calendar("work")}))
    home.server.refuse("call")
    await home.sync()
    assert [kind for kind, _ in home.parked()] == ["refused"]
    home.server.refused.clear()
    home.server.change("call", relocated("Their room"))
    home.server.change("call", retitled("Theirs"))
    home.ground.pass_time(timedelta(minutes=5).total_seconds())
    await quiet(home)
    assert (home.server.titles("home"), home.server.titles("work")) == (["Stays"], ["At work", "Theirs"])


async def test_the_last_ordinary_occurrence_in_a_frozen_window_is_skipped_here_too() -> None:
    """All that the listing says is that an id is gone that was never a piece of ours: the series has to be read to know."""
    home = await house(Temper.FROZEN)
    home.server.put(series(rule="FREQ=WEEKLY;COUNT=2"))
    home.server.put(retitled_at("Apart", SECOND)(home.server.read("series")))
    await home.sync()
    home.server.change("series", lambda old: skip(old, "20260302T090000Z"))
    await home.sync()
    assert home.row("series").shown == home.server.read("series")
    home.check()


@TEMPERS
async def test_an_exception_that_we_made_and_that_went_before_it_was_ever_listed_is_gone_here_too(temper: Temper) -> None:
    """A frozen listing mentions neither what came and went between two looks, nor the ordinary occurrence that is there again."""
    home = await house(temper)
    home.server.put(series())
    await home.sync()
    await home.engine.edit(home.row("series").id, Edit({"title": "Apart"}, at=SECOND))
    await home.sync()
    home.server.change("series", lambda old: replace(old, overrides=()))
    await home.sync()
    await home.sync()
    home.check()


@TEMPERS
async def test_what_is_in_conflict_and_moved_away_meanwhile_stays_one(temper: Temper) -> None:
    """Both sides moved it to the same place and changed it: a conflict without a base, until somebody moves it back."""
    home = await two_calendars(temper, on_conflict="ask")
    home.server.put(call())
    await home.sync()
    await home.engine.edit(home.row("call").id, Edit({"title": "Ours", "calendar": home.calendar("work")}))
    carried(home, "call", "home", "work")
    home.server.change("call", retitled("Theirs"), "work")
    await home.sync()
    assert [kind for kind, _ in home.parked()] == ["conflict"]
    carried(home, "call", "work", "home")
    for _ in range(2):
        assert (await home.sync()).status == "ok"
    assert (home.server.titles("home"), home.server.titles("work")) == (["Stays", "Theirs"], ["At work"])


@TEMPERS
async def test_undoing_a_deletion_of_what_came_back_by_itself_makes_no_second_one(temper: Temper) -> None:
    home = await two_calendars(temper)
    home.server.put(call())
    await home.sync()
    home.server.remove("call")
    await home.sync()
    home.server.put(call("Back"))
    await home.sync()
    with pytest.raises(Usage):
        await home.engine.undo(_deletion(home))
    await quiet(home)
    assert home.server.titles("home") == home.titles()[1:] == ["Back", "Stays"]


def _deletion(home: House, direction: str = "in") -> str:
    sql = "SELECT id FROM history WHERE direction = ? AND kind = 'delete'"
    return str(home.store.raw.execute(sql, (direction,)).fetchone()[0])


@TEMPERS
@pytest.mark.parametrize("call_", ["fetch", "changes"])
async def test_a_creation_that_is_moved_here_and_changed_there_before_it_is_known_to_have_arrived(
    temper: Temper, call_: str
) -> None:
    home = await two_calendars(temper)
    id_ = await home.engine.add(home.calendar(), call("Made here").content)
    uid = home.rows()[-1].uid
    home.server.faults.lose_answer("send create")
    assert (await home.sync()).status == "offline"
    await home.engine.edit(id_, Edit({"calendar": home.calendar("work")}))
    home.server.faults.act(lambda: home.server.change(uid, relocated("Their room")), call_)
    await quiet(home)
    assert (home.server.titles("home"), home.server.read(uid, "work").content.location) == (["Stays"], "Their room")


async def test_what_was_read_to_settle_a_write_and_is_to_be_read_again_is_not_taken_for_known() -> None:
    """The answer was lost, somebody added to it, and the reading that was to follow failed too."""
    home = await house()
    await home.engine.add(home.calendar(), series().content, "FREQ=WEEKLY;COUNT=8")
    uid = home.rows()[0].uid
    home.server.faults.lose_answer("send create")
    await home.sync()
    home.server.change(uid, retitled_at("Theirs", SECOND))
    home.server.faults.lose_request("fetch", nth=2)
    assert (await home.sync()).status == "offline"
    for _ in range(2):
        await home.sync()
    assert [o.content.title for o in home.server.read(uid).overrides] == ["Theirs"]
    home.check()


async def test_deletions_of_one_run_are_counted_together_however_often_it_plans() -> None:
    """The eleventh falls to the user while ten are on their way."""
    home = await house()
    for n in range(20):
        home.server.put(call(f"Call {n}", f"call{n}", day=1 + n))
    await home.sync()
    for n in range(10):
        await home.engine.delete(home.row(f"call{n}").id)
    eleventh = home.row("call10").id

    def throw_away() -> None:
        with suppress(StopIteration):
            home.engine.delete(eleventh).send(None)

    home.server.faults.act(throw_away, "send delete", nth=5)
    report = await home.sync()
    assert (report.status, report.pushed.deleted, len(home.server.titles())) == ("question", 10, 10)


@TEMPERS
async def test_a_move_and_a_deletion_that_are_undone_from_the_beginning_are_a_move_back(temper: Temper) -> None:
    """The deletion has not left yet when the move before it is undone, and somebody changes it where it still is."""
    home = await two_calendars(temper)
    home.server.put(call())
    await home.sync()
    moved = await home.engine.edit(home.row("call").id, Edit({"calendar": home.calendar("work")}))
    await home.sync()
    await home.engine.delete(moved)
    await home.engine.undo(_deletion(home, "out"))
    home.server.change("call", relocated("Their room"), "work")
    await quiet(home)
    assert (home.server.titles("home"), home.server.titles("work")) == (["Client call", "Stays"], ["At work"])
    assert home.server.read("call").content.location == "Their room"
