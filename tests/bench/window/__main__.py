"""Measure the window and print one table: ``packaging/run bench window [start|memory|turn|search|stream]... [--runs N]``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from tests.bench.__main__ import table
from tests.bench.window.figures import FIGURES, measure


def main(words: Sequence[str]) -> int:
    """A ratio that misses its target is told, and does not fail: it depends on who else uses the machine."""
    parser = argparse.ArgumentParser(prog="packaging/run bench window", description=__doc__)
    parser.add_argument("figures", nargs="*", choices=[*FIGURES, []], help="which figures (all)")
    parser.add_argument("--runs", type=int, default=7, help="how often each program is started (7)")
    asked = parser.parse_args(words)
    rows = []
    for row in measure(asked.figures, asked.runs):
        rows.append(row)
        print(table([row])[-1], file=sys.stderr, flush=True)
    print("\n".join([f"load {os.getloadavg()[1]:.1f} on {os.cpu_count()} cores", "", *table(rows)]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
