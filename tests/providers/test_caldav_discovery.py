"""From what a person types to where the calendars are, and a clear sentence for everything that is not a calendar server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from calsync_desktop.auth.basic import PasswordAuth, PasswordSignIn
from calsync_desktop.core.errors import CalSyncError, NotCalendar, Offline, SignInAgain, Throttled, Untrusted, Usage
from calsync_desktop.core.provider import Place
from calsync_desktop.providers.caldav.addresses import starts
from calsync_desktop.providers.caldav.discover import discover, site
from calsync_desktop.sandbox.caldav import LIKE_ICLOUD, LIKE_NEXTCLOUD, CalDavSandbox, Fault, Quirks, User
from tests.providers.services import client
from tests.servers import LossyTransport

HOME = "/calendars/ana/"


async def find(
    sandbox: CalDavSandbox, text: str = "http://sandbox.test", user: str = "ana", password: str = "secret-ana"
) -> Place:
    return await discover(
        lambda trust: client(trust, PasswordAuth(user, password), LossyTransport(sandbox)), text, user
    )


async def ask(handler: Callable[[httpx.Request], httpx.Response], text: str = "https://dav.example/") -> Place:
    transport = httpx.MockTransport(handler)
    return await discover(lambda trust: client(trust, PasswordAuth("ana", "secret"), transport), text, "ana")


@pytest.mark.parametrize(
    "quirks",
    [
        Quirks(),
        LIKE_ICLOUD,
        LIKE_NEXTCLOUD,
        Quirks(well_known_status=404),
        Quirks(sign_in="digest"),
        Quirks(sign_in="both"),
        Quirks(anonymous_root=True),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "http://sandbox.test",
        "sandbox.test",
        "ana@sandbox.test",
        "http://sandbox.test/dav/",
        "http://sandbox.test/principals/ana/",
        " http://sandbox.test/nowhere/ ",
    ],
)
async def test_every_way_of_typing_it_leads_to_the_same_home(text: str, quirks: Quirks) -> None:
    class PlainOnly(LossyTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.scheme == "https":
                raise httpx.ConnectError("[Errno 111] Connection refused")
            return await super().handle_async_request(request)

    sandbox = CalDavSandbox(quirks=quirks)
    place = await discover(
        lambda trust: client(trust, PasswordAuth("ana", "secret-ana"), PlainOnly(sandbox)), text, "ana"
    )
    assert site(place.place).homes == (HOME,)
    assert place.account == "ana"
    assert place.addresses == ("ana@example.org",)


async def test_several_homes_are_all_kept() -> None:
    sandbox = CalDavSandbox(users=(replace(User(), extra_homes=("/shared/ana/",)),))
    assert site((await find(sandbox)).place).homes == (HOME, "/shared/ana/")


async def test_scheduling_is_noticed() -> None:
    assert site((await find(CalDavSandbox(quirks=Quirks(auto_schedule=True)))).place).schedules
    assert not site((await find(CalDavSandbox())).place).schedules


async def test_a_home_on_one_of_the_presets_hosts_is_kept_whole() -> None:
    place = await ask(icloud, "icloud")
    found = site(place.place)
    assert found.base == "https://caldav.icloud.com/"
    assert found.homes == ("https://p42-caldav.icloud.com:443/123/calendars/",)
    assert found.trust().covers("https://p42-caldav.icloud.com/123/calendars/")


def icloud(request: httpx.Request) -> httpx.Response:
    if request.method == "OPTIONS":
        return httpx.Response(200, headers={"DAV": "1, calendar-access, calendar-auto-schedule"})
    prop = "<D:current-user-principal><D:href>/123/principal/</D:href></D:current-user-principal>"
    if request.url.path == "/123/principal/":
        prop = "<C:calendar-home-set><D:href>https://p42-caldav.icloud.com:443/123/calendars/</D:href></C:calendar-home-set>"
    return answer(prop, request.url.path)


def answer(prop: str, href: str = "/") -> httpx.Response:
    inner = f"<D:response><D:href>{href}</D:href><D:propstat><D:prop>{prop}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    body = f'<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{inner}</D:multistatus>'
    return httpx.Response(207, text=body)


@pytest.mark.parametrize(
    "prop",
    [
        "<D:current-user-principal><D:href>https://evil.example/p/</D:href></D:current-user-principal>",
        "<D:current-user-principal><D:href>//evil.example/p/</D:href></D:current-user-principal>",
        "<C:calendar-home-set><D:href>https://evil.example/home/</D:href></C:calendar-home-set>",
        "<C:calendar-home-set><D:href>http://dav.example/home/</D:href></C:calendar-home-set>",
        "<C:calendar-home-set><D:href>https://127.0.0.1/home/</D:href></C:calendar-home-set>",
        "<C:calendar-home-set><D:href>https://user:pw@dav.example/home/</D:href></C:calendar-home-set>",
    ],
)
async def test_a_principal_or_home_elsewhere_is_not_followed(prop: str) -> None:
    asked: list[str] = []

    def server(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return answer(prop)

    with pytest.raises((Untrusted, NotCalendar)):
        await ask(server)
    assert set(asked) == {"dav.example"}


async def test_a_wrong_password_is_told_at_once_and_nothing_else_is_tried() -> None:
    sandbox = CalDavSandbox()
    with pytest.raises(SignInAgain, match="does not accept") as refusal:
        await find(sandbox, password="wrong")
    assert refusal.value.hint
    assert "wrong" not in refusal.value.message
    assert len(sandbox.journal.entries) <= 2


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("icloud", "app-specific"),
        ("ana@me.com", "app-specific"),
        ("ana@fastmail.com", "app password"),
        ("https://cloud.example/remote.php/dav/", "app password"),
    ],
)
async def test_a_refused_password_is_explained_by_the_service(text: str, hint: str) -> None:
    with pytest.raises(SignInAgain) as refusal:
        await ask(lambda _: httpx.Response(401, headers={"WWW-Authenticate": 'Basic realm="x"'}), text)
    assert hint in refusal.value.hint


async def test_nextcloud_is_known_by_its_realm() -> None:
    with pytest.raises(SignInAgain) as refusal:
        await ask(lambda _: httpx.Response(401, headers={"WWW-Authenticate": 'Basic realm="Nextcloud"'}))
    assert "Nextcloud" in refusal.value.hint


@pytest.mark.parametrize(
    "page",
    [
        httpx.Response(200, html="<!DOCTYPE html><html><body>Welcome</body></html>"),
        httpx.Response(200, text="ok"),
        httpx.Response(404),
        httpx.Response(405),
        httpx.Response(207, text="<html>not dav</html>"),
        httpx.Response(207, text="not xml"),
        httpx.Response(403, text="no"),
        httpx.Response(500, text="no"),
    ],
    ids=lambda each: f"{each.status_code} {each.text[:8]}",
)
async def test_what_is_no_calendar_server_is_told_in_a_sentence(page: httpx.Response) -> None:
    with pytest.raises(NotCalendar, match=r"dav\.example answers") as refusal:
        await ask(lambda _: httpx.Response(page.status_code, content=page.content))
    assert refusal.value.hint


async def test_a_server_without_calendars_for_the_account_is_told() -> None:
    def server(request: httpx.Request) -> httpx.Response:
        return answer("<D:current-user-principal><D:href>/p/</D:href></D:current-user-principal>")

    with pytest.raises(NotCalendar, match="has no calendars"):
        await ask(server)


async def test_silence_is_offline() -> None:
    def server(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("[Errno -2] Name or service not known")

    with pytest.raises(Offline, match="the name is unknown"):
        await ask(server)


async def test_a_server_that_asks_to_wait_is_believed() -> None:
    sandbox = CalDavSandbox()
    sandbox.faults.add(Fault("status_before", status=503, retry_after="120", times=None))
    with pytest.raises(Throttled) as wait:
        await find(sandbox)
    assert wait.value.after == 120


@pytest.mark.parametrize("text", ["", "  ", "two words", "ftp://dav.example/", "https://", "javascript:alert(1)"])
async def test_what_is_no_address_is_wrong_usage(text: str) -> None:
    with pytest.raises(Usage) as refusal:
        starts(text)
    assert refusal.value.hint


@pytest.mark.parametrize("text", ["https://ana:secret@dav.example/", "http://dav.example/"])
async def test_addresses_that_would_leak_a_password_are_refused(text: str) -> None:
    asked: list[httpx.Request] = []

    def server(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(404)

    with pytest.raises(Untrusted):
        await ask(server, text)
    assert asked == []


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("icloud", "https://caldav.icloud.com/"),
        ("ana@icloud.com", "https://caldav.icloud.com/"),
        ("fastmail", "https://caldav.fastmail.com/"),
        ("ana@fastmail.fm", "https://caldav.fastmail.com/"),
        ("dav.example", "https://dav.example/"),
        ("dav.example:8443/x", "https://dav.example:8443/"),
        ("ana@dav.example", "https://dav.example/"),
        ("mailto:ana@dav.example", "https://dav.example/"),
        ("https://cloud.example/sub/remote.php/dav", "https://cloud.example/"),
    ],
)
def test_a_service_is_known_by_its_name_or_domain(text: str, base: str) -> None:
    assert starts(text)[0].base == base


def test_only_at_home_plain_http_is_tried_too() -> None:
    assert [start.base for start in starts("nas.local:5232")] == ["https://nas.local:5232/", "http://nas.local:5232/"]
    assert len(starts("dav.example:5232")) == 1


def test_a_path_is_asked_before_all_else_and_nextclouds_below_it() -> None:
    urls = starts("https://cloud.example/sub/")[0].urls
    assert urls[0] == "https://cloud.example/sub/"
    assert "https://cloud.example/sub/remote.php/dav/" in urls
    assert "https://cloud.example/remote.php/dav/" in urls


async def test_signing_in_gives_the_place_and_hides_the_password() -> None:
    sandbox = CalDavSandbox()

    async def found(address: str, user: str, auth: httpx.Auth | None) -> Place:
        return await discover(lambda trust: client(trust, auth, LossyTransport(sandbox)), address, user)

    sign_in = PasswordSignIn("http://sandbox.test", "ana", "secret-ana", found)
    assert (await sign_in.place()).account == "ana"
    assert "secret-ana" not in repr(sign_in)
    with pytest.raises(CalSyncError):
        await PasswordSignIn("http://sandbox.test", "", "", found).place()
