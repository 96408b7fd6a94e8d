"""Listing what changed, on servers with all their ways: truncation, dead tokens, no tokens, odd hrefs, half answers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from calsync_desktop.core.errors import (
    CalSyncError,
    CursorDead,
    Gone,
    NotAllowed,
    ServerTrouble,
    SignInAgain,
    Throttled,
)
from calsync_desktop.core.provider import Delta
from calsync_desktop.sandbox.caldav import CalDavSandbox, Fault, Quirks
from tests.providers.device import Device
from tests.providers.hostile import PROBLEMS, event
from tests.providers.services import place_of, provider
from tests.servers import IN_PROCESS_URL, LossyTransport

WORK = "/calendars/ana/work/"


@pytest.fixture
def sandbox() -> CalDavSandbox:
    made = CalDavSandbox()
    made.add_calendar("work", name="Work")
    return made


@pytest.fixture
async def device(sandbox: CalDavSandbox) -> AsyncIterator[Device]:
    async for made in open_device(sandbox):
        yield made


async def open_device(sandbox: CalDavSandbox) -> AsyncIterator[Device]:
    place = await place_of(f"{IN_PROCESS_URL}/", "ana", "secret-ana", LossyTransport(sandbox))
    opened = provider(place, "ana", "secret-ana", LossyTransport(sandbox))
    calendars = {each.remote_id: each for each in await opened.calendars()}
    yield Device(opened, calendars[WORK])
    await opened.aclose()


def fill(sandbox: CalDavSandbox, many: int, start: int = 0) -> None:
    for number in range(start, start + many):
        sandbox.store.put(f"{WORK}n{number}.ics", event(f"UID:n{number}", f"SUMMARY:Number {number}"), by="phone")


def uids(device: Device) -> set[str]:
    return set(device.appointments())


async def requests_of(device: Device) -> tuple[list[Delta], int]:
    before = device.provider.requests
    return await device.pull(), device.provider.requests - before


async def test_a_first_listing_comes_in_pages_and_its_cursor_last(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 250)
    deltas, requests = await requests_of(device)
    assert [len(delta.pieces) for delta in deltas] == [100, 100, 50]
    assert [delta.cursor is not None for delta in deltas] == [False, False, True]
    assert [delta.last for delta in deltas] == [False, False, True]
    assert len(uids(device)) == 250
    assert requests == 4


async def test_an_interrupted_first_listing_fetches_only_the_rest(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 250)
    sandbox.faults.add(Fault("lose_request", method="REPORT", body="calendar-multiget", nth=2, times=None))
    with pytest.raises(CalSyncError):
        await device.pull()
    assert device.cursor is None
    assert len(uids(device)) == 100
    sandbox.faults.clear()
    deltas, requests = await requests_of(device)
    assert sum(len(delta.pieces) for delta in deltas) == 150
    assert sum(len(delta.seen) for delta in deltas) == 100
    assert requests == 3
    assert len(uids(device)) == 250


async def test_one_remote_change_takes_two_requests(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 20)
    await device.pull()
    sandbox.store.edit(f"{WORK}n3.ics", lambda text: text.replace("Number 3", "Changed"))
    deltas, requests = await requests_of(device)
    assert [piece.remote_id for delta in deltas for piece in delta.pieces] == [f"{WORK}n3.ics"]
    assert device.appointments()["n3"].content.title == "Changed"
    assert requests == 2


async def test_a_removal_is_told_without_being_fetched(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 3)
    await device.pull()
    sandbox.store.delete(f"{WORK}n1.ics")
    (delta,), requests = await requests_of(device)
    assert [(piece.remote_id, piece.gone) for piece in delta.pieces] == [(f"{WORK}n1.ics", True)]
    assert requests == 1


async def test_what_came_and_went_meanwhile_is_passed_over(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 1)
    await device.pull()
    sandbox.store.put(f"{WORK}brief.ics", event("UID:brief"))
    sandbox.store.delete(f"{WORK}brief.ics")
    (delta,) = await device.pull()
    assert delta.pieces == ()


@pytest.mark.parametrize("first", [True, False])
async def test_a_server_that_cuts_its_answers_is_asked_until_the_end(
    sandbox: CalDavSandbox, device: Device, first: bool
) -> None:
    sandbox.quirks = Quirks(page_size=7)
    if not first:
        await device.pull()
    fill(sandbox, 30)
    await device.pull()
    assert len(uids(device)) == 30
    (delta,), requests = await requests_of(device)
    assert (delta.pieces, requests) == ((), 1)


async def test_a_server_that_never_moves_on_does_not_hold_us(sandbox: CalDavSandbox) -> None:
    import httpx

    from calsync_desktop.providers.caldav.provider import CalDavProvider
    from calsync_desktop.wire.hosts import trust
    from tests.providers.services import client

    body = (
        '<D:multistatus xmlns:D="DAV:"><D:sync-token>same</D:sync-token><D:response><D:href>/c/</D:href>'
        "<D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response></D:multistatus>"
    )
    asked: list[httpx.Request] = []

    def server(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(207, text=body)

    from calsync_desktop.core.calendar import RemoteCalendar

    http = client(trust("http://dav.test/"), None, httpx.MockTransport(server))
    place = '{"base":"http://dav.test/","principal":"/","homes":["/"],"suffixes":[],"schedules":false}'
    device = Device(
        CalDavProvider(http, place, (), lambda: "x"), RemoteCalendar("/c/", "C"), json.dumps({"token": "same"})
    )
    (delta,) = await device.pull()
    assert delta.last
    assert len(asked) == 1
    await http.aclose()


@pytest.mark.parametrize("status", [403, 409, 412])
async def test_a_dead_token_is_known_by_its_body_whatever_the_status(
    sandbox: CalDavSandbox, device: Device, status: int
) -> None:
    fill(sandbox, 2)
    await device.pull()
    sandbox.quirks = Quirks(dead_token_status=status)
    sandbox.store.expire_tokens()
    with pytest.raises(CursorDead):
        [_ async for _ in device.provider.changes(device.calendar, device.cursor, device.known, None)]  # type: ignore[arg-type]
    (delta,) = await device.pull()
    assert delta.full
    assert len(delta.seen) == 2


async def test_no_right_is_not_a_dead_token(sandbox: CalDavSandbox, device: Device) -> None:
    await device.pull()
    sandbox.faults.add(Fault("status_before", method="REPORT", status=403, times=None))
    with pytest.raises(NotAllowed):
        await device.pull()


async def test_an_empty_listing_is_believed_when_it_is_said_twice(sandbox: CalDavSandbox, device: Device) -> None:
    deltas, requests = await requests_of(device)
    assert requests == 2
    assert deltas[0].full


async def test_an_empty_listing_that_is_not_true_deletes_nothing(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 3)
    await device.pull()
    device.cursor = None
    backup = sandbox.snapshot() if hasattr(sandbox, "snapshot") else sandbox.store.snapshot()
    for number in range(3):
        sandbox.store.delete(f"{WORK}n{number}.ics")
    sandbox.faults.add(Fault("call_before", method="PROPFIND", action=lambda: sandbox.store.restore(backup)))
    (delta,) = await device.pull()
    assert len(delta.seen) == 3
    assert len(uids(device)) == 3


@pytest.mark.parametrize("ctag", [True, False])
async def test_without_tokens_versions_are_compared(sandbox: CalDavSandbox, ctag: bool) -> None:
    sandbox.quirks = Quirks(sync_collection=False, ctag=ctag, collection_etag=True)
    fill(sandbox, 5)
    async for device in open_device(sandbox):
        await device.pull()
        assert len(uids(device)) == 5
        (delta,), requests = await requests_of(device)
        assert (delta.pieces, requests) == ((), 1)
        assert delta.full is (not ctag)
        sandbox.store.edit(f"{WORK}n1.ics", lambda text: text.replace("Number 1", "Changed"))
        sandbox.store.delete(f"{WORK}n2.ics")
        deltas = await device.pull()
        assert [piece.remote_id for delta in deltas for piece in delta.pieces] == [f"{WORK}n1.ics"]
        assert uids(device) == {"n0", "n1", "n3", "n4"}


@pytest.mark.parametrize(
    "quirks",
    [
        Quirks(absolute_hrefs=True),
        Quirks(href_encoding="strict"),
        Quirks(href_encoding="lower"),
        Quirks(collection_in_sync=True),
        Quirks(cdata=True),
        Quirks(ok_last=True),
        Quirks(token_first=True),
        Quirks(bare_tokens=True),
        Quirks(weak_etags=True),
    ],
)
async def test_the_shape_of_answers_does_not_matter(sandbox: CalDavSandbox, quirks: Quirks) -> None:
    sandbox.quirks = quirks
    sandbox.store.put(f"{WORK}b@c d.ics", event("UID:odd"))
    fill(sandbox, 2)
    async for device in open_device(sandbox):
        await device.pull()
        assert uids(device) == {"odd", "n0", "n1"}
        assert set(device.pieces) == {f"{WORK}b@c%20d.ics", f"{WORK}n0.ics", f"{WORK}n1.ics"}


async def test_a_server_that_changes_its_spelling_has_the_same_appointments(
    sandbox: CalDavSandbox, device: Device
) -> None:
    sandbox.store.put(f"{WORK}b@c.ics", event("UID:odd"))
    await device.pull()
    sandbox.quirks = Quirks(href_encoding="strict", absolute_hrefs=True)
    device.cursor = None
    (delta,) = await device.pull()
    assert (delta.pieces, delta.seen) == ((), (f"{WORK}b@c.ics",))


@pytest.mark.parametrize(
    "name", ["no start", "never closed", "every second for ever", "larger than a megabyte", "an html page"]
)
async def test_one_bad_resource_stops_nobody(sandbox: CalDavSandbox, device: Device, name: str) -> None:
    fill(sandbox, 2)
    sandbox.store.put(f"{WORK}bad.ics", PROBLEMS[name]())
    (delta,) = await device.pull()
    assert uids(device) == {"n0", "n1"}
    (bad,) = [piece for piece in delta.pieces if piece.problem]
    assert bad.remote_id == f"{WORK}bad.ics"
    assert bad.version


async def test_a_resource_that_vanishes_between_listing_and_reading_is_gone(
    sandbox: CalDavSandbox, device: Device
) -> None:
    fill(sandbox, 2)
    sandbox.faults.add(
        Fault(
            "call_before",
            method="REPORT",
            body="calendar-multiget",
            action=lambda: sandbox.store.delete(f"{WORK}n0.ics"),
        )
    )
    (delta,) = await device.pull()
    assert [piece.remote_id for piece in delta.pieces if piece.gone] == [f"{WORK}n0.ics"]
    assert uids(device) == {"n1"}


async def test_the_version_that_came_with_the_data_counts(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 1)
    newer = lambda: sandbox.store.edit(f"{WORK}n0.ics", lambda text: text.replace("Number", "Newer"))  # noqa: E731
    sandbox.faults.add(Fault("call_before", method="REPORT", body="calendar-multiget", action=newer))
    await device.pull()
    assert device.appointments()["n0"].content.title == "Newer 0"
    (delta,) = await device.pull()
    assert delta.pieces == ()


@pytest.mark.parametrize("kind", ["truncated", "broken_xml", "login_page", "cut_off"])
@pytest.mark.parametrize("body", ["sync-collection", "calendar-multiget"])
async def test_half_an_answer_moves_nothing(sandbox: CalDavSandbox, device: Device, kind: str, body: str) -> None:
    fill(sandbox, 1)
    await device.pull()
    cursor, held = device.cursor, dict(device.pieces)
    fill(sandbox, 5, start=1)
    sandbox.faults.add(Fault(kind, method="REPORT", body=body, times=None))  # type: ignore[arg-type]
    with pytest.raises(CalSyncError) as trouble:
        await device.pull()
    assert isinstance(trouble.value, ServerTrouble | CalSyncError)
    assert (device.cursor, device.pieces) == (cursor, held)
    sandbox.faults.clear()
    await device.pull()
    assert len(uids(device)) == 6


@pytest.mark.parametrize("kind", ["repeated", "reordered"])
async def test_an_answer_told_twice_or_backwards_says_the_same(
    sandbox: CalDavSandbox, device: Device, kind: str
) -> None:
    fill(sandbox, 5)
    sandbox.faults.add(Fault(kind, method="REPORT", times=None))  # type: ignore[arg-type]
    await device.pull()
    assert len(uids(device)) == 5


async def test_a_calendar_that_is_gone_is_not_an_empty_one(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 3)
    await device.pull()
    for quirks in (Quirks(), Quirks(missing_as_207=True), Quirks(sync_collection=False, missing_as_207=True)):
        sandbox.quirks = quirks
        sandbox.store.collections.pop(WORK, None)
        for cursor in (None, json.dumps({"ctag": "x"}), json.dumps({"ctag": None})):
            device.cursor = cursor
            with pytest.raises(Gone):
                await device.pull()
    assert len(uids(device)) == 3


async def test_a_password_that_is_no_longer_good_and_a_server_that_is_busy_are_told(
    sandbox: CalDavSandbox, device: Device
) -> None:
    sandbox.faults.add(Fault("status_before", method="REPORT", status=401))
    with pytest.raises(SignInAgain):
        await device.pull()
    sandbox.faults.add(Fault("status_before", method="REPORT", status=429, retry_after="77"))
    with pytest.raises(Throttled) as wait:
        await device.pull()
    assert wait.value.after == 77


@pytest.mark.parametrize("cursor", ["", "null", "[]", "{}", "not json", '"x"'])
async def test_a_cursor_that_is_not_ours_is_dead(device: Device, cursor: str) -> None:
    with pytest.raises(CursorDead):
        [_ async for _ in device.provider.changes(device.calendar, cursor, device.known, None)]  # type: ignore[arg-type]


@pytest.mark.parametrize("token", ["", "0", "a b<c>&\"'"])
async def test_a_token_is_never_tested_for_its_shape(token: str) -> None:
    import httpx
    from lxml import etree

    from calsync_desktop.core.calendar import RemoteCalendar
    from calsync_desktop.providers.caldav.provider import CalDavProvider
    from calsync_desktop.wire.hosts import trust
    from tests.providers.services import client

    sent: list[str] = []

    def server(request: httpx.Request) -> httpx.Response:
        sent.append(etree.fromstring(request.content).findtext("{DAV:}sync-token") or "")
        return httpx.Response(
            207, text='<D:multistatus xmlns:D="DAV:"><D:sync-token>next</D:sync-token></D:multistatus>'
        )

    http = client(trust("http://dav.test/"), None, httpx.MockTransport(server))
    place = '{"base":"http://dav.test/","principal":"/","homes":["/"],"suffixes":[],"schedules":false}'
    device = Device(
        CalDavProvider(http, place, (), lambda: "x"), RemoteCalendar("/c/", "C"), json.dumps({"token": token})
    )
    (delta,) = await device.pull()
    assert sent == [token]
    assert delta.cursor == json.dumps({"token": "next"})
    await http.aclose()
