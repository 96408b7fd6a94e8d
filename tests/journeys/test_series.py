"""Series: one occurrence, this and following, all; divided and trimmed in the right order; orphans, whole days and clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from calsync_desktop.core.appointment import Appointment, Content, Override, Recurrence
from calsync_desktop.core.edits import content_at, skip
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.recurrence import occurrences
from calsync_desktop.core.when import all_day, timed
from calsync_desktop.sync.editing import Edit
from tests.fakes import START, Temper
from tests.journeys.house import call, house, retitled_at, series
from tests.journeys.mondays import KEYS, starts, with_series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))


# --- edits of one, of the rest, of all --------------------------------------------------------------------------------


@TEMPERS
async def test_one_occurrence_is_moved_and_the_others_stay(temper: Temper) -> None:
    home = await with_series(temper)
    when = timed(datetime(2026, 3, 10, 15), datetime(2026, 3, 10, 16), "Europe/Berlin")
    await home.engine.edit(home.row("series").id, Edit({"when": when, "title": "Moved"}, at=KEYS[1]))
    await home.sync()
    assert starts(home)[:3] == [("2026-03-02", "Jour fixe"), ("2026-03-10", "Moved"), ("2026-03-16", "Jour fixe")]
    assert len(starts(home)) == 8
    home.check()


@TEMPERS
async def test_editing_this_and_following_divides_the_series(temper: Temper) -> None:
    home = await with_series(temper)
    tail = await home.engine.edit(home.row("series").id, Edit({"title": "Later"}, following=KEYS[3]))
    assert tail != home.row("series").id
    await home.sync()
    assert [title for _, title in starts(home)] == ["Jour fixe"] * 3 + ["Later"] * 5
    home.check()


@TEMPERS
async def test_deleting_this_and_following_ends_the_series(temper: Temper) -> None:
    home = await with_series(temper)
    await home.engine.delete(home.row("series").id, following=KEYS[3])
    await home.sync()
    assert [day for day, _ in starts(home)] == ["2026-03-02", "2026-03-09", "2026-03-16"]
    home.check()


@TEMPERS
async def test_moving_all_takes_exceptions_and_skipped_starts_along(temper: Temper) -> None:
    changed = retitled_at("Apart", KEYS[1])(skip(series(), KEYS[2]))
    home = await with_series(temper, changed)
    when = timed(datetime(2026, 3, 3, 14), datetime(2026, 3, 3, 15), "Europe/Berlin")
    await home.edit("series", when=when)
    # Services with pieces keep the old starts as cancelled ones, which come back with the second.
    for _ in range(2):
        await home.sync()
    assert starts(home)[:3] == [("2026-03-03", "Jour fixe"), ("2026-03-10", "Apart"), ("2026-03-24", "Jour fixe")]
    assert len(starts(home)) == 7
    home.check()


@TEMPERS
@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;COUNT=4", "FREQ=DAILY;COUNT=5", ""])
async def test_another_rule_for_all(temper: Temper, rule: str) -> None:
    home = await with_series(temper)
    await home.edit("series", rule=rule)
    await home.sync()
    assert len(starts(home)) == {"FREQ=WEEKLY;COUNT=4": 4, "FREQ=DAILY;COUNT=5": 5, "": 1}[rule]
    home.check()


@TEMPERS
async def test_a_single_appointment_becomes_a_series(temper: Temper) -> None:
    home = await with_series(temper)
    await home.edit("other", rule="FREQ=DAILY;COUNT=3")
    await home.sync()
    recurrence = home.server.read("other").recurrence
    assert recurrence is not None
    assert recurrence.rule == "FREQ=DAILY;COUNT=3"
    home.check()


@TEMPERS
async def test_deleting_every_occurrence_one_by_one_deletes_the_series(temper: Temper) -> None:
    home = await with_series(temper, series(rule="FREQ=WEEKLY;COUNT=3"))
    for key in KEYS[:3]:
        await home.engine.delete(home.row("series").id, at=key)
        await home.sync()
    assert home.titles() == home.server.titles() == ["Other"]
    home.check()


@TEMPERS
async def test_editing_from_the_first_that_is_left_edits_all(temper: Temper) -> None:
    home = await with_series(temper, skip(series(), KEYS[0]))
    edited = await home.engine.edit(home.row("series").id, Edit({"title": "All"}, following=KEYS[1]))
    assert edited == home.row("series").id
    await home.sync()
    assert {title for _, title in starts(home)} == {"All"}
    home.check()


@TEMPERS
async def test_the_same_skipped_on_both_sides_is_skipped_once(temper: Temper) -> None:
    home = await with_series(temper, on_conflict="ask")
    await home.engine.delete(home.row("series").id, at=KEYS[1])
    home.server.change("series", lambda old: skip(old, KEYS[1]))
    report = await home.sync()
    assert (report.conflicts, len(starts(home))) == (0, 7)
    home.check()


@TEMPERS
async def test_different_occurrences_skipped_on_both_sides_are_both_skipped(temper: Temper) -> None:
    home = await with_series(temper, on_conflict="ask")
    await home.engine.delete(home.row("series").id, at=KEYS[1])
    home.server.change("series", lambda old: skip(old, KEYS[2]))
    report = await home.sync()
    assert (report.conflicts, len(starts(home))) == (0, 6)
    home.check()


# --- what services send -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("temper", [Temper.PIECES, Temper.FROZEN])
async def test_an_exception_that_comes_before_or_without_its_master_asks_for_it(temper: Temper) -> None:
    home = await house(temper)
    home.server.reads_masters = False
    home.server.page_size = 1
    home.server.put(retitled_at("Apart", KEYS[1])(series()))
    await home.sync()
    assert [o.content.title for o in (home.row("series").shown or series()).overrides] == ["Apart"]
    home.server.change("series", retitled_at("Apart again", KEYS[1]))
    await home.sync()
    home.check()


async def test_occurrences_of_somebody_elses_series_are_shown_without_a_master() -> None:
    home = await house()
    first = replace(call("Guest", "guest").content, title="Guest one")
    second = replace(first, when=timed(datetime(2026, 3, 9, 10), datetime(2026, 3, 9, 11), "Europe/Berlin"))
    guest = Appointment("guest", first, None, (Override(KEYS[0], first), Override(KEYS[1], second)), masterless=True)
    home.server.put(guest)
    await home.sync()
    assert home.count("occurrences") == 2
    await home.engine.edit(home.row("guest").id, Edit({"location": "My seat"}, at=KEYS[1]))
    await home.sync()
    assert content_at(home.server.read("guest"), KEYS[1]).location == "My seat"
    with pytest.raises(Usage):
        await home.engine.edit(home.row("guest").id, Edit({"title": "x"}, following=KEYS[1]))
    home.check()


@TEMPERS
async def test_a_series_of_whole_days(temper: Temper) -> None:
    days = Content(all_day(date(2026, 3, 27), date(2026, 3, 29)), "Fair")
    home = await with_series(temper, Appointment("series", days, Recurrence("FREQ=WEEKLY;COUNT=4")))
    row = home.row("series").id
    await home.engine.edit(row, Edit({"title": "Small fair"}, at="20260403"))
    await home.engine.delete(row, at="20260410")
    await home.engine.edit(row, Edit({"title": "Last fair"}, following="20260417"))
    for _ in range(2):
        await home.sync()
    assert starts(home) == [("2026-03-27", "Fair"), ("2026-04-03", "Small fair"), ("2026-04-17", "Last fair")]
    home.check()


@TEMPERS
@pytest.mark.parametrize(("zone", "hour"), [("Europe/Berlin", 2), ("America/New_York", 2), ("Australia/Lord_Howe", 2)])
async def test_a_daily_series_over_a_clock_change(temper: Temper, zone: str, hour: int) -> None:
    when = timed(datetime(2026, 3, 5, hour, 30), datetime(2026, 3, 5, hour + 1), zone)
    home = await with_series(temper, Appointment("series", Content(when, "Early"), Recurrence("FREQ=DAILY;COUNT=35")))
    shown = home.row("series").shown
    assert shown is not None
    low, high = START - timedelta(days=30), START + timedelta(days=200)
    for each in [o for o in occurrences(shown, low, high) if o.when.start.day in (8, 29)]:
        await home.engine.edit(home.row("series").id, Edit({"title": "Apart"}, at=each.original_start))
    await home.engine.delete(home.row("series").id, at=occurrences(shown, low, high)[-1].original_start)
    await home.sync()
    assert [title for _, title in starts(home)].count("Apart") == 2
    assert len(starts(home)) == 34
    home.check()


@TEMPERS
@pytest.mark.parametrize("listed", ["by changes", "anew"])
async def test_an_exception_that_is_ordinary_again_there_is_so_here(temper: Temper, listed: str) -> None:
    home = await with_series(temper, retitled_at("Apart", KEYS[1])(series()))
    home.server.put(series())
    if listed == "anew":
        home.server.forget_cursors()
    await home.sync()
    assert "Apart" not in str(home.row("series").shown)
    home.check()


@pytest.mark.parametrize("temper", [Temper.PIECES, Temper.FROZEN])
async def test_an_exception_that_vanished_while_the_cursor_was_dead_is_gone_here(temper: Temper) -> None:
    """A full listing lacks it, and nothing else of its series changed."""
    home = await with_series(temper, retitled_at("Apart", KEYS[1])(series()))
    shelf = home.server.shelf("home")
    (vanished,) = [r.remote_id for r in shelf.records.values() if r.original_start == KEYS[1]]
    del shelf.records[vanished]
    home.server.put(call("Last", "last"))
    home.server.page_size = 1
    home.server.forget_cursors()
    await home.sync()
    assert "Apart" not in str(home.row("series").shown)
    home.check()
