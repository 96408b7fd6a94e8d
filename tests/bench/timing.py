"""Time whole processes, in turns, so that a machine that grows slower meets all of them alike."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO


@dataclass(frozen=True, slots=True)
class Took:
    """What one process took, in seconds: on the wall, and of its own processor time (user and system)."""

    wall: float
    cpu: float


def nothing() -> None:
    """What most programs need before they run."""


@dataclass(frozen=True, slots=True)
class Program:
    """A command line in its surroundings; ``before`` (not timed) puts everything back to where each run starts."""

    name: str
    words: Sequence[str]
    environment: Mapping[str, str]
    before: Callable[[], None] = nothing

    def run(self) -> tuple[Took, str]:
        """What it took and its stdout; RuntimeError with its last words when it fails."""
        self.before()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            started = time.perf_counter()
            child = subprocess.Popen(
                self.words, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=dict(self.environment)
            )
            _, status, used = os.wait4(child.pid, 0)
            wall = time.perf_counter() - started
            child.returncode = os.waitstatus_to_exitcode(status)
            said, complained = (_text(file) for file in (out, err))
        if child.returncode:
            raise RuntimeError(f"{self.name} ended with {child.returncode}: {complained[-2000:]}{said[-500:]}")
        return Took(wall, used.ru_utime + used.ru_stime), said


def in_turns(programs: Sequence[Program], runs: int, check: Callable[[str, str], None]) -> dict[str, list[Took]]:
    """Every program ``runs`` times, A B A B; ``check`` gets the name and stdout of each run and may raise."""
    took: dict[str, list[Took]] = {program.name: [] for program in programs}
    for _ in range(runs):
        for program in programs:
            one, said = program.run()
            check(program.name, said)
            took[program.name].append(one)
    return took


def middle(took: Sequence[Took]) -> Took:
    """The median of each, on its own."""
    return Took(median(each.wall for each in took), median(each.cpu for each in took))


def environment(**more: str | Path) -> dict[str, str]:
    """Ours with ``more``, without proxies, and without what would keep Python from using what it compiled before."""
    unwanted = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower() and name not in unwanted}
    return kept | {name: str(value) for name, value in more.items()}


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
