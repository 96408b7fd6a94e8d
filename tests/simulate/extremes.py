"""What happens in some histories only: somebody wipes a calendar, one item is poison to its server, the server is down for long."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from calsync_desktop.core.appointment import Appointment, Content
from calsync_desktop.core.when import timed
from tests.simulate.device import Device
from tests.simulate.ical import ZONE
from tests.simulate.oracles import need
from tests.simulate.people import ANCHOR

if TYPE_CHECKING:
    from tests.simulate.history import History

PLENTY = 13
HALF_AN_HOUR, NAPS = 1800.0, 180
FEW, SHARE = 10, 0.2
_DELETED = "SELECT rowid, run, calendar, direction, appointment, before FROM history WHERE kind = 'delete' AND run IS NOT NULL AND rowid > ?"
_LIVE = (
    "SELECT count(*) FROM appointments WHERE calendar = ? AND detached = 0 AND coalesce(ours, base, theirs) != 'gone'"
)


@dataclass
class Extremes:
    """``sort``: which extreme this history has, "" for none. ``looked``: per device, how much of its history was judged."""

    history: History
    sort: str
    poisoned: str = ""
    looked: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """A calendar that is worth wiping."""
        for n in range(PLENTY if self.sort == "wipe" else 0):
            day = 1 + n
            when = timed(datetime(2026, 3, day, 6), datetime(2026, 3, day, 7), ZONE)
            uid = f"full{n}"
            self.history.witness.made.add(uid)
            self.history.far.create((self.history.far.calendars[0], uid), Appointment(uid, Content(when, uid)))

    async def happen(self, device: Device) -> None:
        """The extreme of this history, once more."""
        if self.sort == "wipe":
            self._wipe(device)
        elif self.sort == "poison":
            self._poison(device)
        elif self.sort == "storm":
            await self._storm(device)

    def _wipe(self, device: Device) -> None:
        people, calendar = self.history.people, self.history.far.calendars[0]
        if people.chance.random() < 0.5:
            places = sorted({(o.calendar, o.uid) for o in people.far.objects() if o.calendar == calendar})
            for place in places[: people.chance.randrange(2, 30)]:
                people.deletes(place)
            return
        some = [s for s in device.seen() if s.place[0] == calendar and not s.detached and ANCHOR not in s.place[1]]
        for one in some[: people.chance.randrange(2, 30)]:
            people.user_deletes(device, one)

    def _poison(self, device: Device) -> None:
        some = sorted(s.place[1] for s in device.seen() if not s.place[1].startswith(ANCHOR))
        if some and not self.poisoned:
            self.poisoned = self.history.people.chance.choice(some)
            self.history.say("poison:", self.poisoned)
            self.history.far.poison(self.poisoned)

    async def _storm(self, device: Device) -> None:
        """I9: half an hour of a server that is down costs few requests, and none before it asked for the next."""
        h, stop = self.history, asyncio.Event()
        wait, asked = h.far.down(h.people.chance), h.far.asked()

        async def end() -> None:
            # In many short naps: an engine that never rests is given the time to show it.
            for _ in range(NAPS):
                await h.base.sleep(HALF_AN_HOUR / NAPS)
            stop.set()

        await asyncio.gather(device.engine.run(stop), end())
        cost = h.far.asked() - asked
        h.say("storm:", device.name, wait, "costs", cost)
        need(cost <= (8 if wait else 60), "I9 requests in a storm", f"{cost} in half an hour, asked to wait {wait} s")
        h.far.clear()

    def guarded(self, device: Device) -> None:
        """I12: no run deleted more than max(10, 20 %) of a calendar in one direction, but for what the user agreed to."""
        counts: dict[tuple[str, str, str], int] = {}
        homes = {remote: id_ for id_, remote in device.rows("SELECT id, remote_id FROM calendars")}
        seen = {(homes[one.place[0]], one.place[1]) for one in device.seen()}
        for rowid, run, calendar, direction, row, before in device.rows(_DELETED, self.looked.get(device.name, 0)):
            self.looked[device.name] = rowid
            uid = json.loads(before)["uid"]
            # The second half of a move deletes nothing (design.md, section 3: Moves are one group).
            moved = any(where != calendar for where, other in seen if other == uid)
            if row not in self.history.people.agreed and not moved:
                key = (run, calendar, direction)
                counts[key] = counts.get(key, 0) + 1
        for (run, calendar, direction), count in counts.items():
            live = device.rows(_LIVE, calendar)[0][0] + count
            said = f"{device.name}: {count} of {live} in run {run}, {direction}"
            need(count <= max(FEW, SHARE * live), "I12 mass deletion", said)
        self._anchored(device)

    def _anchored(self, device: Device) -> None:
        """Absence is never deletion: nobody touches the anchors, so they are shown whatever the server answered, and nobody is asked whether they may go."""
        shown = device.rows("SELECT count(*) FROM faces WHERE title = ?", ANCHOR)[0][0]
        asked = [id_ for _, kind, rows in device.questions() if kind == "delete" for id_ in rows]
        doubted = [
            id_ for id_ in asked if device.rows("SELECT 1 FROM faces WHERE appointment = ? AND title = ?", id_, ANCHOR)
        ]
        need(
            shown == len(self.history.far.calendars),
            "I12 gone though nobody deleted it",
            f"{device.name}: {shown} anchors",
        )
        need(not doubted, "I12 asks about what nobody deleted", f"{device.name}: {doubted}")

    async def isolated(self) -> None:
        """I13: while one item is poison, everything else comes to rest, and the item is left in peace after a few tries."""
        h = self.history
        if not self.poisoned:
            return
        before = 0
        for _ in range(8):
            before = len(h.far.wrote())
            for device in h.devices:
                await device.sync()
        need(len(h.far.wrote()) == before, "I9 poison is tried for ever", h.far.wrote()[before:])
        excused = {self.poisoned}
        for device in h.devices:
            waiting = [w for w in device.waits() if not w.startswith("intent")]
            for uid in {w.split()[0] for w in waiting} - excused:
                need(self._waits_for_somebody(device, uid), "I13 poison stops others", f"{device.name}: {uid}")

    def _waits_for_somebody(self, device: Device, uid: str) -> bool:
        """It is parked or asked about, it waits for the poisoned one (or is the rest of it), or its whole calendar waits for an answer."""
        parked = {u for _, _, u in device.parked()}
        asked = {row for _, _, rows in device.questions() for row in rows}
        sql = "SELECT a.id, a.follows, b.uid, a.calendar FROM appointments a LEFT JOIN appointments b ON b.id = a.follows WHERE a.uid = ?"
        halted = {c for (c,) in device.rows("SELECT calendar FROM questions WHERE kind = 'delete' AND answer IS NULL")}
        rows = device.rows(sql, uid)
        if device.rows("SELECT 1 FROM appointments a JOIN appointments h ON h.follows = a.id WHERE a.uid = ?", uid):
            return True
        return uid in parked or any(id_ in asked or leader is not None or c in halted for id_, leader, _, c in rows)
