"""Clocks that are wrong or jump decide nothing but who wins a clash, and there the server's own clock is taken off (I14, S19)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes import Temper
from tests.journeys.house import House, call, house, relocated, retitled, series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))
YEARS = timedelta(days=3652)
JUMPS = pytest.mark.parametrize("jump", [-YEARS, YEARS, timedelta(hours=-3), timedelta(hours=3)], ids=str)


async def lived_in(temper: Temper) -> House:
    home = await house(temper)
    home.server.put(call())
    home.server.put(series())
    await home.sync()
    return home


@pytest.mark.parametrize("temper", [Temper.RESOURCE, Temper.PIECES])
@JUMPS
async def test_after_the_clock_jumped_nothing_is_written_anew_or_lost(temper: Temper, jump: timedelta) -> None:
    home = await lived_in(temper)
    writes = len(home.server.writes)
    home.ground.start += jump
    for scratch in (False, True):
        report = await home.sync(from_scratch=scratch)
        assert (report.pulled.created, report.pulled.updated, report.pulled.deleted) == (0, 0, 0)
    assert len(home.server.writes) == writes
    assert home.titles() == ["Client call", "Jour fixe"]


@pytest.mark.parametrize("temper", [Temper.RESOURCE, Temper.PIECES])
@JUMPS
async def test_edits_of_both_sides_around_a_jump_are_merged(temper: Temper, jump: timedelta) -> None:
    home = await lived_in(temper)
    await home.edit("call", title="Ours")
    home.ground.start += jump
    home.server.change("call", relocated("Their room"))
    for _ in range(2):
        await home.sync()
    there = home.server.read("call").content
    assert (there.title, there.location) == ("Ours", "Their room")
    assert home.at_rest()


@TEMPERS
@pytest.mark.parametrize("off", [timedelta(hours=-5), timedelta(hours=5)], ids=str)
@pytest.mark.parametrize("ours_later", [True, False])
async def test_the_newer_edit_wins_though_the_servers_clock_is_wrong(
    temper: Temper, off: timedelta, ours_later: bool
) -> None:
    home = await lived_in(temper)
    home.server.clock_off = off
    home.ground.pass_time(60)
    if ours_later:
        home.server.change("call", retitled("Theirs"))
        home.ground.pass_time(60)
        await home.edit("call", title="Ours")
    else:
        await home.edit("call", title="Ours")
        home.ground.pass_time(60)
        home.server.change("call", retitled("Theirs"))
    await home.sync()
    assert home.titles() == ["Jour fixe", "Ours" if ours_later else "Theirs"]
    home.check()


@pytest.mark.parametrize("days", [1, 8, 400, 1000])
async def test_as_days_pass_what_is_drawn_goes_along(days: int) -> None:
    home = await house()
    home.server.put(series(rule="FREQ=WEEKLY"))
    home.server.put(call())
    await home.sync()
    home.ground.pass_time(days * 24 * 3600)
    await home.sync()
    if days >= 8:
        home.check()
    assert home.count("occurrences") > 100
