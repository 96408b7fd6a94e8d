"""Where an answer may come back to: this computer only, at the port and path that were configured, with nobody beside us (O07)."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Iterator

import httpx
import pytest

from calsync_desktop.auth.loopback import open_loopback
from calsync_desktop.auth.redirect import Spot, bind, spot
from calsync_desktop.core.errors import Local, Usage


@pytest.mark.parametrize(
    ("configured", "uri", "authority"),
    [
        ("http://127.0.0.1", "http://127.0.0.1:49152", "127.0.0.1:49152"),
        ("http://localhost/", "http://localhost:49152/", "localhost:49152"),
        ("http://localhost/oauth2callback", "http://localhost:49152/oauth2callback", "localhost:49152"),
        ("http://[::1]/x", "http://[::1]:49152/x", "[::1]:49152"),
        (" HTTP://LocalHost/x ", "http://localhost:49152/x", "localhost:49152"),
    ],
)
def test_without_a_port_any_free_one_is_put_in(configured: str, uri: str, authority: str) -> None:
    found = spot(configured, "X")
    assert found.port is None
    assert found.uri(49152) == uri
    assert authority in found.authorities(49152)


@pytest.mark.parametrize("uri", ["http://127.0.0.1:8080", "http://localhost:8080/", "http://[::1]:8080/a/b%20c"])
def test_a_port_and_a_path_are_used_exactly(uri: str) -> None:
    found = spot(uri, "X")
    assert found.port == 8080
    assert found.uri(8080) == uri


def test_browsers_leave_out_the_usual_port() -> None:
    assert spot("http://localhost:80/x", "X").authorities(80) == {"localhost", "localhost:80"}


@pytest.mark.parametrize(
    "configured",
    [
        "https://127.0.0.1/", "http://evil.example.com/", "http://127.0.0.1.evil.com/", "http://127.0.0.2/",
        "http://0.0.0.0/", "http://a:b@localhost/", "http://localhost/?a=b", "http://localhost/#x", "http://localhost:0/",
        "http://localhost:99999/", "urn:ietf:wg:oauth:2.0:oob", "localhost:8080", "myapp:/back", "x", "http://[::2]/",
        "http://localhost/ä", "http://localhost/a b",
    ],
)  # fmt: skip
def test_whatever_leads_elsewhere_is_refused_by_name(configured: str) -> None:
    with pytest.raises(Usage, match="GOOGLE_X"):
        spot(configured, "GOOGLE_X")


@contextlib.contextmanager
def bound(where: Spot) -> Iterator[int]:
    made = bind(where)
    try:
        yield made.port
    finally:
        for each in made.sockets:
            each.close()


@contextlib.contextmanager
def squatter(host: str) -> Iterator[int]:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as taken:
        taken.bind((host, 0))
        taken.listen()
        yield taken.getsockname()[1]


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_o07_we_listen_on_loopback_only() -> None:
    made = bind(Spot("127.0.0.1", None, ""))
    assert {each.getsockname()[0] for each in made.sockets} == {"127.0.0.1"}
    for each in made.sockets:
        each.close()


def test_o07_a_port_that_somebody_holds_is_said_to_be_taken() -> None:
    with squatter("127.0.0.1") as port, pytest.raises(Local, match=f"Port {port} of this computer is in use"):
        bind(Spot("127.0.0.1", port, ""))


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no ::1")


@needs_ipv6
def test_o07_localhost_is_ours_on_both_addresses_or_not_at_all() -> None:
    with squatter("::1") as port, pytest.raises(Local):
        bind(Spot("localhost", port, ""))
    made = bind(Spot("localhost", None, ""))
    assert {each.getsockname()[:2] for each in made.sockets} == {("127.0.0.1", made.port), ("::1", made.port)}
    for each in made.sockets:
        each.close()


def test_o07_nobody_can_listen_beside_us() -> None:
    with bound(Spot("127.0.0.1", None, "")) as port, socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError, match="in use"):
            _listen(other, port)


def _listen(other: socket.socket, port: int) -> None:
    other.bind(("127.0.0.1", port))
    other.listen()


def _without_ipv6(family: socket.AddressFamily) -> socket.socket:
    return _Refusing() if family == socket.AF_INET6 else socket.socket(family)


class _Refusing(socket.socket):
    """A machine without IPv6, or on which nothing can be listened on."""

    def bind(self, address: object) -> None:
        raise OSError(errno.EADDRNOTAVAIL, "no such address")


def test_a_machine_without_ipv6_listens_on_the_other_one() -> None:
    made = bind(Spot("localhost", None, ""), _without_ipv6)
    assert len(made.sockets) == 1
    made.sockets[0].close()


def test_a_machine_on_which_nothing_can_be_listened_on_is_told_as_such() -> None:
    with pytest.raises(Local, match="cannot be listened on"):
        bind(Spot("127.0.0.1", None, ""), _Refusing)


async def come_back(uri: str) -> int:
    async with httpx.AsyncClient(trust_env=False) as http:
        return (await http.get(f"{uri}?code=x&state=s")).status_code


async def test_a_configured_port_can_be_used_again_at_once(unused_tcp_port: int) -> None:
    for _ in range(3):
        async with await open_loopback(Spot("127.0.0.1", unused_tcp_port, "/x"), "s") as door:
            assert await come_back(door.redirect_uri) == 200
            assert await door.answer() == {"code": "x"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", pytest.param("::1", marks=needs_ipv6)])
async def test_an_address_without_a_path_is_answered_at_the_root(host: str) -> None:
    async with await open_loopback(Spot(host, None, ""), "s") as door:
        assert await come_back(door.redirect_uri) == 200
        assert await door.answer() == {"code": "x"}
