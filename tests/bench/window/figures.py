"""The window's figures: each beside the bare window's in the same run, as processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import CountError, Row
from tests.bench.timing import Program, environment, in_turns, middle
from tests.bench.window.profile import ZONE, kept

ROOT = Path(__file__).parents[3]
KEPT = ROOT / "build" / "bench"
MANY, VERY_MANY, STREAMED = 20_000, 50_000, 10_000


@dataclass(frozen=True, slots=True)
class Screen:
    """``runs``: how often each program is started."""

    runs: int

    def program(self, name: str, *words: str, count: int = MANY, home: Path | None = None) -> Program:
        """One of the programs of this room, on a profile with ``count`` appointments or the one in ``home``."""
        where = home or kept(KEPT, count, datetime.now(UTC).date())
        secret = {"CALSYNC_VAULT_PASSPHRASE": "a bench passphrase"}
        around = environment(CALSYNC_DATA_DIR=where, PYTHONPATH=ROOT, TZ=ZONE, LANG="C.UTF-8", **secret)
        around.setdefault("QT_QPA_PLATFORM", "offscreen")
        return Program(name, [sys.executable, "-m", f"tests.bench.window.{name}", *words], around)


def start(screen: Screen) -> list[Row]:
    """From the start of the process to a painted week with everything in it."""
    took = in_turns([screen.program("start"), screen.program("bare")], screen.runs, _populated)
    ours, other = middle(took["start"]), middle(took["bare"])
    words = [f"{t.wall:.2f} s (cpu {t.cpu:.2f})" for t in (ours, other)]
    return [
        Row("start to a painted week", words[0], words[1], ours.wall / other.wall, 5, False),
        Row("the same, CPU", words[0], words[1], ours.cpu / other.cpu, 5, False),
    ]


def memory(screen: Screen) -> list[Row]:
    """A second after the first painting, when the engine stands too."""
    held: dict[str, list[float]] = {"start": [], "bare": []}
    for name in ("start", "bare") * screen.runs:
        said = _said(screen.program(name, "stay"))
        held[name].append((said["resident"] if name == "start" else said) / 2**20)
    ours, other = median(held["start"]), median(held["bare"])
    return [Row("resident memory", f"{ours:.0f} MB", f"{other:.0f} MB", ours / other, 3.2, False)]


def turn(screen: Screen) -> list[Row]:
    """Week and month, turned and switched, by the window's thread."""
    said = _said(screen.program("inside", "turn"))
    told = f"p95 {said['p95']:.1f} ms, median {said['median']:.1f}, worst {said['worst']:.1f}"
    return [
        Row("turn week or month, p95 of the window's thread", told, "", said["p95"], 16, False, "ms"),
        Row("the same, worst", told, "", said["worst"], 50, False, "ms"),
    ]


def search(screen: Screen) -> list[Row]:
    """From a key to what it finds, among 50,000."""
    said = _said(screen.program("inside", "search", count=VERY_MANY))
    told = f"p95 {said['p95']:.1f} ms, median {said['median']:.1f}, worst {said['worst']:.1f}"
    return [Row(f"key to painted results among {VERY_MANY}, p95", told, "", said["p95"], 50, False, "ms")]


def stream(screen: Screen) -> list[Row]:
    """Gaps of the window's thread while much comes in, and of a bare window's that stands beside it."""
    home = kept(KEPT, MANY, datetime.now(UTC).date())
    copied = KEPT / "streaming"
    subprocess.run(["rm", "-rf", str(copied)], check=True)
    subprocess.run(["cp", "-r", str(home), str(copied)], check=True)
    with _service(screen, STREAMED) as url, _beside(screen) as idle:
        said = _said(screen.program("inside", "stream", url, home=copied))
    if said["status"] != "ok" or said["pulled"] != STREAMED:
        raise CountError(f"what was streamed did not arrive: {said}")
    ours, other = _gaps(said["gaps"]), _gaps(idle)
    return [
        Row(f"{STREAMED} events stream in: longest gap", ours, other, said["gaps"]["longest"], 50, False, "ms"),
        Row("the same: time in gaps above 16 ms", ours, other, _share(said["gaps"]), 2, False, "%"),
        Row("the same: an edit is stored, p95", f"{said['edits']} edits", "", said["edit"], 100, False, "ms"),
    ]


FIGURES = {"start": start, "memory": memory, "turn": turn, "search": search, "stream": stream}


def _said(program: Program) -> Any:
    return json.loads(program.run()[1].splitlines()[-1])


def _populated(name: str, said: str) -> None:
    if name == "start" and not json.loads(said.splitlines()[-1])["entries"]:
        raise CountError("the week that was painted is empty")


def _share(gaps: Mapping[str, float]) -> float:
    return 100 * gaps["slow"] / gaps["watched"]


def _gaps(gaps: Mapping[str, float]) -> str:
    return f"longest {gaps['longest']:.0f} ms, {gaps['above']:.0f} above 50 ms, {_share(gaps):.1f} % of {gaps['watched'] / 1000:.0f} s above 16"


@contextmanager
def _service(screen: Screen, count: int) -> Iterator[str]:
    """The address of a service with so many events."""
    program = screen.program("service", str(count))
    with subprocess.Popen(program.words, stdout=subprocess.PIPE, env=dict(program.environment), text=True) as child:
        assert child.stdout is not None
        try:
            yield json.loads(child.stdout.readline())["caldav"]["url"]
        finally:
            child.terminate()


@contextmanager
def _beside(screen: Screen) -> Iterator[dict[str, float]]:
    """A bare window at the same time; what it found is filled in at the end."""
    program, found = screen.program("bare", "idle"), dict[str, float]()
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(program.words, env=dict(program.environment), text=True, **pipes) as child:
        try:
            yield found
        finally:
            found |= json.loads(child.communicate("")[0])


def measure(names: Sequence[str], runs: int) -> Iterator[Row]:
    """The rows of these figures, one after another."""
    for name in names or FIGURES:
        yield from FIGURES[name](Screen(runs))
