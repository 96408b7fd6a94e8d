"""Whatever is damaged, the app starts, mends itself, keeps the file and says so (S26)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.durability.flipping import Wreck, outcomes
from tests.durability.place import edited


@pytest.mark.parametrize(("kind", "seeds"), [("flip", range(16)), ("zero", range(0, 59, 5)), ("truncate", range(6))])
async def test_damage_never_ends_in_a_traceback_or_a_lost_file(tmp_path: Path, kind: str, seeds: range) -> None:
    found = await outcomes(Wreck(await edited(), tmp_path), kind, seeds)
    assert found.total() == len(seeds)
    if kind != "flip":
        assert sum(count for what, count in found.items() if what.startswith("mended")) >= 4
        assert found["mended, 2 of 2"] >= 2, found
