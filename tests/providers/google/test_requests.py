"""How Google is asked: a few at a time, patiently, at its pace, and with its word on mails and versions in every write."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import Gone, Throttled
from calsync_desktop.core.provider import Scope
from calsync_desktop.sandbox.google import Fault, hand
from tests.providers.contract import LUNCH
from tests.providers.google.services import ANA, BEN, google, provider
from tests.providers.google.test_traps import HOME, device, meeting
from tests.providers.services import Waits


async def test_what_is_not_found_is_gone_only_while_the_calendar_is_there() -> None:
    sandbox = google()
    team = sandbox.add_calendar("Team", owner=BEN)
    sandbox.share(team, ANA, "writer")
    kept = hand.put(sandbox, team, meeting("Call"))
    calendar = RemoteCalendar(team, "Team")
    one = provider(sandbox)
    assert [p.gone for p in await one.fetch(calendar, [kept, "nobody"])] == [False, True]
    sandbox.share(team, ANA, None)
    with pytest.raises(Gone):
        await one.fetch(calendar, [kept])


async def test_a_200_is_no_proof_of_life() -> None:
    sandbox = google()
    gone = hand.put(sandbox, ANA, meeting("Call"))
    hand.remove(sandbox, ANA, gone)
    (found,) = await provider(sandbox).fetch(HOME, [gone])
    assert found.gone


async def test_no_more_than_four_are_read_at_once_and_in_the_order_asked() -> None:
    sandbox = google()
    ids = [hand.put(sandbox, ANA, meeting(f"Call {number}")) for number in range(20)]
    found = await provider(sandbox).fetch(HOME, ids)
    assert [each.remote_id for each in found] == ids


async def test_asked_to_slow_down_it_waits_longer_each_time_and_gives_up_in_the_end() -> None:
    sandbox, waits = google(), Waits()
    sandbox.faults.add(Fault("error_before", error="rateLimitExceeded", times=None))
    with pytest.raises(Throttled):
        await device(sandbox, waits).pull()
    assert waits.seconds == [1, 2, 4, 8]


async def test_a_time_that_google_names_is_for_the_engine_to_wait() -> None:
    sandbox, waits = google(), Waits()
    sandbox.faults.add(Fault("error_before", error="tooManyRequests", retry_after="30"))
    with pytest.raises(Throttled) as throttled:
        await device(sandbox, waits).pull()
    assert (throttled.value.after, waits.seconds, len(sandbox.journal.entries)) == (30, [], 1)


async def test_writes_into_one_calendar_keep_a_distance() -> None:
    sandbox, waits = google(), Waits()
    one = device(sandbox, waits)
    for number in range(3):
        await one.create(replace(LUNCH, uid=f"lunch-{number}"))
    assert waits.seconds == [0.5, 0.5]


async def test_every_write_says_whether_guests_are_mailed_and_names_a_version_or_an_id() -> None:
    sandbox = google()
    one = device(sandbox)
    await one.create(LUNCH)
    await one.edit("lunch-1", lambda a: replace(a, content=replace(a.content, title="Dinner")))
    await one.delete("lunch-1")
    writes = sandbox.journal.writes()
    assert [each.route for each in writes] == ["events.insert", "events.patch", "events.delete"]
    assert all("sendUpdates=none" in each.query for each in writes)
    assert sandbox.journal.unconditional_writes() == []
    assert sandbox.journal.blind_writes() == []


@pytest.mark.parametrize("shift", [timedelta(0), timedelta(days=3650)])
async def test_the_servers_clock_is_told(shift: timedelta) -> None:
    sandbox = google()
    sandbox.offset = shift
    (delta,) = [each async for each in provider(sandbox).changes(HOME, None, lambda _: {}, Scope())]
    assert delta.clock == shift
    assert datetime(2026, 3, 1, 12, tzinfo=UTC) + shift == sandbox.now()
