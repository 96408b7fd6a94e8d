"""Virtual time for several devices at once: each has a clock of its own that may be wrong, and every pause may let somebody else go first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from calsync_desktop.sync.ground import Ground
from calsync_desktop.wire import client as wire
from tests.fakes import FakeGround


@dataclass(slots=True)
class DeviceGround:
    """One device's ground over the common time; ``off`` is how wrong its wall clock is, ``pause`` what happens whenever it awaits."""

    base: FakeGround
    name: str
    pause: Callable[[str], Awaitable[None]]
    off: timedelta = timedelta(0)
    ids: Counter[str] = field(default_factory=Counter)

    def now(self) -> datetime:
        return self.base.now() + self.off

    def new_id(self, prefix: str) -> str:
        """Unique over all devices; a crash does not begin the count anew, as chance would not either."""
        self.ids[prefix] += 1
        return f"{prefix}{self.name[0]}{self.ids[prefix]}"

    async def sleep(self, seconds: float) -> None:
        await self.pause(self.name)
        if seconds > 0:
            await self.base.sleep(seconds)

    def as_ground(self) -> Ground:
        """What the engine stands on."""
        return Ground(self.now, self.base.monotonic, self.sleep, self.new_id, self.base.random, self.base.zone)

    def as_wire(self) -> wire.Ground:
        """What the HTTP client stands on."""
        return wire.Ground(self.now, self.sleep, self.base.random)
