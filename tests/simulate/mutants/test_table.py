"""The seeded bugs fit the source as it is: each changes what it means to change, and what comes out is Python."""

from __future__ import annotations

import pytest

from tests.simulate.mutants.mutant import ROOT, Mutant, mutated
from tests.simulate.mutants.table import MUTANTS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_seeded_bug_fits_the_source(mutant: Mutant) -> None:
    for file, text in mutated(mutant).items():
        assert text != (ROOT / file).read_text("utf-8")
        compile(text, file, "exec")


def test_every_seeded_bug_has_a_name_of_its_own() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
