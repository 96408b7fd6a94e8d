"""An engine on a store in memory, connected over CalDAV to the sandbox in process or to a real server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from calsync_desktop.auth.basic import PasswordAuth
from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import Connection
from calsync_desktop.core.provider import Place, Provider, SignIn
from calsync_desktop.providers.caldav.discover import site
from calsync_desktop.providers.caldav.mapping.read import read_resource
from calsync_desktop.providers.caldav.provider import CalDavProvider
from calsync_desktop.sandbox.caldav import CalDavSandbox
from calsync_desktop.store.opening import memory_store
from calsync_desktop.sync.engine import Engine
from calsync_desktop.sync.ground import Door
from calsync_desktop.sync.notices import Notice
from calsync_desktop.wire.client import Client, Ground
from tests.fakes import FakeGround, FakeVault
from tests.journeys.house import Rooms
from tests.providers.services import place_of
from tests.servers import IN_PROCESS_URL, LossyTransport

USER, PASSWORD = "ana", "secret-ana"
Transport = Callable[[], httpx.AsyncBaseTransport]


@dataclass(frozen=True, slots=True)
class _Known:
    """A sign-in that is done already."""

    found: Place

    async def place(self) -> Place:
        return self.found


def door_to(place: Place, transport: Transport, ground: FakeGround) -> Door:
    """The real CalDAV adapter over the given transport."""

    def sign_in(secret: Mapping[str, str], options: Mapping[str, str]) -> SignIn:
        return _Known(place)

    def provider(connection: Connection, secret: Mapping[str, str]) -> Provider:
        wire = Ground(ground.now, ground.sleep, ground.random)
        auth = PasswordAuth(secret["user"], secret["password"])
        client = Client(site(connection.place).trust(), auth, wire, transport=transport(), environment={})
        return CalDavProvider(client, connection.place, connection.addresses, lambda: ground.new_id("calendar-"))

    return Door(sign_in, provider)


@dataclass(kw_only=True)
class SandboxHouse(Rooms):
    """A device with the CalDAV sandbox at the other end; ``work`` is its calendar's path."""

    sandbox: CalDavSandbox
    work: str

    def there(self) -> dict[str, Appointment]:
        """Everything in the calendar, as our own reader reads it, by UID."""
        texts = self.sandbox.store.texts(self.work)
        read = [read_resource(text, "") for text in texts.values()]
        return {a.uid: a for each in read if each is not None and (a := each.appointment) is not None}

    def titles_there(self) -> list[str]:
        return sorted(a.content.title for a in self.there().values())

    def check(self) -> None:
        """Both sides equal, nothing unconditional or blind, nothing open."""
        assert not self.sandbox.journal.unconditional_writes()
        assert not self.sandbox.journal.blind_writes()
        assert self.at_rest()
        here = {row.uid: row.shown for row in self.rows() if row.calendar == self.calendar(self.work)}
        assert here == self.there()


async def sandbox_house(sandbox: CalDavSandbox | None = None, **settings: str) -> SandboxHouse:
    """A connected device that has synced once with an empty calendar."""
    ground, notices = FakeGround(), list[Notice]()
    sandbox = sandbox or CalDavSandbox(clock=ground.now, sleep=ground.sleep)
    work = sandbox.add_calendar("work")
    place = await place_of(f"{IN_PROCESS_URL}/", USER, PASSWORD, LossyTransport(sandbox))
    vault = FakeVault()
    door = door_to(place, lambda: LossyTransport(sandbox), ground)
    engine = Engine(memory_store(), {"caldav": door}, vault, ground.as_ground(), notices.append)
    made = SandboxHouse(ground, vault, engine, notices, sandbox=sandbox, work=work)
    made.connection = await engine.connect("caldav", {"user": USER, "password": PASSWORD}, {})
    if settings:
        await engine.configure(made.connection, settings)
    report = await made.sync()
    assert report.status == "ok", report
    return made
