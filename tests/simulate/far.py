"""What the simulator needs of the far side, whichever service plays it: other people's edits, misfortunes, and what really happened there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.sync.ground import Door
from tests.simulate.clock import DeviceGround
from tests.simulate.essence import Essence

Place = tuple[str, str]
"""Calendar (remote id) and UID."""


@dataclass(frozen=True, slots=True)
class Object:
    """One remote object: where it is, and all its text."""

    calendar: str
    uid: str
    text: str


@dataclass(frozen=True, slots=True)
class Mailed:
    """A device's write made the server mail somebody."""

    device: str
    uid: str


class Far(Protocol):
    """The server with its other users. Nothing here passes through the engine."""

    calendars: tuple[str, ...]
    always_mails: bool
    alone: int
    """How many requests a quiet sync may take for each calendar."""

    def door(self, device: str, ground: DeviceGround) -> Door:
        """How a device gets in."""

    # --- somebody else ---

    def objects(self) -> list[Object]:
        """Everything that exists, duplicates included."""

    def read(self, place: Place) -> Appointment | None:
        """What stands there, for choosing what to do with it; None when nobody can read it."""

    def create(self, place: Place, made: Appointment) -> None:
        """Somebody makes an appointment."""

    def change(self, place: Place, key: str | None, title: str = "", location: str = "", hours: int = 0) -> None:
        """Somebody edits the master (``key`` None) or one occurrence."""

    def skip(self, place: Place, key: str) -> None:
        """Somebody deletes one occurrence."""

    def delete(self, place: Place) -> None:
        """Somebody deletes it."""

    def carry(self, place: Place, target: str) -> None:
        """Somebody moves it into another calendar."""

    def touch(self, place: Place) -> None:
        """It gets a new version and says the same."""

    def spoil(self, place: Place, title: str) -> None:
        """Somebody's broken program writes it so that nobody can read it."""

    def heal(self, place: Place) -> None:
        """It can be read again."""

    # --- what goes wrong ---

    def trouble(self, chance: Random, act: Callable[[], None]) -> str:
        """Plan one misfortune for what comes next, and say which; ``act`` is what somebody else does in between."""

    def poison(self, uid: str) -> None:
        """The server fails on every write to this one appointment, until ``cure``."""

    def cure(self) -> None:
        """It does not any more."""

    def down(self, chance: Random) -> float:
        """The server answers nobody until ``clear``; the seconds that it asks everybody to wait (0: it does not say)."""

    def clear(self) -> None:
        """Nothing goes wrong any more."""

    # --- what happened ---

    def essence(self) -> dict[Place, Essence]:
        """What everything says."""

    def asked(self) -> int:
        """Requests so far, of all devices."""

    def wrote(self) -> Sequence[tuple[str, str]]:
        """Writes that were asked for so far: device and verb."""

    def careless(self) -> list[str]:
        """Writes that named no version, or one that their device never saw."""

    def mailed(self) -> list[Mailed]:
        """Mails so far that a device's write caused."""

    def trace(self) -> list[str]:
        """Every request, in a line."""
