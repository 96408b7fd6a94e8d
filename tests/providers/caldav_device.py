"""A device on the sandbox with one calendar, for the tests of what CalDAV lists."""

from __future__ import annotations

from collections.abc import AsyncIterator

from calsync_desktop.core.provider import Delta
from calsync_desktop.sandbox.caldav import CalDavSandbox
from tests.providers.device import Device
from tests.providers.hostile import event
from tests.providers.services import place_of, provider
from tests.servers import IN_PROCESS_URL, LossyTransport

WORK = "/calendars/ana/work/"


async def open_device(sandbox: CalDavSandbox) -> AsyncIterator[Device]:
    place = await place_of(f"{IN_PROCESS_URL}/", "ana", "secret-ana", LossyTransport(sandbox))
    opened = provider(place, "ana", "secret-ana", LossyTransport(sandbox))
    calendars = {each.remote_id: each for each in await opened.calendars()}
    yield Device(opened, calendars[WORK])
    await opened.aclose()


def fill(sandbox: CalDavSandbox, many: int, start: int = 0) -> None:
    for number in range(start, start + many):
        sandbox.store.put(f"{WORK}n{number}.ics", event(f"UID:n{number}", f"SUMMARY:Number {number}"), by="phone")


def uids(device: Device) -> set[str]:
    return set(device.appointments())


async def requests_of(device: Device) -> tuple[list[Delta], int]:
    before = device.provider.requests
    return await device.pull(), device.provider.requests - before
