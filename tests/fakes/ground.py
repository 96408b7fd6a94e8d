"""A ground whose time passes only when somebody sleeps on it (or when the test says so)."""

from __future__ import annotations

import asyncio
import heapq
from collections import Counter
from datetime import UTC, datetime, timedelta

from calsync_desktop.sync.ground import Ground

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
SETTLED = 20  # turns of the loop after which nobody else has anything to do before the next alarm


class FakeGround:
    """Virtual time, counted ids and fixed chance.

    Sleeping advances the clock to the earliest alarm once nobody else is busy; with ``manual`` only ``advance`` does, and sleepers wait for it.
    """

    def __init__(self, start: datetime = START, *, zone: str = "Europe/Berlin", manual: bool = False) -> None:
        self.start, self.zone, self.manual = start, zone, manual
        self.elapsed, self.chance = 0.0, 0.5
        self.ids: Counter[str] = Counter()
        self.slept: list[float] = []
        self._alarms: list[float] = []

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        return self.elapsed

    def random(self) -> float:
        return self.chance

    def new_id(self, prefix: str) -> str:
        """``prefix`` and the next number of that prefix."""
        self.ids[prefix] += 1
        return f"{prefix}{self.ids[prefix]}"

    async def sleep(self, seconds: float) -> None:
        alarm = self.elapsed + max(seconds, 0.0)
        self.slept.append(seconds)
        heapq.heappush(self._alarms, alarm)
        try:
            while self.elapsed < alarm:
                await self._turn(alarm)
        finally:
            self._alarms.remove(alarm)
            heapq.heapify(self._alarms)
        await asyncio.sleep(0)

    async def _turn(self, alarm: float) -> None:
        for _ in range(1 if self.manual else SETTLED):
            await asyncio.sleep(0)
        if not self.manual and self._alarms[0] == alarm:
            self.elapsed = max(self.elapsed, alarm)

    async def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass, waking every sleeper on the way, in order."""
        end = self.elapsed + seconds
        while self._alarms and self._alarms[0] <= end:
            self.elapsed = max(self.elapsed, self._alarms[0])
            await self.settle()
        self.elapsed = end
        await self.settle()

    def pass_time(self, seconds: float) -> None:
        """Let time pass while nobody sleeps."""
        self.elapsed += seconds

    async def settle(self) -> None:
        """Let everybody do what can be done now."""
        for _ in range(SETTLED):
            await asyncio.sleep(0)

    def as_ground(self) -> Ground:
        """What is handed to the engine."""
        return Ground(self.now, self.monotonic, self.sleep, self.new_id, self.random, self.zone)
