"""Commands and runs that meet: accounts side by side, an edit, a disconnection or a second sync in the middle of one."""

from __future__ import annotations

import asyncio

import pytest

from calsync_desktop.core.errors import CalSyncError, Offline
from calsync_desktop.sync.notices import RunEnded, RunStarted
from tests.fakes import FakeServer, Temper
from tests.journeys.house import SECRET, House, call, copied, house, relocated

TEMPERS = pytest.mark.parametrize("temper", list(Temper))


async def two_accounts(temper: Temper = Temper.RESOURCE) -> tuple[House, FakeServer, str]:
    """A house, a second account's server and the connection to it."""
    home = await house(temper)
    other = FakeServer(temper, now=home.ground.now)
    other.account = "grace@example.com"
    home.engine._reception.doors["other"] = other.door()  # type: ignore[index]
    return home, other, await home.engine.connect("other", SECRET, {})


@TEMPERS
async def test_two_accounts_sync_side_by_side(temper: Temper) -> None:
    home, other, second = await two_accounts(temper)
    for n in range(150):
        home.server.put(call(f"Mine {n}", f"m{n}", day=1 + n % 28))
        other.put(call(f"Hers {n}", f"h{n}", day=1 + n % 28))
    reports = await home.engine.sync()
    assert {r.connection: (r.status, r.pulled.created) for r in reports} == {
        home.connection: ("ok", 150),
        second: ("ok", 150),
    }
    home.check()


@TEMPERS
async def test_an_account_that_is_offline_leaves_the_other_alone(temper: Temper) -> None:
    home, other, second = await two_accounts(temper)
    home.server.faults.lose_request("", times=99)
    other.put(call("Hers", "hers"))
    reports = {r.connection: r.status for r in await home.engine.sync()}
    assert reports == {home.connection: "offline", second: "ok"}
    assert home.titles() == ["Hers"]


async def test_two_syncs_of_one_account_wait_for_each_other() -> None:
    home = await house()
    await home.engine.add(home.calendar(), call("Made here").content)
    home.notices.clear()
    await asyncio.gather(*(home.sync() for _ in range(3)))
    kinds = [type(n) for n in home.notices if isinstance(n, RunStarted | RunEnded)]
    assert kinds == [RunStarted, RunEnded] * 3
    assert [w.verb for w in home.server.writes] == ["create"]
    home.check()


@TEMPERS
async def test_edits_of_every_kind_in_the_middle_of_a_sync_are_kept(temper: Temper) -> None:
    home = await house(temper)
    for n in range(250):
        home.server.put(call(f"Call {n}", f"c{n}", day=1 + n % 28))
    await home.sync()
    for n in range(250):
        home.server.put(call(f"Again {n}", f"c{n}", day=1 + n % 28))
    syncing = asyncio.create_task(home.sync())
    for n in range(3):
        await asyncio.sleep(0)
        await home.edit(f"c{n}", location=f"Room {n}")
        await home.engine.delete(home.row(f"c{100 + n}").id)
        await home.engine.add(home.calendar(), call(f"New {n}").content)
    assert not syncing.done()
    await syncing
    for _ in range(2):
        await home.sync()
    assert {home.server.read(f"c{n}").content.location for n in range(3)} == {"Room 0", "Room 1", "Room 2"}
    assert {"New 0", "New 1", "New 2"} <= {*home.server.titles()}
    home.check()


async def test_a_disconnection_in_the_middle_of_a_sync_waits_for_its_end() -> None:
    home = await house()
    for n in range(250):
        home.server.put(call(f"Call {n}", f"c{n}", day=1 + n % 28))
    home.notices.clear()
    syncing = asyncio.create_task(home.sync())
    for _ in range(5):
        await asyncio.sleep(0)
    assert RunStarted(home.connection) in home.notices
    assert not syncing.done()
    await home.engine.disconnect(home.connection)
    assert (await syncing).status == "ok"
    assert (home.rows(), home.count("pieces"), home.count("faces"), home.count("search")) == ([], 0, 0, 0)
    with pytest.raises(CalSyncError):
        await home.sync()


async def test_a_sync_that_is_cancelled_leaves_nothing_half_done() -> None:
    home = await house()
    for n in range(250):
        home.server.put(call(f"Call {n}", f"c{n}", day=1 + n % 28))
    await home.engine.add(home.calendar(), call("Made here").content)
    for turns in range(12):
        syncing = asyncio.create_task(home.sync())
        for _ in range(turns):
            await asyncio.sleep(0)
        syncing.cancel()
        await asyncio.gather(syncing, return_exceptions=True)
    assert (await home.sync()).status == "ok"
    assert len(home.titles()) == 251
    assert home.server.titles().count("Made here") == 1
    home.check()


async def test_an_account_cannot_be_connected_twice_and_a_failed_connection_leaves_nothing() -> None:
    home = await house()
    with pytest.raises(CalSyncError):
        await home.engine.connect("fake", SECRET, {})
    with pytest.raises(CalSyncError):
        await home.engine.connect("fake", SECRET | {"password": "wrong"}, {})
    home.server.faults.fail(Offline("No answer."), "calendars")
    home.server.account = "another@example.com"
    with pytest.raises(Offline):
        await home.engine.connect("fake", SECRET, {})
    assert (home.count("connections"), list(home.vault.records)) == (1, [home.connection])


@TEMPERS
async def test_an_edit_in_any_breath_of_a_sync_is_kept(temper: Temper) -> None:
    """Between deciding and doing the user may have edited the very appointment that is next."""
    world = await house(temper)
    for n in range(120):
        world.server.put(call(f"Call {n}", f"c{n}", day=1 + n % 28))
    await world.sync()
    for n in range(120):
        world.server.change(f"c{n}", relocated("Theirs"))
    breaths = 0
    while True:
        home = copied(world)
        if not await edited_in_breath(home, breaths):
            break
        breaths += 1
        for _ in range(2):
            await home.sync()
        for uid in ("c5", "c60", "c119"):
            there = home.server.read(uid).content
            assert (there.title, there.location) == (f"Ours {uid}", "Theirs"), breaths
        home.check()
    assert breaths > 2


async def edited_in_breath(home: House, nth: int) -> bool:
    """Edit when the sync breathes for the nth time (from 0); False when it never does."""
    sleep, waiting = home.ground.sleep, [nth]

    async def breathe(seconds: float) -> None:
        await sleep(seconds)
        if seconds == 0:
            waiting[0] -= 1
            if waiting[0] == -1:
                for uid in ("c5", "c60", "c119"):
                    await home.edit(uid, title=f"Ours {uid}")

    object.__setattr__(home.engine.ground, "sleep", breathe)
    await home.sync()
    object.__setattr__(home.engine.ground, "sleep", sleep)
    return waiting[0] < 0
