"""The pretend Google for the contract and for tests of single requests, in process, with an account that is signed in already."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx

from calsync_desktop.core.calendar import Connection
from calsync_desktop.providers.google.provider import GoogleProvider
from calsync_desktop.sandbox.google import GoogleSandbox, addresses
from calsync_desktop.wire.client import Client, Ground
from calsync_desktop.wire.hosts import trust
from tests.providers.contract import World
from tests.providers.services import Waits
from tests.servers import IN_PROCESS_URL, LossyTransport

ANA, BEN = "ana@example.org", "ben@example.org"
API = addresses(IN_PROCESS_URL)["api"]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Bearer(httpx.Auth):
    """A token that somebody else got."""

    def __init__(self, token: str) -> None:
        self.token = token

    def auth_flow(self, request: httpx.Request):  # type: ignore[no-untyped-def]
        request.headers["Authorization"] = f"Bearer {self.token}"
        yield request


def google(**settings: object) -> GoogleSandbox:
    """Ana and Ben, with their primary calendars, on the first of March 2026."""
    made = GoogleSandbox(clock=lambda: NOW, **settings)  # type: ignore[arg-type]
    made.add_account(ANA, name="Ana Ruiz", zone="Europe/Berlin")
    made.add_account(BEN, name="Ben Okoro", zone="Europe/London")
    return made


def provider(
    sandbox: GoogleSandbox, email: str = ANA, *scopes: str, waits: Waits | None = None, ground: Ground | None = None
) -> GoogleProvider:
    """A provider for an account; every scope unless some are named."""
    ground = ground or Ground(lambda: NOW, waits or Waits(), lambda: 0.0)
    auth = Bearer(sandbox.bearer(email, *scopes))
    client = Client(trust(API), auth, ground, transport=LossyTransport(sandbox), environment={})
    return GoogleProvider(client, API, Connection("n1", "google", email, API, (email,)), ground)


@asynccontextmanager
async def in_sandbox(sandbox: GoogleSandbox) -> AsyncIterator[World]:
    """A world in the sandbox: Ana's second calendar."""
    made: list[GoogleProvider] = []

    def connect() -> GoogleProvider:
        made.append(provider(sandbox))
        return made[-1]

    async def forget() -> None:
        sandbox.expire_tokens()

    calendar = await connect().create_calendar("Contract", "#336699")
    try:
        yield World(calendar, connect, forget)
    finally:
        for each in made:
            await each.aclose()
