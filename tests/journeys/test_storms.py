"""Half an hour in which every server asks to be left alone: three accounts with five calendars each, on a virtual clock (S17)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from calsync_desktop.sync.notices import Fell
from tests.fakes import FakeServer
from tests.journeys.house import SECRET, call
from tests.journeys.test_scheduler import MINUTE, Watch, watching

HALF_AN_HOUR = 30 * MINUTE


async def three_accounts(watch: Watch) -> list[FakeServer]:
    """Each with five calendars, edited just before the storm."""
    home = watch.home
    servers = [home.server]
    for n in range(2):
        other = FakeServer(now=home.ground.now)
        other.account = f"other{n}@example.com"
        home.engine._reception.doors[f"other{n}"] = other.door()  # type: ignore[index]
        servers.append(other)
        await home.engine.connect(f"other{n}", SECRET, {})
    for server in servers:
        for n in range(4):
            server.add_calendar(f"more{n}")
    for (connection,) in home.store.raw.execute("SELECT id FROM connections").fetchall():
        await home.engine.create_calendar(connection, "Listed Anew")
    await watch.after(6 * MINUTE)
    return servers


async def edits(watch: Watch) -> None:
    """One new appointment in each account's first calendar."""
    sql = "SELECT id FROM calendars WHERE remote_id = 'home'"
    for n, (calendar,) in enumerate(watch.home.store.raw.execute(sql).fetchall()):
        await watch.home.engine.add(calendar, call(f"In the storm {n}").content)


@pytest.mark.parametrize("seconds", [30, 300, 1700])
async def test_each_server_is_asked_once_in_the_time_it_named_and_every_edit_arrives_afterwards(seconds: int) -> None:
    async with watching(interval_minutes="1") as watch:
        servers = await three_accounts(watch)
        for server in servers:
            server.faults.throttle("", seconds=seconds, times=10_000)
        await edits(watch)
        before = [server.requests for server in servers]
        told = len(watch.home.notices)
        await watch.after(HALF_AN_HOUR)
        for server, asked in zip(servers, before, strict=True):
            assert 1 <= server.requests - asked <= HALF_AN_HOUR / seconds + 2
        assert {n.kind for n in watch.home.notices[told:] if isinstance(n, Fell)} == {"throttled"}
        for server in servers:
            server.faults.clear()
        await watch.after(2 * seconds + 60 * MINUTE)
        assert [server.titles() for server in servers] == [[f"In the storm {n}"] for n in range(3)]
        assert watch.home.at_rest()


async def test_without_a_time_named_the_pauses_grow() -> None:
    async with watching(interval_minutes="1") as watch:
        (server, *_) = await three_accounts(watch)
        server.faults.break_down("", times=10_000)
        await edits(watch)
        before = server.requests
        began = len(watch.runs)
        await watch.after(HALF_AN_HOUR)
        # Six pauses from half a minute on, each doubled, fit into half an hour; six calendars are asked each time.
        assert server.requests - before <= 6 * 7
        assert len(watch.runs) > began
        server.faults.clear()
        await watch.after(60 * MINUTE)
        assert server.titles() == ["In the storm 0"]


@pytest.mark.parametrize("seconds", [1e9, -5.0])
async def test_an_absurd_time_is_neither_taken_at_its_word_for_ever_nor_a_reason_to_hurry(seconds: float) -> None:
    async with watching(interval_minutes="1") as watch:
        servers = await three_accounts(watch)
        servers[0].faults.throttle("", seconds=seconds, times=1)
        await edits(watch)
        await watch.after(MINUTE)
        waits = [later - one for one, later in pairwise(watch.runs)]
        assert all(wait >= 0 for wait in waits)
        await watch.home.engine.sync()
        assert servers[0].titles() == ["In the storm 0"]
