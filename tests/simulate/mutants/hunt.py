"""One seeded bug hunted down: two copies of the program are made, one with the bug, and histories run over it until one breaks an invariant that the other keeps."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.simulate.mutants.mutant import ROOT, Mutant, mutated

SEEDS = 200
ROOMS, SETTINGS = ("calsync_desktop", "tests", "resources"), "pyproject.toml"
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "ui", "cli")
_FOUND = re.compile(r"^(\w+) (\d+): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Hunt:
    """How far a hunt has come: ``tried`` histories, and the one that ``found`` the bug, "" as long as none did.

    ``passed`` are findings that prove nothing: another invariant than the bug breaks, no invariant at all, or the sound program has it too.
    """

    tried: int = 0
    found: str = ""
    passed: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """It was found, or survived."""
        return bool(self.found) or self.tried >= SEEDS


@dataclass(frozen=True, slots=True)
class Copies:
    """Where the program stands as it is, and where it stands with the bug."""

    sound: Path
    sick: Path


@contextmanager
def copies(mutant: Mutant, revision: str) -> Iterator[Copies]:
    """Of the files as they stand, or of a commit: then it does not matter who edits the checkout meanwhile."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        made = Copies(Path(folder) / "sound", Path(folder) / "sick")
        if revision:
            _check_out(revision, made.sound)
        else:
            for room in ROOMS:
                shutil.copytree(ROOT / room, made.sound / room, ignore=_LEFT_OUT)
            shutil.copy(ROOT / SETTINGS, made.sound)
        shutil.copytree(made.sound, made.sick)
        for file, text in mutated(mutant, made.sound).items():
            (made.sick / file).write_text(text, "utf-8")
        yield made


def _check_out(revision: str, target: Path) -> None:
    packed = subprocess.run(
        ["git", "archive", revision, *ROOMS, SETTINGS], cwd=ROOT, capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as files:
        files.extractall(target, filter="data")


def hunt(mutant: Mutant, begun: Hunt, note: Callable[[Hunt], None], revision: str = "") -> Hunt:
    """Go on where ``begun`` stopped until the bug is found or has survived; ``note`` is told of every stop on the way."""
    now = begun
    with copies(mutant, revision) as there:
        while not now.over:
            now = _next(mutant, there, now)
            note(now)
    return now


def _next(mutant: Mutant, there: Copies, now: Hunt) -> Hunt:
    """Up to the next finding, and whether it counts."""
    if mutant.kind.endswith(".py"):
        return _by_test(mutant, there)
    said = _simulated(there.sick, "--kind", mutant.kind, "--range", f"{now.tried}:{SEEDS}", "--stop")
    finding = _FOUND.search(said)
    if finding is None:
        return Hunt(SEEDS, "", now.passed)
    seed, what = int(finding[2]), finding[3][:100]
    if not what.startswith(mutant.breaks):
        return Hunt(seed + 1, "", (*now.passed, f"{seed}: {what}"))
    if not _holds(_simulated(there.sound, "--kind", mutant.kind, "--seed", str(seed))):
        return Hunt(seed + 1, "", (*now.passed, f"{seed}: without the bug too"))
    return Hunt(seed + 1, f"{seed}: {what}", now.passed)


def _holds(said: str) -> bool:
    """The history that was replayed keeps every invariant."""
    return bool(re.search(r"^=> \w+ \d+: everything holds", said, re.MULTILINE))


def _by_test(mutant: Mutant, there: Copies) -> Hunt:
    """What no history shows is for a test to find."""
    sick, sound = (
        _run(where, "pytest", "-q", "-p", "no:cacheprovider", mutant.kind) for where in (there.sick, there.sound)
    )
    found = re.search(r"^FAILED .*::(\w+)", sick, re.MULTILINE)
    if found is None or re.search(r"^(FAILED|ERROR) ", sound, re.MULTILINE):
        return Hunt(SEEDS, "", ("no test failed, or one fails without the bug, too",))
    return Hunt(1, f"{found[1]}: {mutant.breaks[0]}")


def _simulated(there: Path, *words: str) -> str:
    return _run(there, "tests.simulate", *words)


def _run(there: Path, *words: str) -> str:
    """What a module prints; it must come to an end by itself."""
    environment = {**os.environ, "PYTHONPATH": str(there), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=there,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert not done.stderr.startswith("Traceback"), done.stderr
    return done.stdout
