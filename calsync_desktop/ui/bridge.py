"""The one crossing between the window's thread and the engine's: questions go down, notices come up."""

from __future__ import annotations

import asyncio
import concurrent.futures
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QThread, Signal

from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.ui.launch import Launch

if TYPE_CHECKING:
    from calsync_desktop.sync.engine import Engine
    from calsync_desktop.sync.notices import Notice

T = TypeVar("T")
# Seconds after which the engine's thread gives way to the window's. With Python's own 5 ms a painting, that asks for its turn a dozen times, takes 60.
GIVES_WAY = 0.0003
Command = Callable[["Engine"], Coroutine[Any, Any, T]]


class Bridge(QObject):
    """Owns the engine's thread. ``noticed`` carries the engine's notices, one at a time and in order, into the thread of this object."""

    noticed = Signal(object)
    raised = Signal()

    def __init__(self, launch: Launch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room = _EngineRoom(launch, self._tell, self.raised.emit)

    def start(self) -> None:
        """Open the engine room; ``started`` says when the engine stands."""
        sys.setswitchinterval(GIVES_WAY)
        self._room.start()

    async def started(self) -> None:
        """Return when the engine stands; the CalSyncError that kept it from standing is raised here."""
        await _arrival(self._room.standing)

    async def ask(self, command: Command[T]) -> T:
        """The engine's answer to ``command(engine)``, which runs in the engine's loop; its errors are raised here.

        Cancelling the awaiting task cancels the command too.
        """
        loop, engine = await _arrival(self._room.standing)
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(command(engine), loop))

    async def stop(self) -> None:
        """Let the engine finish the step it is in, close the store and leave the thread; safe to call twice."""
        self._room.leave()
        await _arrival(self._room.left)
        self._room.wait()

    def _tell(self, notice: Notice) -> None:
        self.noticed.emit(notice)


class _EngineRoom(QThread):
    """The thread in which the engine lives, with an asyncio loop of its own and no Qt events."""

    def __init__(self, launch: Launch, tell: Callable[[Notice], None], raise_window: Callable[[], None]) -> None:
        super().__init__()
        self._launch, self._tell, self._raise = launch, tell, raise_window
        self._leaving = False
        self._stop: Callable[[], None] | None = None
        self.standing: concurrent.futures.Future[tuple[asyncio.AbstractEventLoop, Engine]] = concurrent.futures.Future()
        self.left: concurrent.futures.Future[None] = concurrent.futures.Future()

    def leave(self) -> None:
        """Ask the room to empty itself (any thread)."""
        self._leaving = True
        if self._stop is not None:
            self._stop()
        if not self.isRunning() and not self.left.done():
            self.left.set_result(None)

    def run(self) -> None:
        """The thread's body."""
        try:
            asyncio.run(self._live())
        finally:
            self._launch.close()
            if not self.left.done():
                self.left.set_result(None)

    async def _live(self) -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        self._stop = lambda: _from_outside(loop, stop.set)
        if self._leaving:
            stop.set()
        try:
            engine = self._launch.make_engine(self._tell)
        except CalSyncError as error:
            self.standing.set_exception(error)
            return
        self.standing.set_result((loop, engine))
        door = asyncio.create_task(self._launch.serve(engine, self._raise))
        try:
            await engine.run(stop)
            await stop.wait()
        finally:
            door.cancel()
            await asyncio.gather(door, return_exceptions=True)


def _from_outside(loop: asyncio.AbstractEventLoop, call: Callable[[], object]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(call)


def _arrival(future: concurrent.futures.Future[T]) -> Awaitable[T]:
    """Await what another thread delivers, without ever cancelling it for the others who wait."""
    return asyncio.shield(asyncio.wrap_future(future))
