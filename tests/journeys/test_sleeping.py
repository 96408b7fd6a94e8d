"""Computers that sleep and wake, on a clock that passes only when the test says so (S20)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from calsync_desktop.sync.notices import Fell, RunEnded, RunStarted
from tests.journeys.house import call
from tests.journeys.test_scheduler import MINUTE, Watch, watching

NIGHT = timedelta(hours=8)


def sleeps(watch: Watch, gap: timedelta = NIGHT) -> None:
    """The wall clock goes on while the machine sleeps, the monotonic one does not."""
    watch.home.ground.start += gap


async def test_a_hundred_nights_are_a_hundred_syncs_and_one_within_seconds_of_each_waking() -> None:
    chance = Random("nights")
    async with watching(interval_minutes="60") as watch:
        for night in range(100):
            await watch.after(chance.uniform(1, 59) * MINUTE)
            watch.home.server.put(call(f"Night {night}", f"night{night}"))
            sleeps(watch, timedelta(minutes=chance.uniform(10, 1000)))
            began = await watch.after(31)
            assert len(began) == 1
            assert f"Night {night}" in watch.home.titles()
            assert await watch.after(29) == []


async def test_runs_of_one_account_never_overlap_however_often_it_wakes() -> None:
    async with watching(interval_minutes="5") as watch:
        watch.home.server.faults.throttle("", seconds=40, times=3)
        for _ in range(20):
            sleeps(watch)
            await watch.after(45)
        told = [type(n) for n in watch.home.notices if isinstance(n, RunStarted | RunEnded)]
        assert all(one is not other for one, other in pairwise(told))


@pytest.mark.parametrize("offline", [1, 2])
async def test_waking_before_the_network_is_there_is_made_up_for_within_a_minute_of_it(offline: int) -> None:
    async with watching(interval_minutes="60") as watch:
        home = watch.home
        home.server.put(call("Made in the night"))
        home.server.faults.lose_request("", times=offline)
        sleeps(watch)
        await watch.after(31)
        assert home.titles() == []
        await watch.after(2 * MINUTE)
        assert home.titles() == ["Made in the night"]
        told = [n for n in home.notices if isinstance(n, Fell)]
        assert {n.kind for n in told} == {"offline"}
        assert len(told) <= offline


async def test_an_edit_made_just_before_sleeping_leaves_after_waking() -> None:
    async with watching(interval_minutes="60") as watch:
        home = watch.home
        await home.engine.add(home.calendar(), call("Last thing").content)
        sleeps(watch)
        await watch.after(31)
        assert home.server.titles() == ["Last thing"]
        assert len([w for w in home.server.writes if w.verb == "create"]) == 1


async def test_sleeping_in_the_middle_of_a_request_ends_it_and_does_it_once_more() -> None:
    async with watching(interval_minutes="60") as watch:
        home = watch.home
        await home.engine.add(home.calendar(), call("Cut off").content)
        home.server.faults.lose_answer("send create", times=1)
        home.server.faults.act(lambda: sleeps(watch), "send create", after=False)
        await watch.after(2 * MINUTE)
        assert home.server.titles() == ["Cut off"]
        assert home.at_rest()


async def test_a_short_nap_or_a_clock_that_is_set_right_is_no_waking() -> None:
    async with watching(interval_minutes="60") as watch:
        await watch.after(10)
        for gap in (timedelta(seconds=30), timedelta(seconds=-5), -NIGHT):
            sleeps(watch, gap)
            assert await watch.after(MINUTE) == []
