"""The eight traps of incremental sync (protocols 1.4, points 1 to 8): how each bites a naive client, and who escapes.

The naive client here does what looks right after reading the first page of the documentation.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from calsync_desktop.sandbox.google import Fault, GoogleSandbox, hand
from tests.sandbox.google.api import ANA, BEN, MORNING, NOW, Api, Json, meeting, reason, weekly


@dataclass
class Naive:
    """Keeps what it was told, by id, and the last sync token."""

    api: Api
    events: dict[str, Json] = field(default_factory=dict)
    unsent: dict[str, Json] = field(default_factory=dict)
    token: str | None = None

    async def sync(self, **query: Any) -> httpx.Response:
        """One request; whatever comes is taken as alive."""
        known = {} if self.token is None else {"syncToken": self.token}
        answer = await self.api.list(**known, **query)
        if answer.status_code == 200:
            told = answer.json()
            self.token = told.get("nextSyncToken", self.token)
            self.events |= {each["id"]: each for each in told["items"]}
        return answer

    @property
    def titles(self) -> set[str]:
        return {each.get("summary", "?") for each in self.events.values()}


async def careful(api: Api, kept: dict[str, Json], token: str | None) -> str:
    """A sync that follows all eight points; changes what is kept, and returns the next token."""
    page: dict[str, Any] = {} if token is None else {"syncToken": token}
    while True:
        answer = await api.list(maxResults=2, **page)
        if answer.status_code == 410:
            kept.clear()
            page = {}
            continue
        told = answer.json()
        for each in told["items"]:
            if each["status"] == "cancelled" and "recurringEventId" not in each:
                kept.pop(each["id"], None)
            else:
                kept[each["id"]] = each
        if "nextSyncToken" in told:
            return str(told["nextSyncToken"])
        page |= {"pageToken": told["nextPageToken"]}


async def test_trap_1_the_token_is_not_at_hand_before_the_last_page_and_belongs_to_its_parameters(
    google: GoogleSandbox, ana: Api
) -> None:
    for n in range(3):
        hand.put(google, ANA, meeting(f"Tea {n}"))
    naive = Naive(ana)
    await naive.sync(maxResults=2)
    assert (naive.token, len(naive.events)) == (None, 2)
    naive.token = await ana.token()
    assert reason(await naive.sync(singleEvents=True)) == (400, "invalid")
    kept: dict[str, Json] = {}
    assert await careful(ana, kept, None)
    assert len(kept) == 3


async def test_trap_1_a_page_that_is_empty_is_not_the_end(google: GoogleSandbox, ana: Api) -> None:
    hand.put(google, ANA, meeting())
    google.faults.add(Fault("empty_page", route="events.list"), Fault("empty_page", route="events.list", nth=2))
    naive = Naive(ana)
    assert (await naive.sync()).json()["items"] == []
    assert (naive.events, naive.token) == ({}, None)  # it stops, and believes that the calendar is empty
    kept: dict[str, Json] = {}
    await careful(ana, kept, None)
    assert len(kept) == 1


async def test_trap_2_the_next_page_of_a_delta_needs_the_sync_token_too(google: GoogleSandbox, ana: Api) -> None:
    token = await ana.token()
    for n in range(3):
        hand.put(google, ANA, meeting(f"Tea {n}"))
    naive = Naive(ana, token=token)
    first = (await naive.sync(maxResults=2)).json()
    naive.token = None  # the page token says it all, does it not?
    assert reason(await naive.sync(pageToken=first["nextPageToken"])) == (400, "invalid")
    assert len(naive.events) == 2
    kept: dict[str, Json] = {}
    await careful(ana, kept, token)
    assert len(kept) == 3


async def test_trap_3_the_window_of_the_first_listing_cannot_be_said_again(google: GoogleSandbox, ana: Api) -> None:
    naive = Naive(ana)
    window = {"timeMin": "2026-04-01T00:00:00Z", "timeMax": "2026-07-01T00:00:00Z"}
    assert (await naive.sync(**window)).status_code == 200
    hand.put(google, ANA, meeting())
    for _ in range(3):
        assert reason(await naive.sync(**window)) == (400, "syncTokenWithRequestRestrictions")
    assert naive.events == {}


async def test_trap_4_a_delta_tells_of_events_far_outside_the_window(google: GoogleSandbox, ana: Api) -> None:
    old = hand.put(google, ANA, meeting("Ten years ago", MORNING.replace(year=2016)))
    naive = Naive(ana)
    await naive.sync(timeMin="2026-04-01T00:00:00Z")
    assert naive.events == {}
    hand.edit(google, ANA, old, {"location": "x"})
    await naive.sync()
    assert naive.titles == {"Ten years ago"}


async def test_trap_5_what_is_deleted_comes_as_an_item_and_answers_200(google: GoogleSandbox, ana: Api) -> None:
    gone, series = hand.put(google, ANA, meeting("Gone")), hand.put(google, ANA, weekly())
    naive = Naive(ana)
    await naive.sync()
    kept: dict[str, Json] = {}
    token = await careful(ana, kept, None)
    hand.remove(google, ANA, gone)
    hand.remove(google, ANA, f"{series}_20260511T070000Z")
    await naive.sync()
    assert gone in naive.events
    assert (await ana.get(gone)).status_code == 200
    await careful(ana, kept, token)
    assert kept.keys() == {series, f"{series}_20260511T070000Z"}
    assert kept[f"{series}_20260511T070000Z"]["status"] == "cancelled"


async def test_trap_5_a_cancelled_event_may_have_all_its_details(google: GoogleSandbox, ana: Api) -> None:
    gone = hand.put(google, ANA, meeting("Gone"))
    naive = Naive(ana)
    await naive.sync(showDeleted=True)
    hand.remove(google, ANA, gone)
    await naive.sync(showDeleted=True)
    assert naive.titles == {"Gone"}
    assert naive.events[gone]["status"] == "cancelled"


async def test_trap_6_a_410_wipes_what_was_not_sent_yet_and_asking_again_never_helps(
    google: GoogleSandbox, ana: Api
) -> None:
    event = hand.put(google, ANA, meeting("Tea"))
    naive = Naive(ana)
    await naive.sync()
    naive.events[event]["summary"] = "Edited offline"
    google.expire_tokens(ANA)
    assert {reason(await naive.sync()) for _ in range(5)} == {(410, "fullSyncRequired")}
    naive.token, naive.events = None, {}
    await naive.sync()
    assert naive.titles == {"Tea"}


async def test_trap_7_a_token_that_is_kept_before_its_changes_loses_them(google: GoogleSandbox, ana: Api) -> None:
    naive = Naive(ana)
    await naive.sync()
    hand.put(google, ANA, meeting("Tea"))
    before = naive.token
    told = (await ana.list(syncToken=before)).json()
    naive.token = told["nextSyncToken"]  # and then the machine is switched off
    await naive.sync()
    assert naive.titles == set()
    naive.token = before
    await naive.sync()
    naive.token = before
    await naive.sync()
    assert naive.titles == {"Tea"}


async def test_trap_8_a_token_dies_of_age_of_sharing_and_for_no_reason(google: GoogleSandbox, ana: Api) -> None:
    naive = Naive(ana)
    killers: list[Callable[[], object]] = [
        lambda: google.share(ANA, BEN, "reader"), lambda: google.share(ANA, BEN, None), google.expire_tokens,
    ]  # fmt: skip
    for kill in killers:
        naive.token = None
        await naive.sync()
        kill()
        event = hand.put(google, ANA, meeting("Unseen"))
        assert (await naive.sync()).status_code == 410
        assert event not in naive.events
    kept: dict[str, Json] = {}
    token = await careful(ana, kept, None)
    google.advance(days=30)
    ana.http.headers["Authorization"] = f"Bearer {google.bearer(ANA)}"
    assert await careful(ana, kept, token) != token
    assert google.now() > NOW
