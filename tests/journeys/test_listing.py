"""Journeys of complete listings: broken off, taken up again, and what they prove."""

from __future__ import annotations

import pytest

from tests.fakes import Temper
from tests.journeys.house import call, house, retitled

TEMPERS = pytest.mark.parametrize("temper", list(Temper))


@TEMPERS
async def test_what_a_broken_off_listing_saw_and_the_next_did_not_is_gone(temper: Temper) -> None:
    home = await house(temper)
    home.server.page_size = 2
    for n in range(1, 7):
        home.server.put(call(f"Call {n}", f"call{n}", day=n))
    home.server.forget_cursors()
    home.server.faults.lose_request("changes", nth=3)
    assert (await home.sync()).status == "offline"
    seen = next(row.uid for row in home.rows())
    home.server.remove(seen)
    home.server.forget_cursors()
    home.server.faults.clear()
    assert (await home.sync()).status == "ok"
    assert len(home.titles()) == 5
    home.check()


@TEMPERS
async def test_a_creation_whose_answer_was_lost_and_that_was_edited_there_meanwhile_keeps_both(temper: Temper) -> None:
    home = await house(temper)
    id_ = await home.engine.add(home.calendar(), call("Made here").content)
    uid = next(row.uid for row in home.rows() if row.id == id_)
    home.server.faults.lose_answer("send")
    assert (await home.sync()).status == "offline"
    home.server.change(uid, retitled("Renamed there"))
    home.server.faults.clear()
    await home.sync()
    assert (home.titles(), home.server.titles()) == (["Renamed there"], ["Renamed there"])
    home.check()
