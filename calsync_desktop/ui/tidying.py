"""Garbage is collected on the GUI thread only: a widget that the engine's thread throws away takes the process with it.

Python's cyclic collector runs in whichever thread happens to allocate. A closed dialog is often part of a cycle, and Qt does not survive its
destruction by another thread; so automatic collection is off while a window lives, and a timer of the GUI thread does the same work.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

OFTEN = 250  # milliseconds: young objects are many while a calendar is listed, and few at a time cost least
QUIET = 8  # looks in a row: everything is looked through only then, because that takes half a second while thousands of appointments are held


def due(*, quiet: bool = True) -> int | None:
    """The oldest generation whose time has come, by the interpreter's own thresholds, the very oldest only when ``quiet``; None when none has."""
    counted, thresholds = gc.get_count(), gc.get_threshold()
    return next((g for g in ((2, 1, 0) if quiet else (1, 0)) if counted[g] > thresholds[g] > 0), None)


class Tidying(QObject):
    """Collects for as long as its parent lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        # What start-up made lives as long as the program: no collection need look at it again.
        gc.freeze()
        self._calm = 0
        self._timer = QTimer(self, interval=OFTEN)
        self._timer.timeout.connect(self.tidy)
        self._timer.start()

    @Slot()
    def tidy(self) -> None:
        """Collect what is due."""
        self._calm = self._calm + 1 if gc.get_count()[0] <= gc.get_threshold()[0] else 0
        if (generation := due(quiet=self._calm >= QUIET)) is not None:
            gc.collect(generation)
