"""The table of seeded bugs; each is one mistake that somebody has made in some sync program."""

from __future__ import annotations

from tests.simulate.mutants.deciding import DECIDING
from tests.simulate.mutants.mutant import Mutant
from tests.simulate.mutants.reading import READING
from tests.simulate.mutants.writing import WRITING

MUTANTS: tuple[Mutant, ...] = (*READING, *WRITING, *DECIDING)
