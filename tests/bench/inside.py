"""Measure, in one process, the processor time of a quiet sync of a running engine, and that of its one REPORT alone.

``python -m tests.bench.inside URL COLLECTION``, with the profile named by the environment; prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from statistics import median

import httpx

from calsync_desktop import door
from calsync_desktop.app.house import open_house
from calsync_desktop.app.profile import find

REPORTS = 20


@dataclass(frozen=True, slots=True)
class Inside:
    """Milliseconds of processor time, medians."""

    sync: float
    report: float

    @property
    def beside(self) -> float:
        """What the sync costs beside its REPORT."""
        return self.sync - self.report


async def _measure(what: Callable[[], Awaitable[object]]) -> float:
    """The median of REPORTS, after one that does not count."""
    took = []
    for _ in range(REPORTS + 1):
        started = time.process_time()
        await what()
        took.append((time.process_time() - started) * 1000)
    return median(took[1:])


async def _both(url: str, collection: str) -> Inside:
    profile = find(None, None, os.environ)
    hold = door.take(profile.lock)
    assert hold is not None, "another process holds the profile"
    with hold:
        house = open_house(profile, "Europe/Berlin")
        try:
            sync = await _measure(house.engine.sync)
            return Inside(sync, await _measure(_report(url, collection, _token(profile.database))))
        finally:
            house.close()


def _token(database: os.PathLike[str]) -> str:
    with sqlite3.connect(f"file:{os.fspath(database)}?mode=ro", uri=True) as reading:
        cursor = reading.execute("SELECT cursor FROM calendars WHERE cursor IS NOT NULL").fetchone()[0]
    token: str = json.loads(cursor)["token"]
    return token


def _report(url: str, collection: str, token: str) -> Callable[[], Awaitable[object]]:
    """The same REPORT with a client that is made for it, as each sync has one; without TLS, whose roots would be loaded for nothing."""
    from tests.bench.floor import sync_collection

    async def ask() -> None:
        async with httpx.AsyncClient(
            base_url=url, auth=("ana", "any"), verify=False, trust_env=False, timeout=60
        ) as client:
            headers = {"Depth": "0", "Content-Type": "application/xml"}
            answer = await client.request("REPORT", collection, content=sync_collection(token), headers=headers)
            answer.raise_for_status()

    return ask


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(_both(*sys.argv[1:])))))
