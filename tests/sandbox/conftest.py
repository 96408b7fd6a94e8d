"""What the sandbox's tests start from: a server with one calendar and a signed-in client."""

from collections.abc import AsyncIterator

import pytest

from calsync_desktop.sandbox.caldav import CalDavSandbox
from tests.sandbox.dav import Dav
from tests.servers import sandbox_client


@pytest.fixture
def sandbox() -> CalDavSandbox:
    return CalDavSandbox()


@pytest.fixture
def work(sandbox: CalDavSandbox) -> str:
    """The path of the one calendar."""
    return sandbox.add_calendar("work", color="#3367d6")


@pytest.fixture
async def dav(sandbox: CalDavSandbox, work: str) -> AsyncIterator[Dav]:
    async with sandbox_client(sandbox) as http:
        yield Dav(http)
