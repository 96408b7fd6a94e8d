"""CalDAV keeps the contract on the sandbox with four kinds of ways, and on two real servers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from calsync_desktop.sandbox.caldav import LIKE_ICLOUD, LIKE_NEXTCLOUD, CalDavSandbox, Quirks
from tests.providers.contract import World
from tests.providers.resource_contract import ResourceContract
from tests.providers.services import in_sandbox, served
from tests.servers import RealServer, radicale, xandikos


@pytest.fixture(scope="module")
def radicale_server() -> Iterator[RealServer]:
    with radicale() as running:
        yield running


@pytest.fixture(scope="module")
def xandikos_server() -> Iterator[RealServer]:
    with xandikos() as running:
        yield running


class TestSandbox(ResourceContract):
    @pytest.fixture
    async def world(self) -> AsyncIterator[World]:
        async with in_sandbox(CalDavSandbox()) as world:
            yield world


class TestLikeICloud(ResourceContract):
    @pytest.fixture
    async def world(self) -> AsyncIterator[World]:
        async with in_sandbox(CalDavSandbox(quirks=LIKE_ICLOUD)) as world:
            yield world


class TestLikeNextcloud(ResourceContract):
    @pytest.fixture
    async def world(self) -> AsyncIterator[World]:
        async with in_sandbox(CalDavSandbox(quirks=LIKE_NEXTCLOUD)) as world:
            yield world


class TestWithoutTokens(ResourceContract):
    requests_of_a_listing = 2  # the ctag, then all versions

    @pytest.fixture
    async def world(self) -> AsyncIterator[World]:
        async with in_sandbox(CalDavSandbox(quirks=Quirks(sync_collection=False))) as world:
            world.forget, world.dead = None, "nobody's"
            yield world


@pytest.mark.real_server
class TestRadicale(ResourceContract):
    @pytest.fixture
    async def world(self, radicale_server: RealServer) -> AsyncIterator[World]:
        async with served(radicale_server.url, radicale_server.user, radicale_server.password) as world:
            yield world


@pytest.mark.real_server
class TestXandikos(ResourceContract):
    @pytest.fixture
    async def world(self, xandikos_server: RealServer) -> AsyncIterator[World]:
        async with served(xandikos_server.url, xandikos_server.user, xandikos_server.password) as world:
            yield world
