"""Crashes at every edge: each call to the server and each transaction of a scenario, before and after, one at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from calsync_desktop.core.errors import Offline, ServerTrouble
from calsync_desktop.store.opening import Store
from calsync_desktop.sync.reports import Counts
from tests.fakes import Crash
from tests.journeys.house import House, copied, reopened

Act = Callable[[House], Awaitable[None]]
Edge = tuple[str, int]
"""After which transaction ("committed") or call to the server ("called") the process ends, or within which ("commit", "call")."""
ENDINGS = ("committed", "called")
"""All that a crash can leave behind: to end within a transaction, or before a call, leaves what the one before it left."""


@dataclass(frozen=True, slots=True)
class End:
    """What a person sees on both sides when everything is quiet."""

    here: tuple[tuple[str, Any], ...]
    there: tuple[tuple[str, Any], ...]


async def crash_everywhere(home: House, act: Act, kinds: Sequence[str] = ENDINGS) -> int:
    """Carry out ``act`` (edits, made before) and sync, once for each edge at which the process can end; the number of edges.

    After each crash the reopened profile syncs until it is quiet, and both sides must be what they are when nothing crashes.
    """
    await act(home)
    wanted = await _uninterrupted(copied(home))
    crashed = 0
    for kind in kinds:
        nth = 1
        while await _crashes(home, (kind, nth), wanted):
            nth, crashed = nth + 1, crashed + 1
    return crashed


async def trouble_everywhere(home: House, act: Act, kind: str) -> int:
    """The same with one write at a time that fails as ``kind`` says, while the process lives on; the number of writes."""
    await act(home)
    wanted = await _uninterrupted(copied(home))
    nth = 1
    while await _heals(home, (kind, nth), wanted):
        nth += 1
    return nth - 1


async def _heals(old: House, edge: Edge, wanted: End) -> bool:
    home = copied(old)
    kind, nth = edge
    error = Offline("No answer.") if kind.startswith("lost") else ServerTrouble("The server answered 500.")
    home.server.faults.fail(error, "send", after=kind.endswith("after"), nth=nth)
    (planned,) = home.server.faults.planned
    report = await home.sync()
    if planned.met < nth:
        return False
    assert report.status != "ok", edge
    home.server.faults.clear()
    await _quieten(home)
    home.check()
    assert end_of(home) == wanted, edge
    await _nothing_more_to_do(home, edge)
    return True


async def _uninterrupted(home: House) -> End:
    await _quieten(home)
    home.check()
    return end_of(home)


async def _crashes(old: House, edge: Edge, wanted: End) -> bool:
    """False when the scenario is over before the edge is met."""
    home = copied(old)
    store = home.store
    _rig(home, edge)
    try:
        await home.sync()
    except Crash:
        pass
    else:
        return False
    vars(store).pop("begin", None)
    home.server.faults.clear()
    again = reopened(home)
    await _quieten(again)
    again.check()
    assert end_of(again) == wanted, edge
    await _nothing_more_to_do(again, edge)
    return True


async def _nothing_more_to_do(home: House, edge: Edge) -> None:
    writes, requests = len(home.server.writes), home.server.requests
    await home.sync()
    assert (len(home.server.writes), home.server.requests - requests) == (writes, len(home.server.shelves)), edge


async def _quieten(home: House) -> None:
    """Until a run neither pulls nor pushes, which is the third at the latest (I6)."""
    for _ in range(3):
        report = await home.sync()
        assert report.status == "ok", report
        if report.pulled == report.pushed == Counts() and home.at_rest():
            break


def end_of(home: House) -> End:
    """Appointments by UID, without what differs from run to run."""
    here = sorted((f"{row.calendar} {row.uid}", row.shown) for row in home.rows())
    there = sorted((f"{c} {uid}", a) for c in home.server.shelves for uid, a in home.server.everything(c).items())
    return End(tuple(here), tuple(there))


def _rig(home: House, edge: Edge) -> None:
    kind, nth = edge
    if kind in ("call", "called"):
        home.server.faults.crash("", after=kind == "called", nth=nth)
    else:
        home.store.begin = _Crashing(home.store, kind == "committed", nth)  # type: ignore[method-assign]


class _Crashing:
    """``Store.begin`` that ends the process in or after the nth transaction."""

    def __init__(self, store: Store, after: bool, nth: int) -> None:
        self.begin, self.after, self.left = store.begin, after, nth

    @contextmanager
    def __call__(self) -> Iterator[Any]:
        self.left -= 1
        with self.begin() as connection:
            yield connection
            if self.left == 0 and not self.after:
                raise Crash
        if self.left == 0 and self.after:
            raise Crash
