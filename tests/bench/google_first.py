"""A first sync of one calendar at Google by the whole engine: ``python -m tests.bench.google_first API TOKEN CALENDAR DATABASE``.

Prints how many appointments were taken over.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from calsync_desktop import clock
from calsync_desktop.core.calendar import Connection
from calsync_desktop.core.provider import Place, Provider, SignIn
from calsync_desktop.store.opening import open_store
from calsync_desktop.sync.engine import Engine
from calsync_desktop.sync.ground import Door, Ground


@dataclass(frozen=True, slots=True)
class _Known:
    found: Place

    async def place(self) -> Place:
        return self.found


class _NoVault:
    async def put(self, connection: str, secret: Mapping[str, str]) -> None: ...

    async def get(self, connection: str) -> Mapping[str, str] | None:
        return {}

    async def drop(self, connection: str) -> None: ...


def door(api: str, token: str) -> Door:
    """The adapter with a token that somebody else got."""

    def sign_in(secret: Mapping[str, str], options: Mapping[str, str]) -> SignIn:
        return _Known(Place("ana@example.org", api, ("ana@example.org",)))

    def provider(connection: Connection, secret: Mapping[str, str]) -> Provider:
        import httpx

        from calsync_desktop.providers.google.provider import GoogleProvider
        from calsync_desktop.wire import client
        from calsync_desktop.wire.hosts import trust

        class Bearer(httpx.Auth):
            def auth_flow(self, request: httpx.Request):  # type: ignore[no-untyped-def]
                request.headers["Authorization"] = f"Bearer {token}"
                yield request

        ground = client.Ground(clock.now, clock.sleep, clock.chance)
        return GoogleProvider(client.Client(trust(api), Bearer(), ground, environment={}), api, connection, ground)

    return Door(sign_in, provider)


async def main(api: str, token: str, calendar: str, database: str) -> None:
    """Connect, sync everything, say how much it was."""
    ground = Ground(clock.now, clock.monotonic, clock.sleep, clock.new_id, clock.chance, "Europe/Berlin")
    store = open_store(Path(database))
    engine = Engine(store, {"google": door(api, token)}, _NoVault(), ground, lambda _: None)
    await engine.connect("google", {}, {})
    (report,) = await engine.sync()
    store.close()
    assert report.status == "ok", report
    print(report.pulled.created)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
