"""How long the window's thread does not answer: a timer that should fire every millisecond, and what it finds between two firings."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QObject, Qt, QTimer


@dataclass(frozen=True, slots=True)
class Gaps:
    """Milliseconds: how long was watched, the longest gap, how much of the time was spent in gaps above 16, and how many were above 50."""

    watched: float
    longest: float
    slow: float
    above: int

    @property
    def share(self) -> float:
        """Of the time, in per cent."""
        return 100 * self.slow / self.watched


class Probe(QObject):
    """Watches from its making until ``gaps`` is asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._at: list[float] = [time.perf_counter()]
        timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: self._at.append(time.perf_counter()))
        timer.start()
        self._timer = timer

    def gaps(self) -> Gaps:
        """What was found until now; it watches no more."""
        self._timer.stop()
        return gaps_of(self._at)


def gaps_of(at: Sequence[float]) -> Gaps:
    """The gaps between moments (seconds)."""
    between = [(after - before) * 1000 - 1 for before, after in pairwise(at)]
    slow = [gap for gap in between if gap > 16]
    return Gaps((at[-1] - at[0]) * 1000, max(between), sum(slow), sum(gap > 50 for gap in slow))


def high(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
