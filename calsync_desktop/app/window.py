"""The window on a profile: the engine is given to it, the door is answered for it, and a second start raises the first."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from calsync_desktop import clock, door
from calsync_desktop.app import logs, neighbours
from calsync_desktop.app.asking import PATIENCE, answering
from calsync_desktop.app.house import House, VaultMaker, open_house
from calsync_desktop.app.profile import Profile, prepare
from calsync_desktop.app.zone import machine_zone
from calsync_desktop.core.errors import Busy, Local
from calsync_desktop.sync.notices import Tell

if TYPE_CHECKING:
    from calsync_desktop.core.appointment import Appointment
    from calsync_desktop.sync.engine import Engine


def open_window(profile: Profile, vault_maker: VaultMaker | None = None) -> int:
    """Show the window until it is quit, or raise the one that is open already; the exit code."""
    refuse_without_screen()
    prepare(profile)
    logs.start(profile, verbose=False)
    hold = take_or_raise(profile)
    return 0 if hold is None else _run(_Room(profile, hold, vault_maker))


def refuse_without_screen() -> None:
    """Local where no window could be shown, before Qt ends the process in its own way."""
    linux = sys.platform.startswith("linux")
    if linux and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise Local("There is no screen here.", "Without a window CalSync does the same: calsync --help.")


def take_or_raise(profile: Profile) -> door.Hold | None:
    """The profile's lock; None when another window had it, which was raised. A command that holds it is waited for."""
    until = clock.monotonic() + PATIENCE
    while True:
        hold = door.take(profile.lock)
        if hold is not None or _raised(profile):
            return hold
        if clock.monotonic() > until:
            raise Busy("Another program holds this profile.", "Close it, then try again.")
        clock.pause(0.1)


def _raised(profile: Profile) -> bool:
    try:
        return bool(door.ask(profile.socket, "raise", {}, lambda _: None)["raised"])
    except door.NobodyAnswersError:
        return False


@dataclass(slots=True)
class _Room:
    """What the window's engine thread opens and lets go of."""

    profile: Profile
    hold: door.Hold
    vault_maker: VaultMaker | None
    house: House | None = None

    def make_engine(self, tell: Tell) -> Engine:
        self.house = open_house(self.profile, machine_zone(os.environ), self.vault_maker, scheduling=True)
        self.house.listeners.all.append(tell)
        return self.house.engine

    async def serve(self, engine: Engine, raise_window: Callable[[], None]) -> None:
        assert self.house is not None
        assert self.house.engine is engine
        async with door.listening(self.profile.socket, answering(self.house, raise_window)):
            await asyncio.Event().wait()

    def close(self) -> None:
        if self.house is not None:
            self.house.close()
        self.hold.release()


def _run(room: _Room) -> int:
    try:
        from calsync_desktop.ui import Launch, run_window

        launch = Launch(
            make_engine=room.make_engine,
            database=room.profile.database,
            zone=machine_zone(os.environ),
            profile=room.profile.name,
            now=clock.now,
            serve=room.serve,
            close=room.close,
            profiles=partial(neighbours.names, room.profile),
            open_profile=partial(neighbours.open_beside, room.profile),
            write=_written,
            read=_read,
        )
        return run_window(launch)
    except ImportError as error:
        raise Local(
            "The window's libraries cannot be loaded.", "Without a window CalSync does the same: calsync --help."
        ) from error
    finally:
        room.hold.release()


def _written(appointments: Sequence[Appointment]) -> str:
    """Appointments as iCalendar, for the clipboard."""
    from calsync_desktop.providers.caldav.mapping.compose import write_calendar

    return write_calendar(appointments, clock.now())


def _read(text: str) -> Sequence[Appointment]:
    """What another program put on the clipboard; what cannot be read is left out."""
    from calsync_desktop.providers.caldav.mapping.read import read_calendar

    return read_calendar(text)[0]
