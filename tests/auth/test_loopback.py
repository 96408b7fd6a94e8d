"""The loopback listener under attack and among strangers: O02 to O04 and O07 to O11 of the attack list."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from calsync_desktop.auth.loopback import LONGEST_HEAD, MOST_GUESTS, Loopback, open_loopback
from calsync_desktop.auth.redirect import Spot

STATE = "7b1f6c9e-1f0c-4d8e-9f0e-1c2d3e4f5a6b"
SPOT = Spot("127.0.0.1", None, "/random")


@pytest.fixture
async def door() -> AsyncIterator[Loopback]:
    async with await open_loopback(SPOT, STATE, issuers=frozenset({"https://accounts.example.com"})) as made:
        yield made


def port_of(door: Loopback) -> int:
    return int(door.redirect_uri.split(":")[2].split("/", maxsplit=1)[0])


async def say(door: Loopback, raw: bytes, *, end: bool = False) -> bytes:
    """What is answered to these bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(door))
    try:
        writer.write(raw)
        if end:
            writer.write_eof()
        await writer.drain()
        async with asyncio.timeout(10):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.transport.abort()


async def get(door: Loopback, target: str, *headers: str, method: str = "GET") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", *(headers or (f"Host: 127.0.0.1:{port_of(door)}",)), "", ""]
    return await say(door, "\r\n".join(lines).encode())


async def hung_up(reader: asyncio.StreamReader) -> bool:
    """The other side ended it without a word."""
    try:
        return await reader.read() == b""
    except ConnectionError:
        return True


async def still_waits(door: Loopback) -> bool:
    """Nothing that came so far was taken for the answer; the real one is."""
    waiting = asyncio.ensure_future(door.answer())
    await asyncio.sleep(0)
    assert not waiting.done()
    assert (await get(door, f"/random?code=real&state={STATE}")).startswith(b"HTTP/1.1 200 ")
    return await waiting == {"code": "real"}


async def test_the_answer_with_our_state_is_taken_and_the_browser_gets_a_page(door: Loopback) -> None:
    page = await get(door, f"/random?state={STATE}&code=4%2F0Abc&scope=openid%20email&authuser=0")
    assert page.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"You can close this tab" in page
    assert await door.answer() == {"code": "4/0Abc", "scope": "openid email", "authuser": "0"}


async def test_a_refusal_with_our_state_is_an_answer_too(door: Loopback) -> None:
    page = await get(door, f"/random?error=access_denied&state={STATE}")
    assert b"No access was given" in page
    assert await door.answer() == {"error": "access_denied"}


@pytest.mark.parametrize(
    "query",
    [
        "code=x",
        "code=x&state=",
        "code=x&state=7b1f6c9e-1f0c-4d8e-9f0e-1c2d3e4f5a6c",
        "error=access_denied",
        "error=access_denied&state=other",
        f"code=x&state={STATE}&state=other",
        f"code=x&code=y&state={STATE}",
        f"code=x&error=access_denied&state={STATE}",
        "code=x&state=%FF%FE",
        "&".join(f"a{n}=1" for n in range(50)) + f"&code=x&state={STATE}",
    ],
)
async def test_o02_an_answer_without_our_state_is_a_page_and_nothing_more(door: Loopback, query: str) -> None:
    page = await get(door, f"/random?{query}")
    assert page.startswith(b"HTTP/1.1 400 ")
    assert b"You can close this tab" in page
    assert await still_waits(door)


async def test_o02_it_is_logged_once_and_without_its_values(door: Loopback, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "calsync.auth"):
        for _ in range(3):
            await get(door, "/random?code=c4n4ry&state=c4n4ry")
    assert len(caplog.records) == 1
    assert "c4n4ry" not in caplog.text
    assert STATE not in caplog.text


async def test_o03_after_the_answer_nobody_listens(door: Loopback) -> None:
    await get(door, f"/random?code=x&state={STATE}")
    await door.answer()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port_of(door))


async def test_o03_of_two_answers_at_once_the_first_counts(door: Loopback) -> None:
    pages = await asyncio.gather(*(get(door, f"/random?code={n}&state={STATE}") for n in range(8)))
    answer = await door.answer()
    assert int(answer["code"]) in range(8)
    assert any(page.startswith(b"HTTP/1.1 200") for page in pages)


async def test_o04_after_it_was_given_up_nobody_listens() -> None:
    door = await open_loopback(SPOT, STATE)
    await door.aclose()
    await door.aclose()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port_of(door))


async def test_o04_giving_up_does_not_wait_for_whoever_is_connected() -> None:
    door = await open_loopback(SPOT, STATE)
    _, writer = await asyncio.open_connection("127.0.0.1", port_of(door))
    async with asyncio.timeout(5):
        await door.aclose()
    writer.transport.abort()


@pytest.mark.parametrize(
    "headers",
    [
        ("Host: evil.example.com",),
        ("Host: localhost:{port}",),
        ("Host: 127.0.0.1",),
        ("Host: 127.0.0.1:1",),
        ("X-Host: 127.0.0.1:{port}",),
        ("Host: 127.0.0.1:{port}", "Host: evil.example.com"),
    ],
)
async def test_o08_another_host_is_another_site_that_was_pointed_here(door: Loopback, headers: tuple[str, ...]) -> None:
    named = [each.format(port=port_of(door)) for each in headers]
    assert (await get(door, f"/random?code=x&state={STATE}", *named)).startswith(b"HTTP/1.1 400 ")
    assert await still_waits(door)


async def test_o09_a_script_of_a_page_is_not_a_browser_that_comes_back(door: Loopback) -> None:
    host = f"Host: 127.0.0.1:{port_of(door)}"
    page = await get(door, f"/random?code=x&state={STATE}", host, "Origin: https://evil.example.com")
    assert page.startswith(b"HTTP/1.1 400 ")
    assert await still_waits(door)


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "HEAD", "PUT", "TRACE"])
async def test_o09_other_methods_than_get_do_nothing(door: Loopback, method: str) -> None:
    page = await get(door, f"/random?code=x&state={STATE}", method=method)
    assert page.startswith(b"HTTP/1.1 405 ")
    assert b"\r\nAllow: GET\r\n" in page
    assert await still_waits(door)


@pytest.mark.parametrize(
    "target",
    ["/favicon.ico", "/", "/random/", "/Random", "/x/../random", "//random", "/%72andom", "/random;x", "/other?code=x"],
)
async def test_o09_only_the_exact_path_is_ours(door: Loopback, target: str) -> None:
    mark = "&" if "?" in target else "?"
    assert (await get(door, f"{target}{mark}code=x&state={STATE}")).startswith(b"HTTP/1.1 404 ")
    assert await still_waits(door)


@pytest.mark.parametrize("target", ["/random", "/random?", f"/random?state={STATE}", "/random?x=1"])
async def test_o09_a_visit_without_an_answer_changes_nothing(door: Loopback, target: str) -> None:
    page = await get(door, target)
    assert page.startswith(b"HTTP/1.1 200 ")
    assert b"CalSync is waiting" in page
    assert await still_waits(door)


async def test_o09_a_request_of_a_hundred_kilobytes_is_not_read(door: Loopback) -> None:
    page = await get(door, f"/random?code={'x' * 100_000}&state={STATE}")
    assert page == b"" or page.startswith(b"HTTP/1.1 431 ")
    assert await still_waits(door)


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /random HTTP/2.0\r\n\r\n",
        b"GET http://127.0.0.1/random HTTP/1.1\r\n\r\n",
        b"GET /random?code=x HTTP/1.1\r\nno header\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /r\xc3\xa4ndom HTTP/1.1\r\n\r\n",
        b"\x00" * 2000 + b"\r\n\r\n",
    ],
)
async def test_o09_what_is_not_http_is_answered_and_forgotten(door: Loopback, raw: bytes) -> None:
    assert (await say(door, raw)).startswith(b"HTTP/1.1 400 ")
    assert await still_waits(door)


@pytest.mark.parametrize("raw", [b"", b"GET /random", b"GET /random HTTP/1.1\r\nHost: x\r\n"])
async def test_o09_a_request_that_breaks_off_is_forgotten(door: Loopback, raw: bytes) -> None:
    assert await say(door, raw, end=True) == b""
    assert await still_waits(door)


async def test_somebody_slow_is_hung_up_on_and_holds_nobody_up() -> None:
    async with await open_loopback(SPOT, STATE, patience=0.05) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(door))
        writer.write(b"GET /random")
        assert await still_waits(door)
        assert await hung_up(reader)
        writer.transport.abort()


async def test_a_crowd_of_idlers_does_not_keep_the_browser_out_for_long() -> None:
    async with await open_loopback(SPOT, STATE, patience=0.2) as door:
        crowd = [await asyncio.open_connection("127.0.0.1", port_of(door)) for _ in range(MOST_GUESTS * 3)]
        for reader, _ in crowd:  # each is hung up on, at once or when its time is over
            async with asyncio.timeout(20):
                assert await hung_up(reader)
        assert await still_waits(door)
        for _, writer in crowd:
            writer.transport.abort()


async def test_o10_nothing_that_came_is_ever_shown(door: Loopback) -> None:
    evil = "%3Cscript%3Ealert(1)%3C%2Fscript%3E"
    for query in (f"error={evil}&error_description={evil}&state={evil}", f"code={evil}", f"{evil}={evil}"):
        assert b"script>" not in (await get(door, f"/random?{query}"))
    page = await get(door, f"/random?error={evil}&error_description={evil}&state={STATE}")
    assert b"script>" not in page
    assert b"alert" not in page


async def test_o10_the_page_may_load_nothing_send_nothing_and_is_kept_nowhere(door: Loopback) -> None:
    page = (await get(door, f"/random?code=x&state={STATE}")).decode()
    head, _, body = page.partition("\r\n\r\n")
    assert "Content-Security-Policy: default-src 'none'; style-src 'sha256-" in head
    assert "frame-ancestors 'none'" in head
    for line in ("Referrer-Policy: no-referrer", "Cache-Control: no-store", "X-Content-Type-Options: nosniff"):
        assert f"\r\n{line}" in head
    assert "<script" not in body
    assert f"Content-Length: {len(body.encode())}" in head


@pytest.mark.parametrize("issuer", ["https://evil.example.com", "https://accounts.example.com.evil.com", ""])
async def test_o11_an_answer_of_another_service_is_not_ours(door: Loopback, issuer: str) -> None:
    page = await get(door, f"/random?code=x&state={STATE}&iss={issuer}")
    assert page.startswith(b"HTTP/1.1 400 ")
    assert await still_waits(door)


async def test_o11_an_answer_that_names_its_service_is_taken(door: Loopback) -> None:
    await get(door, f"/random?code=x&state={STATE}&iss=https%3A%2F%2Faccounts.example.com%2Fv2")
    assert (await door.answer())["code"] == "x"


async def test_a_service_that_posts_its_answer_as_a_form_is_understood() -> None:
    body = f"code=x&state={STATE}"
    async with await open_loopback(SPOT, STATE, form=True) as door:
        host, form = f"Host: 127.0.0.1:{port_of(door)}", "Content-Type: application/x-www-form-urlencoded"
        post = [
            f"POST /random HTTP/1.1\r\n{host}\r\n{form}\r\nContent-Length: {n}\r\n\r\n{body}" for n in ("x", 99_999)
        ]
        for each in post:
            assert (await say(door, each.encode())).startswith(b"HTTP/1.1 400 ")
        assert (await get(door, f"/random?{body}")).startswith(b"HTTP/1.1 405 ")
        right = f"POST /random HTTP/1.1\r\n{host}\r\n{form}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        assert (await say(door, right.encode())).startswith(b"HTTP/1.1 200 ")
        assert await door.answer() == {"code": "x"}


async def test_two_sign_ins_at_once_have_ports_and_answers_of_their_own() -> None:
    async with await open_loopback(SPOT, "one") as first, await open_loopback(SPOT, "two") as second:
        assert first.redirect_uri != second.redirect_uri
        await get(second, "/random?code=1&state=one")
        await get(second, "/random?code=2&state=two")
        await get(first, "/random?code=1&state=one")
        assert (await first.answer(), await second.answer()) == ({"code": "1"}, {"code": "2"})


def test_the_longest_head_leaves_room_for_real_answers() -> None:
    assert LONGEST_HEAD >= 8192  # Google's answers with their cookies of localhost stay below 4 KB
