"""CalDAV services for the contract and for tests of single requests: the sandbox in process, Radicale and xandikos as child processes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count

import httpx

from calsync_desktop.auth.basic import PasswordAuth
from calsync_desktop.core.provider import Place
from calsync_desktop.providers.caldav.discover import discover, site
from calsync_desktop.providers.caldav.provider import CalDavProvider
from calsync_desktop.sandbox.caldav import CalDavSandbox
from calsync_desktop.wire.client import Client, Ground
from calsync_desktop.wire.hosts import Trust
from tests.providers.contract import World
from tests.servers import IN_PROCESS_URL, LossyTransport

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_numbers = count(1)
UNHEARD_OF = '{"token": "http://radicale.org/ns/sync/0000"}'  # a cursor that no server ever gave


class Waits:
    """Sleeping that takes no time and is remembered."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def ground(waits: Waits | None = None) -> Ground:
    """The real clock's place is taken by a moment that stands still."""
    return Ground(lambda: NOW, waits or Waits(), lambda: 0.0)


def client(
    trust: Trust,
    auth: httpx.Auth | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    waits: Waits | None = None,
) -> Client:
    """A client that never asks the environment's proxies."""
    return Client(trust, auth, ground(waits), transport=transport or httpx.AsyncHTTPTransport(), environment={})


async def place_of(url: str, user: str, password: str, transport: httpx.AsyncBaseTransport | None = None) -> Place:
    """Discovery as the sign-in does it."""
    return await discover(lambda trust: client(trust, PasswordAuth(user, password), transport), url, user)


def provider(
    place: Place, user: str, password: str, transport: httpx.AsyncBaseTransport | None = None
) -> CalDavProvider:
    """A provider for a place."""
    opened = client(site(place.place).trust(), PasswordAuth(user, password), transport)
    return CalDavProvider(opened, place.place, place.addresses, lambda: f"made-{next(_numbers)}")


@asynccontextmanager
async def served(
    url: str,
    user: str,
    password: str,
    *,
    transport: Callable[[], httpx.AsyncBaseTransport] | None = None,
    forget: Callable[[], Awaitable[None]] | None = None,
) -> AsyncIterator[World]:
    """A world at a running server, with a fresh calendar of its own."""
    made: list[CalDavProvider] = []

    def connect() -> CalDavProvider:
        made.append(provider(place, user, password, transport() if transport else None))
        return made[-1]

    place = await place_of(url, user, password, transport() if transport else None)
    calendar = await connect().create_calendar("Contract", "#336699")
    try:
        yield World(calendar, connect, forget, None if forget else UNHEARD_OF)
    finally:
        for each in made:
            await each.aclose()


@asynccontextmanager
async def in_sandbox(sandbox: CalDavSandbox) -> AsyncIterator[World]:
    """A world in the sandbox, without a socket."""
    who = sandbox.users[0]

    async def forget() -> None:
        sandbox.store.expire_tokens()

    async with served(
        f"{IN_PROCESS_URL}/", who.name, who.password, transport=lambda: LossyTransport(sandbox), forget=forget
    ) as world:
        yield world
