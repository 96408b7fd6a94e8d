"""Listing from servers with ways of their own: dead tokens, no tokens, odd hrefs, half answers, refusals."""

from __future__ import annotations

import json

import httpx
import pytest
from lxml import etree

from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import (
    CalSyncError,
    CursorDead,
    Gone,
    NotAllowed,
    ServerTrouble,
    SignInAgain,
    Throttled,
)
from calsync_desktop.providers.caldav.provider import CalDavProvider
from calsync_desktop.sandbox.caldav import CalDavSandbox, Fault, Quirks
from calsync_desktop.wire.hosts import trust
from tests.providers.caldav_device import WORK, fill, open_device, requests_of, uids
from tests.providers.device import Device
from tests.providers.hostile import event
from tests.providers.services import client, place_of, provider
from tests.servers import IN_PROCESS_URL, LossyTransport


async def test_a_server_that_never_moves_on_does_not_hold_us(sandbox: CalDavSandbox) -> None:

    body = (
        '<D:multistatus xmlns:D="DAV:"><D:sync-token>same</D:sync-token><D:response><D:href>/c/</D:href>'
        "<D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response></D:multistatus>"
    )
    asked: list[httpx.Request] = []

    def server(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(207, text=body)

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


async def test_what_an_answer_leaves_out_is_asked_for_alone(sandbox: CalDavSandbox, device: Device) -> None:
    fill(sandbox, 3)

    class Forgetful(LossyTransport):
        """Drops the first response of every multiget."""

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await super().handle_async_request(request)
            if b"calendar-multiget" not in request.content:
                return answer
            root = etree.fromstring(await answer.aread())
            root.remove(root.find("{DAV:}response"))
            return httpx.Response(207, content=etree.tostring(root))

    place = await place_of(f"{IN_PROCESS_URL}/", "ana", "secret-ana", LossyTransport(sandbox))
    opened = provider(place, "ana", "secret-ana", Forgetful(sandbox))
    forgetful = Device(opened, device.calendar)
    await forgetful.pull()
    assert uids(forgetful) == {"n0", "n1", "n2"}
    assert all(piece.version for piece in forgetful.pieces.values())
    await opened.aclose()


@pytest.mark.parametrize(("status", "kind"), [(403, None), (404, None), (500, ServerTrouble), (429, Throttled)])
async def test_one_resource_that_is_withheld_is_its_own_problem(
    sandbox: CalDavSandbox, device: Device, status: int, kind: type[CalSyncError] | None
) -> None:
    fill(sandbox, 2)
    sandbox.faults.add(Fault("status_before", method="GET", status=status, times=None))

    class Withholding(LossyTransport):
        """Gives no data for one member."""

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await super().handle_async_request(request)
            text = (await answer.aread()).replace(b"n0.ics", b"elsewhere.ics")
            changed = text if b"calendar-multiget" in request.content else await answer.aread()
            return httpx.Response(
                answer.status_code,
                content=changed,
                headers=dict(answer.headers) | {"content-length": str(len(changed))},
            )

    place = await place_of(f"{IN_PROCESS_URL}/", "ana", "secret-ana", LossyTransport(sandbox))
    opened = provider(place, "ana", "secret-ana", Withholding(sandbox))
    other = Device(opened, device.calendar)
    if kind is not None:
        with pytest.raises(kind):
            await other.pull()
    else:
        (delta,) = await other.pull()
        assert uids(other) == {"n1"}
        (piece,) = [piece for piece in delta.pieces if piece.content is None]
        assert piece.gone is (status == 404)
    await opened.aclose()


@pytest.mark.parametrize(
    ("text", "readable"),
    [("SUMMARY:a\x1bb", True), ("DESCRIPTION:" + "x" * 11_000_000, False)],
    ids=["control", "huge"],
)
async def test_one_resource_that_spoils_the_xml_does_not_spoil_the_page(
    sandbox: CalDavSandbox, device: Device, text: str, readable: bool
) -> None:
    fill(sandbox, 3)

    class Careless(LossyTransport):
        """Writes what it was given into its XML, as some servers do."""

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await super().handle_async_request(request)
            content = (await answer.aread()).replace(b"SUMMARY:Number 1", text.encode())
            return httpx.Response(answer.status_code, content=content, headers={"etag": answer.headers.get("etag", "")})

    place = await place_of(f"{IN_PROCESS_URL}/", "ana", "secret-ana", LossyTransport(sandbox))
    opened = provider(place, "ana", "secret-ana", Careless(sandbox))
    careless = Device(opened, device.calendar)
    (delta,) = await careless.pull()
    assert {"n0", "n2"} <= uids(careless)
    assert ("n1" in uids(careless)) is readable
    assert [bool(piece.problem) for piece in delta.pieces].count(True) == (0 if readable else 1)
    await opened.aclose()
