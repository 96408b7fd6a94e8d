"""Journeys of a window that slides: what leaves the part that is listed stays, is not looked after any more, and can be edited; what enters is fetched."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.store import accounts
from calsync_desktop.sync.editing import Edit
from tests.fakes import Temper
from tests.journeys.house import House, call, house, retitled, series

DAY = 86_400.0
LISTING = pytest.mark.parametrize("temper", [Temper.FROZEN, Temper.PIECES])


def on(days: int, uid: str, title: str = "") -> Appointment:
    """One hour, so many days from 2 March 2026."""
    one = call(title or uid, uid)
    when = one.content.when
    return replace(one, content=replace(one.content, when=when.moved_to(when.start + timedelta(days=days))))


def retired(home: House) -> list[str]:
    """What is not looked after any more, by UID."""
    return [uid for (uid,) in home.store.raw.execute("SELECT uid FROM appointments WHERE retired ORDER BY uid")]


async def months_later(home: House, days: float) -> None:
    home.ground.pass_time(days * DAY)
    assert (await home.sync()).status == "ok"


async def test_the_listing_reaches_as_far_as_the_window_needs() -> None:
    home = await house(Temper.FROZEN, window_days="30")
    (watched,) = accounts.watched(home.store, home.connection)
    start, end = watched.scope.start, watched.scope.end
    assert start is not None
    assert end is not None
    assert (start.date().isoformat(), end.date().isoformat()) == ("2025-12-02", "2026-09-28")


async def test_what_leaves_the_frozen_window_is_still_shown_and_nothing_is_asked_about_it() -> None:
    home = await house(Temper.FROZEN)
    for n in range(30):
        home.server.put(on(n, f"old{n:02}"))
    await home.sync()
    home.server.put(on(300, "new"))
    await months_later(home, 200)
    assert home.titles() == ["new", *(f"old{n:02}" for n in range(30))]
    assert retired(home) == [f"old{n:02}" for n in range(30)]
    assert (home.count("questions"), home.server.writes) == (0, [])


async def test_sliding_costs_one_listing_in_four_months_and_no_read_of_what_left() -> None:
    home = await house(Temper.FROZEN)
    for n in range(60):
        home.server.put(on(-n, f"old{n:02}"))
    await home.sync()
    asked = [home.server.requests]
    for _ in range(12):
        await months_later(home, 30)
        asked.append(home.server.requests)
    spent = [after - before for before, after in pairwise(asked)]
    assert set(spent) <= {1, 2}
    assert len(retired(home)) == 60


async def test_what_enters_the_window_is_fetched() -> None:
    home = await house(Temper.FROZEN)
    home.server.put(on(230, "far"))
    await home.sync()
    home.server.put(on(231, "series", "Far"))
    await months_later(home, 160)
    assert {"far", "Far"} <= set(home.titles())
    assert retired(home) == []
    home.check()


@LISTING
async def test_a_retired_appointment_can_be_edited(temper: Temper) -> None:
    home = await with_retired(temper)
    await home.edit("old", title="Ours")
    assert (await home.sync()).pushed.updated == 1
    assert home.server.read("old").content.title == "Ours"
    home.server.assert_careful()
    assert home.at_rest()


@LISTING
async def test_a_retired_appointment_that_changed_there_is_merged_when_it_is_edited(temper: Temper) -> None:
    home = await with_retired(temper)
    home.server.change("old", retitled("Theirs"))
    await home.edit("old", location="Room 1")
    await home.sync()
    await home.sync()
    there = home.server.read("old").content
    assert (there.title, there.location) == ("Theirs", "Room 1")
    assert home.row("old").shown == home.server.read("old")


@LISTING
async def test_a_retired_appointment_can_be_deleted(temper: Temper) -> None:
    home = await with_retired(temper)
    await home.engine.delete(home.row("old").id)
    assert (await home.sync()).pushed.deleted == 1
    assert home.server.find("old") is None
    home.check()


@LISTING
async def test_a_retired_one_that_is_moved_into_the_window_is_looked_after_again(temper: Temper) -> None:
    home = await with_retired(temper)
    when = on(201, "x").content.when
    await home.engine.edit(home.row("old").id, Edit({"when": when}))
    await home.sync()
    home.server.change("old", retitled("Moved on"))
    home.server.forget_cursors()
    await home.sync()
    assert (home.titles(), retired(home)) == (["Moved on", "new"], [])


async def with_retired(temper: Temper) -> House:
    """One appointment was left behind by a listing anew, another is in the window."""
    home = await house(temper)
    home.server.put(on(0, "old"))
    await home.sync()
    home.server.put(on(201, "new"))
    home.ground.pass_time(200 * DAY)
    home.server.forget_cursors()
    await home.sync()
    assert retired(home) == ["old"]
    return home


@LISTING
async def test_a_dead_cursor_years_later_deletes_nothing_old_and_reads_none_of_it(temper: Temper) -> None:
    home = await house(temper)
    for n in range(50):
        home.server.put(on(n, f"old{n:02}"))
    await home.sync()
    home.ground.pass_time(700 * DAY)
    home.server.forget_cursors()
    before = home.server.requests
    assert (await home.sync()).questions == 0
    assert (len(home.titles()), len(retired(home)), home.server.requests - before <= 2) == (50, 50, True)


@LISTING
async def test_in_the_window_a_listing_anew_still_finds_what_is_gone(temper: Temper) -> None:
    home = await with_retired(temper)
    home.server.put(on(202, "third"))
    await home.sync()
    home.server.remove("new")
    home.server.forget_cursors()
    await home.sync()
    assert home.titles() == ["old", "third"]


@pytest.mark.parametrize(("temper", "left"), [(Temper.FROZEN, ["short"]), (Temper.PIECES, [])])
async def test_a_series_stays_as_long_as_one_occurrence_is_in_the_window(temper: Temper, left: list[str]) -> None:
    """The pretend service of pieces lists every series, whenever it ends."""
    home = await house(temper)
    home.server.put(series(rule="FREQ=WEEKLY;COUNT=30"))
    home.server.put(series("Short", "short", rule="FREQ=WEEKLY;COUNT=4"))
    await home.sync()
    home.ground.pass_time(200 * DAY)
    home.server.forget_cursors()
    await home.sync()
    assert (retired(home), len(home.titles())) == (left, 2)


async def test_what_is_moved_out_of_the_frozen_window_there_is_retired_with_its_new_time() -> None:
    home = await house(Temper.FROZEN)
    home.server.put(on(1, "one"))
    await home.sync()
    home.server.put(on(900, "one", "Postponed"))
    await home.sync()
    assert (home.titles(), retired(home)) == (["Postponed"], ["one"])
    assert home.row("one").shown == home.server.read("one")
    home.server.put(on(2, "one", "Back"))
    await home.sync()
    assert (home.titles(), retired(home)) == (["Back"], [])


@LISTING
async def test_a_wider_window_lists_what_lies_in_it_now(temper: Temper) -> None:
    home = await house(temper, window_days="7")
    home.server.put(on(-100, "old"))
    home.server.forget_cursors()
    await home.sync()
    assert home.titles() == []
    await home.engine.configure(home.connection, {"window_days": "120"})
    await home.sync()
    assert home.titles() == ["old"]


@pytest.mark.parametrize("temper", list(Temper))
async def test_the_doctor_finds_nothing_wrong_with_what_is_retired(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(on(0, "old"))
    home.server.put(on(201, "new"))
    await home.sync()
    home.ground.pass_time(200 * DAY)
    home.server.forget_cursors()
    await home.sync()
    (finding,) = await home.engine.doctor()
    assert finding.well


async def test_what_is_retired_does_not_make_a_deletion_of_the_rest_a_small_one() -> None:
    home = await house(Temper.FROZEN)
    for n in range(60):
        home.server.put(on(n, f"old{n:02}"))
    for n in range(3):
        home.server.put(on(201 + n, f"new{n}"))
    await home.sync()
    await months_later(home, 200)
    for n in range(3):
        home.server.remove(f"new{n}")
    report = await home.sync()
    assert (report.status, report.pulled.deleted, home.count("questions")) == ("question", 0, 1)
