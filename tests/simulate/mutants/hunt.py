"""One seeded bug hunted down: the package is copied, changed in one place, and histories run over the copy until one breaks an invariant."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.simulate.mutants.table import Mutant

ROOT = Path(__file__).parents[3]
SEEDS = 200


@dataclass(frozen=True, slots=True)
class Kill:
    """The first seed whose history broke, and how."""

    seed: int
    what: str


def mutated(mutant: Mutant) -> str:
    """The changed source; it must stand there once, else the table is older than the source."""
    text = (ROOT / mutant.file).read_text("utf-8")
    assert text.count(mutant.old) == 1, (
        f"{mutant.name}: {mutant.file} holds what is to be changed {text.count(mutant.old)} times"
    )
    return text.replace(mutant.old, mutant.new)


def hunt(mutant: Mutant, seeds: int = SEEDS) -> Kill | None:
    """The first finding within so many histories of the mutant's kind, or None."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        there = Path(folder)
        shutil.copytree(
            ROOT / "calsync_desktop",
            there / "calsync_desktop",
            ignore=shutil.ignore_patterns("__pycache__", "ui", "cli"),
        )
        (there / "tests").symlink_to(ROOT / "tests", target_is_directory=True)
        (there / "resources").symlink_to(ROOT / "resources", target_is_directory=True)
        (there / mutant.file).write_text(mutated(mutant), "utf-8")
        words = [sys.executable, "-m", "tests.simulate", "--kind", mutant.kind, "--range", f"0:{seeds}", "--stop"]
        done = subprocess.run(
            words, cwd=there, env={**os.environ, "PYTHONPATH": folder}, capture_output=True, text=True, check=False
        )
    found = re.search(rf"^{mutant.kind} (\d+): (.*)$", done.stdout, re.MULTILINE)
    assert found or done.returncode == 0, done.stderr
    return Kill(int(found[1]), found[2][:80]) if found else None
