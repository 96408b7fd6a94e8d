"""A process may be killed at any moment: the next one finds everything whole (S07)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.durability.kills import kill_all, lives, named, points


@pytest.mark.slow
def test_a_process_that_was_killed_lost_nothing_and_doubled_nothing(tmp_path: Path) -> None:
    with lives(tmp_path) as one:
        assert kill_all(one, points(range(8)))["killed"] >= 3
        assert kill_all(one, named(range(8, 24, 3)))["killed"] == 6
        assert len(one.promised) > 6
