"""A device whose Google is the sandbox on a socket, entered through the real door: browser, listener, tokens, provider."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from calsync_desktop import clock
from calsync_desktop.app.google import google as google_door
from calsync_desktop.sandbox.google import GoogleSandbox
from calsync_desktop.store.opening import memory_store
from calsync_desktop.sync.engine import Engine
from calsync_desktop.sync.ground import Ground
from calsync_desktop.sync.notices import Notice, SignInOpened
from calsync_desktop.sync.signing import Asked
from tests import robot
from tests.cli.google import settings
from tests.fakes import FakeVault
from tests.journeys.house import Rooms
from tests.robot import ANA, BEN

Person = Callable[[str], object]


@dataclass(kw_only=True)
class GoogleRooms(Rooms):
    """``person`` is who sits at the browser (None: nobody)."""

    google: GoogleSandbox
    person: Person | None = robot.sign_in
    visits: list[asyncio.Future[Any]] = field(default_factory=list)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, notice: Notice) -> None:
        self.notices.append(notice)
        if isinstance(notice, SignInOpened):
            self.opened.set()
        if isinstance(notice, SignInOpened) and self.person is not None:
            self.visits.append(asyncio.ensure_future(asyncio.to_thread(self.person, notice.url)))

    async def connect(self, **asked: Any) -> str:
        """Somebody signs in to a new account."""
        self.connection = await self.authorize(**asked)
        return self.connection

    async def authorize(self, attempt: str = "s1", **asked: Any) -> str:
        try:
            return await self.engine.authorize(Asked("google", attempt, **asked))
        finally:
            await asyncio.gather(*self.visits, return_exceptions=True)

    def attempts(self) -> list[str]:
        """How the attempts ended, in their order."""
        rows = self.store.raw.execute("SELECT state FROM authorizations ORDER BY created_at, rowid").fetchall()
        return [state for (state,) in rows]

    def account(self) -> tuple[str, str]:
        """What the connection is called, and how it stands."""
        query = "SELECT account, status FROM connections WHERE id = ?"
        account, status = self.store.raw.execute(query, (self.connection,)).fetchone()
        return account, status

    def restart(self) -> None:
        """The process ended and another one began: nothing is held in memory."""
        self.engine = _engine(self.store, self.vault, self.hear)

    def named(self, kind: type[Notice]) -> list[Any]:
        """The notices of a kind."""
        return [notice for notice in self.notices if isinstance(notice, kind)]

    def calls(self, route: str) -> int:
        """How often Google was asked."""
        return sum(call.route == route for call in self.google.journal.entries)


def ana_and_ben() -> GoogleSandbox:
    """A Google on the real clock, which the tests may set."""
    made = GoogleSandbox(clock=lambda: clock.now())  # noqa: PLW0108 - a test replaces it later
    made.add_account(ANA, name="Ana Ruiz")
    made.add_account(BEN, name="Ben Okoro")
    return made


def rooms_at(url: str, google: GoogleSandbox, monkeypatch: pytest.MonkeyPatch) -> GoogleRooms:
    """A profile in memory, and an environment that leads to this Google."""
    for name in [name for name in os.environ if name.startswith(("CALSYNC_", "GOOGLE_CALENDAR_"))]:
        monkeypatch.delenv(name)
    for name, value in settings(url, google).items():
        monkeypatch.setenv(name, value)
    vault, told = FakeVault(), list[Notice]()
    made = GoogleRooms(None, vault, _engine(memory_store(), vault, told.append), told, google=google)  # type: ignore[arg-type]
    made.restart()
    return made


def _engine(store: Any, vault: FakeVault, tell: Callable[[Notice], None]) -> Engine:
    ground = Ground(lambda: clock.now(), clock.monotonic, clock.sleep, clock.new_id, clock.chance, "Europe/Berlin")  # noqa: PLW0108
    return Engine(store, {"google": google_door(vault, ground)}, vault, ground, tell)
