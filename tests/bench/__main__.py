"""Run the benchmarks and print one table: ``packaging/run bench [FIGURE...] [--runs N] [--events N] [--resume FILE]``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.figures import FIGURES, CountError, Row
from tests.bench.stage import Stage, staged


def main(words: Sequence[str]) -> int:
    """0 when everything was measured and every count held; a ratio that misses its target is told, and does not fail."""
    asked = _parsed(words)
    peers = Path(os.environ.get("CALSYNC_BENCH_PEERS", ""))
    if not (peers / "vdirsyncer").exists():
        print("CALSYNC_BENCH_PEERS names no directory with the peers: use packaging/run bench.", file=sys.stderr)
        return 2
    done = _kept(asked.resume)
    wanted = [name for name in asked.figures or FIGURES if name not in done]
    failed = _measure(wanted, asked, peers, done)
    rows = [row for name in FIGURES for row in done.get(name, [])]
    print("\n".join([machine(peers, asked.events, asked.runs), "", *table(rows), *failed]))
    return 1 if failed else 0


def _measure(wanted: Sequence[str], asked: argparse.Namespace, peers: Path, done: dict[str, list[Row]]) -> list[str]:
    """Fill ``done``, figure by figure, and keep it; the sentences of what failed."""
    failed: list[str] = []
    if not wanted:
        return failed
    with tempfile.TemporaryDirectory(prefix="calsync-bench-") as folder:
        print(f"A server with {asked.events} events is made ready ...", file=sys.stderr, flush=True)
        with staged(Path(folder), peers, asked.events, _today()) as stage:
            for name in wanted:
                print(f"{name} ...", file=sys.stderr, flush=True)
                failed += _one(name, stage, asked, done)
    return failed


def _one(name: str, stage: Stage, asked: argparse.Namespace, done: dict[str, list[Row]]) -> list[str]:
    try:
        done[name] = FIGURES[name](stage, asked.runs)
    except (CountError, RuntimeError) as error:
        return [f"FAILED {name}: {error}"]
    for line in table(done[name]):
        print(line, file=sys.stderr, flush=True)
    if asked.resume:
        asked.resume.write_text(json.dumps({name: [asdict(row) for row in rows] for name, rows in done.items()}))
    return []


def table(rows: Iterable[Row]) -> list[str]:
    """Markdown."""
    lines = ["| figure | ours | other | result | wanted | |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        sign = "≥" if row.at_least else "≤"
        result, wanted = f"{row.ratio:.2f} {row.unit}".strip(), f"{sign} {row.wanted:g} {row.unit}".strip()
        cells = (row.figure, row.ours, row.other, result, wanted, "met" if row.met else "MISSED")
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def machine(peers: Path, count: int, runs: int) -> str:
    """One line: what it was measured on, and with."""
    python = platform.python_version()
    ours = f"Python {python}, SQLite {sqlite3.sqlite_version}, Radicale {version('radicale')}"
    cores = f"{os.cpu_count()} cores ({_processor()}), load {os.getloadavg()[2]:.1f}"
    measured = f"{count} events, medians of {runs} alternating runs"
    return f"{_today()}, {cores}, {ours}, {_peers(peers)}; {measured}"


def _today() -> date:
    return datetime.now(UTC).date()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _peers(peers: Path) -> str:
    asked = "from importlib.metadata import version as v; print('vdirsyncer', v('vdirsyncer') + ', khal', v('khal'))"
    words = [str(peers / "python"), "-c", asked]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


def _kept(file: Path | None) -> dict[str, list[Row]]:
    if file is None or not file.exists():
        return {}
    return {name: [Row(**row) for row in rows] for name, rows in json.loads(file.read_text()).items()}


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="packaging/run bench", description=__doc__)
    parser.add_argument("figures", nargs="*", choices=[*FIGURES, []], help="which figures (all)")
    parser.add_argument("--runs", type=int, default=5, help="how often each program runs (5)")
    parser.add_argument("--events", type=int, default=5000, help="how many events the calendar holds (5000)")
    parser.add_argument("--resume", type=Path, metavar="FILE", help="keep results in FILE, leave out what it holds")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
