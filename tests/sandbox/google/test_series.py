"""Series and their instances (protocols 1.4, 1.5): ids, exceptions, cancelled instances, and re-anchoring."""

from datetime import datetime

import pytest

from calsync_desktop.sandbox.google import GoogleSandbox, hand
from tests.sandbox.google.api import ANA, MORNING, Api, Json, day, meeting, reason, weekly


async def stamps(ana: Api, series: str, **query: object) -> list[str]:
    found: list[Json] = (await ana.instances(series, **query)).json()["items"]
    return [each["id"].removeprefix(f"{series}_") for each in found]


async def test_instances_have_the_id_of_their_series_and_of_their_utc_start(ana: Api) -> None:
    series = (await ana.made(weekly(count=2)))["id"]
    assert await stamps(ana, series) == ["20260504T070000Z", "20260511T070000Z"]
    whole = (await ana.made(day(recurrence=["RRULE:FREQ=DAILY;COUNT=2"])))["id"]
    assert await stamps(ana, whole) == ["20260504", "20260505"]


async def test_an_untouched_instance_is_its_series_at_another_time(ana: Api) -> None:
    series = await ana.made(weekly(location="Here"))
    seen = (await ana.get(f"{series['id']}_20260511T070000Z")).json()
    assert (seen["location"], seen["iCalUID"], seen["etag"]) == ("Here", series["iCalUID"], series["etag"])
    assert seen["recurringEventId"] == series["id"]
    assert seen["originalStartTime"] == seen["start"]
    assert "recurrence" not in seen


@pytest.mark.parametrize("mark", ["20260512T070000Z", "20260608T070000Z", "20260511", "20260511T080000Z"])
async def test_what_the_rule_does_not_give_is_404(ana: Api, mark: str) -> None:
    series = (await ana.made(weekly()))["id"]
    assert reason(await ana.get(f"{series}_{mark}")) == (404, "notFound")


async def test_wall_time_stays_over_a_change_of_clocks(ana: Api) -> None:
    series = (await ana.made(weekly(start=datetime(2026, 10, 19, 9), count=2)))["id"]
    assert await stamps(ana, series) == ["20261019T070000Z", "20261026T080000Z"]


async def test_one_instance_changes_alone_and_keeps_its_place(google: GoogleSandbox, ana: Api) -> None:
    series = await ana.made(weekly())
    one = f"{series['id']}_20260511T070000Z"
    now = (await ana.patch(one, {"summary": "Late", **_at(15)}, etag=series["etag"])).json()
    assert (now["summary"], now["start"]["dateTime"]) == ("Late", "2026-05-11T15:00:00+02:00")
    assert now["originalStartTime"]["dateTime"] == "2026-05-11T09:00:00+02:00"
    assert now["id"] == one
    master = (await ana.get(series["id"])).json()
    assert (master["summary"], master["recurrence"], master["etag"]) == (
        "Stand-up", series["recurrence"], series["etag"],
    )  # fmt: skip
    assert len(await stamps(ana, series["id"])) == 5


def _at(hour: int, day_of_month: int = 11) -> Json:
    return {
        name: {"dateTime": f"2026-05-{day_of_month:02}T{at:02}:00:00", "timeZone": "Europe/Madrid"}
        for name, at in (("start", hour), ("end", hour + 1))
    }


async def test_an_exception_follows_its_series_in_what_it_does_not_say_itself(google: GoogleSandbox, ana: Api) -> None:
    series = (await ana.made(weekly(location="Here")))["id"]
    one = f"{series}_20260511T070000Z"
    await ana.patch(one, {"summary": "Late", "description": "mine"})
    token = await ana.token()
    await ana.patch(series, {"summary": "Daily", "location": "There"})
    delta = await ana.items(syncToken=token)
    assert [each["id"] for each in delta] == [one, series]
    assert (delta[0]["summary"], delta[0]["location"], delta[0]["description"]) == ("Late", "There", "mine")


async def test_an_instance_can_be_deleted_and_brought_back(ana: Api) -> None:
    series = await ana.made(weekly())
    one = f"{series['id']}_20260511T070000Z"
    assert (await ana.delete(one)).status_code == 204
    assert reason(await ana.delete(one)) == (410, "deleted")
    assert (await ana.get(series["id"])).json()["recurrence"] == series["recurrence"]
    assert len(await stamps(ana, series["id"])) == 4
    assert len(await stamps(ana, series["id"], showDeleted=True)) == 5
    assert (await ana.patch(one, {"status": "confirmed"})).json()["summary"] == "Stand-up"
    assert len(await stamps(ana, series["id"])) == 5


async def test_patching_an_instance_to_cancelled_removes_it(ana: Api) -> None:
    series = (await ana.made(weekly()))["id"]
    await ana.patch(f"{series}_20260511T070000Z", {"status": "cancelled"})
    assert len(await stamps(ana, series)) == 4


async def test_exdate_and_rdate_count(ana: Api) -> None:
    more = ["EXDATE;TZID=Europe/Madrid:20260511T090000", "RDATE:20260506T100000Z"]
    series = (await ana.made(meeting(recurrence=["RRULE:FREQ=WEEKLY;COUNT=2", *more])))["id"]
    assert await stamps(ana, series) == ["20260504T070000Z", "20260506T100000Z"]


@pytest.mark.parametrize("until", ["20260511T070000Z", "20260511", "20260517T235959Z"])
async def test_until_is_the_last_moment_that_counts(ana: Api, until: str) -> None:
    series = (await ana.made(meeting(recurrence=[f"RRULE:FREQ=WEEKLY;UNTIL={until}"])))["id"]
    assert await stamps(ana, series) == ["20260504T070000Z", "20260511T070000Z"]


async def test_an_instance_is_found_by_its_original_start_even_after_it_moved(ana: Api) -> None:
    series = (await ana.made(weekly()))["id"]
    await ana.patch(f"{series}_20260511T070000Z", _at(15))
    for original in ("2026-05-11T07:00:00Z", "2026-05-11T09:00:00+02:00"):
        assert await stamps(ana, series, originalStart=original) == ["20260511T070000Z"]
    assert await stamps(ana, series, originalStart="2026-05-11T13:00:00Z") == []


async def test_instances_are_bounded_paged_and_bring_no_sync_token(ana: Api) -> None:
    series = (await ana.made(weekly()))["id"]
    bounds = {"timeMin": "2026-05-05T00:00:00Z", "timeMax": "2026-05-19T00:00:00Z"}
    assert await stamps(ana, series, **bounds) == ["20260511T070000Z", "20260518T070000Z"]
    first = (await ana.instances(series, maxResults=3)).json()
    last = (await ana.instances(series, maxResults=3, pageToken=first["nextPageToken"])).json()
    assert (len(first["items"]), len(last["items"]), "nextSyncToken" in last) == (3, 2, False)
    assert reason(await ana.instances((await ana.made(meeting()))["id"])) == (404, "notFound")


async def test_a_moved_series_has_new_instance_ids_and_drops_exceptions_that_fit_no_more(ana: Api) -> None:
    series = (await ana.made(weekly()))["id"]
    one = f"{series}_20260511T070000Z"
    await ana.patch(one, {"summary": "Late"})
    token = await ana.token()
    await ana.patch(series, _at(10, 4))
    told = {each["id"]: each["status"] for each in await ana.items(syncToken=token)}
    assert told == {one: "cancelled", series: "confirmed"}
    assert (await stamps(ana, series))[:2] == ["20260504T080000Z", "20260511T080000Z"]
    assert {each["summary"] for each in (await ana.instances(series)).json()["items"]} == {"Stand-up"}
    assert [each["id"] for each in await ana.items()] == [series]


async def test_a_trimmed_series_keeps_the_exceptions_that_still_fit(ana: Api) -> None:
    series = (await ana.made(weekly()))["id"]
    early, late = (f"{series}_202605{n}T070000Z" for n in (11, 25))
    for each in (early, late):
        await ana.patch(each, {"summary": "Changed"})
    await ana.patch(series, {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]})
    assert {each["id"] for each in await ana.items()} == {series, early}
    assert reason(await ana.patch(late, {"summary": "x"})) == (404, "notFound")


async def test_a_series_becomes_a_single_event(ana: Api) -> None:
    series = (await ana.made(weekly()))["id"]
    await ana.patch(f"{series}_20260511T070000Z", {"summary": "Late"})
    assert "recurrence" not in (await ana.patch(series, {"recurrence": None})).json()
    assert [each["id"] for each in await ana.items()] == [series]
    assert reason(await ana.instances(series)) == (404, "notFound")


async def test_an_instance_cannot_recur(ana: Api) -> None:
    series = (await ana.made(weekly()))["id"]
    answer = await ana.patch(f"{series}_20260511T070000Z", {"recurrence": ["RRULE:FREQ=DAILY"]})
    assert reason(answer) == (400, "invalid")


async def test_privacy_raised_on_an_instance_is_the_series_and_lowered_it_is_ignored(ana: Api) -> None:
    series = (await ana.made(weekly()))["id"]
    one = f"{series}_20260511T070000Z"
    await ana.patch(one, {"visibility": "private"})
    assert (await ana.get(series)).json()["visibility"] == "private"
    assert (await ana.patch(one, {"visibility": "public"})).json()["visibility"] == "private"


async def test_all_instances_share_the_uid_and_are_listed_by_it(ana: Api) -> None:
    series = await ana.made(weekly())
    await ana.patch(f"{series['id']}_20260511T070000Z", {"summary": "Late"})
    assert len(await ana.items(iCalUID=series["iCalUID"])) == 2


async def test_a_yearly_series_without_end_stops_with_the_century(ana: Api) -> None:
    series = (await ana.made(meeting(recurrence=["RRULE:FREQ=YEARLY"])))["id"]
    found = await stamps(ana, series, maxResults=2500)
    assert (len(found), found[-1][:4]) == (74, "2099")


async def test_deleting_and_restoring_a_series_keeps_its_exceptions(google: GoogleSandbox, ana: Api) -> None:
    series = (await ana.made(weekly()))["id"]
    one = f"{series}_20260511T070000Z"
    await ana.patch(one, {"summary": "Late"})
    hand.remove(google, ANA, series)
    assert reason(await ana.delete(one)) == (410, "deleted")
    assert await ana.items() == []
    await ana.patch(series, {"status": "confirmed"})
    assert [each["id"] for each in await ana.items()] == [one, series]


async def test_the_first_occurrence_is_there_even_if_the_rule_does_not_match_it(ana: Api) -> None:
    series = (await ana.made(meeting(start=MORNING, recurrence=["RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2"])))["id"]
    assert await stamps(ana, series) == ["20260504T070000Z", "20260505T070000Z", "20260512T070000Z"]


async def test_a_restored_instance_says_what_its_series_says_by_then(google: GoogleSandbox, ana: Api) -> None:
    series = (await ana.made(weekly("Old")))["id"]
    one = f"{series}_20260511T070000Z"
    hand.remove(google, ANA, one)
    assert (await ana.get(one)).json()["summary"] == "Old"
    await ana.patch(series, {"summary": "New"})
    assert (await ana.patch(one, {"status": "confirmed"})).json()["summary"] == "New"


async def test_times_follow_the_calendars_zone(ana: Api, work: str) -> None:
    event = (await ana.at(work).made(meeting()))["id"]
    await ana.ask("PATCH", f"calendars/{work}", {"timeZone": "Asia/Tokyo"})
    assert (await ana.at(work).get(event)).json()["start"]["dateTime"] == "2026-05-04T16:00:00+09:00"


@pytest.mark.parametrize(
    ("rule", "ends", "goes_on"),
    [
        ("RRULE:FREQ=WEEKLY;COUNT=5", "RRULE:FREQ=WEEKLY;UNTIL=20260518T065959Z", "RRULE:FREQ=WEEKLY;COUNT=3"),
        ("RRULE:FREQ=WEEKLY", "RRULE:FREQ=WEEKLY;UNTIL=20260518T065959Z", "RRULE:FREQ=WEEKLY"),
        (
            "RRULE:UNTIL=20260601T000000Z;FREQ=WEEKLY",
            "RRULE:FREQ=WEEKLY;UNTIL=20260518T065959Z",
            "RRULE:UNTIL=20260601T000000Z;FREQ=WEEKLY",
        ),
    ],
)
async def test_googles_window_cuts_a_series_into_two_with_ids_of_one_family(
    google: GoogleSandbox, ana: Api, rule: str, ends: str, goes_on: str
) -> None:
    series = (await ana.made(meeting(recurrence=[rule])))["id"]
    early, late = (f"{series}_202605{n}T070000Z" for n in (11, 25))
    for each in (early, late):
        await ana.patch(each, {"summary": "Changed"})
    token = await ana.token()
    new = hand.split(google, ANA, f"{series}_20260518T070000Z")
    assert new == f"{series}_R20260518T070000"
    delta = {each["id"]: each for each in await ana.items(syncToken=token)}
    assert delta.keys() == {series, early, late, new}
    assert (delta[series]["recurrence"], delta[new]["recurrence"]) == ([ends], [goes_on])
    assert (delta[late]["status"], delta[new]["iCalUID"]) == ("cancelled", f"{new}@google.com")
    assert await stamps(ana, series) == ["20260504T070000Z", "20260511T070000Z"]
    assert (await stamps(ana, new))[:2] == ["20260518T070000Z", "20260525T070000Z"]
    one = (await ana.get(f"{new}_20260525T070000Z")).json()
    assert (one["recurringEventId"], one["summary"]) == (new, "Tea")


async def test_an_instance_of_an_all_day_series_begins_on_a_date(ana: Api) -> None:
    series = (await ana.made(day(recurrence=["RRULE:FREQ=DAILY;COUNT=3"])))["id"]
    one = f"{series}_20260505"
    moved = {"start": {"date": "2026-05-09"}, "end": {"date": "2026-05-10"}}
    now = (await ana.patch(one, moved)).json()
    assert (now["originalStartTime"], now["start"]) == ({"date": "2026-05-05"}, {"date": "2026-05-09"})
    assert await stamps(ana, series, originalStart="2026-05-05") == ["20260505"]


async def test_this_and_following_is_a_trim_and_a_new_series(ana: Api) -> None:
    """The way that Google's guide gives to clients, for whom there is no operation."""
    series = (await ana.made(weekly()))["id"]
    await ana.patch(series, {"recurrence": ["RRULE:FREQ=WEEKLY;UNTIL=20260518T065959Z"]})
    rest = await ana.made(weekly("Later", count=3, start=MORNING.replace(day=18)))
    assert len(await stamps(ana, series)) == 2
    assert len(await stamps(ana, rest["id"])) == 3
    assert rest["iCalUID"] != (await ana.get(series)).json()["iCalUID"]
