"""When the power fails, what was committed is there (S08)."""

from __future__ import annotations

from pathlib import Path

from tests.durability.power import check_cut, cuts, recorded


async def test_a_log_cut_anywhere_leaves_a_prefix_of_the_commits_and_nothing_torn(tmp_path: Path) -> None:
    left, commits = await recorded(tmp_path)
    log = left.with_name("left.db-wal")
    assert len(commits.noted) > 15
    lost = [check_cut(left, commits, cut) for cut in cuts(log, range(40))[::2]]
    assert max(lost) == len(commits.noted) - 1
    assert check_cut(left, commits, log.stat().st_size) == 0
