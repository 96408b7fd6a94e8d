"""What the window is started with, so that the program which starts it needs neither Qt nor the window's rooms to say it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calsync_desktop.core.appointment import Appointment
    from calsync_desktop.sync.engine import Engine
    from calsync_desktop.sync.notices import Notice

Tell = Callable[["Notice"], None]
"""Where the engine puts its notices; the bridge carries them to the window's thread."""

Serve = Callable[["Engine", Callable[[], None]], Coroutine[Any, Any, None]]
"""Answer others at the profile's door until cancelled; the second argument raises the window and may be called from any thread."""


Write = Callable[["Sequence[Appointment]"], str]
Read = Callable[[str], "Sequence[Appointment]"]
"""Appointments as iCalendar text, and such text as appointments: how the clipboard speaks with other programs."""


async def nobody_else(engine: Engine, raise_window: Callable[[], None]) -> None:
    """Serve nobody: the door of a profile that only this process knows (tests, a throw-away profile)."""


@dataclass(frozen=True, slots=True)
class Launch:
    """Everything the window is given.

    ``make_engine``: called once, inside the engine's thread with its asyncio loop running; whatever CalSyncError it raises is shown and ends the program.
    ``serve``: runs beside ``Engine.run`` in the engine's loop and is cancelled when the window quits. ``close``: called last, in the engine's thread,
    also when ``make_engine`` failed: the store and the lock are let go of there. ``database`` is opened by the window for reading only, once the engine
    stands. ``zone``: the IANA name of the local zone. ``now``: aware UTC. ``profile``: its name, shown when it is not "default".
    ``profiles``: the names of all profiles that can be switched to; ``open_profile`` opens the window of one of them beside this one.
    ``background``: start without showing the window (tray only). ``write`` and ``read`` speak iCalendar.
    """

    make_engine: Callable[[Tell], Engine]
    database: Path
    zone: str
    profile: str
    now: Callable[[], datetime]
    serve: Serve = nobody_else
    close: Callable[[], None] = lambda: None
    profiles: Callable[[], Sequence[str]] = lambda: ()
    open_profile: Callable[[str], None] = lambda _: None
    background: bool = False
    write: Write = lambda _: ""
    read: Read = lambda _: ()
