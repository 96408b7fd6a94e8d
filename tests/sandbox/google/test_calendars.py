"""Calendar lists, calendars and roles (protocols 1.2, 1.5): what each role sees and may do."""

from typing import Any

import pytest

from calsync_desktop.sandbox.google import GoogleSandbox, hand
from calsync_desktop.sandbox.google.calendars import ROLES
from tests.sandbox.google.api import ANA, BEN, Api, Json, meeting, reason

ME = "users/me/calendarList"


async def entries(api: Api, **query: Any) -> dict[str, Json]:
    told = (await api.ask("GET", ME, **query)).json()
    return {each["id"]: each for each in told["items"]}


async def token(api: Api) -> str:
    return str((await api.ask("GET", ME)).json()["nextSyncToken"])


async def test_the_list_says_what_each_calendar_is(ana: Api, work: str) -> None:
    told = await entries(ana)
    assert told.keys() == {ANA, work}
    assert (told[ANA]["primary"], told[ANA]["accessRole"], told[ANA]["timeZone"]) == (True, "owner", "Europe/Madrid")
    assert ("primary" in told[work], told[work]["summary"], told[work]["selected"]) == (False, "Work", True)
    assert told[work]["backgroundColor"].startswith("#")


async def test_neighbours_on_the_list_differ_in_colour(google: GoogleSandbox, ana: Api) -> None:
    for n in range(6):
        google.add_calendar(f"Calendar {n}", owner=ANA)
    assert len({each["backgroundColor"] for each in (await entries(ana)).values()}) == 7


async def test_primary_is_a_name_of_ones_own_calendar(ana: Api, ben: Api) -> None:
    for api, email in ((ana, ANA), (ben, BEN)):
        assert (await api.ask("GET", "calendars/primary")).json()["id"] == email
        assert (await api.ask("GET", f"{ME}/primary")).json()["id"] == email


async def test_the_list_pages_and_brings_its_token_at_the_end(ana: Api, work: str) -> None:
    first = (await ana.ask("GET", ME, maxResults=1)).json()
    last = (await ana.ask("GET", ME, maxResults=1, pageToken=first["nextPageToken"])).json()
    assert ("nextSyncToken" in first, "nextSyncToken" in last) == (False, True)
    assert [each["id"] for each in first["items"] + last["items"]] == [ANA, work]


@pytest.mark.parametrize(("asked", "got"), [({}, 100), ({"maxResults": 250}, 250), ({"maxResults": 251}, 250)])
async def test_a_page_of_the_list_has_a_hundred_and_never_more_than_250(
    google: GoogleSandbox, ana: Api, asked: Json, got: int
) -> None:
    for n in range(250):
        google.add_calendar(f"Calendar {n}", owner=ANA)
    told = (await ana.ask("GET", ME, **asked)).json()
    assert (len(told["items"]), "nextPageToken" in told) == (got, True)


async def test_a_delta_of_the_list_tells_new_changed_and_removed_calendars(
    google: GoogleSandbox, ana: Api, work: str
) -> None:
    since = await token(ana)
    team = google.add_calendar("Team", owner=BEN)
    google.share(team, ANA, "reader")
    await ana.ask("PATCH", f"{ME}/{work}", {"summaryOverride": "My work", "hidden": True})
    told = await entries(ana, syncToken=since)
    assert told.keys() == {team, work}
    assert (told[work]["summaryOverride"], told[work]["hidden"]) == ("My work", True)
    since = await token(ana)
    google.share(team, ANA, None)
    assert (await entries(ana, syncToken=since))[team]["deleted"] is True
    assert team not in await entries(ana)
    assert team in await entries(ana, showDeleted=True)


async def test_a_title_that_its_owner_changes_is_not_in_the_deltas_of_others(google: GoogleSandbox, ana: Api) -> None:
    team = google.add_calendar("Team", owner=BEN)
    google.share(team, ANA, "reader")
    since = await token(ana)
    async_ben = Api(ana.http, team)
    async_ben.http.headers["Authorization"] = f"Bearer {google.bearer(BEN)}"
    assert (await async_ben.ask("PATCH", f"calendars/{team}", {"summary": "The team"})).status_code == 200
    ana.http.headers["Authorization"] = f"Bearer {google.bearer(ANA)}"
    assert await entries(ana, syncToken=since) == {}
    assert (await entries(ana))[team]["summary"] == "The team"


async def test_hidden_calendars_and_low_roles_can_be_left_out(google: GoogleSandbox, ana: Api, work: str) -> None:
    google.share(BEN, ANA, "freeBusyReader")
    await ana.ask("PATCH", f"{ME}/{work}", {"hidden": True})
    assert (await entries(ana)).keys() == {ANA, BEN}
    assert (await entries(ana, showHidden=True)).keys() == {ANA, BEN, work}
    assert (await entries(ana, minAccessRole="reader", showHidden=True)).keys() == {ANA, work}


@pytest.mark.parametrize(
    "more",
    [{"minAccessRole": "reader"}, {"showOwnOrganizationOnly": True}, {"showDeleted": False}, {"showHidden": False}],
)
async def test_what_must_not_come_with_the_lists_token(ana: Api, more: dict[str, Any]) -> None:
    answer = await ana.ask("GET", ME, syncToken=await token(ana), **more)
    assert reason(answer) == (400, "syncTokenWithRequestRestrictions")


async def test_a_dead_token_of_the_list_is_410(google: GoogleSandbox, ana: Api) -> None:
    since = await token(ana)
    google.expire_tokens()
    assert reason(await ana.ask("GET", ME, syncToken=since)) == (410, "fullSyncRequired")


async def test_colours_by_hex_count_only_when_announced(ana: Api, work: str) -> None:
    given = {"backgroundColor": "#ff0000", "foregroundColor": "#ffffff"}
    plain = (await ana.ask("PATCH", f"{ME}/{work}", given)).json()
    assert plain["backgroundColor"] != "#ff0000"
    told = (await ana.ask("PATCH", f"{ME}/{work}", given, colorRgbFormat=True)).json()
    assert told["backgroundColor"] == "#ff0000"
    kept = (await ana.ask("PATCH", f"{ME}/{work}", {"selected": False})).json()
    assert (kept["backgroundColor"], kept["foregroundColor"]) == ("#ff0000", "#ffffff")
    assert "selected" not in kept
    number = (await ana.ask("PATCH", f"{ME}/{work}", {"colorId": "2"})).json()
    assert (number["colorId"], number["backgroundColor"]) == ("2", "#d06b64")
    assert reason(await ana.ask("PATCH", f"{ME}/{work}", {"backgroundColor": "red"}, colorRgbFormat=True)) == (
        400,
        "invalid",
    )
    assert reason(await ana.ask("PATCH", f"{ME}/{work}", {"colorId": "99"})) == (400, "invalid")


async def test_a_calendar_is_made_renamed_and_deleted(ana: Api) -> None:
    made = (await ana.ask("POST", "calendars", {"summary": "New", "timeZone": "Asia/Tokyo"})).json()
    assert made["timeZone"] == "Asia/Tokyo"
    path = f"calendars/{made['id']}"
    now = (await ana.ask("PATCH", path, {"description": "d"}, made["etag"])).json()
    assert (now["summary"], now["description"]) == ("New", "d")
    assert reason(await ana.ask("PUT", path, {"summary": "x"}, made["etag"])) == (412, "conditionNotMet")
    assert "description" not in (await ana.ask("PUT", path, {"summary": "x"})).json()
    assert (await ana.ask("DELETE", path)).status_code == 204
    assert reason(await ana.ask("GET", path)) == (404, "notFound")
    assert (await entries(ana, showDeleted=True))[made["id"]]["deleted"] is True


async def test_a_primary_calendar_is_cleared_and_not_deleted(google: GoogleSandbox, ana: Api) -> None:
    hand.put(google, ANA, meeting())
    assert reason(await ana.ask("DELETE", "calendars/primary")) == (403, "forbidden")
    assert (await ana.ask("POST", "calendars/primary/clear")).status_code == 204
    assert await ana.items() == []


async def test_a_calendar_can_leave_the_list_and_come_back(ana: Api, work: str) -> None:
    assert (await ana.ask("DELETE", f"{ME}/{work}")).status_code == 204
    assert work not in await entries(ana)
    assert (await ana.ask("GET", f"calendars/{work}")).status_code == 200
    assert (await ana.ask("POST", ME, {"id": work})).json()["id"] == work


async def test_a_strangers_calendar_is_404_like_one_that_is_not_there(ben: Api, work: str) -> None:
    for calendar in (work, "nothing"):
        assert reason(await ben.at(calendar).list()) == (404, "notFound")


async def test_an_id_with_a_hash_is_found_when_it_is_encoded(google: GoogleSandbox, ana: Api) -> None:
    holidays = google.add_calendar("Holidays", owner=BEN, calendar_id="en.french#holiday@group.v.calendar.google.com")
    google.share(holidays, ANA, "reader")
    assert (await ana.at(holidays).list()).json()["summary"] == "Holidays"


@pytest.mark.parametrize("role", ROLES)
async def test_what_a_role_may_do(google: GoogleSandbox, ana: Api, role: str) -> None:
    team = google.add_calendar("Team", owner=BEN)
    open_one = hand.put(google, team, meeting("Plans", location="Room"))
    secret = hand.put(google, team, meeting("Secret", visibility="private" if role != "reader" else "confidential"))
    google.share(team, ANA, role)
    seen = {each["id"]: each for each in await ana.at(team).items()}
    rank = ROLES.index(role)
    assert ("summary" in seen[open_one], "location" in seen[open_one]) == (rank > 0, rank > 0)
    assert ("summary" in seen[secret]) == (rank > 2)
    assert (seen[secret]["visibility"], "start" in seen[secret]) == ("private", True)
    written = await ana.at(team).patch(open_one, {"location": "Hall"})
    assert written.status_code == (200 if rank > 1 else 403)
    if rank <= 1:
        assert reason(written) == (403, "requiredAccessLevel")
        assert reason(await ana.at(team).insert(meeting())) == (403, "requiredAccessLevel")
    assert (await ana.at(team).patch(secret, {"location": "Hall"})).status_code == (200 if rank > 2 else 403)
    assert (await ana.ask("PATCH", f"calendars/{team}", {"summary": "x"})).status_code == (200 if rank > 3 else 403)


async def test_reminders_are_everybodys_own(google: GoogleSandbox, ana: Api, ben: Api, work: str) -> None:
    google.share(work, BEN, "writer")
    mine = {"useDefault": False, "overrides": [{"method": "popup", "minutes": 5}]}
    made = await ana.at(work).made(meeting(reminders=mine))
    assert made["reminders"] == mine
    assert (await ben.at(work).get(made["id"])).json()["reminders"] == {"useDefault": True}


async def test_self_is_whoever_the_calendar_belongs_to(ana: Api, work: str) -> None:
    made = await ana.at(work).made(meeting())
    assert made["organizer"] == {"email": work, "displayName": "Work", "self": True}
    assert made["creator"] == {"email": ANA}


async def test_busy_time_is_merged_and_free_or_cancelled_events_do_not_count(
    google: GoogleSandbox, ana: Api, work: str
) -> None:
    hand.put(google, work, meeting())
    hand.put(google, work, meeting("Long") | {"end": {"dateTime": "2026-05-04T10:30:00+02:00"}})
    hand.put(google, work, meeting("Free", transparency="transparent", recurrence=["RRULE:FREQ=DAILY"]))
    hand.put(google, work, meeting("Weekly", recurrence=["RRULE:FREQ=WEEKLY;COUNT=2"]))
    asked = {"timeMin": "2026-05-04T00:00:00Z", "timeMax": "2026-05-14T00:00:00Z", "items": [{"id": work}, {"id": "?"}]}
    told = (await ana.ask("POST", "freeBusy", asked)).json()
    assert told["calendars"][work]["busy"] == [
        {"start": "2026-05-04T07:00:00Z", "end": "2026-05-04T08:30:00Z"},
        {"start": "2026-05-11T07:00:00Z", "end": "2026-05-11T08:00:00Z"},
    ]
    assert told["calendars"]["?"]["errors"] == [{"domain": "global", "reason": "notFound"}]
    assert reason(await ana.ask("POST", "freeBusy", asked | {"timeMax": asked["timeMin"]})) == (400, "timeRangeEmpty")


async def test_more_than_fifty_calendars_are_too_many(ana: Api) -> None:
    asked = {"timeMin": "2026-05-04T00:00:00Z", "timeMax": "2026-05-14T00:00:00Z"}
    told = (await ana.ask("POST", "freeBusy", asked | {"items": [{"id": f"c{n}"} for n in range(51)]})).json()
    assert told["calendars"]["c50"]["errors"][0]["reason"] == "tooManyCalendarsRequested"


async def test_colours_and_settings(ana: Api) -> None:
    colors = (await ana.ask("GET", "colors")).json()
    assert (len(colors["calendar"]), len(colors["event"])) == (24, 11)
    assert (await ana.ask("GET", "users/me/settings/timezone")).json()["value"] == "Europe/Madrid"
    assert reason(await ana.ask("GET", "users/me/settings/mood")) == (404, "notFound")
    assert "timezone" in {each["id"] for each in (await ana.ask("GET", "users/me/settings")).json()["items"]}
