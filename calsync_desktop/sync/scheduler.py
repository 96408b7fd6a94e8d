"""When to sync without being asked: every interval, every minute while somebody looks, seconds after an edit, at once after waking, later after failures, never while paused."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Protocol

from calsync_desktop.core.calendar import Connection, Status
from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.store import accounts
from calsync_desktop.store.opening import Store
from calsync_desktop.sync.ground import Ground
from calsync_desktop.sync.reports import RunReport

AFTER_EDIT = 2.0  # seconds; every further edit starts them anew
WHILE_SEEN = 60.0  # seconds; the longest interval while a window is visible
LONGEST_NAP = 30.0  # seconds; a gap of the wall clock beyond it means that the machine slept
WAKE_GAP = 90.0
FIRST_BACK_OFF, LONGEST_BACK_OFF = 30.0, 3600.0


class Syncs(Protocol):
    """What the scheduler needs of the engine."""

    store: Store

    async def due_sync(self, connection: str) -> RunReport:
        """One run of one connection."""

    def paused(self) -> bool:
        """Whether the user wants rest."""


@dataclass(slots=True)
class Standing:
    """Of one connection: when it last began (monotonic seconds, None: never), how often it failed in a row and until when it is left alone."""

    began: float | None = None
    failures: int = 0
    again_after: float = 0.0


class Scheduler:
    """Decides and waits; it holds no state that matters beyond the process."""

    def __init__(self, ground: Ground) -> None:
        """All times are the ground's monotonic seconds, except for noticing sleep."""
        self._ground = ground
        self._standing: dict[str, Standing] = {}
        self._edited_at: float | None = None
        self._seen = False
        self._awake = asyncio.Event()

    def nudge(self) -> None:
        """Something changed: look again now."""
        self._awake.set()

    def edited(self) -> None:
        """The user edited: sync shortly after the last edit."""
        self._edited_at = self._ground.monotonic()
        self._awake.set()

    def watching(self, visible: bool) -> None:
        """Somebody looks at what is synced, or nobody does any more."""
        self._seen = visible
        self._awake.set()

    def forgive(self, connection: str) -> None:
        """The reason of past failures is gone."""
        self._standing.pop(connection, None)
        self._awake.set()

    async def run(self, engine: Syncs, stop: asyncio.Event) -> None:
        """Sync what is due, wait for what comes next, until ``stop``."""
        while not stop.is_set():
            # Side by side: one that hangs until its time-out must not hold up the others.
            await asyncio.gather(*(self._sync(engine, connection) for connection in self._due(engine)))
            await self._nap(engine, stop)

    def _due(self, engine: Syncs) -> list[Connection]:
        if engine.paused():
            return []
        now = self._ground.monotonic()
        edited = self._edited_at is not None and now - self._edited_at >= AFTER_EDIT
        due = [c for c in self._enabled(engine) if self._wait_for(c, now, edited) <= 0]
        if edited:
            self._edited_at = None
        return due

    def _enabled(self, engine: Syncs) -> list[Connection]:
        everything = accounts.all_connections(engine.store)
        return [c for c in everything if c.settings.sync_enabled and c.status in (Status.ACTIVE, Status.ERROR)]

    def _wait_for(self, connection: Connection, now: float, edited: bool) -> float:
        """Seconds until the connection is due; an edit waits for the back-off, but not for the interval."""
        standing = self._standing.setdefault(connection.id, Standing())
        if standing.began is None:
            return 0.0
        if standing.failures:
            return standing.again_after - now
        interval = connection.settings.interval_minutes * 60.0
        return 0.0 if edited else standing.began + (min(interval, WHILE_SEEN) if self._seen else interval) - now

    async def _sync(self, engine: Syncs, connection: Connection) -> None:
        standing = self._standing.setdefault(connection.id, Standing())
        standing.began = self._ground.monotonic()
        asked = 0.0
        try:
            report = await engine.due_sync(connection.id)
            failed, asked = report.status in ("offline", "failed"), report.again_after or 0.0
        except CalSyncError:
            # The disk is full, or the connection went away meanwhile: later again.
            failed = True
        standing.failures = standing.failures + 1 if failed else 0
        standing.again_after = self._ground.monotonic() + max(asked, self._back_off(standing.failures))

    def _back_off(self, failures: int) -> float:
        """Doubling from 30 s to an hour, with up to a quarter of jitter (protocols.md, section 7.4)."""
        seconds = min(FIRST_BACK_OFF * 2.0 ** max(failures - 1, 0), LONGEST_BACK_OFF)
        return seconds * (0.875 + 0.25 * self._ground.random())

    async def _nap(self, engine: Syncs, stop: asyncio.Event) -> None:
        """Wait for the next due moment, a nudge or the end; a jump of the wall clock makes everything due."""
        seconds, wall, began = self._next(engine), self._ground.now(), self._ground.monotonic()
        self._awake.clear()
        waits = [asyncio.ensure_future(w) for w in (self._ground.sleep(seconds), self._awake.wait(), stop.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*waits, return_exceptions=True)
        slept = (self._ground.now() - wall).total_seconds() - (self._ground.monotonic() - began)
        if slept > WAKE_GAP:
            self._standing.clear()

    def _next(self, engine: Syncs) -> float:
        now = self._ground.monotonic()
        if engine.paused():
            return LONGEST_NAP
        waits = [self._wait_for(c, now, edited=False) for c in self._enabled(engine)]
        if self._edited_at is not None:
            waits.append(self._edited_at + AFTER_EDIT - now)
        return max(0.0, min([*waits, LONGEST_NAP]))
