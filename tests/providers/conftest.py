"""What tests of CalDAV are given: a sandbox with one calendar, and a device on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from calsync_desktop.sandbox.caldav import CalDavSandbox
from tests.providers.caldav_device import open_device
from tests.providers.device import Device


@pytest.fixture
def sandbox() -> CalDavSandbox:
    made = CalDavSandbox()
    made.add_calendar("work", name="Work")
    return made


@pytest.fixture
async def device(sandbox: CalDavSandbox) -> AsyncIterator[Device]:
    async for made in open_device(sandbox):
        yield made
