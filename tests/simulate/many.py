"""Many histories: run from seed to seed, kept in a file on the way, and told as a table."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path

from tests.simulate.living import live

KEPT_EVERY = 25
HEAD = ("| kind | histories | findings | CPU each |", "| --- | --- | --- | --- |")


@dataclass(slots=True)
class Stretch:
    """The seeds from ``first`` to ``next`` - 1 of one kind are done; ``found`` by seed, ``seconds`` of CPU time."""

    first: int = 0
    next: int = 0
    found: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


Stretches = dict[str, Stretch]
"""By kind."""


def loaded(path: Path | None, kinds: Iterable[str], first: int) -> Stretches:
    """Where an earlier run of the same range stopped, or the beginning; AssertionError for another range's file."""
    kept = _read(path) if path and path.exists() else {}
    for kind in kinds:
        begun = kept.setdefault(kind, Stretch(first, first))
        assert begun.first == first, f"{path} is about the seeds from {begun.first} on, not from {first}"
    return kept


def keep(path: Path | None, stretches: Stretches) -> None:
    """All of it or nothing, whenever the process ends."""
    if path is not None:
        partial = path.with_name(f"{path.name}.part")
        partial.write_text(json.dumps({kind: asdict(one) for kind, one in stretches.items()}, indent=1))
        partial.replace(path)


def go_through(stretches: Stretches, kinds: Sequence[str], end: int, *, stop: bool, note: Callable[[], None]) -> int:
    """Run up to the seed ``end`` - 1 of each kind, ``note`` called now and then; the number of findings (``stop``: the first ends it)."""
    findings = 0
    for kind in kinds:
        done = stretches[kind]
        while done.next < end:
            findings += _one(done, kind)
            if done.next % KEPT_EVERY == 0 or done.next == end:
                note()
            if findings and stop:
                note()
                return findings
    return findings


def _one(done: Stretch, kind: str) -> bool:
    began = time.process_time()
    outcome = live(done.next, kind)
    done.seconds += time.process_time() - began
    done.next += 1
    if outcome.found:
        done.found[str(outcome.seed)] = outcome.found
        print(f"{kind} {outcome.seed}: {outcome.found.splitlines()[0][:300]}", flush=True)
    return bool(outcome.found)


def merged(paths: Iterable[Path]) -> dict[str, list[Stretch]]:
    """What several processes did, by kind and in order; AssertionError when two of them ran the same seed."""
    out: dict[str, list[Stretch]] = {}
    for path in paths:
        for kind, one in _read(path).items():
            out.setdefault(kind, []).append(one)
    for kind, some in out.items():
        some.sort(key=lambda one: one.first)
        for one, after in pairwise(some):
            assert one.next <= after.first, f"{kind} {after.first} to {one.next - 1} was run twice"
    return out


def table(done: Mapping[str, Sequence[Stretch]]) -> list[str]:
    """Markdown: one line for each kind, and one for all."""
    lines = [_line(kind, some) for kind, some in done.items() if any(one.next > one.first for one in some)]
    everything = [one for some in done.values() for one in some]
    return [*HEAD, *lines, *([_line("all", everything, where="")] if len(lines) > 1 else [])]


def _line(kind: str, some: Sequence[Stretch], where: str | None = None) -> str:
    count = sum(one.next - one.first for one in some)
    seeds = ", ".join(f"{first} to {end - 1}" for first, end in _joined(some)) if where is None else where
    found = sorted((int(seed) for one in some for seed in one.found), key=int)
    each = 1000 * sum(one.seconds for one in some) / max(1, count)
    told = f"{len(found)}" + (f" ({', '.join(map(str, found[:20]))})" if found and where is None else "")
    return f"| {kind} | {count:,}{f' ({seeds})' if seeds else ''} | {told} | {each:.0f} ms |"


def _joined(some: Sequence[Stretch]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for one in some:
        if out and out[-1][1] == one.first:
            out[-1] = (out[-1][0], one.next)
        else:
            out.append((one.first, one.next))
    return out


def _read(path: Path) -> Stretches:
    return {kind: Stretch(**one) for kind, one in json.loads(path.read_text()).items()}
