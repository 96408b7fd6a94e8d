"""What the engine tells whoever listens: ids that are right, progress while it goes on, and breaths between its steps."""

from __future__ import annotations

import pytest

from calsync_desktop.core.errors import Usage
from calsync_desktop.sync.editing import Edit
from calsync_desktop.sync.notices import (
    AppointmentsChanged,
    CalendarsChanged,
    ConnectionChanged,
    Fell,
    ParkedChanged,
    Paused,
    RunEnded,
    RunProgress,
    RunStarted,
)
from tests.fakes import Temper
from tests.journeys.house import House, call, house, relocated, retitled, series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))


def changed(home: House) -> set[str]:
    """The appointments of which the last run said that they changed."""
    found = [n for n in home.notices if isinstance(n, AppointmentsChanged)]
    assert all(n.appointments for n in found), "a small run names what it changed"
    return {id_ for notice in found for id_ in notice.appointments}


@TEMPERS
async def test_a_run_is_told_from_its_start_to_its_end(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    home.notices.clear()
    report = await home.sync()
    kinds = [type(n) for n in home.notices]
    assert kinds[0] is RunStarted
    assert kinds.index(RunProgress) < kinds.index(AppointmentsChanged) < kinds.index(RunEnded)
    assert RunEnded(home.connection, report) in home.notices
    assert RunProgress(home.connection, home.calendar(), 1) in home.notices


@TEMPERS
async def test_exactly_what_changed_here_is_named(temper: Temper) -> None:
    home = await house(temper)
    for n in range(5):
        home.server.put(call(f"Call {n}", f"c{n}", day=2 + n))
    home.server.put(series())
    await home.sync()
    before = {row.uid: row.id for row in home.rows()}
    home.server.change("c0", retitled("Theirs"))
    home.server.remove("c1")
    home.server.put(call("New", "new", day=20))
    await home.edit("c2", title="Ours")
    home.server.change("c2", relocated("Room"))
    home.notices.clear()
    await home.sync()
    assert changed(home) == {before["c0"], before["c1"], before["c2"], home.row("new").id}


@TEMPERS
async def test_what_was_sent_is_named_since_it_does_not_wait_any_more(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    home.server.put(call("Other", "other"))
    await home.sync()
    await home.edit("call", title="Ours")
    home.notices.clear()
    await home.sync()
    assert changed(home) == {home.row("call").id}


@TEMPERS
async def test_a_quiet_run_names_nothing(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.sync()
    home.notices.clear()
    await home.sync()
    assert {type(n) for n in home.notices} == {RunStarted, RunEnded, ConnectionChanged}


@TEMPERS
async def test_what_is_parked_and_what_comes_free_is_told(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Bad")
    home.server.refuse("call")
    home.notices.clear()
    await home.sync()
    assert ParkedChanged() in home.notices
    assert changed(home) == {home.row("call").id}
    home.server.refused.clear()
    await home.edit("call", title="Good")
    home.notices.clear()
    await home.sync()
    assert ParkedChanged() in home.notices


async def test_an_unreadable_item_is_told_of_and_when_it_can_be_read_again() -> None:
    home = await house()
    home.server.put(call())
    await home.sync()
    home.server.spoil("call")
    home.notices.clear()
    await home.sync()
    assert ParkedChanged() in home.notices
    home.server.change("call", retitled("Readable"))
    home.notices.clear()
    await home.sync()
    assert ParkedChanged() in home.notices
    assert home.parked() == []


async def test_a_failure_is_told_in_words_and_a_success_is_not_one() -> None:
    home = await house()
    home.notices.clear()
    await home.sync()
    assert not [n for n in home.notices if isinstance(n, Fell)]
    home.server.faults.break_down("")
    await home.sync()
    (fell,) = [n for n in home.notices if isinstance(n, Fell)]
    assert (fell.kind, fell.connection) == ("server", home.connection)
    assert fell.message
    assert fell.hint


async def test_calendars_that_come_and_go_are_told() -> None:
    home = await house()
    home.server.add_calendar("work")
    home.server.add_calendar("third")
    home.server.remove_calendar("home")
    home.notices.clear()
    await home.sync()
    assert CalendarsChanged(home.connection) in home.notices


async def test_pausing_and_resuming_are_told() -> None:
    home = await house()
    home.notices.clear()
    await home.engine.pause()
    await home.engine.resume()
    assert home.notices == [Paused(None), Paused(resumed=True)]


async def test_an_edit_that_makes_no_sense_changes_nothing_and_says_so() -> None:
    home = await house()
    home.server.put(series())
    await home.sync()
    before = home.rows()
    home.notices.clear()
    with pytest.raises(Usage):
        await home.engine.edit(home.row("series").id, Edit({"title": "x"}, at="19990101T090000Z"))
    assert (home.rows(), home.notices) == (before, [])


@TEMPERS
async def test_the_engine_breathes_between_slices_of_a_large_listing(temper: Temper) -> None:
    """Once a page, and once for every hundred appointments that are taken over."""
    home = await house(temper)
    for n in range(350):
        home.server.put(call(f"Call {n}", f"c{n}", day=1 + n % 28))
    home.ground.slept.clear()
    await home.sync()
    assert home.ground.slept.count(0) >= 4 + 4
    assert len(home.titles()) == 350


async def test_the_engine_breathes_between_what_it_sends() -> None:
    home = await house()
    for n in range(30):
        await home.engine.add(home.calendar(), call(f"Call {n}").content)
    home.ground.slept.clear()
    await home.sync()
    assert home.ground.slept.count(0) >= 30


async def test_the_users_edit_is_stored_while_a_large_listing_goes_on() -> None:
    """Between two breaths the user's command is carried out at once, not after the run."""
    import asyncio

    home = await house()
    for n in range(600):
        home.server.put(call(f"Call {n}", f"c{n}", day=1 + n % 28))
    syncing = asyncio.create_task(home.sync())
    await asyncio.sleep(0)
    await home.engine.add(home.calendar(), call("Made here").content)
    assert not syncing.done()
    assert "Made here" in home.titles()
    await syncing
    await home.sync()
    assert "Made here" in home.server.titles()
    home.check()
