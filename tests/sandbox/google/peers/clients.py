"""Google's own Python clients against the sandbox; runs with the peers' Python, as a program of its own.

Usage: clients.py ADDRESSES, a JSON object with api, access_token, calendar and large. Prints one JSON object: the name of
each story, with "" or what went wrong. Only the peers are used here.
"""

import json
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import gcsa.event
import gcsa.google_calendar
import google.oauth2.credentials
import googleapiclient.discovery
import googleapiclient.errors

AT = json.loads(sys.argv[1])
MADRID = ZoneInfo("Europe/Madrid")
MORNING = datetime(2026, 5, 4, 9, tzinfo=MADRID)


def credentials() -> Any:
    return google.oauth2.credentials.Credentials(token=AT["access_token"])


def service() -> Any:
    """Google's client, built from the description that it ships with, at the sandbox's address."""
    return googleapiclient.discovery.build(
        "calendar", "v3", credentials=credentials(), client_options={"api_endpoint": f"{AT['api']}/"}
    )


def easy() -> Any:
    """gcsa at the sandbox's address; it has no setting for it."""
    made = gcsa.google_calendar.GoogleCalendar(AT["calendar"], credentials=credentials())
    made.service._baseUrl = f"{AT['api']}/"
    return made


def body(title: str, start: datetime = MORNING, **more: Any) -> dict[str, Any]:
    moments = {"start": start, "end": start + timedelta(hours=1)}
    return {name: {"dateTime": at.isoformat(), "timeZone": "Europe/Madrid"} for name, at in moments.items()} | {
        "summary": title, **more,
    }  # fmt: skip


def refused(request: Any) -> tuple[int, str]:
    try:
        request.execute()
    except googleapiclient.errors.HttpError as error:
        return error.status_code, error.error_details[0]["reason"]
    raise AssertionError("it was not refused")


def pages_and_sync_tokens() -> None:
    events = service().events()
    mine = [events.insert(calendarId="primary", body=body(f"Page {n}")).execute()["id"] for n in range(5)]
    seen, token = walk(events, maxResults=2)
    assert set(mine) <= {each["id"] for each in seen}
    events.patch(calendarId="primary", eventId=mine[0], body={"summary": "Changed"}).execute()
    events.delete(calendarId="primary", eventId=mine[1]).execute()
    delta, _ = walk(events, syncToken=token, maxResults=1)
    assert [(each["id"], each["status"]) for each in delta] == [(mine[0], "confirmed"), (mine[1], "cancelled")]


def walk(events: Any, **query: Any) -> tuple[list[Any], str]:
    request, found, told = events.list(calendarId="primary", **query), [], {}
    while request is not None:
        told = request.execute()
        found += told["items"]
        request = events.list_next(request, told)
    return found, told["nextSyncToken"]


def insert_patch_update_delete() -> None:
    events = service().events()
    made = events.insert(calendarId="primary", body=body("Tea", location="Here"), sendUpdates="none").execute()
    made = events.patch(calendarId="primary", eventId=made["id"], body={"location": None}).execute()
    assert "location" not in made
    made["summary"] = "Coffee"
    assert events.update(calendarId="primary", eventId=made["id"], body=made).execute()["summary"] == "Coffee"
    assert events.delete(calendarId="primary", eventId=made["id"]).execute() == ""
    assert events.get(calendarId="primary", eventId=made["id"]).execute()["status"] == "cancelled"


def instances() -> None:
    events = service().events()
    series = events.insert(calendarId="primary", body=body("Daily", recurrence=["RRULE:FREQ=DAILY;COUNT=3"])).execute()
    found = events.instances(calendarId="primary", eventId=series["id"]).execute()["items"]
    assert [each["start"]["dateTime"][:10] for each in found] == ["2026-05-04", "2026-05-05", "2026-05-06"]
    events.patch(calendarId="primary", eventId=found[1]["id"], body={"summary": "Other"}).execute()
    events.delete(calendarId="primary", eventId=found[2]["id"]).execute()
    again = events.instances(calendarId="primary", eventId=series["id"]).execute()["items"]
    assert [each["summary"] for each in again] == ["Daily", "Other"]


def move_and_import() -> None:
    events = service().events()
    made = events.insert(calendarId="primary", body=body("Nomad")).execute()
    moved = events.move(calendarId="primary", eventId=made["id"], destination=AT["calendar"]).execute()
    assert (moved["id"], moved["organizer"]["email"]) == (made["id"], AT["calendar"])
    brought = events.import_(calendarId="primary", body=body("Brought", iCalUID="peer@example.com")).execute()
    assert brought["iCalUID"] == "peer@example.com"


def free_busy_colours_and_lists() -> None:
    api = service()
    asked = {"timeMin": "2026-05-04T00:00:00Z", "timeMax": "2026-05-05T00:00:00Z", "items": [{"id": "primary"}]}
    api.events().insert(calendarId="primary", body=body("Busy")).execute()
    assert api.freebusy().query(body=asked).execute()["calendars"]["primary"]["busy"]
    assert len(api.colors().get().execute()["event"]) == 11
    assert api.settings().get(setting="timezone").execute()["value"] == "Europe/Madrid"
    entries = api.calendarList().list().execute()["items"]
    assert [each for each in entries if each.get("primary")]
    assert api.calendars().get(calendarId="primary").execute()["timeZone"] == "Europe/Madrid"


def a_410() -> None:
    events = service().events()
    assert refused(events.list(calendarId="primary", syncToken="dead")) == (410, "fullSyncRequired")
    made = events.insert(calendarId="primary", body=body("Twice")).execute()
    events.delete(calendarId="primary", eventId=made["id"]).execute()
    assert refused(events.delete(calendarId="primary", eventId=made["id"])) == (410, "deleted")


def a_412() -> None:
    events = service().events()
    made = events.insert(calendarId="primary", body=body("Guarded")).execute()
    for request in (
        events.patch(calendarId="primary", eventId=made["id"], body={"summary": "x"}),
        events.delete(calendarId="primary", eventId=made["id"]),
    ):
        request.headers["If-Match"] = '"0"'
        assert refused(request) == (412, "conditionNotMet")
        request.headers["If-Match"] = events.get(calendarId="primary", eventId=made["id"]).execute()["etag"]
        request.execute()


def a_409() -> None:
    events = service().events()
    events.insert(calendarId="primary", body=body("Once", id="once12345")).execute()
    assert refused(events.insert(calendarId="primary", body=body("Twice", id="once12345"))) == (409, "duplicate")


def gcsa_reads_and_writes() -> None:
    calendar = easy()
    event = calendar.add_event(
        gcsa.event.Event("Lunch", start=MORNING, end=MORNING + timedelta(hours=1), location="Bar")
    )
    event.summary = "Long lunch"
    assert calendar.update_event(event).summary == "Long lunch"
    whole = calendar.add_event(gcsa.event.Event("Fair", start=date(2026, 5, 7), end=date(2026, 5, 9)))
    found = list(calendar.get_events(time_min=date(2026, 5, 1), time_max=date(2026, 6, 1), single_events=True))
    assert {"Long lunch", "Fair"} <= {each.summary for each in found}
    assert calendar.get_event(whole.event_id).start == date(2026, 5, 7)
    calendar.delete_event(event)
    assert calendar.get_event(event.event_id).other["status"] == "cancelled"


def gcsa_series_moves_and_imports() -> None:
    calendar = easy()
    rule = ["RRULE:FREQ=DAILY;COUNT=4"]
    ends = {"start": MORNING, "end": MORNING + timedelta(hours=1)}
    made = gcsa.event.Event("Gym", **ends, timezone="Europe/Madrid", recurrence=rule)
    series = calendar.add_event(made, send_updates="none")
    window = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    assert len(list(calendar.get_instances(series, time_min=window[0], time_max=window[1]))) == 4
    moved = calendar.move_event(series, "primary")
    assert moved.event_id == series.event_id
    brought = gcsa.event.Event("Brought", start=MORNING, end=MORNING, iCalUID="gcsa@example.com")
    assert calendar.import_event(brought).summary == "Brought"
    assert calendar.get_free_busy("primary", time_min=window[0], time_max=window[1]).calendars["primary"]


def gcsa_calendars_colours_and_settings() -> None:
    calendar = easy()
    assert AT["calendar"] in {each.id for each in calendar.get_calendar_list()}
    assert len(calendar.list_calendar_colors()) == 24
    assert calendar.get_settings().timezone == "Europe/Madrid"
    assert calendar.get_calendar("primary").timezone == "Europe/Madrid"


def ten_thousand_events_are_four_pages() -> None:
    events, pages = service().events(), []
    request = events.list(calendarId=AT["large"], maxResults=2500)
    while request is not None:
        told = request.execute()
        pages.append([each["summary"] for each in told["items"]])
        request = events.list_next(request, told)
    assert [len(page) for page in pages] == [2500] * 4
    assert [title for page in pages for title in page] == [f"Tea {n}" for n in range(10_000)]


STORIES: tuple[Callable[[], None], ...] = (
    pages_and_sync_tokens, insert_patch_update_delete, instances, move_and_import, free_busy_colours_and_lists, a_410,
    a_412, a_409, gcsa_reads_and_writes, gcsa_series_moves_and_imports, gcsa_calendars_colours_and_settings,
    ten_thousand_events_are_four_pages,
)  # fmt: skip


def told(story: Callable[[], None]) -> str:
    try:
        story()
    except Exception:  # noqa: BLE001 - whatever a story stumbles over is its result
        return traceback.format_exc()
    return ""


if __name__ == "__main__":
    print(json.dumps({story.__name__: told(story) for story in STORIES}))
