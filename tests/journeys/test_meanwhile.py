"""Journeys of edits that the user makes while a sync is under way."""

from __future__ import annotations

from dataclasses import replace

from tests.journeys.house import call, house, relocated


async def test_an_edit_between_two_slices_of_a_plan_is_never_overwritten_by_it() -> None:
    home = await house()
    for n in range(250):
        home.server.put(call(f"Call {n}", f"call{n}", day=1 + n % 25))
    await home.sync()
    for n in range(250):
        home.server.change(f"call{n}", relocated("Room 7"))
    observed = edited = False

    async def sleep(seconds: float) -> None:
        nonlocal observed, edited
        waiting = [row for row in home.rows() if row.theirs is not None]
        observed = observed or len(waiting) == 250
        if observed and 0 < len(waiting) < 250 and not edited:
            # Some are taken over already; this one was planned, and is not yet.
            edited = True
            await home.edit(waiting[-1].uid, title="Mine")
        await home.ground.sleep(seconds)

    home.engine.ground = replace(home.engine.ground, sleep=sleep)
    for _ in range(2):
        await home.sync()
    assert edited
    there = [a.content for a in home.server.everything().values() if a.content.title == "Mine"]
    assert [c.location for c in there] == ["Room 7"]
    home.check()
