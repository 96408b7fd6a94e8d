"""A disk that refuses one transaction, or all for a while: a sentence is said, and nothing is lost, doubled or left half done (S09, S10)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from calsync_desktop.core.errors import DiskTrouble
from calsync_desktop.sync.notices import RunEnded, RunStarted
from tests.fakes import Temper
from tests.journeys.acts import ACTS, furnished, many
from tests.journeys.crashing import Act, end_of
from tests.journeys.house import House, call, copied, house

WRITING = [act for act in ACTS if act.__name__ in ("create_series", "split_and_move", "clash", "listing", "many")]


class FullDisk:
    """``Store.begin`` that refuses the transactions ``nth`` to ``nth + times - 1`` when they are to be committed."""

    def __init__(self, home: House, nth: int, times: int = 1) -> None:
        self.begin, self.met, self.refused = home.store.begin, 0, range(nth, nth + times)
        home.store.begin = self  # type: ignore[method-assign]

    @contextmanager
    def __call__(self) -> Iterator[None]:
        self.met += 1
        with self.begin():
            yield
            if self.met in self.refused:
                raise DiskTrouble("The disk is full.")


def mended(home: House) -> None:
    vars(home.store).pop("begin", None)


async def quiet(home: House) -> None:
    for _ in range(3):
        assert (await home.sync()).status == "ok"
    home.check()


@pytest.mark.parametrize("act", WRITING, ids=lambda act: act.__name__)
@pytest.mark.parametrize("temper", [Temper.RESOURCE, Temper.PIECES])
async def test_any_one_transaction_may_be_refused(temper: Temper, act: Act) -> None:
    before = await furnished(temper)
    await act(before)
    good = copied(before)
    await quiet(good)
    nth = 1
    while True:
        home = copied(before)
        disk = FullDisk(home, nth)
        report = await home.sync()
        mended(home)
        if disk.met < nth:
            break
        assert report.status == "failed", nth
        assert report.error is not None
        assert report.error["kind"] == "disk"
        kinds = [type(n) for n in home.notices if isinstance(n, RunStarted | RunEnded)]
        assert kinds == [RunStarted, RunEnded]
        await quiet(home)
        assert end_of(home) == end_of(good), nth
        nth += 1
    assert nth > 4


async def test_while_the_disk_is_full_nothing_gets_worse_and_afterwards_everything_goes_on() -> None:
    before = await furnished(Temper.RESOURCE)
    await many(before)
    good, home = copied(before), copied(before)
    await quiet(good)
    FullDisk(home, 3, times=10_000)
    for _ in range(5):
        assert (await home.sync()).status == "failed"
    mended(home)
    await quiet(home)
    assert end_of(home) == end_of(good)


async def test_an_edit_that_cannot_be_stored_says_so_and_is_not_shown() -> None:
    home = await house()
    home.server.put(call())
    await home.sync()
    FullDisk(home, 1)
    with pytest.raises(DiskTrouble):
        await home.edit("call", title="Ours")
    mended(home)
    assert home.titles() == ["Client call"]
    home.check()
