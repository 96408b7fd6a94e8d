"""A real process with a real engine, file and socket is killed with SIGKILL, at any moment or at a named one (S07)."""

from __future__ import annotations

import asyncio
import os
import random
import select
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from calsync_desktop.core.provider import Place
from calsync_desktop.sandbox.caldav import CalDavSandbox
from calsync_desktop.store.faces import horizon_at
from calsync_desktop.store.opening import Store, open_store
from calsync_desktop.store.salvage import news, open_mended
from calsync_desktop.sync.engine import Engine
from calsync_desktop.sync.reports import Counts
from tests.durability.place import sound
from tests.fakes import FakeGround, FakeVault
from tests.journeys.dav_house import PASSWORD, USER, SandboxHouse, door_to
from tests.journeys.house import call
from tests.providers.services import place_of
from tests.servers import on_socket

Point = tuple[str, int]
"""``committed`` or ``called``, ``commit`` or ``call`` (before it), and the how-manieth; ``time`` in thousandths of an undisturbed life."""
CHILD_PATIENCE = 20.0


@dataclass
class Lives:
    """One profile whose processes are killed one after the other; ``promised``: titles of edits that a process had said were done."""

    path: Path
    sandbox: CalDavSandbox
    url: str
    place: Place
    work: str
    vault: FakeVault = field(default_factory=FakeVault)
    connection: str = ""
    born: int = 0
    life: float = 0.1
    promised: set[str] = field(default_factory=set)
    thrown: set[str] = field(default_factory=set)

    def engine(self, store: Store) -> SandboxHouse:
        """The next process's engine; its ids are its own."""
        self.born += 1
        ground, notices = FakeGround(), list[Any]()
        ground.elapsed = self.born * 60.0
        ground.ids.update(
            dict.fromkeys(("a", "r", "i", "p", "h", "uid-", "q", "calendar-", "n", "c"), self.born * 1000)
        )
        door = door_to(self.place, httpx.AsyncHTTPTransport, ground)
        engine = Engine(store, {"caldav": door}, self.vault, ground.as_ground(), notices.append)
        return SandboxHouse(ground, self.vault, engine, notices, self.connection, sandbox=self.sandbox, work=self.work)

    def mended(self) -> Store:
        return open_mended(self.path, horizon_at(FakeGround().now().date()))


@contextmanager
def lives(folder: Path) -> Iterator[Lives]:
    """A connected profile, and the sandbox on a real socket."""
    sandbox = CalDavSandbox(clock=FakeGround().now)
    work = sandbox.add_calendar("work")
    with on_socket(sandbox) as url:
        place = asyncio.run(place_of(url, USER, PASSWORD, httpx.AsyncHTTPTransport()))
        one = Lives(folder / "calsync.db", sandbox, url, place, work)
        asyncio.run(_settle_in(one))
        began = time.monotonic()
        assert one_life(one, ("nothing", 0)) == 0
        one.life = time.monotonic() - began
        yield one


async def _settle_in(one: Lives) -> None:
    store = open_store(one.path)
    home = one.engine(store)
    one.connection = await home.engine.connect("caldav", {"user": USER, "password": PASSWORD}, {})
    home.connection = one.connection
    assert (await home.sync()).status == "ok"
    store.close()


def one_life(one: Lives, point: Point) -> int:
    """A child edits and syncs until it is killed; its wait status. What it said was done is ``promised`` from then on."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _be_child(one, point, writing)
    one.born += 1
    os.close(writing)
    try:
        return _await_end(one, point, child, reading)
    finally:
        os.close(reading)


def _await_end(one: Lives, point: Point, child: int, reading: int) -> int:
    if point[0] == "time":
        select.select([], [], [], one.life * point[1] / 1000)
        os.kill(child, signal.SIGKILL)
    said, until = b"", time.monotonic() + CHILD_PATIENCE
    while select.select([reading], [], [], max(0.0, until - time.monotonic()))[0]:
        chunk = os.read(reading, 4096)
        if not chunk:
            break
        said += chunk
    else:
        os.kill(child, signal.SIGKILL)
    for line in said.decode().splitlines():
        verb, title = line.split(" ", 1)
        (one.promised if verb == "+" else one.thrown).add(title)
        if verb == "-":
            one.promised.discard(title)
    return os.waitpid(child, 0)[1]


def _be_child(one: Lives, point: Point, writing: int) -> None:
    code = 1
    try:
        asyncio.run(_live(one, point, writing))
        code = 0
    finally:
        os._exit(code)


async def _live(one: Lives, point: Point, writing: int) -> None:
    """Sync, make three, rename one, throw one away, sync."""
    store = one.mended()
    home = one.engine(store)
    _rig(home, point)
    number = one.born
    await home.sync()
    held = {row.shown.content.title: row.id for row in home.rows() if row.shown is not None}
    for n in range(3):
        title = f"No {number}.{n}"
        await home.engine.add(home.calendar(one.work), call(title).content)
        os.write(writing, f"+ {title}\n".encode())
    for title in sorted(set(held) & one.promised)[:1]:
        os.write(writing, f"? {title}\n".encode())
        await home.engine.delete(held[title])
        os.write(writing, f"- {title}\n".encode())
    await home.sync()
    store.close()


def _rig(home: SandboxHouse, point: Point) -> None:
    kind, left = point[0], [point[1]]

    def die(where: str) -> None:
        if where == kind:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    begin, send = home.store.begin, httpx.AsyncHTTPTransport.handle_async_request

    @contextmanager
    def dying() -> Iterator[None]:
        with begin():
            yield
            die("commit")
        die("committed")

    async def sending(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        die("call")
        answer = await send(self, request)
        die("called")
        return answer

    home.store.begin = dying  # type: ignore[method-assign]
    httpx.AsyncHTTPTransport.handle_async_request = sending  # type: ignore[method-assign]


async def look_after(one: Lives) -> None:
    """The next process finds everything whole, finishes what was begun, and both sides are equal: nothing lost, nothing doubled."""
    store = one.mended()
    sound(store)
    assert news(store) is None
    home = one.engine(store)
    for _ in range(4):
        report = await home.sync()
        assert report.status == "ok", report
        if report.pulled == report.pushed == Counts() and home.at_rest():
            break
    home.check()
    titles = Counter(home.titles_there())
    store.close()
    assert max(titles.values(), default=1) == 1, titles
    assert one.promised - one.thrown <= set(titles), "an edit that was said to be done is lost"


def points(seeds: range) -> list[Point]:
    """Moments at random."""
    return [("time", random.Random(seed).randrange(1100)) for seed in seeds]


NAMED = ("committed", "called", "commit", "call")


def named(numbers: range) -> list[Point]:
    """Points one after the other, of each kind in turn."""
    return [(NAMED[n % 4], n // 4 + 1) for n in numbers]


def kill_all(one: Lives, moments: list[Point]) -> Counter[str]:
    """Kill at each of them; how many were killed and how many were done before."""
    ends: Counter[str] = Counter()
    for point in moments:
        status = one_life(one, point)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, (point, status)
        ends["killed" if os.WIFSIGNALED(status) else "done before"] += 1
        asyncio.run(look_after(one))
    return ends
