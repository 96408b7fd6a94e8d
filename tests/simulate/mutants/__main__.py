"""Try the seeded bugs: ``python -m tests.simulate.mutants [WORD...]`` prints which seed found each, and fails when one survives."""

from __future__ import annotations

import sys

from tests.simulate.mutants.hunt import hunt
from tests.simulate.mutants.table import MUTANTS


def main(words: list[str]) -> int:
    """1 when a bug survived."""
    survived = 0
    for mutant in MUTANTS:
        if all(word in mutant.name for word in words):
            found = hunt(mutant)
            survived += found is None
            said = f"seed {found.seed}: {found.what}" if found else "SURVIVED"
            print(f"| {mutant.name} | {mutant.kind} | {said} |", flush=True)
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
