"""Imported appointments arrive once each, whatever is there already."""

from __future__ import annotations

import pytest

from tests.fakes import Temper
from tests.journeys.house import call, house

TEMPERS = pytest.mark.parametrize("temper", list(Temper))


@TEMPERS
async def test_an_import_creates_each_once_whatever_is_there_already(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call("There", "c3", day=3))
    await home.sync()
    many = [call(f"Call {n}", f"c{n}", day=2 + n % 25) for n in range(40)]
    report = await home.engine.import_(home.calendar(), [*many, *many[:5]])
    assert (report.created, report.skipped, report.failed) == (39, 6, ())
    again = await home.engine.import_(home.calendar(), many)
    assert (again.created, again.skipped) == (0, 40)
    await home.sync()
    await home.sync()
    assert len(home.server.titles()) == 40
    home.check()


@TEMPERS
async def test_what_was_imported_here_and_elsewhere_at_once_is_one(temper: Temper) -> None:
    home = await house(temper)
    many = [call(f"Call {n}", f"c{n}", day=2 + n) for n in range(6)]
    await home.engine.import_(home.calendar(), many)
    for one in many[:3]:
        home.server.put(one)
    await home.sync()
    await home.sync()
    assert len(home.server.titles()) == len(home.titles()) == 6
    home.check()


async def test_a_preview_of_an_import_counts_and_writes_nothing() -> None:
    home = await house()
    report = await home.engine.import_(home.calendar(), [call(), call("Second", "second")], preview=True)
    assert (report.created, home.rows()) == (2, [])
