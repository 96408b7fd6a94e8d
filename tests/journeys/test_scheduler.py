"""When the engine syncs by itself, on a clock that passes only when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest

from calsync_desktop.core.provider import Notify
from calsync_desktop.sync import scheduler, writing
from calsync_desktop.sync.editing import Edit
from calsync_desktop.sync.notices import RunEnded, RunStarted
from tests.fakes import FakeGround, FakeServer
from tests.journeys.house import SECRET, House, call, house

MINUTE = 60.0


@dataclass
class Watch:
    """A house whose engine runs in the background; ``runs`` are the seconds at which each run began."""

    home: House
    began: float
    runs: list[float] = field(default_factory=list)

    async def after(self, seconds: float) -> list[float]:
        """When runs began in the next ``seconds``, counted from now."""
        now, known = self.home.ground.monotonic(), len(self.runs)
        await self.home.ground.settle()
        await self.home.ground.advance(seconds)
        return [round(at - now, 1) for at in self.runs[known:]]


@asynccontextmanager
async def watching(**settings: str) -> AsyncIterator[Watch]:
    """The engine runs; its first run is over."""
    ground = FakeGround(manual=True)
    home = await house(server=FakeServer(now=ground.now), ground=ground, **settings)  # type: ignore[arg-type]
    watch = Watch(home, ground.monotonic())
    tell = home.engine._tell

    def listen(notice: object) -> None:
        if isinstance(notice, RunStarted):
            watch.runs.append(ground.monotonic())
        tell(notice)  # type: ignore[arg-type]

    home.engine._tell = listen
    stop = asyncio.Event()
    task = asyncio.create_task(home.engine.run(stop))
    await ground.settle()
    yield watch
    stop.set()
    await ground.settle()
    await asyncio.wait_for(task, 5)


async def test_it_syncs_at_once_and_then_every_interval() -> None:
    async with watching(interval_minutes="5") as watch:
        assert len(watch.runs) == 1
        assert await watch.after(16 * MINUTE) == [300.0, 600.0, 900.0]


async def test_the_interval_is_the_connections_own_and_may_change_meanwhile() -> None:
    async with watching(interval_minutes="30") as watch:
        assert await watch.after(20 * MINUTE) == []
        await watch.home.engine.configure(watch.home.connection, {"interval_minutes": "15"})
        assert await watch.after(1) == [0.0]
        assert await watch.after(16 * MINUTE) == [15 * MINUTE - 1]


async def test_while_a_window_is_visible_it_syncs_every_minute() -> None:
    async with watching(interval_minutes="30") as watch:
        await watch.after(10)
        await watch.home.engine.watching(visible=True)
        assert await watch.after(3 * MINUTE) == [50.0, 110.0, 170.0]
        await watch.home.engine.watching(visible=False)
        assert await watch.after(29 * MINUTE) == []
        await watch.home.engine.watching(visible=True)
        assert await watch.after(1) == [0.0]


async def test_what_changes_there_is_seen_within_a_minute_while_a_window_is_visible() -> None:
    async with watching(interval_minutes="30") as watch:
        home = watch.home
        await home.engine.watching(visible=True)
        await watch.after(MINUTE + 1)
        asked = home.server.requests
        home.server.put(call("Seen"))
        await watch.after(MINUTE)
        assert home.titles() == ["Seen"]
        before = home.server.requests
        await watch.after(MINUTE)
        assert (before - asked, home.server.requests - before) == (2, 1)


async def test_a_window_does_not_hurry_a_shorter_wait_or_a_failing_server() -> None:
    async with watching(interval_minutes="5") as watch:
        await watch.home.engine.watching(visible=True)
        watch.home.server.faults.throttle("", seconds=1000, times=1)
        await watch.after(MINUTE + 1)
        assert await watch.after(990) == []


async def test_an_edit_arrives_within_three_seconds_of_the_last_keystroke_whoever_looks() -> None:
    for visible in (True, False):
        async with watching(interval_minutes="30") as watch:
            home = watch.home
            await home.engine.watching(visible=visible)
            await watch.after(10)
            id_ = await home.engine.add(home.calendar(), call("B").content)
            for title in ("Bo", "Boa", "Boar", "Board"):
                await watch.after(1.9)
                await home.engine.edit(id_, Edit({"title": title}))
            assert home.server.titles() == []
            await watch.after(3)
            assert home.server.titles() == ["Board"]
            assert [w.verb for w in home.server.writes] == ["create"]


async def test_an_edit_is_sent_two_seconds_after_the_last_one() -> None:
    async with watching() as watch:
        home = watch.home
        await watch.after(10)
        await home.engine.add(home.calendar(), call("First").content)
        assert await watch.after(1.5) == []
        await home.engine.add(home.calendar(), call("Second").content)
        assert await watch.after(1.5) == []
        assert await watch.after(1) == [0.5]
        assert home.server.titles() == ["First", "Second"]


async def test_an_edit_made_while_a_run_is_under_way_is_sent_soon_after() -> None:
    async with watching() as watch:
        home = watch.home

        def edit() -> None:
            writing.add(home.engine._desk(), home.calendar(), call("Meanwhile").content, "", Notify.NONE)
            home.engine._edited()

        home.server.faults.act(edit, "changes", after=True)
        await watch.after(5 * MINUTE + 5)
        await watch.after(5)
        assert home.server.titles() == ["Meanwhile"]


async def test_failures_are_waited_for_twice_as_long_each_time_up_to_an_hour() -> None:
    async with watching(interval_minutes="1") as watch:
        watch.home.server.faults.break_down("", times=10_000)
        await watch.after(MINUTE)
        first = len(watch.runs) - 1
        await watch.after(4.2 * 3600)
        waits = [round(later - one) for one, later in pairwise(watch.runs[first:])]
        assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600][: len(waits)]
        assert len(waits) >= 9


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 26.25), (0.999, 33.74)])
async def test_the_wait_is_blurred_so_that_not_all_come_at_once(chance: float, seconds: float) -> None:
    async with watching(interval_minutes="1") as watch:
        watch.home.ground.chance = chance
        watch.home.server.faults.break_down("", times=10_000)
        await watch.after(MINUTE)
        last = watch.runs[-1]
        await watch.after(40)
        assert watch.runs[-1] - last == pytest.approx(seconds, abs=0.1)


async def test_after_a_failure_that_passed_the_interval_counts_again() -> None:
    async with watching(interval_minutes="5") as watch:
        watch.home.server.faults.break_down("", times=2)
        await watch.after(5 * MINUTE + 1)
        assert await watch.after(100) == [29.0, 89.0]
        assert await watch.after(10 * MINUTE) == [289.0, 589.0]


async def test_an_edit_does_not_jump_the_queue_of_a_failing_server() -> None:
    async with watching(interval_minutes="1") as watch:
        home = watch.home
        home.server.faults.lose_request("", times=10_000)
        await watch.after(5 * MINUTE)
        failing = len(watch.runs)
        for n in range(10):
            await home.engine.add(home.calendar(), call(f"Call {n}").content)
            await watch.after(3)
        assert len(watch.runs) - failing <= 1
        home.server.faults.clear()
        await watch.after(10 * MINUTE)
        assert len(home.server.titles()) == 10


async def test_a_server_that_asks_to_wait_is_left_alone_as_long_as_it_asked() -> None:
    async with watching(interval_minutes="1") as watch:
        watch.home.server.faults.throttle("", seconds=1000, times=1)
        await watch.after(MINUTE + 1)
        assert await watch.after(990) == []
        assert await watch.after(60) != []


async def test_after_the_machine_slept_it_syncs_at_once() -> None:
    async with watching(interval_minutes="60") as watch:
        await watch.after(10)
        # The wall clock goes on while the machine sleeps, the monotonic one does not.
        watch.home.ground.start += timedelta(hours=3)
        assert await watch.after(31) != []


async def test_waking_forgives_what_failed_before() -> None:
    async with watching(interval_minutes="60") as watch:
        watch.home.server.faults.lose_request("", times=10_000)
        await watch.after(4 * 3600)
        watch.home.server.faults.clear()
        watch.home.ground.start += timedelta(hours=8)
        assert len(await watch.after(31)) == 1


async def test_while_paused_nothing_runs_by_itself_and_what_the_user_starts_does() -> None:
    async with watching() as watch:
        home = watch.home
        await home.engine.pause()
        await home.engine.add(home.calendar(), call("Made here").content)
        assert await watch.after(3600) == []
        assert (await home.sync()).pushed.created == 1
        await home.engine.resume()
        assert len(await watch.after(1)) == 1


async def test_a_pause_ends_by_itself() -> None:
    async with watching() as watch:
        await watch.home.engine.pause(30)
        assert await watch.after(29 * MINUTE) == []
        assert len(await watch.after(2 * MINUTE)) == 1


async def test_what_is_switched_off_or_signed_out_is_left_alone() -> None:
    async with watching() as watch:
        home = watch.home
        await home.engine.configure(home.connection, {"sync_enabled": "off"})
        assert await watch.after(3600) == []
        await home.engine.configure(home.connection, {"sync_enabled": "on"})
        home.server.password = "another"
        await watch.after(1)
        assert await watch.after(2 * 3600) == []
        await home.engine.reconnect(home.connection, SECRET | {"password": "another"})
        assert len(await watch.after(1)) == 1


async def test_one_account_that_fails_does_not_slow_another_down() -> None:
    async with watching(interval_minutes="5") as watch:
        home = watch.home
        other = FakeServer(now=home.ground.now)
        other.account = "grace@example.com"
        home.engine._reception.doors["other"] = other.door()  # type: ignore[index]
        second = await home.engine.connect("other", SECRET, {})
        home.server.faults.lose_request("", times=10_000)
        await watch.after(60 * MINUTE)
        ended = [n.report.status for n in home.notices if isinstance(n, RunEnded) and n.connection == second]
        assert len(ended) == 13
        assert set(ended) == {"ok"}


def test_the_figures_of_the_document() -> None:
    assert (scheduler.AFTER_EDIT, scheduler.WHILE_SEEN) == (2.0, 60.0)
    assert (scheduler.FIRST_BACK_OFF, scheduler.LONGEST_BACK_OFF) == (30.0, 3600.0)
