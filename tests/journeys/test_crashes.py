"""The process may end anywhere: the reopened profile finishes what was begun, and nothing is lost, doubled or sent unseen (S06)."""

from __future__ import annotations

import pytest

from tests.fakes import Temper
from tests.journeys.acts import CASES, furnished, many, name_of
from tests.journeys.crashing import Act, crash_everywhere


@pytest.mark.parametrize("case", CASES, ids=name_of)
async def test_a_crash_anywhere_is_healed(case: tuple[Temper, Act]) -> None:
    temper, act = case
    assert await crash_everywhere(await furnished(temper), act) >= 5


@pytest.mark.parametrize("temper", list(Temper))
async def test_a_crash_within_a_transaction_or_before_a_request_is_healed(temper: Temper) -> None:
    assert await crash_everywhere(await furnished(temper), many, ("commit", "call")) >= 5
