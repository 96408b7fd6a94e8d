"""The sandbox is never what a measurement waits for: a large calendar comes in four pages that are written once."""

import json
import time
from datetime import timedelta

import pytest

from calsync_desktop.sandbox.google import GoogleSandbox, hand
from calsync_desktop.sandbox.google.http import Request, Resource, compact
from tests.sandbox.google.api import ANA, MORNING, meeting

MANY = 10_000


async def listing(google: GoogleSandbox) -> list[bytes]:
    """Every page of a full listing, straight from the sandbox."""
    headers, pages = {"authorization": f"Bearer {google.bearer(ANA)}"}, []
    query: tuple[tuple[str, str], ...] = (("maxResults", "2500"),)
    while True:
        request = Request("GET", "/google/calendar/v3/calendars/primary/events", query=query, headers=headers)
        pages.append((await google.handle(request)).body)
        told = json.loads(pages[-1])
        if "nextPageToken" not in told:
            return pages
        query = (("maxResults", "2500"), ("pageToken", told["nextPageToken"]))


async def test_ten_thousand_events_are_four_pages_written_once_faster_than_they_are_read(
    google: GoogleSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(MANY):
        hand.put(google, ANA, meeting(f"Tea {n}", MORNING + timedelta(hours=n)))
    written: list[Resource] = []

    def counted(value: Resource) -> bytes:
        written.append(value)
        return compact(value)

    monkeypatch.setattr("calsync_desktop.sandbox.google.shown.compact", counted)
    pages = await listing(google)
    assert (len(pages), sum(len(json.loads(page)["items"]) for page in pages)) == (4, MANY)
    assert len(written) == MANY
    serving = reading = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        pages = await listing(google)
        whole = time.perf_counter() - began
        began = time.perf_counter()
        for page in pages:
            json.loads(page)
        read = time.perf_counter() - began
        serving, reading = min(serving, whole - read), min(reading, read)
    assert len(written) == MANY
    assert serving < reading
