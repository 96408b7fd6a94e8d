"""The real program until its first painted week: ``python -m tests.bench.window.start [stay]``, with the profile named by the environment.

Prints one line of JSON: milliseconds of this process, how many entries were painted, and what had been loaded by then.
"""

from __future__ import annotations

import json
import os
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent

from calsync_desktop.ui.views.timegrid import TimeGrid

_paint = TimeGrid.paintEvent


def painted(grid: TimeGrid, event: QPaintEvent) -> None:
    """As it paints itself; the first time that there is something to see is told."""
    _paint(grid, event)
    if grid.shapes and not told:
        cpu, entries = time.process_time() * 1000, len(grid.days.entries)
        said = {"cpu": cpu, "entries": entries, "libraries": libraries(), "modules": modules()}
        told.append(json.dumps(said))
        QTimer.singleShot(1000 if "stay" in sys.argv else 0, _leave)


def libraries() -> list[str]:
    """What is loaded, by its first name, without Python's own and without this program."""
    first = {name.partition(".")[0] for name in sys.modules}
    foreign = {name for name in first if name not in sys.stdlib_module_names and not name.startswith("_")}
    return sorted(foreign - {"tests", "calsync_desktop"})


def modules() -> list[str]:
    """What of this program is loaded."""
    return sorted(name for name in sys.modules if name.startswith("calsync_desktop."))


def _leave() -> None:
    from tests.bench.window.memory import resident

    print(json.dumps(json.loads(told[0]) | {"resident": resident()}), flush=True)
    os._exit(0)


told: list[str] = []

if __name__ == "__main__":
    from calsync_desktop.cli import main

    TimeGrid.paintEvent = painted  # type: ignore[assignment, method-assign]
    main([])
