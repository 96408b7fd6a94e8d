"""Two devices on one account of a real CalDAV server: what each does reaches the other, whole and once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import pytest

from calsync_desktop.core.when import timed
from calsync_desktop.store.opening import memory_store
from calsync_desktop.sync.editing import Edit
from calsync_desktop.sync.engine import Engine
from tests.fakes import FakeGround, FakeVault
from tests.journeys.dav_house import door_to
from tests.journeys.house import Rooms, call
from tests.providers.services import place_of
from tests.servers import RealServer, radicale, xandikos

pytestmark = pytest.mark.real_server
Start = Callable[[], AbstractContextManager[RealServer]]
SERVERS = pytest.mark.parametrize("start", [radicale, xandikos])
SECOND, FOURTH = "20260309T090000Z", "20260323T090000Z"


@dataclass
class Line:
    """The way to the server, which a test can cut: "off", or before the answer to the next request of a method."""

    cut: str = ""

    def __call__(self) -> httpx.AsyncBaseTransport:
        return Cuttable(self)


class Cuttable(httpx.AsyncHTTPTransport):
    """A client's part of the line."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._line.cut == "off":
            raise httpx.ConnectError("cut", request=request)
        response = await super().handle_async_request(request)
        if self._line.cut and request.method == self._line.cut:
            self._line.cut = ""
            await response.aclose()
            raise httpx.ReadError("cut", request=request)
        return response


async def device(server: RealServer, ground: FakeGround, line: Line) -> Rooms:
    """A device that is connected to a calendar of its account."""
    place = await place_of(server.url, server.user, server.password)
    vault = FakeVault()
    engine = Engine(memory_store(), {"caldav": door_to(place, line, ground)}, vault, ground.as_ground(), print)
    made = Rooms(ground, vault, engine)
    made.connection = await engine.connect("caldav", {"user": server.user, "password": server.password}, {})
    await engine.configure(made.connection, {"window_days": "365"})
    return made


def calendar(home: Rooms) -> str:
    """Any one calendar, the same on every device."""
    found: str = home.store.raw.execute("SELECT id FROM calendars ORDER BY remote_id LIMIT 1").fetchone()[0]
    return found


async def agreed(*homes: Rooms) -> list[str]:
    """Everybody syncs until all are quiet; what all of them show."""
    for _ in range(3):
        for home in homes:
            report = await home.sync()
            assert report.status == "ok", report
    shown = [{row.uid: row.shown for row in home.rows()} for home in homes]
    assert all(each == shown[0] for each in shown)
    for home in homes:
        assert home.at_rest()
        home.check_faces()
    return homes[0].titles()


@SERVERS
async def test_a_day_of_two_devices(start: Start) -> None:
    with start() as server:
        ground, line = FakeGround(), Line()
        one = await device(server, ground, line)
        if not one.count("calendars"):
            await one.engine.create_calendar(one.connection, "Work")
        two = await device(server, ground, Line())
        await one.engine.add(calendar(one), call("Single").content)
        weekly = await one.engine.add(calendar(one), call("Weekly").content, "FREQ=WEEKLY;COUNT=6")
        assert await agreed(one, two) == ["Single", "Weekly"]

        uid, series = one.rows()[0].uid, one.rows()[1].uid
        await one.edit(uid, title="From one")
        await two.edit(uid, location="From two")
        await one.engine.edit(weekly, Edit({"title": "Apart"}, at=SECOND))
        await two.engine.delete(two.row(series).id, at=FOURTH)
        assert await agreed(one, two) == ["From one", "Weekly"]
        shown = one.row(series).shown
        assert shown is not None
        assert shown.recurrence is not None
        assert (len(shown.overrides), shown.recurrence.skipped) == (1, (FOURTH,))

        ground.pass_time(60)
        await two.engine.edit(two.row(series).id, Edit({"title": "Later"}, following="20260330T080000Z"))
        await one.edit(uid, when=timed(datetime(2026, 3, 4, 9), datetime(2026, 3, 4, 10), "America/New_York"))
        assert await agreed(one, two) == ["From one", "Later", "Weekly"]

        await one.engine.delete(one.row(uid).id)
        assert await agreed(one, two) == ["Later", "Weekly"]
        assert await agreed(one, two) == ["Later", "Weekly"]


@SERVERS
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_lost_answers_and_days_offline(start: Start, method: str) -> None:
    with start() as server:
        ground, line = FakeGround(), Line()
        one = await device(server, ground, line)
        if not one.count("calendars"):
            await one.engine.create_calendar(one.connection, "Work")
        two = await device(server, ground, Line())
        for n in range(4):
            await one.engine.add(calendar(one), call(f"Call {n}", day=3 + n).content)
        assert len(await agreed(one, two)) == 4

        rows = one.rows()
        line.cut = "off"
        await one.edit(rows[0].uid, title="Offline edit")
        await one.engine.delete(rows[1].id)
        await one.engine.add(calendar(one), call("Made offline").content)
        assert (await one.sync()).status == "offline"
        await two.edit(rows[0].uid, location="Meanwhile")
        await two.edit(rows[1].uid, title="Edited, so it stays")
        await two.sync()
        ground.pass_time(timedelta(days=2).total_seconds())
        line.cut = method
        await one.sync()
        assert await agreed(one, two) == ["Call 2", "Call 3", "Edited, so it stays", "Made offline", "Offline edit"]
        shown = two.row(rows[0].uid).shown
        assert shown is not None
        assert shown.content.location == "Meanwhile"


@SERVERS
async def test_everything_listed_again_changes_nothing(start: Start) -> None:
    with start() as server:
        one = await device(server, FakeGround(), Line())
        if not one.count("calendars"):
            await one.engine.create_calendar(one.connection, "Work")
        many = [call(f"Call {n}", f"uid-{n}", day=1 + n % 28) for n in range(120)]
        report = await one.engine.import_(calendar(one), many)
        assert report.created == 120
        await agreed(one)
        before = one.store.raw.execute("SELECT id, uid, series, base, ours, theirs FROM appointments").fetchall()
        report_ = await one.sync(from_scratch=True)
        assert (report_.pulled.created, report_.pulled.updated, report_.pulled.deleted) == (0, 0, 0)
        assert (
            one.store.raw.execute("SELECT id, uid, series, base, ours, theirs FROM appointments").fetchall() == before
        )
