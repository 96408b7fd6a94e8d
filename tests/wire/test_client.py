"""One request in, one answer or one error of ours out; only reads are repeated, and nothing secret is logged."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from calsync_desktop.auth.basic import PasswordAuth
from calsync_desktop.core.errors import Offline, ServerTrouble, Usage
from calsync_desktop.wire.client import Answer, Client
from calsync_desktop.wire.hosts import trust
from tests.providers.services import Waits, client

URL = "https://dav.example/calendars/ana%40example.org/secret-name/lunch-with-bo.ics"
Reply = httpx.Response | Exception


class Script:
    """Answers in order; the last one again and again."""

    def __init__(self, *replies: Callable[[], Reply]) -> None:
        self.replies = list(replies)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        reply = (self.replies.pop(0) if len(self.replies) > 1 else self.replies[0])()
        if isinstance(reply, Exception):
            raise reply
        return reply


def status(code: int, **headers: str) -> Callable[[], Reply]:
    return lambda: httpx.Response(code, headers={name.replace("_", "-"): value for name, value in headers.items()})


def lost(kind: type[httpx.TransportError]) -> Callable[[], Reply]:
    return lambda: kind("lost")


def open_client(script: Script, waits: Waits | None = None) -> Client:
    return client(trust(URL), PasswordAuth("ana", "open-sesame"), httpx.MockTransport(script), waits)


async def ask(script: Script, method: str = "REPORT", waits: Waits | None = None) -> Answer:
    http = open_client(script, waits)
    try:
        return await http.send(method, URL, body=b"<x/>")
    finally:
        await http.aclose()


@pytest.mark.parametrize("method", ["GET", "PROPFIND", "REPORT", "OPTIONS"])
async def test_a_read_survives_two_stumbles(method: str) -> None:
    script, waits = Script(status(502), lost(httpx.RemoteProtocolError), status(207)), Waits()
    assert (await ask(script, method, waits)).status == 207
    assert len(script.asked) == 3
    assert waits.seconds == [1.0, 2.0]


async def test_a_read_gives_up_after_three_tries() -> None:
    script = Script(lost(httpx.ReadError))
    with pytest.raises(Offline, match="broke off"):
        await ask(script)
    assert len(script.asked) == 3


async def test_a_server_that_names_a_time_is_not_asked_again_before() -> None:
    script, waits = Script(status(503, Retry_After="30")), Waits()
    answer = await ask(script, "REPORT", waits)
    assert (answer.status, answer.after, waits.seconds) == (503, 30.0, [])


@pytest.mark.parametrize("method", ["PUT", "DELETE", "MKCALENDAR", "MOVE", "POST", "PATCH"])
@pytest.mark.parametrize("kind", [httpx.ReadError, httpx.RemoteProtocolError, httpx.ReadTimeout])
async def test_a_write_is_sent_once(method: str, kind: type[httpx.TransportError]) -> None:
    script = Script(lost(kind))
    with pytest.raises(Offline):
        await ask(script, method)
    assert len(script.asked) == 1


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_a_write_is_not_repeated_after_a_gateway_error(method: str) -> None:
    script = Script(status(502))
    assert (await ask(script, method)).status == 502
    assert len(script.asked) == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (httpx.ConnectError, "cannot be reached"),
        (httpx.ConnectTimeout, "did not answer in time"),
        (httpx.ReadTimeout, "stopped answering"),
        (httpx.WriteTimeout, "stopped answering"),
        (httpx.ProxyError, "proxy"),
    ],
)
async def test_silence_is_told_as_being_offline(kind: type[httpx.TransportError], words: str) -> None:
    script = Script(lost(kind))
    with pytest.raises(Offline, match=words) as silence:
        await ask(script)
    assert silence.value.hint
    assert len(script.asked) == 1


async def test_an_unknown_name_is_told() -> None:
    script = Script(lambda: httpx.ConnectError("[Errno -2] Name or service not known"))
    with pytest.raises(Offline, match="the name is unknown"):
        await ask(script)


async def test_every_request_is_counted() -> None:
    script = Script(status(502), status(207))
    http = open_client(script)
    await http.send("REPORT", URL)
    assert http.requests == len(script.asked) == 2
    await http.aclose()


async def test_the_servers_clock_comes_with_the_answer() -> None:
    answer = await ask(Script(status(207, Date="Sun, 01 Mar 2026 13:00:00 GMT")))
    assert answer.clock == timedelta(hours=1)


async def test_a_compressed_bomb_is_not_read() -> None:
    import gzip

    bomb = gzip.compress(b"0" * (70 * 1024 * 1024))
    script = Script(lambda: httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(bomb)))
    with pytest.raises(ServerTrouble, match="larger"):
        await ask(script, "GET")


async def test_the_log_holds_no_name_no_path_and_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    wire = logging.getLogger("calsync.wire")
    # At the logger itself: what a program that logs to its own file left behind does not count.
    wire.addHandler(caplog.handler)
    try:
        with caplog.at_level(logging.DEBUG, logger=wire.name):
            await ask(Script(status(207)))
            with pytest.raises(Offline):
                await ask(Script(lost(httpx.ConnectError)), "PUT")
    finally:
        wire.removeHandler(caplog.handler)
    text = caplog.text
    assert "REPORT host#" in text
    assert "-> 207" in text
    for secret in ("dav.example", "ana", "open-sesame", "secret-name", "lunch", "Basic", "YW5h"):
        assert secret not in text


async def test_an_address_that_cannot_be_sent_is_wrong_usage() -> None:
    http = open_client(Script(status(200)))
    with pytest.raises(Usage):
        await http.send("GET", "not an address")
    await http.aclose()


async def test_proxies_are_read_when_a_client_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.providers.services import ground

    def proxies() -> set[str]:
        http = Client(trust(URL), None, ground(), environment={})
        return {pattern.pattern for pattern, transport in http._http._mounts.items() if transport is not None}

    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "no_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    assert proxies() == set()
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert proxies() == {"https://"}
