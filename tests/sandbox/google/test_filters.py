"""What a listing leaves out, in which order it comes, and partial responses (protocols 1.1, 1.3)."""

from datetime import timedelta

from calsync_desktop.sandbox.google import GoogleSandbox, hand
from tests.sandbox.google.api import ANA, MORNING, Api, day, meeting, reason, weekly


async def test_filters_by_words_uid_properties_and_type(google: GoogleSandbox, ana: Api) -> None:
    marked = {"extendedProperties": {"private": {"k": "v"}, "shared": {"s": "t"}}}
    tea = hand.put(google, ANA, meeting("Green tea", attendees=[{"email": "mia@example.com"}]) | marked)
    hand.put(google, ANA, meeting("Coffee"))
    uid = (await ana.get(tea)).json()["iCalUID"]
    for query in (
        {"q": "TEA green"}, {"q": "mia@"}, {"iCalUID": uid}, {"privateExtendedProperty": "k=v"},
        {"sharedExtendedProperty": "s=t", "privateExtendedProperty": "k=v"},
    ):  # fmt: skip
        assert [each["id"] for each in await ana.items(**query)] == [tea]
    assert await ana.items(privateExtendedProperty=["k=v", "x=y"]) == []
    assert len(await ana.items(eventTypes=["default", "focusTime"])) == 2
    assert await ana.items(eventTypes="focusTime") == []


async def test_orders(google: GoogleSandbox, ana: Api) -> None:
    late = hand.put(google, ANA, meeting("Late", MORNING + timedelta(days=2)))
    google.advance(minutes=1)
    early = hand.put(google, ANA, day("Early"))
    google.advance(minutes=1)
    hand.edit(google, ANA, late, {"location": "x"})
    assert [each["id"] for each in await ana.items(orderBy="startTime", singleEvents=True)] == [early, late]
    assert [each["id"] for each in await ana.items(orderBy="updated")] == [early, late]


async def test_attendees_can_be_cut_to_oneself(google: GoogleSandbox, ana: Api) -> None:
    guests = [{"email": address} for address in (ANA, "x@example.com", "y@example.com")]
    hand.put(google, ANA, meeting(attendees=guests))
    [told] = await ana.items(maxAttendees=1)
    assert (told["attendeesOmitted"], [each["email"] for each in told["attendees"]]) == (True, [ANA])
    assert (told["attendees"][0]["self"], told["attendees"][0]["organizer"]) == (True, True)


async def test_partial_responses(google: GoogleSandbox, ana: Api) -> None:
    event = hand.put(google, ANA, meeting())
    told = (await ana.list(fields="items(id,start/timeZone),nextSyncToken")).json()
    assert told.keys() == {"items", "nextSyncToken"}
    assert told["items"] == [{"id": event, "start": {"timeZone": "Europe/Madrid"}}]
    assert reason(await ana.list(fields="items(id,")) == (400, "invalid")


async def test_sub_seconds_of_the_bounds_are_ignored(google: GoogleSandbox, ana: Api) -> None:
    hand.put(google, ANA, meeting())  # 07:00 to 08:00 UTC
    assert await ana.items(timeMin="2026-05-04T08:00:00.000Z") == []
    assert len(await ana.items(timeMin="2026-05-04T07:59:59.999Z")) == 1
    assert await ana.items(timeMax="2026-05-04T07:00:00.999Z") == []


async def test_a_listing_can_be_had_in_another_zone(google: GoogleSandbox, ana: Api) -> None:
    hand.put(google, ANA, meeting())
    told = (await ana.list(timeZone="Asia/Tokyo")).json()
    assert (told["timeZone"], told["items"][0]["start"]["dateTime"]) == ("Asia/Tokyo", "2026-05-04T16:00:00+09:00")
    assert told["items"][0]["start"]["timeZone"] == "Europe/Madrid"


async def test_single_events_are_instances_and_no_series(google: GoogleSandbox, ana: Api) -> None:
    single, series = hand.put(google, ANA, meeting()), hand.put(google, ANA, weekly(count=3))
    hand.edit(google, ANA, f"{series}_20260511T070000Z", {"summary": "Moved"})
    hand.remove(google, ANA, f"{series}_20260518T070000Z")
    told = await ana.items(singleEvents=True)
    assert {each["id"] for each in told} == {single, f"{series}_20260504T070000Z", f"{series}_20260511T070000Z"}
    assert not any("recurrence" in each for each in told)
    bounded = await ana.items(singleEvents=True, timeMin="2026-05-05T00:00:00Z", timeMax="2026-06-01T00:00:00Z")
    assert [each["summary"] for each in bounded] == ["Moved"]


async def test_what_show_deleted_and_single_events_make_of_each_other(google: GoogleSandbox, ana: Api) -> None:
    series, gone = hand.put(google, ANA, weekly(count=2)), hand.put(google, ANA, weekly(count=2))
    skipped = f"{series}_20260511T070000Z"
    hand.remove(google, ANA, skipped)
    hand.remove(google, ANA, gone)

    async def seen(**query: bool) -> set[tuple[str, str]]:
        return {(each["id"], each["status"]) for each in await ana.items(**query)}

    assert await seen() == {(series, "confirmed"), (skipped, "cancelled")}
    assert await seen(showDeleted=True) == {(series, "confirmed"), (skipped, "cancelled"), (gone, "cancelled")}
    first = (f"{series}_20260504T070000Z", "confirmed")
    assert await seen(singleEvents=True) == {first}
    both = {(f"{gone}_{mark}T070000Z", "cancelled") for mark in (20260504, 20260511)}
    assert await seen(singleEvents=True, showDeleted=True) == {first, (skipped, "cancelled")} | both
