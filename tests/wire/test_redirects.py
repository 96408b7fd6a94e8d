"""The redirect matrix: credentials and bodies stay with the confirmed origin, writes never follow (trust X05)."""

from __future__ import annotations

from itertools import product
from typing import Any

import httpx
import pytest

from calsync_desktop.auth.basic import PasswordAuth
from calsync_desktop.core.errors import CalSyncError, ServerTrouble, Untrusted
from calsync_desktop.wire.hosts import trust
from calsync_desktop.wire.redirects import next_url
from tests.providers.services import client

START = "https://dav.example/start"
SAME, PORT, HOST = "/moved", "https://dav.example:8443/moved", "https://evil.example/moved"
DOWN, USERINFO, OTHER_SCHEME = (
    "http://dav.example/moved",
    "https://ana:secret@dav.example/moved",
    "ftp://dav.example/moved",
)
READS, WRITES = ("PROPFIND", "REPORT", "GET", "OPTIONS"), ("PUT", "DELETE", "MKCALENDAR", "PROPPATCH")


def every(*choices: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return list(product(*choices))


class Server:
    """Redirects the first address and remembers who asked for what with which secrets."""

    def __init__(self, status: int, location: str) -> None:
        self.status, self.location = status, location
        self.asked: list[tuple[str, str, bytes, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.method, str(request.url), request.content, request.headers.get("authorization", "")))
        if request.url.path == "/moved":
            return httpx.Response(207, text="there")
        return httpx.Response(self.status, headers={"Location": self.location} if self.location else {})

    @property
    def strangers(self) -> list[str]:
        return [url for _, url, _, _ in self.asked if not url.startswith("https://dav.example/")]


async def ask(server: Server, method: str, discovery: bool = False) -> tuple[int, str]:
    http = client(trust(START), PasswordAuth("ana", "secret"), httpx.MockTransport(server))
    try:
        answer = await http.send(method, START, body=b"<body/>", discovery=discovery)
    finally:
        await http.aclose()
    return answer.status, answer.url


@pytest.mark.parametrize(("status", "method"), every((301, 302, 307, 308), READS))
async def test_a_read_follows_on_the_same_origin_with_method_body_and_credentials(status: int, method: str) -> None:
    server = Server(status, SAME)
    assert await ask(server, method) == (207, "https://dav.example/moved")
    assert [entry[0] for entry in server.asked] == [method, method]
    assert server.asked[0][2:] == server.asked[1][2:]
    assert server.asked[1][2] == b"<body/>"
    assert server.asked[1][3].startswith("Basic ")


@pytest.mark.parametrize(
    ("status", "method", "location"), every((301, 302, 303, 307, 308), WRITES, (SAME, PORT, HOST, DOWN, USERINFO))
)
async def test_a_write_never_follows(status: int, method: str, location: str) -> None:
    server = Server(status, location)
    with pytest.raises(ServerTrouble, match="Nothing was sent there"):
        await ask(server, method)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "method", "location"), every((301, 302, 307, 308), READS, (PORT, HOST, DOWN, USERINFO))
)
async def test_nothing_goes_to_a_stranger(status: int, method: str, location: str) -> None:
    server = Server(status, location)
    with pytest.raises(Untrusted) as refusal:
        await ask(server, method, discovery=True)
    assert server.strangers == []
    assert "secret" not in refusal.value.message + refusal.value.hint


async def test_a_stranger_is_named_so_that_the_user_can_confirm_it() -> None:
    with pytest.raises(Untrusted) as refusal:
        await ask(Server(301, HOST), "PROPFIND")
    assert "evil.example" in refusal.value.message
    assert "https://evil.example/" in refusal.value.hint


@pytest.mark.parametrize("location", ["", OTHER_SCHEME, "https://[broken/", "//"])
async def test_a_redirect_to_nowhere_is_the_servers_trouble(location: str) -> None:
    with pytest.raises(CalSyncError):
        await ask(Server(302, location), "PROPFIND")


async def test_a_circle_ends_after_five_hops() -> None:
    server = Server(302, START)
    with pytest.raises(ServerTrouble, match="circle"):
        await ask(server, "PROPFIND")
    assert len(server.asked) == 6


async def test_303_is_followed_in_discovery_only() -> None:
    assert await ask(Server(303, SAME), "PROPFIND", discovery=True) == (207, "https://dav.example/moved")
    with pytest.raises(ServerTrouble):
        await ask(Server(303, SAME), "PROPFIND")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "http://169.254.169.254/latest",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://10.0.0.1/",
        "https://printer.local/",
    ],
)
async def test_a_redirect_never_leads_into_the_own_network(target: str) -> None:
    server = Server(302, target)
    with pytest.raises(Untrusted):
        await ask(server, "PROPFIND", discovery=True)
    assert server.strangers == []


async def test_an_address_that_was_not_confirmed_is_not_even_asked() -> None:
    server = Server(302, SAME)
    http = client(trust(START), PasswordAuth("ana", "secret"), httpx.MockTransport(server))
    with pytest.raises(Untrusted):
        await http.send("GET", "https://evil.example/")
    assert server.asked == []
    await http.aclose()


@pytest.mark.parametrize("location", [PORT, HOST, DOWN, USERINFO])
def test_the_decision_itself_names_no_stranger(location: str) -> None:
    with pytest.raises(Untrusted):
        next_url("PROPFIND", START, 301, location, trust(START))
