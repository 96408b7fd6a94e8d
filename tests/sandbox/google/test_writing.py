"""Writing events (protocols 1.5, 1.6): made, merged, replaced, deleted, under etags that protect them."""

import pytest

from calsync_desktop.sandbox.google import GoogleSandbox, hand
from tests.sandbox.google.api import ANA, MORNING, Api, day, meeting, reason, weekly

CHOSEN = "0123456789abcdefghijklmnopqrstuv"


async def test_a_new_event_comes_back_whole(ana: Api) -> None:
    made = await ana.made(meeting("Tea", location="Kitchen"))
    assert made["kind"] == "calendar#event"
    assert made["etag"].startswith('"')
    assert made["etag"].endswith('"')
    assert made["iCalUID"] == f"{made['id']}@google.com"
    assert made["start"] == {"dateTime": "2026-05-04T09:00:00+02:00", "timeZone": "Europe/Madrid"}
    assert (made["status"], made["eventType"], made["sequence"]) == ("confirmed", "default", 0)
    assert made["organizer"] == {"email": ANA, "displayName": "Ana Ruiz", "self": True}
    assert made["reminders"] == {"useDefault": True}
    assert (await ana.get(made["id"])).json() == made


async def test_a_chosen_id_is_taken_for_ever(ana: Api) -> None:
    await ana.made(meeting(id=CHOSEN))
    assert reason(await ana.insert(meeting("Another", id=CHOSEN))) == (409, "duplicate")
    assert (await ana.delete(CHOSEN)).status_code == 204
    assert reason(await ana.insert(meeting("Another", id=CHOSEN))) == (409, "duplicate")


@pytest.mark.parametrize("chosen", ["abc", "wxyz0", "ABCDE", "abc-de", "a" * 1025, 12345])
async def test_an_id_has_few_letters(ana: Api, chosen: object) -> None:
    assert reason(await ana.insert(meeting(id=chosen))) == (400, "invalid")


async def test_an_id_and_a_uid_cannot_both_be_chosen(ana: Api) -> None:
    assert reason(await ana.insert(meeting(id=CHOSEN, iCalUID="x@y"))) == (400, "invalid")


async def test_patch_merges_members_replaces_lists_and_clears_with_null(ana: Api) -> None:
    shared = {"shared": {"a": "1"}, "private": {"b": "2"}}
    guests = [{"email": "x@example.com"}, {"email": "y@example.com"}]
    made = await ana.made(meeting(location="Here", extendedProperties=shared, attendees=guests))
    changes = {
        "summary": "Coffee",
        "location": None,
        "extendedProperties": {"private": {"b": None, "c": "3"}},
        "attendees": [{"email": "z@example.com"}],
    }
    now = (await ana.patch(made["id"], changes)).json()
    assert now["summary"] == "Coffee"
    assert "location" not in now
    assert now["extendedProperties"] == {"shared": {"a": "1"}, "private": {"c": "3"}}
    assert [each["email"] for each in now["attendees"]] == ["z@example.com"]
    assert now["start"] == made["start"]


async def test_put_resets_what_it_does_not_say(ana: Api) -> None:
    made = await ana.made(meeting(location="Here", colorId="5", reminders={"useDefault": False}))
    now = (await ana.update(made["id"], meeting("Coffee"))).json()
    assert not {"location", "colorId"} & now.keys()
    assert now["reminders"] == {"useDefault": True}
    assert (now["iCalUID"], now["created"]) == (made["iCalUID"], made["created"])
    assert reason(await ana.update(made["id"], {"summary": "No time"})) == (400, "required")


@pytest.mark.parametrize("verb", ["patch", "update", "delete"])
async def test_a_write_that_names_an_old_version_is_refused(google: GoogleSandbox, ana: Api, verb: str) -> None:
    made = await ana.made(meeting())
    hand.edit(google, ANA, made["id"], {"summary": "Somebody else's"})
    body = [] if verb == "delete" else [meeting("Mine")]
    answer = await getattr(ana, verb)(made["id"], *body, etag=made["etag"])
    assert reason(answer) == (412, "conditionNotMet")
    now = (await ana.get(made["id"])).json()
    assert now["summary"] == "Somebody else's"
    assert (await getattr(ana, verb)(made["id"], *body, etag=now["etag"])).status_code in (200, 204)


async def test_every_write_changes_the_etag_and_what_is_unchanged_is_not_sent_again(ana: Api) -> None:
    made = await ana.made(meeting())
    now = (await ana.patch(made["id"], {"summary": "Coffee"})).json()
    assert now["etag"] != made["etag"]
    url = "/google/calendar/v3/" + ana.path(made["id"])
    answer = await ana.http.get(url, headers={"If-None-Match": now["etag"]})
    assert (answer.status_code, answer.content) == (304, b"")


async def test_reminders_change_the_etag_but_not_updated(google: GoogleSandbox, ana: Api) -> None:
    made = await ana.made(meeting())
    google.advance(minutes=1)
    overrides = [{"method": "popup", "minutes": 10}]
    now = (await ana.patch(made["id"], {"reminders": {"useDefault": False, "overrides": overrides}})).json()
    assert now["reminders"]["overrides"] == overrides
    assert now["updated"] == made["updated"]
    assert now["etag"] != made["etag"]
    later = (await ana.patch(made["id"], {"summary": "x"})).json()
    assert later["updated"] > made["updated"]


@pytest.mark.parametrize(
    "given",
    [
        {"useDefault": False, "overrides": [{"method": "popup", "minutes": m} for m in range(6)]},
        {"useDefault": False, "overrides": [{"method": "popup", "minutes": 40321}]},
        {"useDefault": False, "overrides": [{"method": "sms", "minutes": 5}]},
        {"useDefault": True, "overrides": [{"method": "popup", "minutes": 5}]},
    ],
)
async def test_reminders_have_limits(ana: Api, given: object) -> None:
    assert (await ana.insert(meeting(reminders=given))).status_code == 400


async def test_a_deleted_event_answers_to_get_and_can_be_brought_back(ana: Api) -> None:
    made = await ana.made(meeting(id=CHOSEN))
    answer = await ana.delete(CHOSEN)
    assert (answer.status_code, answer.content) == (204, b"")
    gone = await ana.get(CHOSEN)
    assert (gone.status_code, gone.json()["status"], gone.json()["summary"]) == (200, "cancelled", "Tea")
    assert reason(await ana.delete(CHOSEN)) == (410, "deleted")
    back = (await ana.update(CHOSEN, meeting("Tea"))).json()
    assert (back["status"], back["created"]) == ("confirmed", made["created"])


async def test_what_never_was_is_404(ana: Api) -> None:
    for answer in (await ana.get("nothing"), await ana.patch("nothing", {}), await ana.delete("nothing")):
        assert reason(answer) == (404, "notFound")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": {"date": "2026-05-04"}}, "invalid"),
        ({"start": {"date": "2026-05-04", "dateTime": "2026-05-04T09:00:00Z"}}, "invalid"),
        ({"start": {"dateTime": "2026-05-04T09:00:00"}}, "required"),
        ({"start": {"dateTime": "tomorrow", "timeZone": "Europe/Madrid"}}, "badRequest"),
        ({"start": {"dateTime": "2026-05-04T09:00:00", "timeZone": "Mars/Base"}}, "invalid"),
        ({"end": {"dateTime": "2026-05-04T08:00:00", "timeZone": "Europe/Madrid"}}, "timeRangeEmpty"),
        ({"end": None}, "required"),
        ({"status": "maybe"}, "invalid"),
        ({"summary": 5}, "invalid"),
        ({"recurrence": ["DTSTART:20260504T090000Z", "RRULE:FREQ=DAILY"]}, "invalid"),
        ({"recurrence": ["RRULE:FREQ=SECONDLY"]}, "invalid"),
        ({"recurrence": ["RRULE:FREQ=SOMETIMES"]}, "invalid"),
        ({"recurrence": ["RRULE:FREQ=DAILY;INTERVAL=0"]}, "invalid"),
        ({"attendees": [{"displayName": "Nobody"}]}, "invalid"),
    ],
)
async def test_what_google_does_not_take(ana: Api, changes: dict[str, object], said: str) -> None:
    assert reason(await ana.insert(meeting() | changes)) == (400, said)


async def test_a_recurring_event_must_name_its_zone(ana: Api) -> None:
    times = {name: {"dateTime": "2026-05-04T09:00:00+02:00"} for name in ("start", "end")}
    assert (await ana.insert(times)).status_code == 200
    assert reason(await ana.insert(times | {"recurrence": ["RRULE:FREQ=DAILY"]})) == (400, "required")


async def test_a_body_that_is_no_json_is_refused(ana: Api) -> None:
    answer = await ana.http.post("/google/calendar/v3/" + ana.path(), content=b"{broken")
    assert reason(answer) == (400, "parseError")


async def test_long_property_keys_vanish_without_a_word(ana: Api) -> None:
    made = await ana.made(meeting(extendedProperties={"private": {"k" * 45: "x", "k" * 44: "y"}}))
    assert made["extendedProperties"] == {"private": {"k" * 44: "y"}}


async def test_going_all_day_by_patch_needs_the_other_member_nulled(ana: Api) -> None:
    made = await ana.made(meeting())
    naive = {"start": {"date": "2026-05-04"}, "end": {"date": "2026-05-05"}}
    assert (await ana.patch(made["id"], naive)).status_code == 400
    careful = {name: when | {"dateTime": None, "timeZone": None} for name, when in naive.items()}
    now = (await ana.patch(made["id"], careful)).json()
    assert (now["start"], now["end"]) == ({"date": "2026-05-04"}, {"date": "2026-05-05"})


async def test_the_answer_shows_times_in_the_zone_that_is_asked_for_and_keeps_the_events_own(ana: Api) -> None:
    made = await ana.made(meeting())
    seen = (await ana.get(made["id"], timeZone="America/New_York")).json()
    assert seen["start"] == {"dateTime": "2026-05-04T03:00:00-04:00", "timeZone": "Europe/Madrid"}


async def test_the_sequence_moves_with_the_time_and_never_back(ana: Api) -> None:
    made = await ana.made(meeting(sequence=3))
    assert (await ana.patch(made["id"], {"summary": "x"})).json()["sequence"] == 3
    assert (await ana.patch(made["id"], meeting(start=MORNING.replace(hour=10)))).json()["sequence"] == 4
    assert reason(await ana.patch(made["id"], {"sequence": 2})) == (400, "invalid")


async def test_what_is_the_default_is_not_told(ana: Api) -> None:
    usual = {"transparency": "opaque", "visibility": "default", "guestsCanModify": False, "guestsCanInviteOthers": True}
    assert not usual.keys() & (await ana.made(meeting() | usual)).keys()
    other = {"transparency": "transparent", "visibility": "public", "guestsCanModify": True}
    assert other.items() <= (await ana.made(meeting() | other)).items()


async def test_a_meeting_link_is_made_a_moment_later_and_only_if_conference_data_counts(ana: Api) -> None:
    wish = {"createRequest": {"requestId": "r1", "conferenceSolutionKey": {"type": "hangoutsMeet"}}}
    assert "conferenceData" not in await ana.made(meeting(conferenceData=wish))
    made = await ana.made(meeting(conferenceData=wish), conferenceDataVersion=1)
    assert made["conferenceData"]["createRequest"]["status"] == {"statusCode": "pending"}
    later = (await ana.get(made["id"])).json()
    assert later["conferenceData"]["createRequest"]["status"] == {"statusCode": "success"}
    assert later["hangoutLink"].startswith("https://meet.google.com/")
    kept = (await ana.update(made["id"], meeting("Renamed"))).json()
    assert kept["hangoutLink"] == later["hangoutLink"]


LABEL = {"id": "00000000-0000-4000-8000-000000000001", "backgroundColor": "#039be5"}


async def with_label(ana: Api) -> str:
    await ana.ask("PATCH", "calendars/primary", {"labelProperties": {"eventLabels": [LABEL]}})
    return LABEL["id"]


async def test_attachments_and_labels_count_only_when_the_client_says_it_knows_them(ana: Api) -> None:
    label = await with_label(ana)
    more = {"attachments": [{"fileUrl": "https://x.test/a"}], "eventLabelId": label, "colorId": "3"}
    plain = await ana.made(meeting() | more)
    assert ("attachments" in plain, "eventLabelId" in plain, plain["colorId"]) == (False, False, "3")
    knowing = await ana.made(meeting() | more, supportsAttachments=True, eventLabelVersion=1)
    assert ("attachments" in knowing, knowing["eventLabelId"], "colorId" in knowing) == (True, label, False)


async def test_a_label_vanishes_when_a_client_that_knows_labels_does_not_name_it(ana: Api) -> None:
    label = await with_label(ana)
    made = await ana.made(meeting(eventLabelId=label), eventLabelVersion=1)
    assert (await ana.patch(made["id"], {"summary": "x"})).json()["eventLabelId"] == label
    assert "eventLabelId" not in (await ana.patch(made["id"], {"summary": "y"}, eventLabelVersion=1)).json()


async def test_at_most_25_files_are_attached(ana: Api) -> None:
    files = [{"fileUrl": f"https://x.test/{n}"} for n in range(26)]
    assert reason(await ana.insert(meeting(attachments=files), supportsAttachments=True)) == (400, "invalid")
    assert len((await ana.made(meeting(attachments=files[1:]), supportsAttachments=True))["attachments"]) == 25


async def test_quick_add_makes_an_hour(ana: Api) -> None:
    made = (await ana.ask("POST", ana.path("quickAdd"), text="Lunch")).json()
    assert (made["summary"], made["start"]["dateTime"]) == ("Lunch", "2026-05-01T15:00:00+02:00")


async def test_an_all_day_series_and_a_timed_one_can_be_made(ana: Api) -> None:
    assert (await ana.made(day(recurrence=["RRULE:FREQ=YEARLY"])))["recurrence"] == ["RRULE:FREQ=YEARLY"]
    assert (await ana.made(weekly()))["recurrence"] == ["RRULE:FREQ=WEEKLY;COUNT=5"]
