"""The gate: 250 histories of each kind keep every invariant, and the same seed is the same history again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.simulate.history import KINDS
from tests.simulate.living import live

EACH, BLOCK, TWICE = 250, 25, 13
FIRST = [(kind, first) for first in range(0, EACH, BLOCK) for kind in KINDS]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("kind", "first"), FIRST, ids=[f"{kind} {n} to {n + BLOCK - 1}" for kind, n in FIRST])
def test_every_invariant_holds(kind: str, first: int, record_property: Callable[[str, object], None]) -> None:
    found = [outcome for seed in range(first, first + BLOCK) if (outcome := live(seed, kind)).found]
    record_property("histories", BLOCK)
    record_property("of histories", EACH * len(KINDS))
    record_property("broken", len(found))
    told = [f"{one.found}\n  (python -m tests.simulate --kind {kind} --seed {one.seed})" for one in found]
    if told:
        pytest.fail("\n".join(told), pytrace=False)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_is_the_same_history_in_another_process(kind: str) -> None:
    words = [sys.executable, "-m", "tests.simulate", "--kind", kind, "--range", f"0:{TWICE}", "--traces"]
    # Another seed of Python's own hashes, so that nothing may hang on the order of a set.
    elsewhere = subprocess.run(
        words, env={**os.environ, "PYTHONHASHSEED": "1"}, capture_output=True, text=True, check=False
    )
    here = [f"{kind} {seed} {live(seed, kind).trace}" for seed in range(TWICE)]
    assert elsewhere.stdout.splitlines()[:TWICE] == here, elsewhere.stderr
