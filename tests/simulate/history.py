"""One history: a seed, two devices, a server with its other users, forty things that happen, and then rest, at which everything must hold."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from calsync_desktop.core.appointment import Appointment, Content
from calsync_desktop.core.when import timed
from calsync_desktop.sync import apply, syncing
from tests.fakes import FakeGround, Temper
from tests.simulate import oracles
from tests.simulate.caldavside import CaldavSide
from tests.simulate.clock import DeviceGround
from tests.simulate.device import Device
from tests.simulate.extremes import Extremes
from tests.simulate.fakeside import FakeSide
from tests.simulate.far import Far
from tests.simulate.googleside import GoogleSide
from tests.simulate.ical import ZONE
from tests.simulate.people import ANCHOR, People
from tests.simulate.rest import Rest
from tests.simulate.witness import Witness

KINDS = ("caldav", "google", "resource", "pieces", "frozen")
STEPS = 40
MEANWHILE = 6  # edits in the middle of one step at most
CALM = -1  # left out like a step: whatever happens in the middle of a run
OFF = (
    timedelta(0),
    timedelta(0),
    timedelta(0),
    timedelta(hours=3),
    timedelta(hours=-3),
    timedelta(days=3653),
    timedelta(days=-3653),
)


@dataclass
class History:
    """See the module. ``skip``: steps that are left out, to find the few that matter."""

    seed: int
    kind: str
    steps: int = STEPS
    skip: Collection[int] = ()
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(f"{self.kind}.{self.seed}")
        self.base = FakeGround()
        self.far = _far(self.kind, self.chance, self.base)
        self.witness = Witness()
        self.busy, self.meanwhile = False, 0
        apply.SLICE = syncing.SLICE = 3  # type: ignore[attr-defined]  # so that edits fall between slices
        self.devices = [self._device(name) for name in ("laptop", "phone")]
        me = "ana@example.org" if self.kind == "caldav" else "ada@example.com"
        self.people = People(self.far, self.witness, self.devices, self.say, self.chance, me)
        self.people.guests = self.chance.choice([0.0, 0.3])
        self.people.agrees = self.chance.choice([0.0, 0.5])
        self.people.spoils = self.chance.choice([0.0, 0.0, 0.05])
        self.extremes = Extremes(self, self.chance.choice(["", "", "", "", "wipe", "poison", "storm"]))
        self.restless = 0.0 if CALM in self.skip else self.chance.choice([0.0, 0.02, 0.1])

    def _device(self, name: str) -> Device:
        ground = DeviceGround(self.base, name, self.pause, self.chance.choice(OFF))
        policy = self.chance.choice(["newest", "newest", "newest", "mine", "theirs", "ask"])
        return Device(name, self.far, ground, policy, self.chance.random() < 0.1)

    def say(self, *words: Any) -> None:
        """One line of the readable log."""
        self.log.append(" ".join(str(w) for w in words))

    async def pause(self, name: str) -> None:
        """Whenever a device awaits, others may go first, and people may do something."""
        if not self.busy:
            return
        for _ in range(self.people.chance.randrange(3)):
            await asyncio.sleep(0)
        if self.people.chance.random() < self.restless and self.meanwhile < MEANWHILE:
            self.meanwhile += 1
            self.say(f"  meanwhile, while {name} awaits:")
            self.anybody(name)

    def anybody(self, name: str) -> None:
        """The user at this device, or somebody at the server."""
        if self.people.chance.random() < 0.6:
            self.people.user(next(d for d in self.devices if d.name == name))
        else:
            self.people.somebody()

    async def run(self) -> str:
        """Live through it; the hash of all that happened. Violation when an invariant does not hold."""
        await self._begin()
        for n in range(self.steps):
            if n in self.skip:
                continue
            self.people.chance = Random(f"{self.kind}.{self.seed}.{n}")
            self.say(f"[{n}]")
            self.base.pass_time(self.people.chance.randrange(1, 100))
            await self._step()
            oracles.careful(self.far)
            self.people.nobody_mailed()
        await Rest(self).everything_holds()
        return hashlib.sha256("\n".join([*self.log, *self.far.trace()]).encode()).hexdigest()[:16]

    async def _begin(self) -> None:
        self.say(self.kind, self.seed, getattr(self.far, "quirks", ""))
        for n, calendar in enumerate(self.far.calendars):
            when = timed(datetime(2026, 3, 1, 9), datetime(2026, 3, 1, 10), ZONE)
            self.far.create((calendar, f"{ANCHOR}{n}"), Appointment(f"{ANCHOR}{n}", Content(when, "anchor")))
        self.extremes.begin()
        for device in self.devices:
            await device.begin()
            self.say(device.name, device.policy, "keeps" * device.keeps, device.ground.off)

    async def _step(self) -> None:
        chance = self.people.chance
        doing, n = chance.random(), chance.randrange(len(self.devices))
        if doing < 0.24:
            self.people.somebody()
        elif doing < 0.60:
            self.people.user(self.devices[n])
        elif doing < 0.63:
            self.base.pass_time(chance.choice([3600, 86400, 3 * 86400]))
        elif doing < 0.66:
            self.people.settle(self.devices[n])
        elif doing < 0.69:
            await self.extremes.happen(self.devices[n])
        else:
            await self._sync(self.devices if doing > 0.95 else [self.devices[n]])

    async def _sync(self, devices: list[Device]) -> None:
        chance = self.people.chance
        if chance.random() < 0.6:
            self.say("  trouble:", self.far.trouble(chance, lambda: self.anybody(devices[0].name)))
        crash = (chance.randrange(1, 12), chance.random() < 0.5) if chance.random() < 0.15 else None
        scratch = chance.random() < 0.05
        self.busy, self.meanwhile = True, 0
        reports = await asyncio.gather(*(d.sync(crash, from_scratch=scratch) for d in devices))
        self.busy = False
        for device, report in zip(devices, reports, strict=True):
            said = (report.status, report.pulled, report.pushed, report.error) if report else ("crashed", crash)
            self.say(device.name, "syncs", *said)
            self.extremes.guarded(device)
        self.far.clear()


def _far(kind: str, chance: Random, base: FakeGround) -> Far:
    if kind == "google":
        return GoogleSide(chance, base)
    return CaldavSide(chance, base) if kind == "caldav" else FakeSide(Temper(kind), chance, base)
