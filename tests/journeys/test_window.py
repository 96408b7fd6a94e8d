"""Journeys of what was made here and has to wait: outside the sync window, or not confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from calsync_desktop.core.appointment import EventStatus
from calsync_desktop.sync.editing import Edit
from tests.fakes import Temper
from tests.journeys.house import House, call, house, series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))
DAY = 86_400.0


async def with_new(days: int, **fields: object) -> House:
    """A house where one appointment was made, so many days from 2 March 2026."""
    home = await house()
    content = call("New").content
    when = content.when.moved_to(content.when.start + timedelta(days=days))
    await home.engine.add(home.calendar(), replace(content, when=when, **fields))  # type: ignore[arg-type]
    return home


@pytest.mark.parametrize(("days", "goes"), [(29, True), (30, True), (31, False), (-29, True), (-31, False)])
async def test_only_what_lies_in_the_window_is_sent(days: int, goes: bool) -> None:
    home = await with_new(days)
    report = await home.sync()
    assert (report.pushed.created, report.parked, home.titles()) == (int(goes), 0, ["New"])
    assert [kind for kind, _ in home.parked()] == ([] if goes else ["window"])


async def test_it_says_from_when_on_it_is_sent_and_then_is() -> None:
    home = await with_new(40)
    await home.sync()
    ((_, reason),) = home.parked()
    assert "2026-03-12" in reason
    home.ground.pass_time(10 * DAY)
    report = await home.sync()
    assert (report.pushed.created, home.parked()) == (1, [])
    home.check()


async def test_a_wider_window_lets_it_go() -> None:
    home = await with_new(40)
    await home.sync()
    await home.engine.configure(home.connection, {"window_days": "60"})
    assert (await home.sync()).pushed.created == 1


async def test_send_now_sends_it() -> None:
    home = await with_new(400)
    await home.sync()
    await home.engine.send_now(home.rows()[0].id)
    assert (await home.sync()).pushed.created == 1
    home.check()


async def test_a_tentative_one_goes_once_it_is_confirmed() -> None:
    home = await with_new(1, status=EventStatus.TENTATIVE)
    assert (await home.sync()).pushed.created == 0
    await home.engine.edit(home.rows()[0].id, Edit({"status": EventStatus.CONFIRMED}))
    assert (await home.sync()).pushed.created == 1
    home.check()


@TEMPERS
async def test_an_edit_of_what_is_there_goes_whatever_its_date(temper: Temper) -> None:
    home = await house(temper)
    content = call("Far").content
    when = content.when.moved_to(content.when.start + timedelta(days=100))
    home.server.put(replace(call("Far"), content=replace(content, when=when)))
    await home.sync()
    await home.edit("call", title="Edited", status=EventStatus.TENTATIVE)
    assert (await home.sync()).pushed.updated == 1
    home.check()


async def test_the_rest_of_a_divided_series_goes_whatever_its_date() -> None:
    home = await house()
    home.server.put(series(rule="FREQ=WEEKLY;COUNT=52"))
    await home.sync()
    await home.engine.edit(home.row("series").id, Edit({"title": "Later"}, following="20260907T080000Z"))
    report = await home.sync()
    assert (report.pushed.created, report.pushed.updated) == (1, 1)
    home.check()


@TEMPERS
async def test_what_an_edit_brought_back_goes_whatever_its_date(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    home.ground.pass_time(90 * DAY)
    await home.edit("call", title="Edited")
    home.server.remove("call")
    await home.sync()
    assert home.server.titles() == ["Edited"]
