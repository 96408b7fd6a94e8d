"""Journeys over CalDAV calendars that are too large to be read whole: what the window needs is read, whatever it is, and nothing else is ever taken for deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from calsync_desktop.auth.basic import PasswordAuth
from calsync_desktop.providers.caldav.provider import CalDavProvider
from calsync_desktop.sandbox.caldav import CalDavSandbox, Fault, Quirks
from calsync_desktop.store.opening import memory_store
from calsync_desktop.sync.engine import Engine
from tests.fakes import FakeGround, FakeVault
from tests.journeys.dav_house import PASSWORD, USER, door_to
from tests.journeys.house import Rooms
from tests.providers.hostile import event
from tests.providers.services import place_of
from tests.servers import IN_PROCESS_URL, LossyTransport, RealServer, radicale, xandikos

Transport = Callable[[], httpx.AsyncBaseTransport]
DAY = 86_400.0
NEEDED, NOT_NEEDED = 11, 30


def needed(today: datetime) -> dict[str, list[str]]:
    """What takes place in the window around a day, of every kind."""
    soon, first, last = today + timedelta(days=3), today - timedelta(days=90), today + timedelta(days=209)
    at, past = f"{soon:%Y%m%d}T100000", ["DTSTART:20200106T100000Z", "DTEND:20200106T110000Z"]
    return {
        "single": [f"DTSTART:{at}Z", f"DTEND:{soon:%Y%m%d}T110000Z"],
        "floating": [f"DTSTART:{at}", f"DTEND:{soon:%Y%m%d}T110000"],
        "instant": [f"DTSTART:{at}Z", f"DTEND:{at}Z"],
        "day": _days(soon),
        "first-day": _days(first),
        "last-day": _days(last),
        "long": ["DTSTART;VALUE=DATE:20200101", "DTEND;VALUE=DATE:20380101"],
        "weekly": [*past, "RRULE:FREQ=WEEKLY"],
        "yearly": [f"DTSTART:1999{soon:%m%d}T100000Z", f"DTEND:1999{soon:%m%d}T110000Z", "RRULE:FREQ=YEARLY"],
        "again": [*past, f"RDATE:{at}Z"],
        "untimely": [*past, "RRULE:FREQ=WEEKLY;COUNT=3"],
    }


def _days(day: datetime) -> list[str]:
    return [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"]


@dataclass
class Place:
    """A calendar on some server and the way to it."""

    url: str
    user: str
    password: str
    transport: Transport
    ground: FakeGround
    folder: str = ""

    async def device(self) -> Rooms:
        """A device that is connected and has not synced."""
        vault, transport = FakeVault(), self.transport
        place = await place_of(self.url, self.user, self.password, transport())
        door = door_to(place, transport, self.ground)
        made = Rooms(
            self.ground, vault, Engine(memory_store(), {"caldav": door}, vault, self.ground.as_ground(), print)
        )
        made.connection = await made.engine.connect("caldav", {"user": self.user, "password": self.password}, {})
        if not made.count("calendars"):
            await made.engine.create_calendar(made.connection, "Work")
        (self.folder,) = made.store.raw.execute("SELECT remote_id FROM calendars LIMIT 1").fetchone()
        return made

    async def put(self, uid: str, *lines: str) -> None:
        """Somebody writes a resource."""
        named = [] if any(line.startswith("SUMMARY") for line in lines) else [f"SUMMARY:{uid}"]
        await self._send("PUT", uid, event(f"UID:{uid}", *named, *lines).encode())

    async def remove(self, uid: str) -> None:
        await self._send("DELETE", uid)

    async def fill(self) -> None:
        """Some that the window needs, and a lot that nobody looks at."""
        for uid, lines in needed(self.ground.now()).items():
            await self.put(uid, *lines)
        for n in range(NOT_NEEDED):
            await self.put(f"old{n}", *_hour(datetime(2018, 1, 1 + n, 9)))

    async def _send(self, method: str, uid: str, body: bytes = b"") -> None:
        auth = PasswordAuth(self.user, self.password)
        async with httpx.AsyncClient(transport=self.transport(), auth=auth) as client:
            url = httpx.URL(self.url).join(f"{self.folder}{uid}.ics")
            answer = await client.request(method, url, content=body, headers={"Content-Type": "text/calendar"})
            assert answer.is_success, answer.text


def _hour(start: datetime) -> list[str]:
    return [f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}"]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts as large here."""
    monkeypatch.setattr(CalDavProvider, "large", 20)


@pytest.fixture
def ground() -> FakeGround:
    return FakeGround()


@pytest.fixture
def sandbox(ground: FakeGround) -> CalDavSandbox:
    made = CalDavSandbox(clock=ground.now)
    made.add_calendar("work")
    return made


@pytest.fixture
def here(sandbox: CalDavSandbox, ground: FakeGround) -> Place:
    return Place(f"{IN_PROCESS_URL}/", USER, PASSWORD, lambda: LossyTransport(sandbox), ground)


@asynccontextmanager
async def _in_sandbox(*, tokens: bool) -> AsyncIterator[Place]:
    ground = FakeGround()
    sandbox = CalDavSandbox(clock=ground.now, quirks=Quirks(sync_collection=tokens))
    sandbox.add_calendar("work")
    yield Place(f"{IN_PROCESS_URL}/", USER, PASSWORD, lambda: LossyTransport(sandbox), ground)


@asynccontextmanager
async def _on(start: Callable[[], AbstractContextManager[RealServer]]) -> AsyncIterator[Place]:
    """Its clock is the real one, and what is listed follows the server's clock."""
    with start() as server:
        yield Place(server.url, server.user, server.password, httpx.AsyncHTTPTransport, FakeGround(datetime.now(UTC)))


SERVERS = pytest.mark.parametrize(
    "place",
    [
        pytest.param(lambda: _in_sandbox(tokens=True), id="sandbox"),
        pytest.param(lambda: _in_sandbox(tokens=False), id="without-tokens"),
        pytest.param(lambda: _on(radicale), id="radicale", marks=pytest.mark.real_server),
        pytest.param(lambda: _on(xandikos), id="xandikos", marks=pytest.mark.real_server),
    ],
)
Places = Callable[[], AbstractAsyncContextManager[Place]]


@SERVERS
async def test_only_what_the_window_needs_is_read_and_whatever_it_is_it_is_not_lost(place: Places) -> None:
    async with place() as there:
        home = await there.device()
        await there.fill()
        report = await home.sync()
        assert (report.status, report.pulled.created) == ("ok", NEEDED)
        assert home.titles() == sorted(needed(there.ground.now()))
        assert (await home.sync()).pulled.created == 0
        (finding,) = await home.engine.doctor()
        assert finding.well


@SERVERS
async def test_what_is_held_already_is_kept_refreshed_and_never_deleted_when_a_calendar_grows_large(
    place: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with place() as there:
        home = await there.device()
        await there.fill()
        with monkeypatch.context() as smaller:
            smaller.setattr(CalDavProvider, "large", 1000)
            assert (await home.sync()).pulled.created == NEEDED + NOT_NEEDED
        await there.put("old3", "SUMMARY:Renamed", *_hour(datetime(2018, 1, 4, 9)))
        await there.remove("old4")
        forget_where_we_were(home)
        report = await home.sync()
        assert (report.pulled.updated, report.pulled.deleted, report.questions) == (1, 1, 0)
        assert "Renamed" in home.titles()
        assert "old5" in home.titles()
        await home.sync(from_scratch=True)
        assert (len(home.titles()), home.count("questions")) == (NEEDED + NOT_NEEDED - 1, 0)


def forget_where_we_were(home: Rooms) -> None:
    with home.store.begin():
        home.store.raw.execute("UPDATE calendars SET cursor = NULL")


async def test_what_comes_into_the_window_is_fetched_and_what_leaves_it_stays(here: Place) -> None:
    home = await here.device()
    await here.fill()
    await here.put("later", *_hour(datetime(2027, 1, 15, 9)))
    await home.sync()
    assert "later" not in home.titles()
    here.ground.pass_time(150 * DAY)
    report = await home.sync()
    assert (report.pulled.created, report.pulled.deleted) == (1, 0)
    assert {"later", "single", "floating"} <= set(home.titles())


async def test_a_change_far_away_is_fetched_when_it_happens(here: Place) -> None:
    home = await here.device()
    await here.fill()
    await home.sync()
    await here.put("old7", "SUMMARY:Moved up", *_hour(datetime(2018, 1, 8, 9)))
    assert (await home.sync()).pulled.created == 1


@pytest.mark.parametrize("status", [400, 403])
async def test_where_the_server_does_not_answer_such_questions_everything_is_read(
    here: Place, sandbox: CalDavSandbox, status: int
) -> None:
    home = await here.device()
    await here.fill()
    sandbox.faults.add(Fault("status_before", method="REPORT", body="calendar-query", status=status, times=None))
    report = await home.sync()
    assert (report.status, report.pulled.created) == ("ok", NEEDED + NOT_NEEDED)


async def test_a_server_that_fails_while_it_is_asked_fails_the_listing_and_deletes_nothing(
    here: Place, sandbox: CalDavSandbox
) -> None:
    home = await here.device()
    await here.fill()
    await home.sync()
    sandbox.faults.add(Fault("lose_request", method="REPORT", body="time-range", times=None))
    forget_where_we_were(home)
    assert (await home.sync()).status != "ok"
    assert len(home.titles()) == NEEDED
    sandbox.faults.clear()
    assert (await home.sync()).status == "ok"
    assert len(home.titles()) == NEEDED
