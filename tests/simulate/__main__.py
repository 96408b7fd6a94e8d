"""Run histories: ``python -m tests.simulate --seed N [--kind K]`` replays one with its log, ``--range A:B [--state FILE]`` runs many and goes on where it stopped."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.simulate.history import CALM, KINDS, STEPS, History


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one history ended: its trace, or what it found."""

    seed: int
    kind: str
    trace: str = ""
    found: str = ""
    log: tuple[str, ...] = ()


def live(seed: int, kind: str, *, steps: int = STEPS, skip: Sequence[int] = ()) -> Outcome:
    """One history from beginning to end; whatever it raises is a finding."""
    history = History(seed, kind, steps, frozenset(skip))
    try:
        trace = asyncio.run(history.run())
    except Exception as error:  # noqa: BLE001 - an engine that falls is a finding like any other
        told = (
            str(error)
            if isinstance(error, AssertionError) and str(error)
            else "".join(traceback.format_exception(error)[-6:])
        )
        return Outcome(seed, kind, found=told.strip() or repr(error), log=tuple(history.log))
    return Outcome(seed, kind, trace, log=tuple(history.log))


def least(seed: int, kind: str) -> Outcome:
    """The same finding with as few steps as leaving out one after the other allows."""
    whole = live(seed, kind)
    word = whole.found.split(":")[0]
    if not word:
        return whole
    skip: list[int] = []
    before = -1
    while before != len(skip):
        before = len(skip)
        for n in [CALM, *reversed(range(STEPS))]:
            if n not in skip and live(seed, kind, skip=[*skip, n]).found.startswith(word):
                skip.append(n)
    found = live(seed, kind, skip=skip)
    return replace(found, log=(*found.log, f"--skip={','.join(map(str, sorted(skip)))}"))


def main(words: Sequence[str]) -> int:
    """0 when every invariant held."""
    asked = _parsed(words)
    kinds = KINDS if asked.kind == "all" else (asked.kind,)
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
    """Many seeds of each kind, kept in a file on the way; one table line for each kind."""
    first, end = (int(part) for part in asked.range.split(":"))
    state = json.loads(asked.state.read_text()) if asked.state and asked.state.exists() else {}
    for kind in kinds:
        done = state.setdefault(kind, {"next": first, "found": {}, "seconds": 0.0})
        while done["next"] < end:
            began = time.perf_counter()
            outcome = live(done["next"], kind)
            done["seconds"] += time.perf_counter() - began
            if outcome.found:
                done["found"][str(outcome.seed)] = outcome.found
                print(f"{kind} {outcome.seed}: {outcome.found.splitlines()[0][:300]}", flush=True)
            done["next"] += 1
            if asked.state and (done["next"] % 50 == 0 or done["next"] == end):
                asked.state.write_text(json.dumps(state, indent=1))
            if outcome.found and asked.stop:
                return 1
        each = 1000 * done["seconds"] / max(1, done["next"] - first)
        print(f"| {kind} | {first} to {done['next'] - 1} | {len(done['found'])} | {each:.0f} ms |", flush=True)
    return 1 if any(done["found"] for done in state.values()) else 0


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulate", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="replay this history")
    parser.add_argument("--kind", choices=[*KINDS, "all"], default="all", help="which far side (all)")
    parser.add_argument("--range", metavar="A:B", help="run the seeds from A to B-1")
    parser.add_argument("--state", type=Path, help="keep the progress of --range here, and go on from it")
    parser.add_argument("--stop", action="store_true", help="stop --range at the first finding")
    parser.add_argument("--steps", type=int, default=STEPS, help=f"how many things happen ({STEPS})")
    parser.add_argument(
        "--skip", type=lambda text: [int(n) for n in text.split(",")], default=[], help="leave out these steps"
    )
    parser.add_argument("--least", action="store_true", help="leave out all steps that do not matter")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
