"""A window over the real engine in its thread, on a pretend service; journeys run in a qasync loop as the program's own do."""

import asyncio
import gc
import itertools
import os
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import qasync
from PySide6.QtCore import QLocale, QSettings
from PySide6.QtWidgets import QApplication, QDialog

from calsync_desktop.store.opening import open_store
from calsync_desktop.sync.engine import Engine
from calsync_desktop.sync.ground import Ground
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.host import Host
from calsync_desktop.ui.launch import Launch, Tell
from calsync_desktop.ui.models.agenda import AgendaModel
from calsync_desktop.ui.models.look import Look
from calsync_desktop.ui.preferences import Preferences
from calsync_desktop.ui.stylesheet import dress
from calsync_desktop.ui.theme import LIGHT
from calsync_desktop.ui.windows.main import MainWindow
from tests.fakes import START, FakeServer, FakeVault
from tests.ui.weeks import BERLIN, fill

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
BRITISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
Journey = Callable[[], Coroutine[Any, Any, None]]


@dataclass
class House:
    """A profile whose engine can be started; ``server`` is the service that its "caldav" door leads to."""

    directory: Path
    server: FakeServer = field(default_factory=FakeServer)
    vault: FakeVault = field(default_factory=FakeVault)
    now: datetime = START
    closed: int = 0

    @property
    def launch(self) -> Launch:
        return Launch(
            self.engine, self.directory / "calsync.db", BERLIN, "default", lambda: self.now, close=self._close
        )

    def engine(self, tell: Tell) -> Engine:
        numbers = itertools.count(1)
        ground = Ground(
            lambda: self.now,
            time.monotonic,
            asyncio.sleep,
            lambda prefix: f"{prefix}{next(numbers)}",
            lambda: 0.5,
            BERLIN,
        )
        self.store = open_store(self.directory / "calsync.db")
        return Engine(self.store, {"caldav": self.server.door()}, self.vault, ground, tell)

    def _close(self) -> None:
        self.closed += 1
        if hasattr(self, "store"):
            self.store.close()


@dataclass
class Shown:
    """A window that is open, and the parts behind it."""

    house: House
    bridge: Bridge
    look: Look
    window: MainWindow
    host: Host

    @property
    def agenda(self) -> AgendaModel:
        return self.host.agenda

    @property
    def titles(self) -> list[str]:
        rows = (self.agenda.index(n) for n in range(self.agenda.rowCount()))
        return [row.data() for row in rows if row.flags().value]

    async def connect(self) -> str:
        """An account, connected and synced once."""
        id_ = await self.bridge.ask(
            lambda engine: engine.connect("caldav", {"user": "clara", "password": "open sesame"}, {"url": "https://x"})
        )
        await self.bridge.ask(lambda engine: engine.sync([id_]))
        await until(lambda: bool(self.host.connections.cards and self.host.connections.cards[0].moved))
        return id_


@pytest.fixture(autouse=True)
def tidy() -> Iterator[None]:
    """As in the program: garbage is never collected by the engine's thread (ui/tidying.py), only here, between two tests."""
    gc.disable()
    yield
    gc.collect()


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    fill(house.server)
    return house


@pytest.fixture
def drive(qapp: QApplication) -> Iterator[Callable[[Coroutine[Any, Any, None]], None]]:
    """Run a journey to its end in the window's kind of loop."""
    qapp.setQuitOnLastWindowClosed(False)
    dress(qapp, LIGHT)
    loop = qasync.QEventLoop(qapp)
    yield lambda journey: loop.run_until_complete(asyncio.wait_for(journey, 60))
    loop.close()


@asynccontextmanager
async def opened(house: House, kind: str = "agenda") -> AsyncIterator[Shown]:
    """The window of a house, until the end of the block; ``kind``: what it looks at first."""
    launch = house.launch
    bridge = Bridge(launch)
    bridge.start()
    await bridge.started()
    look = Look(launch.database, launch.zone, launch.now)
    agenda = AgendaModel(look, look.today, BRITISH)
    memory = QSettings(str(house.directory / "look.ini"), QSettings.Format.IniFormat)
    memory.setValue("view/kind", memory.value("view/kind", kind))
    window = MainWindow(look, agenda, launch.profile, BRITISH, Preferences(memory))
    host = Host(bridge, look, window, agenda, BRITISH)
    window.show()
    try:
        yield Shown(house, bridge, look, window, host)
    finally:
        window.hide()
        await host.close()
        await bridge.stop()
        look.close()
        window.deleteLater()


async def until(holds: Callable[[], object], what: str = "what was waited for") -> None:
    """Let the window live until something holds; fails when it does not come."""
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{what} did not come")


async def dialog(kind: type[QDialog]) -> Any:
    """The open dialog of a kind, as soon as it is there."""

    def found() -> list[QDialog]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]

    await until(found, f"a {kind.__name__}")
    return found()[0]
