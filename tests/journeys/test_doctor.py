"""Journeys to the doctor: both sides read completely, differences counted, and healed by a sync from scratch."""

from __future__ import annotations

import pytest

from calsync_desktop.sync.doctor import Finding, database_word
from tests.fakes import Temper
from tests.journeys.house import call, house, retitled, series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))


@TEMPERS
async def test_two_equal_sides_are_found_well_and_nothing_is_written(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    home.server.put(series())
    await home.sync()
    before = home.store.raw.execute("SELECT * FROM appointments").fetchall()
    (finding,) = await home.engine.doctor()
    assert finding == Finding(home.calendar(), compared=2)
    assert finding.well
    assert home.store.raw.execute("SELECT * FROM appointments").fetchall() == before


async def test_differences_are_counted_and_a_sync_from_scratch_heals_them() -> None:
    home = await house()
    for n in (1, 2, 3):
        home.server.put(call(f"Call {n}", f"call{n}", day=n))
    await home.sync()
    with home.store.begin():
        home.store.raw.execute("UPDATE appointments SET base = replace(base, 'Call 1', 'Drifted') WHERE uid = 'call1'")
        home.store.raw.execute("DELETE FROM appointments WHERE uid = 'call2'")
        home.store.raw.execute("DELETE FROM pieces WHERE remote_id LIKE '%call2%'")
    home.server.put(call("New", "new", day=5))
    (finding,) = await home.engine.doctor()
    assert (finding.compared, finding.different, finding.only_here, finding.only_there) == (2, 1, 0, 2)
    await home.sync(from_scratch=True)
    (finding,) = await home.engine.doctor()
    assert finding.well
    assert home.titles() == ["Call 1", "Call 2", "Call 3", "New"]


async def test_what_waits_to_be_sent_is_no_difference() -> None:
    home = await house()
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Waiting")
    (finding,) = await home.engine.doctor()
    assert finding.well


async def test_what_was_changed_there_since_is_a_difference_until_the_next_sync() -> None:
    home = await house()
    home.server.put(call())
    await home.sync()
    home.server.change("call", retitled("Changed"))
    (finding,) = await home.engine.doctor()
    assert finding.different == 1
    await home.sync()
    (finding,) = await home.engine.doctor()
    assert finding.well


async def test_a_sound_database_is_called_ok() -> None:
    home = await house()
    assert database_word(home.store) == "ok"
