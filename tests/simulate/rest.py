"""The end of a history: nothing goes wrong any more, nobody edits, and everything must come together."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from tests.simulate import oracles
from tests.simulate.device import Device
from tests.simulate.fakeside import FakeSide
from tests.simulate.googleside import GoogleSide
from tests.simulate.oracles import need

if TYPE_CHECKING:
    from tests.simulate.history import History

PASSES = 3


@dataclass
class Rest:
    """The end of a history: nothing goes wrong any more, nobody edits, and everything must come together."""

    history: History

    async def everything_holds(self) -> None:
        """All invariants, one after the other."""
        h = self.history
        h.people.chance = Random(f"{h.kind}.{h.seed}.rest")
        h.say("[rest]")
        await h.extremes.isolated()
        h.far.cure()
        for place in sorted(h.people.spoiled):
            if place in getattr(h.far, "spoiled", ()):
                h.far.heal(place)
        h.base.pass_time(2 * 86400)
        await self._come_together()
        but = {uid: kind for d in h.devices for _, kind, uid in d.parked() if uid}
        for device in h.devices:
            oracles.same(h.far, device, self._excused(but))
            oracles.shown(device)
        await self._nothing_more()
        oracles.nothing_doubled(h.witness, h.far, h.devices, {uid for _, uid in h.people.spoiled})
        oracles.nothing_resurrected(h.witness, h.far, h.devices)
        oracles.nothing_lost(h.witness, h.far, h.devices, but)
        oracles.edits_beat_deletions(h.devices, h.people.me)
        oracles.careful(h.far)
        h.people.nobody_mailed()

    def _excused(self, but: dict[str, str]) -> dict[str, str]:
        """FROZEN services refuse to bring a cancelled occurrence back; nothing else may stay parked."""
        if self.history.kind != "frozen":
            need(not but, "I6 still parked", but)
        return but

    async def _come_together(self) -> None:
        """At most three passes over all devices, again after the user decided what waited for him."""
        h = self.history
        for _ in range(5):
            await self._passes()
            settled = sum(h.people.settle(device) for device in h.devices)
            if not settled and not await self._list_anew():
                return

    async def _passes(self) -> None:
        h = self.history
        for n in range(PASSES):
            before = len(h.far.wrote())
            for device in h.devices:
                await self._pass(device)
            if len(h.far.wrote()) == before and n:
                break

    async def _list_anew(self) -> bool:
        """A master that was deleted and made again under its old id took its exceptions along, and no delta says so: a full listing does."""
        h = self.history
        if not (isinstance(h.far, FakeSide | GoogleSide) and h.far.apart and h.far.reborn):
            return False
        h.far.reborn = False
        for device in h.devices:
            await self._pass(device, from_scratch=True)
        return True

    async def _pass(self, device: Device, **options: Any) -> None:
        report = await device.sync(**options)
        assert report is not None
        self.history.say(device.name, "rests", report.status, report.pulled, report.pushed, report.error)
        self.history.extremes.guarded(device)
        need(
            report.status in ("ok", "question"),
            "I6 a sync fails at rest",
            f"{device.name}: {report.status} {report.error}",
        )

    async def _nothing_more(self) -> None:
        """I7 and I8: syncing again changes no row, writes nothing and asks one request a calendar."""
        h = self.history
        for device in h.devices:
            rows, wrote, asked = device.dump(), len(h.far.wrote()), h.far.asked()
            await self._pass(device)
            need(len(h.far.wrote()) == wrote, "I8 writes at rest", h.far.wrote()[wrote:])
            changed = [table for table, now in device.dump().items() if now != rows[table]]
            need(not changed, "I7 rows change at rest", f"{device.name}: {changed}")
            need(h.far.asked() - asked <= h.far.alone * len(h.far.calendars), "I8 requests at rest", h.far.trace()[-4:])
