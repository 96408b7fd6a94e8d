"""Cursors that die, pages that come twice or in another order: nothing is lost, doubled or resurrected, and nobody loops (S13, S14)."""

from __future__ import annotations

import pytest

from calsync_desktop.core.errors import CursorDead
from tests.fakes import Temper
from tests.journeys.house import House, call, house, relocated, retitled, series

TEMPERS = pytest.mark.parametrize("temper", list(Temper))


async def changed_meanwhile(temper: Temper, page_size: int = 2) -> House:
    """Many appointments; both sides changed, created and deleted some."""
    home = await house(temper)
    home.server.page_size = page_size
    for n in range(9):
        home.server.put(call(f"Call {n}", f"call{n}", day=2 + n))
    home.server.put(series())
    await home.sync()
    await home.edit("call1", title="Ours")
    await home.engine.delete(home.row("call2").id)
    await home.engine.add(home.calendar(), call("Made here", day=20).content)
    home.server.change("call1", relocated("Their room"))
    home.server.change("call3", retitled("Theirs"))
    home.server.remove("call4")
    home.server.put(call("New there", "new", day=21))
    return home


async def settled(home: House) -> None:
    """Everything arrived exactly once."""
    for _ in range(2):
        assert (await home.sync()).status == "ok"
    expected = [
        "Call 0",
        "Call 5",
        "Call 6",
        "Call 7",
        "Call 8",
        "Jour fixe",
        "Made here",
        "New there",
        "Ours",
        "Theirs",
    ]
    assert home.titles() == home.server.titles() == expected
    home.check()


@TEMPERS
@pytest.mark.parametrize("nth", range(1, 8))
async def test_a_cursor_may_die_at_any_page(temper: Temper, nth: int) -> None:
    home = await changed_meanwhile(temper)
    home.server.faults.fail(CursorDead("410"), "changes", nth=nth)
    await home.sync()
    home.server.faults.clear()
    await settled(home)


@TEMPERS
@pytest.mark.parametrize("nth", range(1, 8))
async def test_a_cursor_may_die_twice_in_a_row(temper: Temper, nth: int) -> None:
    home = await changed_meanwhile(temper)
    home.server.faults.fail(CursorDead("410"), "changes", nth=nth, times=2)
    await home.sync()
    home.server.faults.clear()
    await settled(home)


@TEMPERS
async def test_a_server_whose_cursors_always_die_is_not_asked_in_a_circle(temper: Temper) -> None:
    home = await changed_meanwhile(temper)
    home.server.faults.fail(CursorDead("410"), "changes", times=10_000)
    before = home.server.requests
    report = await home.sync()
    assert (report.status, home.server.requests - before) == ("failed", 2)
    home.server.faults.clear()
    await settled(home)


@TEMPERS
@pytest.mark.parametrize("nth", range(1, 8))
async def test_a_listing_that_breaks_off_at_any_page_goes_on_or_begins_anew(temper: Temper, nth: int) -> None:
    from calsync_desktop.core.errors import Offline

    home = await changed_meanwhile(temper)
    home.server.forget_cursors()
    home.server.faults.fail(Offline("No answer."), "changes", after=True, nth=nth)
    await home.sync()
    home.server.faults.clear()
    home.server.remove("call8")
    home.server.put(call("Call 8", "call8", day=10))
    await settled(home)


@TEMPERS
async def test_deleting_while_the_listing_is_broken_off_is_noticed(temper: Temper) -> None:
    from calsync_desktop.core.errors import Offline

    home = await changed_meanwhile(temper)
    home.server.forget_cursors()
    home.server.faults.fail(Offline("No answer."), "changes", nth=3)
    await home.sync()
    home.server.faults.clear()
    home.server.remove("call0")
    for _ in range(2):
        await home.sync()
    assert "Call 0" not in home.titles()
    home.check()


@TEMPERS
async def test_listing_everything_again_and_again_changes_nothing(temper: Temper) -> None:
    home = await changed_meanwhile(temper)
    await settled(home)
    tables = ("appointments", "pieces", "occurrences", "history", "faces")
    before = {t: home.store.raw.execute(f"SELECT * FROM {t}").fetchall() for t in tables if t != "pieces"}
    writes = len(home.server.writes)
    for _ in range(3):
        report = await home.sync(from_scratch=True)
        assert (report.pulled.created, report.pulled.updated, report.pulled.deleted) == (0, 0, 0)
    assert {t: home.store.raw.execute(f"SELECT * FROM {t}").fetchall() for t in before} == before
    assert len(home.server.writes) == writes
    home.check()


@TEMPERS
@pytest.mark.parametrize("turned", [False, True])
async def test_pages_that_come_twice_or_turned_around_change_nothing_more(temper: Temper, turned: bool) -> None:
    home = await changed_meanwhile(temper)
    home.server.page_size = 100
    spoil_pages(home, turned=turned)
    await home.sync()
    await settled(home)


def spoil_pages(home: House, *, turned: bool) -> None:
    """Every page's pieces come twice, or backwards."""
    from dataclasses import replace

    from tests.fakes import FakeProvider

    changes = FakeProvider.changes

    async def spoilt(self: FakeProvider, *arguments):  # type: ignore[no-untyped-def]
        async for delta in changes(self, *arguments):
            some = tuple(reversed(delta.pieces)) if turned else delta.pieces + delta.pieces
            yield replace(delta, pieces=some)

    provider = home.server.provider

    def made(device: str = "laptop", secret: object = None) -> object:
        client = provider(device, secret)  # type: ignore[arg-type]
        client.changes = spoilt.__get__(client)  # type: ignore[method-assign]
        return client

    home.server.provider = made  # type: ignore[method-assign,assignment]


@TEMPERS
async def test_our_own_write_comes_back_in_the_listing_without_an_echo(temper: Temper) -> None:
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Ours")
    await home.sync()
    writes, lines = len(home.server.writes), home.count("history")
    report = await home.sync()
    assert (len(home.server.writes), report.pulled.updated, home.count("history")) == (writes, 0, lines)
    home.check()


@TEMPERS
async def test_our_own_write_may_be_listed_before_its_answer_comes(temper: Temper) -> None:
    """Another run (after a lost answer) observes it first; then the answer is found by reading."""
    home = await house(temper)
    home.server.put(call())
    await home.sync()
    await home.edit("call", title="Ours")
    home.server.faults.lose_answer("send update")
    await home.sync()
    home.server.faults.break_down("fetch", times=1)
    await home.sync()
    home.server.faults.clear()
    report = await home.sync()
    assert (report.status, report.conflicts, home.server.titles()) == ("ok", 0, ["Ours"])
    assert len(home.server.writes) == 1
    home.check()
