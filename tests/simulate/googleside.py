"""The pretend Google as the far side, reached by the real adapter in process."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import Connection
from calsync_desktop.core.provider import Place as Served
from calsync_desktop.core.provider import SignIn
from calsync_desktop.core.starts import gives
from calsync_desktop.providers.google.provider import GoogleProvider
from calsync_desktop.sandbox.caldav import blind_writes
from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google import Fault, GoogleSandbox, Quirks, hand, writes
from calsync_desktop.sandbox.google.calendars import Row
from calsync_desktop.sandbox.google.content import settled
from calsync_desktop.sandbox.google.errors import RefusedError, refused
from calsync_desktop.sandbox.google.events import find, whole
from calsync_desktop.sandbox.google.http import Request
from calsync_desktop.sync.ground import Door
from calsync_desktop.wire.client import Client
from calsync_desktop.wire.hosts import trust
from tests.fakes import FakeGround
from tests.providers.google.services import API, Bearer
from tests.simulate import googlesays
from tests.simulate.clock import DeviceGround
from tests.simulate.essence import Essence, marks_in
from tests.simulate.far import Mailed, Object, Place
from tests.simulate.googleline import Line
from tests.simulate.googlelosses import Drawn, misfortunes
from tests.simulate.line import Known

ADA, BOSS = "ada@example.com", "boss@example.net"
ZONE = "Europe/Berlin"
ROUTES = (None, None, "events.list", "events.get", "events.insert", "events.patch", "events.patch", "events.delete")
WRITES = ("POST", "PATCH", "PUT", "DELETE")
# Leaves out nothing, and cannot be shown by us all the same.
BROKEN = "EXRULE:FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1"


class GoogleSide:
    """See ``far.Far``."""

    always_mails = False
    alone = 1
    apart = True

    def __init__(self, chance: Random, base: FakeGround) -> None:
        self.quirks = Quirks(
            page_size=chance.choice([None, 1, 2, 3]),
            exceptions_first=chance.random() < 0.5,
            user_per_minute=None,
            project_per_minute=None,
            writes_per_second=chance.choice([None, None, 2]),
            quota_status=chance.choice([403, 429]),
            access_seconds=10**9,
        )
        self.sandbox = GoogleSandbox(quirks=self.quirks, clock=base.now, sleep=base.sleep)
        self.sandbox.add_account(ADA, name="Ada", zone=ZONE)
        self.calendars: tuple[str, ...] = (ADA, self.sandbox.add_calendar("Work", owner=ADA))
        self.spoiled: dict[Place, int] = {}
        self.dropped = set[str]()
        self.reborn = False
        self.poisoned = ""
        self._told: dict[str, set[tuple[str, int]]] = {}
        self._heard = 0
        self._touched = 0

    def door(self, device: str, ground: DeviceGround) -> Door:
        auth = Bearer(self.sandbox.bearer(ADA))

        def sign_in(secret: Mapping[str, str], options: Mapping[str, str]) -> SignIn:
            return Known(Served(ADA, API, (ADA,)))

        def provider(connection: Connection, secret: Mapping[str, str]) -> GoogleProvider:
            line = Line(self.sandbox, ground, lambda request: self._meets(device, request), self._hears)
            client = Client(trust(API), auth, ground.as_wire(), transport=line, environment={})
            return GoogleProvider(client, API, connection, ground.as_wire())

        return Door(sign_in, provider)

    def tidied(self, appointment: Appointment) -> Appointment:
        """Without left-out starts that the rule does not name: Google tells them to those who were there only."""
        if appointment.recurrence is None:
            return appointment
        kept = tuple(key for key in appointment.recurrence.skipped if gives(appointment, key))
        return replace(appointment, recurrence=replace(appointment.recurrence, skipped=kept))

    # --- the line -----------------------------------------------------------------------------------------------------

    def _meets(self, device: str, request: Request) -> Answer | None:
        """A request of a device on its way: what is poison fails, and exceptions that it may drop unseen are noted."""
        if request.method in WRITES:
            if self.poisoned and self._is_about(request, self.poisoned):
                return refused("backendError")
            self._note_unseen(device, request)
        return None

    def _hears(self) -> None:
        """What the answers since told each device."""
        entries = self.sandbox.journal.entries
        for each in entries[self._heard :]:
            self._told.setdefault(each.headers.get("x-device", ""), set()).update(each.served)
        self._heard = len(entries)

    def _is_about(self, request: Request, uid: str) -> bool:
        ids = {
            row.id for calendar in self.sandbox.calendars.values() for row in calendar.rows.values() if _is(row, uid)
        }
        named = json.loads(request.body).get("id", "") if request.body else ""
        event = request.path.rpartition("/events/")[2].split("?")[0]
        return event.split("_2026")[0] in ids or (bool(named) and googlesays.uid_of(named, "") == uid)

    def _note_unseen(self, device: str, request: Request) -> None:
        """Exceptions that a write of their series may drop though its device was never told of them: its version does not name them."""
        event = request.path.rpartition("/events/")[2]
        told = self._told.get(device, set())
        for calendar in self.sandbox.calendars.values():
            for row in calendar.exceptions_of(event):
                if not row.cancelled and (f"/calendars/{calendar.id}/events/{row.id}", row.number) not in told:
                    self.dropped |= marks_in(json.dumps(row.body))

    # --- somebody else ------------------------------------------------------------------------------------------------

    def objects(self) -> list[Object]:
        return [
            Object(calendar, one.uid, json.dumps(one.everything))
            for calendar in self.calendars
            for one in googlesays.families(self.sandbox, calendar)
        ]

    def read(self, place: Place) -> Appointment | None:
        one = self._find(place)
        return None if one is None or place in self.spoiled else one.appointment

    def create(self, place: Place, made: Appointment) -> None:
        body = googlesays.body(made) | {"iCalUID": place[1]}
        if made.content.organizer and place[0] == ADA:
            body["organizer"] = {"email": BOSS}
            body["attendees"] = [{"email": each.email} for each in made.content.attendees]
        hand.put(self.sandbox, place[0], body)

    def change(self, place: Place, key: str | None, title: str = "", location: str = "", hours: int = 0) -> None:
        one = self._find(place)
        assert one is not None
        event = one.master["id"] if key is None else f"{one.master['id']}_{key}"
        changes: dict[str, Any] = ({"summary": title} if title else {}) | ({"location": location} if location else {})
        if hours:
            held = hand.look(self.sandbox, place[0], event) or one.master
            changes |= {name: googlesays.later(held[name], hours) for name in ("start", "end")}
        self._write(place[0], event, changes)

    def _write(self, calendar: str, event: str, changes: dict[str, Any]) -> None:
        """As its organizer, whoever that is."""
        ask = hand.asking(self.sandbox, calendar)
        row = find(ask.calendar, event)
        assert row is not None
        held = whole(ask.calendar, row)
        writes.keep(ask, row, settled(writes.merged(held, changes), ask.calendar))

    def skip(self, place: Place, key: str) -> None:
        one = self._find(place)
        assert one is not None
        try:
            hand.remove(self.sandbox, place[0], f"{one.master['id']}_{key}")
        except RefusedError:
            return  # it is left out already

    def delete(self, place: Place) -> None:
        self.spoiled.pop(place, None)
        one = self._find(place)
        if one is not None:
            hand.remove(self.sandbox, place[0], one.master["id"])

    def carry(self, place: Place, target: str) -> None:
        one = self._find(place)
        assert one is not None
        try:
            writes.move(hand.asking(self.sandbox, place[0]), one.master["id"], hand.asking(self.sandbox, target))
        except RefusedError:
            return  # not everything can be moved

    def touch(self, place: Place) -> None:
        self._touched += 1
        one = self._find(place)
        assert one is not None
        touched = {"extendedProperties": {"shared": {"touched": str(self._touched)}}}
        self._write(place[0], one.master["id"], touched)

    def spoil(self, place: Place, title: str) -> None:
        one = self._find(place)
        assert one is not None
        lines = one.master.get("recurrence") or ["RRULE:FREQ=DAILY;COUNT=1"]
        self._write(place[0], one.master["id"], {"summary": title, "recurrence": [*lines, BROKEN]})
        self.spoiled[place] = self._number(place)

    def heal(self, place: Place) -> None:
        one, number = self._find(place), self.spoiled.pop(place)
        if one is None or self._number(place) != number:
            return
        lines = [line for line in one.master["recurrence"] if line not in (BROKEN, "RRULE:FREQ=DAILY;COUNT=1")]
        self._write(place[0], one.master["id"], {"recurrence": lines or None})

    def _number(self, place: Place) -> int:
        one = self._find(place)
        return self.sandbox.calendars[place[0]].rows[one.master["id"]].number if one else 0

    def _find(self, place: Place) -> googlesays.Family | None:
        return next((one for one in googlesays.families(self.sandbox, place[0]) if one.uid == place[1]), None)

    # --- what goes wrong ----------------------------------------------------------------------------------------------

    def trouble(self, chance: Random, act: Callable[[], None]) -> str:
        drawn = Drawn(
            chance.choice(ROUTES), chance.randrange(1, 4), chance.choice([1, 1, 1, 3]), chance.choice(["30", None])
        )
        kinds = misfortunes(self.sandbox, drawn, act)
        kind = chance.choice(list(kinds))
        self.sandbox.faults.add(kinds[kind])
        return f"{kind} on {drawn.route or 'any'} #{drawn.nth} x{drawn.times}"

    def poison(self, uid: str) -> None:
        self.poisoned = uid

    def cure(self) -> None:
        self.poisoned = ""

    def down(self, chance: Random) -> float:
        seconds = chance.choice([0, 600])
        wait = str(seconds) if seconds else None
        self.sandbox.faults.add(Fault("error_before", error="unavailable", retry_after=wait, times=None))
        return float(seconds)

    def clear(self) -> None:
        self.sandbox.faults.clear()

    # --- what happened ------------------------------------------------------------------------------------------------

    def essence(self) -> dict[Place, Essence]:
        found = ((calendar, one) for calendar in self.calendars for one in googlesays.families(self.sandbox, calendar))
        return {(c, one.uid): one.essence for c, one in found if (c, one.uid) not in self.spoiled}

    def asked(self) -> int:
        return len(self.sandbox.journal.entries)

    def wrote(self) -> Sequence[tuple[str, str]]:
        entries = (e for e in self.sandbox.journal.entries if e.method in WRITES)
        return [(e.headers.get("x-device", ""), f"{e.method} {e.path}") for e in entries]

    def careless(self) -> list[str]:
        entries = self.sandbox.journal.entries
        bad = [*self.sandbox.journal.unconditional_writes()]
        for device in sorted({e.headers.get("x-device", "") for e in entries}):
            bad += blind_writes(e for e in entries if e.headers.get("x-device") == device)  # type: ignore[arg-type]
        return [f"{e.headers.get('x-device')} {e.method} {e.path} over version {e.before}" for e in bad]

    def mailed(self) -> list[Mailed]:
        mails = (e for e in self.sandbox.journal.entries if e.mails)
        return [Mailed(e.headers.get("x-device", ""), self._uid_at(e.path)) for e in mails]

    def _uid_at(self, path: str) -> str:
        _, _, calendar, _, event = path.split("/", 4)
        rows = self.sandbox.calendars[calendar].rows
        row = rows.get(event) or rows.get(event.split("_2026")[0])
        series = rows.get(row.series or row.id) if row else None
        return googlesays.uid_of(series.id, str(series.body.get("iCalUID", ""))) if series else event

    def trace(self) -> list[str]:
        return [
            f"{e.headers.get('x-device')}: {e.method} {e.path} {e.query} -> {e.status} ({e.before}>{e.after}) {e.fault or ''}"
            for e in self.sandbox.journal.entries
        ]


def _is(row: Row, uid: str) -> bool:
    return googlesays.uid_of(row.id, str(row.body.get("iCalUID", ""))) == uid
