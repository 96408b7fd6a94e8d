"""The demo's stage: a folder that is thrown away, the servers beside it, and either the story or the window."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from calsync_desktop.app import logs
from calsync_desktop.app.demo import story
from calsync_desktop.app.demo.google import DemoGoogle, demo_google
from calsync_desktop.app.demo.seed import seed_calendars
from calsync_desktop.app.demo.server import DemoServer, demo_server
from calsync_desktop.app.demo.stranger import Stranger, stranger
from calsync_desktop.app.house import VaultMaker, open_house
from calsync_desktop.app.profile import Profile, prepare
from calsync_desktop.app.reading import today
from calsync_desktop.app.zone import machine_zone
from calsync_desktop.auth.vault import MemoryVault
from calsync_desktop.door import Caller


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the demo plays; nothing of it outlives it."""

    profile: Profile
    server: DemoServer
    google: DemoGoogle
    stranger: Stranger
    vault_maker: VaultMaker
    zone: str


def tell_story(environment: Mapping[str, str], verbose: bool) -> story.Story:
    """The headless demo, from an empty folder to an empty folder."""
    with _stage(environment, verbose) as stage:
        return asyncio.run(_tell(stage))


def show_window(environment: Mapping[str, str]) -> int:
    """The window on the demo's profile, connected and synced; the server ends with it."""
    from calsync_desktop.app.window import open_window, refuse_without_screen

    refuse_without_screen()
    with _stage(environment, verbose=False) as stage:
        asyncio.run(_connect(stage))
        _offer_to_unplug(stage.server)
        return open_window(stage.profile, stage.vault_maker)


@contextmanager
def _stage(environment: Mapping[str, str], verbose: bool) -> Iterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="calsync-demo-", ignore_cleanup_errors=True) as folder:
        profile = Profile("demo", Path(folder) / "profiles" / "demo")
        prepare(profile)
        logs.start(profile, verbose)
        vault, zone = MemoryVault(), machine_zone(environment)
        place = Path(folder) / "server"  # which removes ``folder`` when this process is killed
        place.mkdir(mode=0o700)
        with demo_google(today(zone)) as google, demo_server(place) as server:
            other = stranger(server)
            with other.client:
                other.fill(seed_calendars(today(zone)))
                yield Stage(profile, server, google, other, lambda _: vault, zone)


async def _tell(stage: Stage) -> story.Story:
    house = open_house(stage.profile, stage.zone, stage.vault_maker)
    try:
        return await story.tell(story.Teller(house, _nobody()), stage.server, stage.google, stage.stranger)
    finally:
        house.close()


async def _connect(stage: Stage) -> None:
    house = open_house(stage.profile, stage.zone, stage.vault_maker)
    try:
        teller = story.Teller(house, _nobody())
        await story.connect(teller, stage.server)
        await story.connect_google(house, stage.google)
        await teller.sync()
    finally:
        house.close()


def _nobody() -> Caller:
    return Caller(lambda _: None, asyncio.Event())


def _offer_to_unplug(server: DemoServer) -> None:
    """Whoever sits at the terminal may take the server away and bring it back, and watch both sides agree again."""
    if not sys.stdin or not sys.stdin.isatty():
        return
    _say(f"The server answers at {server.url}. Press Enter here to take it away, and again to bring it back.")
    threading.Thread(target=_toggle, args=(server,), daemon=True).start()


def _toggle(server: DemoServer) -> None:
    while sys.stdin.readline():
        if server.running:
            server.stop()
        else:
            server.start()
        _say("The server is back." if server.running else "The server is gone.")


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
