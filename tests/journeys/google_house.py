"""An engine on a store in memory, connected to the pretend Google in process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import Connection
from calsync_desktop.core.provider import Piece, Place, Provider, SignIn
from calsync_desktop.core.series import fold
from calsync_desktop.core.starts import gives
from calsync_desktop.providers.google.mapping.read import View, piece
from calsync_desktop.providers.google.provider import GoogleProvider
from calsync_desktop.sandbox.google import GoogleSandbox, hand
from calsync_desktop.sandbox.google.events import has_its_place
from calsync_desktop.sandbox.google.shown import event
from calsync_desktop.store.opening import memory_store
from calsync_desktop.sync.engine import Engine
from calsync_desktop.sync.ground import Door
from calsync_desktop.sync.notices import Notice
from calsync_desktop.wire.client import Client, Ground
from calsync_desktop.wire.hosts import trust
from tests.fakes import FakeGround, FakeVault
from tests.journeys.house import Rooms
from tests.providers.google.services import ANA, API, BEN, Bearer
from tests.servers import LossyTransport

ZONE = "Europe/Berlin"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Known:
    """A sign-in that is done already."""

    found: Place

    async def place(self) -> Place:
        return self.found


def door_to(sandbox: GoogleSandbox, ground: FakeGround, email: str = ANA) -> Door:
    """The real adapter over the sandbox, with a token that lives as long as nobody ends it."""
    auth = Bearer(sandbox.bearer(email))

    def sign_in(secret: Mapping[str, str], options: Mapping[str, str]) -> SignIn:
        return _Known(Place(email, API, (email,)))

    def provider(connection: Connection, secret: Mapping[str, str]) -> Provider:
        wire = Ground(ground.now, ground.sleep, ground.random)
        client = Client(trust(API), auth, wire, transport=LossyTransport(sandbox), environment={})
        return GoogleProvider(client, API, connection, wire)

    return Door(sign_in, provider)


@dataclass(kw_only=True)
class GoogleHouse(Rooms):
    """A device with the pretend Google at the other end; ``work`` is the id of the calendar that is looked at."""

    sandbox: GoogleSandbox
    work: str

    def there(self, calendar: str = "") -> dict[str, Appointment]:
        """Everything in the calendar, as our own reader reads it, by UID."""
        return everything(self.sandbox, calendar or self.work)

    def titles_there(self) -> list[str]:
        return sorted(a.content.title for a in self.there().values())

    def here(self, calendar: str = "") -> dict[str, Appointment]:
        """What is shown of the calendar."""
        wanted = self.calendar(calendar or self.work)
        rows = [row for row in self.rows() if row.calendar == wanted and not row.detached and row.shown is not None]
        return {row.uid: tidy(row.shown) for row in rows if row.shown is not None}

    def put(self, title: str, **more: Any) -> str:
        """Another client makes an event; its id."""
        return hand.put(self.sandbox, self.work, meeting(title, **more))

    def check(self) -> None:
        """Both sides equal, nothing unconditional or blind, nothing open."""
        journal = self.sandbox.journal
        assert not journal.unconditional_writes(), journal.unconditional_writes()
        assert not journal.blind_writes(), journal.blind_writes()
        assert self.at_rest(), [row for row in self.rows() if not row.at_rest]
        self.check_faces()
        here, there = self.here(), self.there()
        assert here == there, {u: (here.get(u), there.get(u)) for u in {*here, *there} if here.get(u) != there.get(u)}


def everything(sandbox: GoogleSandbox, calendar: str) -> dict[str, Appointment]:
    """A calendar's appointments by UID, whoever made them."""
    ask, by_series = hand.asking(sandbox, calendar), dict[str, list[Piece]]()
    for row in ask.calendar.rows.values():
        if not has_its_place(ask.calendar, row) or (row.cancelled and row.series is None):
            continue
        found = piece(event(ask, row), View(ask.calendar.zone))
        assert not found.problem, found.problem
        by_series.setdefault(found.series, []).append(found)
    folded = (fold(pieces) for pieces in by_series.values())
    return {each.uid: tidy(each) for each in folded if each is not None}


def tidy(appointment: Appointment) -> Appointment:
    """Without leaving out what would not be there anyway: Google keeps the stub of an exception that lost its place."""
    if appointment.recurrence is None:
        return appointment
    kept = tuple(key for key in appointment.recurrence.skipped if gives(appointment, key))
    return replace(appointment, recurrence=replace(appointment.recurrence, skipped=kept))


def meeting(title: str, day: int = 2, hour: int = 10, **more: Any) -> Json:
    """An hour in March 2026, Berlin; the second is a Monday."""
    start, end = (f"2026-03-{day:02}T{each:02}:00:00" for each in (hour, hour + 1))
    return {
        "summary": title,
        "start": {"dateTime": start, "timeZone": ZONE},
        "end": {"dateTime": end, "timeZone": ZONE},
    } | more


def pretend_google(ground: FakeGround, **settings: Any) -> GoogleSandbox:
    """Ana and Ben, on the ground's clock."""
    made = GoogleSandbox(clock=ground.now, sleep=ground.sleep, **settings)
    made.add_account(ANA, name="Ana Ruiz", zone=ZONE)
    made.add_account(BEN, name="Ben Okoro", zone="Europe/London")
    return made


async def google_house(
    sandbox: GoogleSandbox | None = None,
    *,
    ground: FakeGround | None = None,
    work: str = "",
    synced: bool = True,
    **settings: str,
) -> GoogleHouse:
    """A connected device that has synced once (with an empty calendar unless there is one)."""
    ground = ground or FakeGround()
    sandbox = sandbox or pretend_google(ground)
    work = work or sandbox.add_calendar("Work", owner=ANA)
    notices, vault = list[Notice](), FakeVault()
    engine = Engine(memory_store(), {"google": door_to(sandbox, ground)}, vault, ground.as_ground(), notices.append)
    made = GoogleHouse(ground, vault, engine, notices, sandbox=sandbox, work=work)
    made.connection = await engine.connect("google", {}, {})
    if settings:
        await engine.configure(made.connection, settings)
    if synced:
        report = await made.sync()
        assert report.status == "ok", report
    return made


async def second_device(first: GoogleHouse) -> GoogleHouse:
    """Another device of the same account."""
    made = await google_house(first.sandbox, ground=first.ground, work=first.work)
    made.device = "phone"
    return made
