"""How soon the window's changes leave and the service's arrive, on a clock that runs a hundred times as fast."""

import asyncio
import itertools
import time
from dataclasses import replace

from calsync_desktop.core.appointment import Content
from calsync_desktop.core.when import timed
from calsync_desktop.store.opening import open_store
from calsync_desktop.sync.editing import Edit
from calsync_desktop.sync.engine import Engine
from calsync_desktop.sync.ground import Ground
from calsync_desktop.ui.launch import Tell
from tests.fakes import START
from tests.journeys.house import call
from tests.ui.conftest import House, Shown, opened, until
from tests.ui.steps import Drive
from tests.ui.weeks import BERLIN, fill

HURRY = 100.0


class Hurried(House):
    def engine(self, tell: Tell) -> Engine:
        numbers = itertools.count(1)
        ground = Ground(
            lambda: self.now,
            lambda: time.monotonic() * HURRY,
            lambda seconds: asyncio.sleep(seconds / HURRY),
            lambda prefix: f"{prefix}{next(numbers)}",
            lambda: 0.5,
            BERLIN,
        )
        self.store = open_store(self.directory / "calsync.db")
        self.made = Engine(self.store, {"caldav": self.server.door()}, self.vault, ground, tell)
        return self.made


def hurried(house: House) -> Hurried:
    out = Hurried(house.directory)
    fill(out.server)
    return out


async def hourly(shown: Shown) -> None:
    """An account that is looked at once an hour, as long as nobody looks."""
    id_ = await shown.connect()
    await shown.bridge.ask(lambda engine: engine.configure(id_, {"interval_minutes": "60"}))


def test_while_the_window_is_visible_what_changes_there_is_seen_without_asking(house: House, drive: Drive) -> None:
    home = hurried(house)

    async def journey() -> None:
        async with opened(home) as shown:
            await hourly(shown)
            home.server.put(replace(call("Just made there"), uid="new"), "clients")
            await until(lambda: "Just made there" in shown.titles)

    drive(journey())


def test_minimised_hidden_and_shown_again_the_engine_knows(house: House, drive: Drive) -> None:
    home = hurried(house)

    async def journey() -> None:
        async with opened(home) as shown:
            await hourly(shown)
            looked = home.made._scheduler
            await until(lambda: looked._seen)
            shown.window.showMinimized()
            await until(lambda: not looked._seen)
            shown.window.showNormal()
            await until(lambda: looked._seen)
            shown.window.hide()
            await until(lambda: not looked._seen)
            shown.window.show()
            await until(lambda: looked._seen)

    drive(journey())


def test_what_is_typed_in_the_window_leaves_by_itself_once(house: House, drive: Drive) -> None:
    home = hurried(house)

    async def journey() -> None:
        async with opened(home) as shown:
            await hourly(shown)
            shown.window.hide()
            clients = next(c.id for c in shown.look.calendars() if c.name == "Clients")
            when = timed(START.replace(tzinfo=None), START.replace(tzinfo=None, hour=12), BERLIN)
            id_ = await shown.bridge.ask(lambda engine: engine.add(clients, Content(when, "Typed")))
            await shown.bridge.ask(lambda engine: engine.edit(id_, Edit({"title": "Typed on"})))
            await until(lambda: "Typed on" in home.server.titles("clients"))

    drive(journey())
