"""Run histories: ``--seed N`` replays one with its log, ``--range A:B`` runs many, ``--merge FILE...`` puts together what several processes did.

``python -m tests.simulate --range 0:10000 --state FILE`` goes on where it stopped. Two processes share the work by ranges and files of their own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.simulate import many
from tests.simulate.history import KINDS, STEPS
from tests.simulate.living import least, live


def main(words: Sequence[str]) -> int:
    """0 when every invariant held."""
    asked = _parsed(words)
    kinds = KINDS if asked.kind == "all" else (asked.kind,)
    if asked.merge:
        return _merge(asked.merge)
    if asked.range:
        return _many(asked, kinds)
    failed = 0
    for kind in kinds:
        outcome = least(asked.seed, kind) if asked.least else live(asked.seed, kind, steps=asked.steps, skip=asked.skip)
        print("\n".join(outcome.log))
        print(f"=> {kind} {asked.seed}: {outcome.found or 'everything holds, trace ' + outcome.trace}")
        failed += bool(outcome.found)
    return 1 if failed else 0


def _many(asked: argparse.Namespace, kinds: Sequence[str]) -> int:
    first, end = (int(part) for part in asked.range.split(":"))
    if asked.traces:
        print("\n".join(f"{kind} {seed} {live(seed, kind).trace}" for kind in kinds for seed in range(first, end)))
        return 0
    stretches = many.loaded(asked.state, kinds, first)
    many.go_through(stretches, kinds, end, stop=asked.stop, note=lambda: many.keep(asked.state, stretches))
    print("\n".join(many.table({kind: [one] for kind, one in stretches.items()})), flush=True)
    return 1 if any(one.found for one in stretches.values()) else 0


def _merge(paths: Sequence[Path]) -> int:
    done = many.merged(paths)
    print("\n".join(many.table(done)))
    return 1 if any(one.found for some in done.values() for one in some) else 0


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulate", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="replay this history")
    parser.add_argument("--kind", choices=[*KINDS, "all"], default="all", help="which far side (all)")
    parser.add_argument("--range", metavar="A:B", help="run the seeds from A to B-1")
    parser.add_argument("--state", type=Path, help="keep the progress of --range here, and go on from it")
    parser.add_argument("--stop", action="store_true", help="stop --range at the first finding")
    parser.add_argument("--traces", action="store_true", help="only print the hash of each history of --range")
    parser.add_argument("--merge", type=Path, nargs="+", metavar="FILE", help="the table of several --state files")
    parser.add_argument("--steps", type=int, default=STEPS, help=f"how many things happen ({STEPS})")
    parser.add_argument(
        "--skip", type=lambda text: [int(n) for n in text.split(",")], default=[], help="leave out these steps"
    )
    parser.add_argument("--least", action="store_true", help="leave out all steps that do not matter")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
