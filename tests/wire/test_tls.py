"""Nobody is believed without proof: certificates that are expired, foreign or unsigned end the talk before a password is sent (trust X09)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from calsync_desktop.auth.basic import PasswordAuth
from calsync_desktop.core.errors import Local, Untrusted
from calsync_desktop.wire.client import Client
from calsync_desktop.wire.hosts import trust
from tests.providers.services import ground


class Counter:
    """What reached the server."""

    def __init__(self) -> None:
        self.heard = b""


@asynccontextmanager
async def server(
    certificate: trustme.LeafCert | None, *, newest: ssl.TLSVersion | None = None
) -> AsyncIterator[tuple[int, Counter]]:
    """A loopback server that answers everything with 200; without a certificate it speaks plain http."""
    counter = Counter()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        counter.heard += await reader.read(4096)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()

    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        if newest is not None:
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.maximum_version = newest
    running = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    try:
        yield running.sockets[0].getsockname()[1], counter
    finally:
        running.close()
        await running.wait_closed()


@pytest.fixture
def authority(tmp_path: Path) -> tuple[trustme.CA, dict[str, str]]:
    """An authority, and an environment that trusts it."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "root.pem"))
    return made, {"SSL_CERT_FILE": str(tmp_path / "root.pem")}


async def get(port: int, environment: dict[str, str]) -> bytes:
    url = f"https://127.0.0.1:{port}/"
    http = Client(trust(url), PasswordAuth("ana", "secret"), ground(), environment=environment)
    try:
        return (await http.send("GET", url)).body
    finally:
        await http.aclose()


async def test_a_root_of_ones_own_is_trusted_beside_the_systems(authority: tuple[trustme.CA, dict[str, str]]) -> None:
    ca, environment = authority
    async with server(ca.issue_cert("127.0.0.1")) as (port, counter):
        assert await get(port, environment) == b"ok"
    assert b"authorization: basic" in counter.heard.lower()


async def test_an_expired_certificate_is_refused_before_the_password(
    authority: tuple[trustme.CA, dict[str, str]],
) -> None:
    ca, environment = authority
    past = datetime.now(UTC) - timedelta(days=400)
    leaf = ca.issue_cert("127.0.0.1", not_before=past, not_after=past + timedelta(days=30))
    async with server(leaf) as (port, counter):
        with pytest.raises(Untrusted, match=r"expired\. No password was sent"):
            await get(port, environment)
    assert counter.heard == b""


async def test_a_certificate_for_another_name_is_refused(authority: tuple[trustme.CA, dict[str, str]]) -> None:
    ca, environment = authority
    async with server(ca.issue_cert("other.example")) as (port, counter):
        with pytest.raises(Untrusted, match="another server"):
            await get(port, environment)
    assert counter.heard == b""


async def test_a_certificate_that_nobody_vouches_for_is_refused(authority: tuple[trustme.CA, dict[str, str]]) -> None:
    _, environment = authority
    async with server(trustme.CA().issue_cert("127.0.0.1")) as (port, counter):
        with pytest.raises(Untrusted, match="not signed by anyone this computer trusts"):
            await get(port, environment)
        with pytest.raises(Untrusted):
            await get(port, {})
    assert counter.heard == b""


async def test_plain_http_on_a_secure_address_is_refused() -> None:
    async with server(None) as (port, counter):
        with pytest.raises(Untrusted, match="No password was sent"):
            await get(port, {})
    assert b"Authorization" not in counter.heard


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
async def test_an_old_protocol_is_refused(authority: tuple[trustme.CA, dict[str, str]]) -> None:
    ca, environment = authority
    async with server(ca.issue_cert("127.0.0.1"), newest=ssl.TLSVersion.TLSv1_1) as (port, counter):
        with pytest.raises(Untrusted):
            await get(port, environment)
    assert counter.heard == b""


@pytest.mark.parametrize("content", [None, "not a certificate"])
async def test_extra_roots_that_cannot_be_read_are_told(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "roots.pem"
    if content is not None:
        file.write_text(content)
    async with server(trustme.CA().issue_cert("127.0.0.1")) as (port, _):
        with pytest.raises(Local, match="SSL_CERT_FILE"):
            await get(port, {"SSL_CERT_FILE": str(file)})
