"""Every write is conditional, goes out once, and each refusal means one thing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import httpx
import pytest

from calsync_desktop.auth.basic import PasswordAuth
from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import (
    CalSyncError,
    Exists,
    Gone,
    NotAllowed,
    Offline,
    Refused,
    ServerTrouble,
    SignInAgain,
    Throttled,
    TryLater,
    VersionMoved,
)
from calsync_desktop.core.provider import Payload, Receipt, Verb
from calsync_desktop.providers.caldav.provider import CalDavProvider
from calsync_desktop.sandbox.caldav import CalDavSandbox, Fault, Quirks
from calsync_desktop.wire.hosts import trust
from tests.providers.contract import LUNCH, World
from tests.providers.device import Device
from tests.providers.services import client, in_sandbox

WORK = RemoteCalendar("/c/work/", "Work")
PLACE = '{"base":"http://dav.test/","principal":"/","homes":["/c/"],"suffixes":[],"schedules":false}'
CREATE = Payload(
    Verb.CREATE, "/c/work/a.ics", "/c/work/a.ics", None, None, "BEGIN:VCALENDAR\r\nUID:a\r\nEND:VCALENDAR\r\n"
)
UPDATE = replace(CREATE, verb=Verb.UPDATE, version='"1"')
DELETE = replace(UPDATE, verb=Verb.DELETE, body="")


class Server:
    """Gives one answer to writes and remembers them."""

    def __init__(self, status: int, body: str = "", **headers: str) -> None:
        self.status, self.body, self.headers = status, body, headers
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if request.method in ("PUT", "DELETE", "MKCALENDAR"):
            return httpx.Response(self.status, text=self.body, headers=self.headers)
        return httpx.Response(404)


async def send(server: Callable[[httpx.Request], httpx.Response], payload: Payload) -> Receipt:
    http = client(trust("http://dav.test/"), PasswordAuth("ana", "secret"), httpx.MockTransport(server))
    try:
        return await CalDavProvider(http, PLACE, (), lambda: "new").send(WORK, payload)
    finally:
        await http.aclose()


def error(condition: str, inner: str = "", *, namespace: str = "C", said: str = "") -> str:
    message = f'<s:message xmlns:s="http://sabredav.org/ns">{said}</s:message>' if said else ""
    return f'<D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><{namespace}:{condition}>{inner}</{namespace}:{condition}>{message}</D:error>'


SABRE = '<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns"><s:exception>Sabre\\DAV\\Exception\\BadRequest</s:exception><s:message>{}</s:message></d:error>'


@pytest.mark.parametrize(
    ("payload", "name", "value"),
    [(CREATE, "if-none-match", "*"), (UPDATE, "if-match", '"1"'), (DELETE, "if-match", '"1"')],
)
async def test_every_write_is_conditional_and_sent_once(payload: Payload, name: str, value: str) -> None:
    server = Server(204)
    await send(server, payload)
    (request,) = server.asked
    assert request.headers[name] == value
    assert request.headers.get("authorization", "").startswith("Basic ")


@pytest.mark.parametrize(
    "payload", [replace(UPDATE, version=None), replace(DELETE, version=None), replace(UPDATE, version="")]
)
async def test_without_a_version_nothing_is_sent(payload: Payload) -> None:
    server = Server(204)
    with pytest.raises(VersionMoved):
        await send(server, payload)
    assert server.asked == []


@pytest.mark.parametrize("version", ['W/"weak"', '"quoted"', "bare", '"with-gzip"'])
async def test_a_version_goes_back_as_it_was_received(version: str) -> None:
    server = Server(204)
    await send(server, replace(UPDATE, version=version))
    assert server.asked[0].headers["if-match"] == version


async def test_a_mark_of_a_compressing_proxy_is_taken_off_after_a_refusal() -> None:
    asked: list[str] = []

    def server(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["if-match"])
        return httpx.Response(204 if asked[-1] == '"1"' else 412)

    await send(server, replace(UPDATE, version='"1-gzip"'))
    assert asked == ['"1-gzip"', '"1"']


@pytest.mark.parametrize("status", [200, 201, 204])
@pytest.mark.parametrize("payload", [CREATE, UPDATE, DELETE])
async def test_every_success_is_one(payload: Payload, status: int) -> None:
    receipt = await send(Server(status, ETag='"2"'), payload)
    assert receipt.remote_id == "/c/work/a.ics"
    assert receipt.version == (None if payload.verb is Verb.DELETE else '"2"')


async def test_a_deletion_answered_by_a_multistatus_is_done() -> None:
    assert (await send(Server(207, "<D:multistatus xmlns:D='DAV:'/>"), DELETE)).remote_id == "/c/work/a.ics"


async def test_without_an_etag_it_must_be_read_again() -> None:
    assert (await send(Server(201), CREATE)).version is None


@pytest.mark.parametrize(
    ("location", "adopted"),
    [
        ("/c/work/renamed.ics", "/c/work/renamed.ics"),
        ("http://dav.test/c/work/renamed.ics", "/c/work/renamed.ics"),
        ("renamed.ics", "/c/work/renamed.ics"),
        ("/elsewhere/renamed.ics", "/c/work/a.ics"),
        ("https://evil.example/c/work/renamed.ics", "/c/work/a.ics"),
        ("/c/work/../other/x.ics", "/c/work/a.ics"),
        ("/c/work/%2e%2e/x.ics", "/c/work/a.ics"),
    ],
)
async def test_a_new_name_is_adopted_inside_the_calendar_only(location: str, adopted: str) -> None:
    assert (await send(Server(201, Location=location), CREATE)).remote_id == adopted


@pytest.mark.parametrize("status", [404, 410])
async def test_deleting_what_is_gone_is_done(status: int) -> None:
    assert (await send(Server(status), DELETE)).remote_id == "/c/work/a.ics"


OWNER = "<D:href>/c/work/owner.ics</D:href>"


@pytest.mark.parametrize(
    ("payload", "status", "body", "kind"),
    [
        (CREATE, 412, "", Exists),
        (CREATE, 412, error("no-uid-conflict", OWNER), Exists),
        (CREATE, 409, error("no-uid-conflict", OWNER), Exists),
        (CREATE, 403, error("no-uid-conflict", OWNER), Exists),
        (CREATE, 400, SABRE.format("Calendar object with uid already exists in this calendar collection."), Exists),
        (CREATE, 409, "", Gone),
        (CREATE, 404, "", Gone),
        (CREATE, 403, "", NotAllowed),
        (CREATE, 403, error("need-privileges", namespace="D"), NotAllowed),
        (CREATE, 403, error("valid-calendar-data"), Refused),
        (CREATE, 412, error("max-resource-size"), Refused),
        (CREATE, 400, SABRE.format("This is not valid iCalendar."), Refused),
        (CREATE, 413, "", Refused),
        (CREATE, 507, "", TryLater),
        (CREATE, 401, "", SignInAgain),
        (UPDATE, 412, "", VersionMoved),
        (UPDATE, 412, error("valid-calendar-data"), Refused),
        (UPDATE, 409, "", VersionMoved),
        (UPDATE, 404, "", Gone),
        (UPDATE, 403, "", NotAllowed),
        (UPDATE, 423, "", TryLater),
        (UPDATE, 429, "", Throttled),
        (UPDATE, 500, "", ServerTrouble),
        (UPDATE, 503, "", ServerTrouble),
        (UPDATE, 302, "", ServerTrouble),
        (DELETE, 412, "", VersionMoved),
        (DELETE, 403, "", NotAllowed),
        (UPDATE, 403, "<not xml", NotAllowed),
        (UPDATE, 403, "<!DOCTYPE x [<!ENTITY a 'b'>]><D:error xmlns:D='DAV:'>&a;</D:error>", NotAllowed),
    ],
)
async def test_every_refusal_means_one_thing(
    payload: Payload, status: int, body: str, kind: type[CalSyncError]
) -> None:
    with pytest.raises(CalSyncError) as refusal:
        await send(Server(status, body), payload)
    assert type(refusal.value) is kind
    assert refusal.value.message.endswith(".")
    if isinstance(refusal.value, Exists):
        assert refusal.value.remote_id == ("/c/work/owner.ics" if "owner" in body else "" if body else "/c/work/a.ics")


async def test_the_servers_own_sentence_is_shown_in_one_line() -> None:
    with pytest.raises(Refused, match=r"It says: Bad rule\.$"):
        await send(Server(400, SABRE.format("Bad\n rule")), UPDATE)


async def test_a_lost_answer_is_offline_and_nothing_is_repeated() -> None:
    asked: list[httpx.Request] = []

    def server(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        raise httpx.ReadError("gone")

    with pytest.raises(Offline):
        await send(server, UPDATE)
    assert len(asked) == 1


@pytest.fixture
async def world() -> AsyncIterator[tuple[CalDavSandbox, World]]:
    sandbox = CalDavSandbox()
    async with in_sandbox(sandbox) as made:
        yield sandbox, made


async def test_a_lost_answer_can_be_settled_by_reading(world: tuple[CalDavSandbox, World]) -> None:
    sandbox, made = world
    device = made.device()
    sandbox.faults.add(Fault("lose_answer", method="PUT"))
    with pytest.raises(Offline):
        await device.create(LUNCH)
    with pytest.raises(Exists) as found:
        await device.create(LUNCH)
    (piece,) = await device.provider.fetch(made.calendar, [found.value.remote_id])
    assert piece.content is not None
    assert piece.content.uid == LUNCH.uid


async def test_a_server_that_renames_is_followed(world: tuple[CalDavSandbox, World]) -> None:
    sandbox, made = world
    sandbox.quirks = Quirks(renames=True)
    device: Device = made.device()
    (receipt,) = await device.create(LUNCH)
    assert receipt.remote_id != device.provider.new_remote_id(made.calendar, LUNCH.uid)
    assert device.appointments()[LUNCH.uid] == LUNCH


async def test_nothing_went_out_unconditionally(world: tuple[CalDavSandbox, World]) -> None:
    sandbox, made = world
    device = made.device()
    await device.create(LUNCH)
    await device.edit(LUNCH.uid, lambda a: replace(a, content=replace(a.content, title="New")))
    await device.delete(LUNCH.uid)
    assert [entry.method for entry in sandbox.journal.writes()][-3:] == ["PUT", "PUT", "DELETE"]
    assert list(sandbox.journal.unconditional_writes()) == []


@pytest.mark.parametrize(
    ("status", "kind"), [(405, NotAllowed), (403, NotAllowed), (501, NotAllowed), (507, TryLater), (500, ServerTrouble)]
)
async def test_a_service_without_new_calendars_says_so(status: int, kind: type[CalSyncError]) -> None:
    http = client(trust("http://dav.test/"), None, httpx.MockTransport(Server(status)))
    with pytest.raises(kind):
        await CalDavProvider(http, PLACE, (), lambda: "new").create_calendar("Garden", "")
    await http.aclose()


@pytest.mark.parametrize(
    ("uid", "name"),
    [("abc-123", "abc-123.ics"), ("A" * 120, "A" * 120 + ".ics")],
)
def test_a_plain_uid_names_its_resource(uid: str, name: str) -> None:
    http = client(trust("http://dav.test/"), None, httpx.MockTransport(Server(200)))
    assert CalDavProvider(http, PLACE, (), lambda: "x").new_remote_id(WORK, uid) == f"/c/work/{name}"


@pytest.mark.parametrize("uid", ["", "a b", "a/b", "../a", "ü", "a@b", "A" * 121, "a.ics", "%2e", "a?b#c"])
def test_any_other_uid_is_hashed(uid: str) -> None:
    http = client(trust("http://dav.test/"), None, httpx.MockTransport(Server(200)))
    made = CalDavProvider(http, PLACE, (), lambda: "x").new_remote_id(WORK, uid)
    assert made.removeprefix("/c/work/").removesuffix(".ics").isalnum()
