"""Two devices, somebody at the server and everything that goes wrong: whatever happens, nobody's words are lost and all agree in the end (S02, S22)."""

from __future__ import annotations

import pytest

from tests.fakes import Temper
from tests.journeys.histories import history

SEEDS = 10  # in a batch, each temper
STEPS = 18


@pytest.mark.parametrize("batch", range(5))
@pytest.mark.parametrize("temper", list(Temper))
async def test_whatever_happens_all_agree_and_nothing_is_lost(temper: Temper, batch: int) -> None:
    for seed in range(batch * SEEDS, (batch + 1) * SEEDS):
        world = await history(seed, temper)
        try:
            await world.live(STEPS)
            await world.rest()
            world.agree()
            writes = len(world.server.writes)
            for home in world.devices:
                await home.sync()
            assert len(world.server.writes) == writes, "somebody writes though nothing changed"
            assert not world.lost()
        except BaseException:
            print(f"seed {seed}", *world.log, sep="\n")
            raise
