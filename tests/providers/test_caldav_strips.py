"""Which members of a very large calendar are named for reading: strip by strip, in halves where the server cuts its answer off."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.provider import Scope
from calsync_desktop.providers.caldav.strips import named
from calsync_desktop.providers.caldav.talk import Listing, Talk

WORK = RemoteCalendar("/work/", "Work")
TODAY = datetime(2026, 3, 2, tzinfo=UTC)
SCOPE = Scope(TODAY - timedelta(days=90), TODAY + timedelta(days=210))


class Server:
    """One appointment at noon on every day; it tells of at most so many days at a time, and knows no question about properties unless told."""

    def __init__(self, days: float, properties: str = "") -> None:
        self.most, self.properties, self.asked = timedelta(days=days), properties, 0

    async def query(self, _: str, body: bytes) -> Listing:
        self.asked += 1
        text = body.decode()
        if (found := re.search(r'prop-filter name="(\w+)"', text)) is not None:
            if found[1] not in self.properties:
                raise Refused("No such filter.")
            return Listing({f"{found[1]}.ics": "1"})
        start, end = (datetime.strptime(each, "%Y%m%dT%H%M%S%z") for each in re.findall(r'(?:start|end)="(\w+)"', text))
        if end - start > self.most:
            return Listing({}, more=True)
        days = (start + timedelta(days=n) for n in range((end - start).days + 2))
        noons = [noon for day in days if start <= (noon := day.replace(hour=12, minute=0)) < end]
        return Listing({f"{noon:%Y%m%d}.ics": "1" for noon in noons})


async def ask(server: Server, scope: Scope = SCOPE) -> frozenset[str] | None:
    return await named(cast("Talk", server), WORK, scope)


@pytest.mark.parametrize("days", [100, 60, 59, 7, 1])
async def test_every_day_of_the_scope_and_one_on_either_side_is_asked_for(days: int) -> None:
    found = await ask(Server(days, "RRULE RDATE DTSTART"))
    assert found is not None
    assert found >= {f"{TODAY + timedelta(days=n):%Y%m%d}.ics" for n in range(-91, 211)}
    assert found >= {"RRULE.ics", "RDATE.ics", "DTSTART.ics"}


async def test_it_takes_few_requests() -> None:
    server = Server(60, "RRULE RDATE DTSTART")
    await ask(server)
    assert server.asked <= 10


async def test_undated_things_are_left_out_where_the_server_knows_no_such_question() -> None:
    found = await ask(Server(60, "RRULE RDATE"))
    assert found is not None
    assert "DTSTART.ics" not in found


@pytest.mark.parametrize("server", [Server(60), Server(60, "RRULE"), Server(0.5, "RRULE RDATE DTSTART")])
async def test_what_cannot_be_asked_for_completely_is_not_asked_for_at_all(server: Server) -> None:
    assert await ask(server) is None


@pytest.mark.parametrize("scope", [Scope(), Scope(TODAY), Scope(None, TODAY)])
async def test_an_open_scope_is_everything(scope: Scope) -> None:
    assert await ask(Server(60, "RRULE RDATE DTSTART"), scope) is None
