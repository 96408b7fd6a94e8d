"""How much fits into an event, and how much may be asked, made and mailed (protocols 1.5, 1.8, 1.9)."""

from typing import Any

import pytest

from calsync_desktop.sandbox.google import GoogleSandbox, Quirks
from tests.sandbox.google.api import ANA, Api, Json, meeting, reason

COLOR = "#039be5"
LONGEST = {"summary": 1024, "description": 8192}


@pytest.mark.parametrize("name", LONGEST)
async def test_a_text_has_a_longest_length(google: GoogleSandbox, ana: Api, name: str) -> None:
    fits, much = ("ñ" * (LONGEST[name] + more) for more in (0, 1))
    made = await ana.made(meeting() | {name: fits})
    assert made[name] == fits
    assert reason(await ana.insert(meeting() | {name: much})) == (400, "invalid")
    assert reason(await ana.patch(made["id"], {name: much})) == (400, "invalid")
    google.quirks = Quirks(long_text="cut")
    assert (await ana.made(meeting() | {name: much}))[name] == fits


def properties(count: int, weight: int = 10) -> Json:
    """So many, half of them private; each has a key of four characters and so many bytes in all."""
    pairs = [(f"k{n:03}", "v" * (weight - 4)) for n in range(count)]
    return {"private": dict(pairs[: count // 2]), "shared": dict(pairs[count // 2 :])}


@pytest.mark.parametrize(
    ("fits", "much"),
    [
        (properties(300), properties(301)),
        (properties(32, 1024), properties(32, 1024) | {"private": properties(32, 1024)["private"] | {"k": ""}}),
        ({"private": {"k": "v" * 1024}}, {"private": {"k": "v" * 1025}}),
        ({"shared": {"k": "ñ" * 1024}}, {"shared": {"k": "ñ" * 1025}}),
    ],
    ids=["how many", "how heavy", "how long", "how long in characters"],
)
async def test_properties_have_limits(ana: Api, fits: Json, much: Json) -> None:
    made = await ana.made(meeting(extendedProperties=fits))
    assert made["extendedProperties"] == fits
    assert reason(await ana.insert(meeting(extendedProperties=much))) == (400, "invalid")


async def test_properties_that_a_patch_adds_count_with_those_that_are_there(ana: Api) -> None:
    made = await ana.made(meeting(extendedProperties=properties(300)))
    assert reason(await ana.patch(made["id"], {"extendedProperties": {"shared": {"one": "more"}}})) == (400, "invalid")
    swapped = {"extendedProperties": {"shared": {"one": "more"}, "private": {"k000": None}}}
    assert (await ana.patch(made["id"], swapped)).status_code == 200


async def test_an_event_has_at_most_two_hundred_guests(ana: Api) -> None:
    guests = [{"email": f"g{n}@example.com"} for n in range(201)]
    assert len((await ana.made(meeting(attendees=guests[1:])))["attendees"]) == 200
    assert reason(await ana.insert(meeting(attendees=guests))) == (400, "invalid")


async def test_a_colour_is_one_of_the_palette(ana: Api) -> None:
    for number in ("0", "12", "red"):
        assert reason(await ana.insert(meeting(colorId=number))) == (400, "invalid")
    for number in ("1", "11"):
        assert (await ana.made(meeting(colorId=number)))["colorId"] == number


async def test_a_source_is_on_the_web(ana: Api) -> None:
    source = {"title": "Page", "url": "https://example.org/x"}
    assert (await ana.made(meeting(source=source)))["source"] == source
    assert reason(await ana.insert(meeting(source={"url": "file:///etc/passwd"}))) == (400, "invalid")


async def labelled(ana: Api, labels: list[Json]) -> Any:
    return await ana.ask("PATCH", "calendars/primary", {"labelProperties": {"eventLabels": labels}})


async def test_labels_live_in_the_calendar_and_are_replaced_as_a_whole(ana: Api) -> None:
    told = (await labelled(ana, [{"name": "Deep", "backgroundColor": COLOR}, {"backgroundColor": COLOR}])).json()
    first, second = told["labelProperties"]["eventLabels"]
    assert (first["name"], "name" in second, first["id"] != second["id"]) == ("Deep", False, True)
    kept = (await ana.ask("PATCH", "calendars/primary", {"description": "d"})).json()
    assert kept["labelProperties"] == told["labelProperties"]
    told = (await labelled(ana, [second])).json()
    assert told["labelProperties"]["eventLabels"] == [second]
    assert "labelProperties" not in (await labelled(ana, [])).json()


ONE = {"id": "00000000-0000-4000-8000-000000000001", "backgroundColor": COLOR}


@pytest.mark.parametrize(
    "labels",
    [
        [{"backgroundColor": COLOR}] * 201,
        [ONE, ONE],
        [{"name": "No colour"}],
        [{"backgroundColor": "blue"}],
        [ONE | {"name": "n" * 51}],
        [ONE | {"id": "mine"}],
    ],
    ids=["too many", "twice", "no colour", "no hex", "too long", "no uuid"],
)
async def test_what_is_no_label(ana: Api, labels: list[Json]) -> None:
    assert reason(await labelled(ana, labels)) == (400, "invalid")
    most = [{"backgroundColor": COLOR, "name": "n" * 50}] * 200
    assert len((await labelled(ana, most)).json()["labelProperties"]["eventLabels"]) == 200


async def test_an_event_takes_only_labels_that_its_calendar_has_and_outlives_them(ana: Api) -> None:
    await labelled(ana, [ONE])
    made = await ana.made(meeting(eventLabelId=ONE["id"]), eventLabelVersion=1)
    assert made["eventLabelId"] == ONE["id"]
    assert reason(await ana.insert(meeting(eventLabelId="other"), eventLabelVersion=1)) == (400, "invalid")
    assert "eventLabelId" not in await ana.made(meeting(eventLabelId="other"))
    await labelled(ana, [])
    assert (await ana.patch(made["id"], {"summary": "x"})).status_code == 200


# --- quotas ---


async def test_too_many_requests_of_a_user_are_refused_until_a_minute_passed(
    google: GoogleSandbox, ana: Api, ben: Api
) -> None:
    google.quirks = Quirks(user_per_minute=2)
    assert [(await ana.list()).status_code for _ in range(3)] == [200, 200, 403]
    assert reason(await ana.list()) == (403, "userRateLimitExceeded")
    assert (await ben.list()).status_code == 200
    google.advance(seconds=60)
    assert (await ana.list()).status_code == 200


async def test_the_window_of_a_minute_slides(google: GoogleSandbox, ana: Api) -> None:
    google.quirks = Quirks(user_per_minute=2)
    seen = []
    for _ in range(5):
        seen.append((await ana.list()).status_code)
        google.advance(seconds=25)
    assert seen == [200, 200, 403, 200, 200]


async def test_the_project_has_a_limit_too_and_it_may_be_429(google: GoogleSandbox, ana: Api, ben: Api) -> None:
    google.quirks = Quirks(project_per_minute=1, quota_status=429)
    assert (await ana.list()).status_code == 200
    assert reason(await ben.list()) == (429, "rateLimitExceeded")


async def test_writes_into_one_calendar_are_paced(google: GoogleSandbox, ana: Api, work: str) -> None:
    google.quirks = Quirks(writes_per_second=1)
    assert (await ana.insert(meeting())).status_code == 200
    assert reason(await ana.insert(meeting())) == (403, "rateLimitExceeded")
    assert (await ana.at(work).insert(meeting())).status_code == 200
    assert (await ana.list()).status_code == 200
    google.advance(seconds=1)
    assert (await ana.insert(meeting())).status_code == 200


async def test_a_patch_may_count_as_several_requests(google: GoogleSandbox, ana: Api) -> None:
    event = (await ana.made(meeting()))["id"]
    google.advance(seconds=60)
    google.quirks = Quirks(user_per_minute=4, patch_units=3)
    assert (await ana.patch(event, {"summary": "x"})).status_code == 200
    assert [(await ana.list()).status_code for _ in range(2)] == [200, 403]


async def test_the_projects_day_begins_anew_at_midnight_in_california(
    google: GoogleSandbox, ana: Api, ben: Api
) -> None:
    google.quirks = Quirks(project_per_day=2, access_seconds=10**6)
    for api, email in ((ana, ANA), (ben, "ben@example.org")):
        api.http.headers["Authorization"] = f"Bearer {google.bearer(email)}"
    assert [(await api.list()).status_code for api in (ana, ben)] == [200, 200]
    google.advance(hours=18, minutes=59)  # 23:59 there
    assert reason(await ana.list()) == (403, "dailyLimitExceeded")
    google.advance(minutes=1)
    assert (await ana.list()).status_code == 200


async def test_who_makes_too_much_waits_for_hours_and_may_still_read_and_change(
    google: GoogleSandbox, ana: Api, ben: Api
) -> None:
    google.quirks = Quirks(made_per_day=3, access_seconds=10**6)
    ana.http.headers["Authorization"] = f"Bearer {google.bearer(ANA)}"
    made = await ana.made(meeting())
    assert (await ana.insert(meeting(id="!"))).status_code == 400  # what is refused costs nothing
    assert (await ana.ask("POST", ana.path("import"), meeting(iCalUID="u@x"))).status_code == 200
    assert (await ana.ask("POST", "calendars", {"summary": "New"})).status_code == 200
    for answer in (
        await ana.insert(meeting()),
        await ana.ask("POST", ana.path("quickAdd"), text="Lunch"),
        await ana.ask("POST", "calendars", {"summary": "Newer"}),
    ):
        assert reason(answer) == (403, "quotaExceeded")
        assert answer.json()["error"]["message"] == "Calendar usage limits exceeded."
    assert (await ana.patch(made["id"], {"summary": "x"})).status_code == 200
    assert (await ben.insert(meeting())).status_code == 200
    google.advance(hours=1)
    assert reason(await ana.insert(meeting())) == (403, "quotaExceeded")
    google.advance(hours=23)
    assert (await ana.insert(meeting())).status_code == 200


async def test_who_has_too_many_mailed_may_still_write_without_mail(google: GoogleSandbox, ana: Api) -> None:
    google.quirks = Quirks(mailed_per_day=2)
    guests = [{"email": "mia@example.com"}, {"email": "noa@example.com"}]
    made = await ana.made(meeting(attendees=guests), sendUpdates="all")
    assert reason(await ana.patch(made["id"], {"summary": "x"}, sendUpdates="all")) == (403, "quotaExceeded")
    assert reason(await ana.delete(made["id"], sendUpdates="externalOnly")) == (403, "quotaExceeded")
    assert (await ana.patch(made["id"], {"summary": "x"}, sendUpdates="none")).status_code == 200
    assert len(google.mails) == 2
