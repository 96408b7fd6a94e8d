"""What the window is waiting for: coroutines that a click started, kept alive, their failures said instead of lost."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from calsync_desktop.core.errors import CalSyncError


class Chores(QObject):
    """``failed`` carries a CalSyncError that nobody nearer caught."""

    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, chore: Coroutine[Any, Any, object]) -> asyncio.Task[None]:
        """Let it run; whoever awaits the task waits for its end."""
        task = asyncio.ensure_future(self._carry_out(chore))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # Cancelled before its first step, nobody else would end it.
        task.add_done_callback(lambda _: chore.close())
        return task

    async def finish(self) -> None:
        """Give up what is still under way (at quit)."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _carry_out(self, chore: Coroutine[Any, Any, object]) -> None:
        try:
            await chore
        except CalSyncError as error:
            self.failed.emit(error)
