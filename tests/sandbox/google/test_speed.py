"""The sandbox is never what a measurement waits for: a large calendar comes in four pages that are written once."""

import json
import time
from datetime import timedelta

import pytest

from calsync_desktop.sandbox.google import GoogleSandbox, hand
from calsync_desktop.sandbox.google.http import Request, Resource, compact
from tests.sandbox.google.api import ANA, MORNING, meeting

MANY = 10_000


async def listing(google: GoogleSandbox) -> tuple[list[list[str]], float, float]:
    """The titles on each page of a full listing, and the processor's seconds for serving and for reading them."""
    headers, pages = {"authorization": f"Bearer {google.bearer(ANA)}"}, []
    query: tuple[tuple[str, str], ...] = (("maxResults", "2500"),)
    serving = reading = 0.0
    while True:
        request = Request("GET", "/google/calendar/v3/calendars/primary/events", query=query, headers=headers)
        times = [time.process_time()]
        body = (await google.handle(request)).body
        times.append(time.process_time())
        told = json.loads(body)
        times.append(time.process_time())
        serving, reading = serving + times[1] - times[0], reading + times[2] - times[1]
        pages.append([each["summary"] for each in told["items"]])
        if "nextPageToken" not in told:
            return pages, serving, reading
        query = (("maxResults", "2500"), ("pageToken", told["nextPageToken"]))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Resource]:
    """Every event that is turned into JSON from here on."""
    found: list[Resource] = []

    def counted(value: Resource) -> bytes:
        found.append(value)
        return compact(value)

    monkeypatch.setattr("calsync_desktop.sandbox.google.shown.compact", counted)
    return found


async def test_ten_thousand_events_are_four_pages_written_once_faster_than_they_are_read(
    google: GoogleSandbox, written: list[Resource]
) -> None:
    titles = [f"Tea {n}" for n in range(MANY)]
    for n, title in enumerate(titles):
        hand.put(google, ANA, meeting(title, MORNING + timedelta(hours=n)))
    assert len(written) == MANY
    runs = [await listing(google) for _ in range(4)]
    assert len(written) == MANY
    for pages, _, _ in runs:
        assert [len(page) for page in pages] == [2500] * 4
        assert [title for page in pages for title in page] == titles
    assert min(serving for _, serving, _ in runs) < min(reading for _, _, reading in runs)


async def test_only_what_changed_is_written_again(google: GoogleSandbox, written: list[Resource]) -> None:
    ids = [hand.put(google, ANA, meeting(f"Tea {n}")) for n in range(20)]
    await listing(google)
    written.clear()
    hand.edit(google, ANA, ids[3], {"summary": "Coffee"})
    [titles], _, _ = await listing(google)
    assert [each["id"] for each in written] == [ids[3]]
    assert titles.count("Coffee") == 1
