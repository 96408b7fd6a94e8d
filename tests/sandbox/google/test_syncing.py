"""Listing and incremental sync (protocols 1.3, 1.4): pages, tokens, what they refuse, and when they die."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from calsync_desktop.sandbox.google import Fault, GoogleSandbox, Quirks, hand
from tests.sandbox.google.api import ANA, BEN, MORNING, NOW, Api, meeting, reason, weekly


def put_many(google: GoogleSandbox, count: int) -> list[str]:
    return [hand.put(google, ANA, meeting(f"Tea {n}", MORNING + timedelta(hours=n))) for n in range(count)]


async def test_the_head_of_a_listing(google: GoogleSandbox, ana: Api) -> None:
    put_many(google, 1)
    told = (await ana.list()).json()
    assert (told["kind"], told["summary"], told["timeZone"], told["accessRole"]) == (
        "calendar#events", "Ana Ruiz", "Europe/Madrid", "owner",
    )  # fmt: skip
    assert len(told["items"]) == 1


async def test_the_sync_token_comes_on_the_last_page_only(google: GoogleSandbox, ana: Api) -> None:
    ids = put_many(google, 3)
    first = (await ana.list(maxResults=2)).json()
    assert (len(first["items"]), "nextSyncToken" in first) == (2, False)
    last = (await ana.list(maxResults=2, pageToken=first["nextPageToken"])).json()
    assert ("nextPageToken" in last, "nextSyncToken" in last) == (False, True)
    assert [each["id"] for each in first["items"] + last["items"]] == ids


async def test_a_page_may_be_empty_and_go_on(google: GoogleSandbox, ana: Api) -> None:
    ids = put_many(google, 2)
    google.faults.add(Fault("empty_page", route="events.list"))
    empty = (await ana.list()).json()
    assert (empty["items"], "nextSyncToken" in empty) == ([], False)
    rest = (await ana.list(pageToken=empty["nextPageToken"])).json()
    assert [each["id"] for each in rest["items"]] == ids


@pytest.mark.parametrize(("asked", "got"), [(None, 250), (2500, 2500), (9999, 2500), (1, 1)])
async def test_a_page_has_250_and_never_more_than_2500(
    google: GoogleSandbox, ana: Api, asked: int | None, got: int
) -> None:
    put_many(google, 2501 if got == 2500 else 251)
    query = {} if asked is None else {"maxResults": asked}
    assert len(await ana.items(**query)) == got


async def test_a_server_may_give_less_than_is_asked(google: GoogleSandbox, ana: Api) -> None:
    put_many(google, 3)
    google.quirks = Quirks(page_size=2)
    told = (await ana.list(maxResults=250)).json()
    assert (len(told["items"]), "nextPageToken" in told) == (2, True)


@pytest.mark.parametrize("size", ["0", "-1", "many"])
async def test_a_page_size_must_be_a_number(ana: Api, size: str) -> None:
    assert reason(await ana.list(maxResults=size)) == (400, "invalid")


async def test_what_changes_during_a_listing_is_for_the_next_delta(google: GoogleSandbox, ana: Api) -> None:
    ids = put_many(google, 3)
    edit = {"calendar": ANA, "event": ids[2], "changes": {"summary": "Changed"}}
    google.faults.add(Fault("edit_after", route="events.list", edit=edit))
    first = (await ana.list(maxResults=2)).json()
    last = (await ana.list(maxResults=2, pageToken=first["nextPageToken"])).json()
    assert last["items"][0]["summary"] == "Tea 2"
    delta = await ana.items(syncToken=last["nextSyncToken"])
    assert [(each["id"], each["summary"]) for each in delta] == [(ids[2], "Changed")]


async def test_a_delta_holds_what_changed_once_and_a_new_token(google: GoogleSandbox, ana: Api) -> None:
    ids = put_many(google, 3)
    token = await ana.token()
    for title in ("A", "B"):
        hand.edit(google, ANA, ids[1], {"summary": title})
    delta = (await ana.list(syncToken=token)).json()
    assert [(each["id"], each["summary"]) for each in delta["items"]] == [(ids[1], "B")]
    assert await ana.items(syncToken=delta["nextSyncToken"]) == []
    assert [each["id"] for each in await ana.items(syncToken=token)] == [ids[1]]


async def test_a_delta_pages_and_keeps_its_sync_token(google: GoogleSandbox, ana: Api) -> None:
    token = await ana.token()
    put_many(google, 3)
    first = (await ana.list(syncToken=token, maxResults=2)).json()
    assert reason(await ana.list(pageToken=first["nextPageToken"])) == (400, "invalid")
    last = (await ana.list(syncToken=token, pageToken=first["nextPageToken"])).json()
    assert (len(last["items"]), "nextSyncToken" in last) == (1, True)


@pytest.mark.parametrize(
    "more",
    [
        {"timeMin": "2026-01-01T00:00:00Z"},
        {"timeMax": "2026-01-01T00:00:00Z"},
        {"updatedMin": "2026-04-30T00:00:00Z"},
        {"orderBy": "updated"},
        {"q": "tea"},
        {"iCalUID": "x"},
        {"privateExtendedProperty": "a=b"},
        {"sharedExtendedProperty": "a=b"},
        {"showDeleted": False},
    ],
)
async def test_what_must_not_come_with_a_sync_token(ana: Api, more: dict[str, object]) -> None:
    answer = await ana.list(syncToken=await ana.token(), **more)
    assert reason(answer) == (400, "syncTokenWithRequestRestrictions")


async def test_a_sync_token_belongs_to_its_parameters_and_its_calendar(
    google: GoogleSandbox, ana: Api, work: str
) -> None:
    token = await ana.token(singleEvents=False)
    assert reason(await ana.list(syncToken=token, singleEvents=True)) == (400, "invalid")
    assert reason(await ana.at(work).list(syncToken=token, singleEvents=False)) == (410, "fullSyncRequired")
    assert (await ana.list(syncToken=token, singleEvents=False, maxResults=7)).status_code == 200


async def test_a_listing_bounded_by_time_has_a_token_whose_deltas_are_not_bounded(
    google: GoogleSandbox, ana: Api
) -> None:
    old = hand.put(google, ANA, meeting("Old", MORNING.replace(year=2020)))
    first = (await ana.list(timeMin="2026-01-01T00:00:00Z")).json()
    assert first["items"] == []
    hand.edit(google, ANA, old, {"summary": "Older"})
    assert [each["id"] for each in await ana.items(syncToken=first["nextSyncToken"])] == [old]


@pytest.mark.parametrize("more", [{"q": "tea"}, {"orderBy": "updated"}, {"iCalUID": "x"}])
async def test_a_filtered_listing_brings_no_token(ana: Api, more: dict[str, object]) -> None:
    told = (await ana.list(**more)).json()
    assert not {"nextSyncToken", "nextPageToken"} & told.keys()


KILLERS: dict[str, Callable[[GoogleSandbox], object]] = {
    "on purpose": lambda google: google.expire_tokens(),
    "of age": lambda google: google.advance(days=29),
    "of a change of sharing": lambda google: google.share(ANA, BEN, "reader"),
}


@pytest.mark.parametrize("how", KILLERS)
async def test_a_dead_token_is_410(google: GoogleSandbox, ana: Api, how: str) -> None:
    token = await ana.token()
    KILLERS[how](google)
    ana.http.headers["Authorization"] = f"Bearer {google.bearer(ANA)}"
    answer = await ana.list(syncToken=token)
    assert reason(answer) == (410, "fullSyncRequired")
    assert answer.json()["error"]["errors"][0]["location"] == "syncToken"
    assert (await ana.list()).status_code == 200


async def test_a_deleted_event_is_a_stub_in_deltas_and_absent_in_listings(google: GoogleSandbox, ana: Api) -> None:
    event = hand.put(google, ANA, meeting("Tea", location="Kitchen"))
    token, knowing = await ana.token(), await ana.token(showDeleted=True)
    hand.remove(google, ANA, event)
    [stub] = await ana.items(syncToken=token)
    assert {"id", "status", "etag", "kind"} == stub.keys()
    assert (stub["id"], stub["status"]) == (event, "cancelled")
    [told] = await ana.items(syncToken=knowing, showDeleted=True)
    assert (told["status"], told["summary"]) == ("cancelled", "Tea")
    assert await ana.items() == []
    assert [each["id"] for each in await ana.items(showDeleted=True)] == [event]


async def test_a_removed_instance_is_a_stub_that_names_its_place(google: GoogleSandbox, ana: Api) -> None:
    series = hand.put(google, ANA, weekly())
    token = await ana.token()
    hand.remove(google, ANA, f"{series}_20260511T070000Z")
    [stub] = await ana.items(syncToken=token)
    assert stub.keys() == {"kind", "etag", "id", "status", "recurringEventId", "originalStartTime"}
    assert (stub["recurringEventId"], stub["originalStartTime"]["dateTime"]) == (series, "2026-05-11T09:00:00+02:00")
    assert {each["id"] for each in await ana.items()} == {series, stub["id"]}
    assert stub["id"] not in {each["id"] for each in await ana.items(singleEvents=True)}


async def test_an_exception_comes_before_its_series(google: GoogleSandbox, ana: Api) -> None:
    series = hand.put(google, ANA, weekly())
    moved = f"{series}_20260511T070000Z"
    hand.edit(google, ANA, moved, {"summary": "Moved"})
    assert [each["id"] for each in await ana.items()] == [moved, series]
    google.quirks = Quirks(exceptions_first=False)
    assert [each["id"] for each in await ana.items()] == [series, moved]


async def test_a_deleted_series_is_one_cancelled_master(google: GoogleSandbox, ana: Api) -> None:
    series = hand.put(google, ANA, weekly())
    hand.edit(google, ANA, f"{series}_20260511T070000Z", {"summary": "Moved"})
    token = await ana.token()
    hand.remove(google, ANA, series)
    assert [(each["id"], each["status"]) for each in await ana.items(syncToken=token)] == [(series, "cancelled")]


async def test_with_single_events_a_changed_series_is_every_instance(google: GoogleSandbox, ana: Api) -> None:
    series = hand.put(google, ANA, meeting(recurrence=["RRULE:FREQ=WEEKLY"]))
    token = await ana.token(singleEvents=True)
    hand.edit(google, ANA, series, {"summary": "Changed"})
    delta = await ana.items(syncToken=token, singleEvents=True, maxResults=2500)
    assert len(delta) == 730
    assert delta[-1]["start"]["dateTime"].startswith("2040-")
    assert all(each["recurringEventId"] == series and "recurrence" not in each for each in delta)


async def test_with_single_events_a_deleted_series_is_only_half_a_year_of_stubs(
    google: GoogleSandbox, ana: Api
) -> None:
    series = hand.put(google, ANA, meeting(recurrence=["RRULE:FREQ=WEEKLY"]))
    token = await ana.token(singleEvents=True)
    hand.remove(google, ANA, series)
    delta = await ana.items(syncToken=token, singleEvents=True, maxResults=2500)
    assert 20 < len(delta) < 30
    assert {each["status"] for each in delta} == {"cancelled"}


async def test_time_bounds_are_exclusive_and_measured_at_end_and_start(google: GoogleSandbox, ana: Api) -> None:
    event = hand.put(google, ANA, meeting())  # 07:00 to 08:00 UTC
    seen = [
        [each["id"] for each in await ana.items(**bounds)]
        for bounds in (
            {"timeMin": "2026-05-04T08:00:00Z"},
            {"timeMin": "2026-05-04T07:59:59Z"},
            {"timeMax": "2026-05-04T07:00:00Z"},
            {"timeMax": "2026-05-04T09:00:01+02:00"},
        )
    ]
    assert seen == [[], [event], [], [event]]


async def test_a_series_is_inside_as_long_as_one_occurrence_is(google: GoogleSandbox, ana: Api) -> None:
    series = hand.put(google, ANA, weekly(count=3))
    assert [each["id"] for each in await ana.items(timeMin="2026-05-17T00:00:00Z")] == [series]
    assert await ana.items(timeMin="2026-05-19T00:00:00Z") == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"timeMin": "2026-05-04T08:00:00"}, (400, "badRequest")),
        ({"timeMin": "2026-05-04"}, (400, "badRequest")),
        ({"timeMin": "2026-05-05T00:00:00Z", "timeMax": "2026-05-04T00:00:00Z"}, (400, "timeRangeEmpty")),
        ({"orderBy": "startTime"}, (400, "badRequest")),
        ({"orderBy": "title"}, (400, "invalid")),
        ({"singleEvents": "yes"}, (400, "invalid")),
        ({"eventTypes": "party"}, (400, "invalid")),
        ({"updatedMin": "2026-01-01T00:00:00Z"}, (410, "updatedMinTooLongAgo")),
        ({"timeZone": "Mars/Base"}, (400, "invalid")),
        ({"pageToken": "made up"}, (400, "invalid")),
        ({"colour": "red"}, (400, "badRequest")),
    ],
)
async def test_what_a_listing_refuses(ana: Api, query: dict[str, object], said: tuple[int, str]) -> None:
    assert reason(await ana.list(**query)) == said


async def test_updated_min_tells_what_changed_since_and_always_what_was_deleted(
    google: GoogleSandbox, ana: Api
) -> None:
    ids = put_many(google, 3)
    google.advance(minutes=50)
    hand.edit(google, ANA, ids[0], {"summary": "New"})
    hand.remove(google, ANA, ids[1])
    since = (NOW + timedelta(minutes=30)).isoformat().replace("+00:00", "Z")
    assert {each["id"] for each in await ana.items(updatedMin=since)} == {ids[0], ids[1]}
