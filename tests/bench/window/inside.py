"""The real window, driven from inside: ``python -m tests.bench.window.inside turn|search|stream [URL]``, with the profile named by the environment.

Prints one line of JSON. Times are milliseconds; those of turning are processor time of the window's thread, painting included.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import qasync
from PySide6.QtCore import QCoreApplication

from calsync_desktop import clock
from calsync_desktop.app.house import House, open_house
from calsync_desktop.app.profile import find
from calsync_desktop.core.appointment import Content
from calsync_desktop.core.when import timed
from calsync_desktop.sync.editing import Edit
from calsync_desktop.sync.engine import Engine
from calsync_desktop.sync.notices import Tell
from calsync_desktop.ui.appearance import Appearance
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.front import Front
from calsync_desktop.ui.host import Host
from calsync_desktop.ui.launch import Launch
from calsync_desktop.ui.models.period import Kind
from calsync_desktop.ui.running import application
from calsync_desktop.ui.stylesheet import dress
from calsync_desktop.ui.tidying import Tidying
from tests.bench.window.probe import Probe, high
from tests.bench.window.profile import ZONE
from tests.fakes import FakeVault

TURNS = 100
WORDS = ("review nordwind", "lunch atlas 12", "flight", "kestrel audit", "ministry")


@dataclass(slots=True)
class Stage:
    """The window over a standing engine."""

    front: Front
    bridge: Bridge
    host: Host


@asynccontextmanager
async def staged(appearance: Appearance) -> AsyncIterator[Stage]:
    """As ``ui.running`` puts it together, but for tray and door."""
    profile, made = find(None, None, os.environ), list[House]()

    def make(tell: Tell) -> Engine:
        made.append(open_house(profile, ZONE, lambda _: FakeVault(), scheduling=True))
        made[0].listeners.all.append(tell)
        return made[0].engine

    launch = Launch(make, profile.database, ZONE, "default", clock.now, close=lambda: made[0].close())  # noqa: PLW0108 - not made yet
    front, bridge = Front(launch, appearance), Bridge(launch)
    await front.show()
    host = Host(bridge, front.look, front.window, front.agenda, front.locale)
    bridge.start()
    await bridge.started()
    await asyncio.sleep(1)
    try:
        yield Stage(front, bridge, host)
    finally:
        await host.close()
        await bridge.stop()
        front.close()


async def turn(stage: Stage) -> dict[str, Any]:
    """Turn weeks and months, and switch between the two, forwards and back, as somebody does who looks for a day."""
    acts: dict[str, Callable[[], None]] = {
        "week": lambda: stage.host.turning.turn(1),
        "to month": lambda: stage.host.turning.show(Kind.MONTH),
        "month": lambda: stage.host.turning.turn(1),
        "to week": lambda: stage.host.turning.show(Kind.WEEK),
    }
    took: dict[str, list[float]] = {name: [] for name in acts}
    probe = Probe()
    for n in range(TURNS // 4):
        if n == TURNS // 8:
            stage.host.turning.today()
        for name, act in acts.items():
            took[name].append(painted(act))
            await asyncio.sleep(0.25)
    every = [ms for some in took.values() for ms in some]
    parts = {name: [median(some), max(some)] for name, some in took.items()}
    return {
        "p95": high(every),
        "median": median(every),
        "worst": max(every),
        "parts": parts,
        "gaps": asdict(probe.gaps()),
    }


async def search(stage: Stage) -> dict[str, Any]:
    """Type words, a key every tenth of a second; from each key until what it finds is painted."""
    took: list[float] = []
    for words in WORDS:
        for end in range(1, len(words) + 1):
            took.append(await _found(stage, words[:end]))
            await asyncio.sleep(0.1)
        stage.front.window.search.clear()
        await asyncio.sleep(0.2)
    return {"p95": high(took), "median": median(took), "worst": max(took), "found": len(took)}


async def _found(stage: Stage, text: str) -> float:
    window, agenda = stage.front.window, stage.front.agenda
    started = time.perf_counter()
    window.search.setText(text)
    while agenda.searching != text.strip():  # noqa: ASYNC110 - what is waited for is the window itself
        await asyncio.sleep(0)
    QCoreApplication.sendPostedEvents()
    return (time.perf_counter() - started) * 1000


async def stream(stage: Stage) -> dict[str, Any]:
    """10,000 events come in while a week is open, and somebody edits every two seconds."""
    bridge, url = stage.bridge, sys.argv[2]
    secret = {"user": "ana", "password": "secret-ana"}
    id_ = await bridge.ask(lambda engine: engine.connect("caldav", secret, {"url": url, "hold": "on"}))
    started, probe, edits = time.perf_counter(), Probe(), list[float]()
    busy = time.thread_time()
    running = asyncio.ensure_future(bridge.ask(lambda engine: engine.sync([id_])))
    mine = await _add(stage)
    while not running.done():
        began = time.perf_counter()
        title = f"Edited {len(edits)}"
        await bridge.ask(lambda engine, t=title: engine.edit(mine, Edit({"title": t})))  # type: ignore[misc]
        edits.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(2)
    (report,) = await running
    share = 100 * (time.thread_time() - busy) / (time.perf_counter() - started)
    seconds = time.perf_counter() - started
    told = {"status": report.status, "pulled": report.pulled.created, "seconds": seconds, "gui": share}
    return {**told, "gaps": asdict(probe.gaps()), "edit": high(edits), "edits": len(edits), "slowest edit": max(edits)}


async def _add(stage: Stage) -> str:
    calendar = stage.front.look.calendars()[0].id
    today = stage.front.look.today()
    start = datetime(today.year, today.month, today.day, 12)
    content = Content(timed(start, start + timedelta(hours=1), ZONE), "Mine")
    return await stage.bridge.ask(lambda engine: engine.add(calendar, content))


def painted(act: Callable[[], None]) -> float:
    """What this thread works for it, until it is on the screen."""
    started = time.thread_time()
    act()
    QCoreApplication.sendPostedEvents()
    return (time.thread_time() - started) * 1000


async def _measure(appearance: Appearance) -> None:
    async with staged(appearance) as stage:
        print(json.dumps(await {"turn": turn, "search": search, "stream": stream}[sys.argv[1]](stage)), flush=True)


def main() -> None:
    """As ``ui.running.run``."""
    app = application()
    appearance = Appearance(app, dress)
    Tidying(app)
    with qasync.QEventLoop(app) as loop:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(_measure(appearance))


if __name__ == "__main__":
    main()
