"""Try the seeded bugs: ``python -m tests.simulate.mutants [WORD...] [--state FILE]`` prints which seed found each, and fails when one survives."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.simulate.mutants.hunt import SEEDS, Hunt, hunt
from tests.simulate.mutants.mutant import Mutant
from tests.simulate.mutants.table import MUTANTS

HEAD = ("| seeded bug | against | found by seed | what it breaks |", "| --- | --- | --- | --- |")


def main(words: Sequence[str]) -> int:
    """1 when a bug survived."""
    asked = _parsed(words)
    chosen = [m for m in MUTANTS if all(word in m.name for word in asked.words) and asked.kind in ("", m.kind)]
    kept = json.loads(asked.state.read_text()) if asked.state and asked.state.exists() else {}
    print("\n".join(HEAD))
    survived = 0
    for mutant in chosen:
        over = _hunted(mutant, asked.state, kept, asked.revision)
        survived += not over.found
        print(_line(mutant, over), flush=True)
        for passed in over.passed if asked.passed else ():
            print(f"    {passed}")
    return 1 if survived else 0


def _hunted(mutant: Mutant, state: Path | None, kept: dict[str, dict[str, object]], revision: str) -> Hunt:
    """From where an earlier process stopped, if the bug is still the same."""
    key = f"{mutant.name} {mutant.mark}"

    def note(now: Hunt) -> None:
        kept[key] = asdict(now)
        if state is not None:
            state.write_text(json.dumps(kept, indent=1))

    begun = kept.get(key, {})
    now = Hunt(int(str(begun.get("tried", 0))), str(begun.get("found", "")), _texts(begun.get("passed", ())))
    return now if now.over else hunt(mutant, now, note, revision)


def _texts(some: object) -> tuple[str, ...]:
    return tuple(map(str, some)) if isinstance(some, (list, tuple)) else ()


def _line(mutant: Mutant, over: Hunt) -> str:
    seed, _, what = over.found.partition(": ")
    if not over.found:
        seed, what = "none", f"**survived {SEEDS} histories**"
    return f"| {mutant.name} | {mutant.kind} | {seed} | {what.split(':')[0]} |"


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulate.mutants", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD", help="only bugs with all of these in their name")
    parser.add_argument("--kind", default="", help="only those that this far side shows")
    parser.add_argument("--state", type=Path, help="keep the progress here, and go on from it")
    parser.add_argument("--revision", default="", help="take the program from this commit (the files as they stand)")
    parser.add_argument("--passed", action="store_true", help="tell the findings that did not count, too")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
