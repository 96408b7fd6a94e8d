"""A calendar service with many events to stream in, in a process of its own: ``python -m tests.bench.window.service COUNT``, until interrupted."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from calsync_desktop.sandbox.caldav import CalDavSandbox
from calsync_desktop.sandbox.google import GoogleSandbox
from calsync_desktop.sandbox.serve import run
from tests.bench.seed import events


def filled(count: int) -> CalDavSandbox:
    """One calendar with so many believable events."""
    sandbox = CalDavSandbox()
    path = sandbox.add_calendar("streamed", color="#2F6FDE")
    for event in events(count, datetime.now(UTC).date()):
        sandbox.store.put(f"{path}{event.name}", event.text, by="seed")
    return sandbox


if __name__ == "__main__":
    asyncio.run(run(filled(int(sys.argv[1])), GoogleSandbox(), out=sys.stdout))
