"""Invitations, mails, moves, imports and event types (protocols 1.5 to 1.7)."""

from typing import Any

import pytest

from calsync_desktop.sandbox.google import GoogleSandbox, Quirks, hand
from tests.sandbox.google.api import ANA, BEN, Api, Json, day, meeting, reason, weekly

HOST = {"email": "host@example.com", "displayName": "Host"}
GUESTS = [{"email": BEN}, {"email": "mia@example.com"}]


def invitation(google: GoogleSandbox, **more: Any) -> str:
    guests = [HOST | {"responseStatus": "accepted"}, {"email": ANA}]
    return hand.put(google, ANA, meeting("Board", organizer=HOST, attendees=guests, **more))


def answered(reply: str) -> Json:
    guests = [HOST | {"responseStatus": "accepted"}, {"email": ANA, "responseStatus": reply}]
    return {"attendees": guests}


async def test_a_guest_may_answer_and_colour_but_not_change(google: GoogleSandbox, ana: Api) -> None:
    event = invitation(google)
    now = (await ana.patch(event, answered("accepted") | {"colorId": "4", "transparency": "transparent"})).json()
    assert {each["email"]: each["responseStatus"] for each in now["attendees"]}[ANA] == "accepted"
    assert (now["attendees"][0]["organizer"], now["attendees"][1]["self"]) == (True, True)
    for changes in (
        {"summary": "Mine"}, {"location": "Here"}, {"attendees": [{"email": ANA}]}, {"guestsCanInviteOthers": False},
        {"extendedProperties": {"shared": {"k": "v"}}},
    ):  # fmt: skip
        assert reason(await ana.patch(event, changes)) == (403, "forbiddenForNonOrganizer")
    assert (await ana.patch(event, {"extendedProperties": {"private": {"k": "v"}}})).status_code == 200


async def test_put_by_a_guest_resets_what_only_the_organizer_may(google: GoogleSandbox, ana: Api) -> None:
    event = invitation(google, guestsCanInviteOthers=False)
    body = {name: value for name, value in (await ana.get(event)).json().items() if name != "guestsCanInviteOthers"}
    assert reason(await ana.update(event, body)) == (403, "forbiddenForNonOrganizer")


async def test_a_guest_who_may_modify_does(google: GoogleSandbox, ana: Api) -> None:
    event = invitation(google, guestsCanModify=True)
    assert (await ana.patch(event, {"summary": "Ours"})).json()["summary"] == "Ours"


async def test_hidden_invitations_come_only_when_they_are_asked_for(google: GoogleSandbox, ana: Api) -> None:
    event = invitation(google)
    google.calendars[ANA].hidden.add(event)
    assert await ana.items() == []
    assert [each["id"] for each in await ana.items(showHiddenInvitations=True)] == [event]


async def test_an_attendee_is_a_room_from_the_first_time_on(ana: Api) -> None:
    room, mia = {"email": "room@example.com", "resource": True}, {"email": "mia@example.com"}
    made = await ana.made(meeting(attendees=[room, mia]))
    swapped = [{"email": room["email"]}, mia | {"resource": True}]
    now = (await ana.patch(made["id"], {"attendees": swapped})).json()
    assert [each.get("resource") for each in now["attendees"]] == [True, None]


async def test_organizer_and_creator_cannot_be_written(ana: Api) -> None:
    made = await ana.made(meeting(creator=HOST) | {"organizer": HOST})
    now = (await ana.patch(made["id"], {"organizer": HOST, "creator": HOST, "iCalUID": "x"})).json()
    for event in (made, now):
        assert (event["organizer"]["email"], event["creator"]["email"]) == (ANA, ANA)
    assert now["iCalUID"] == made["iCalUID"]


async def test_of_a_locked_event_only_the_personal_can_be_changed(google: GoogleSandbox, ana: Api) -> None:
    event = hand.put(google, ANA, meeting(locked=True))
    assert reason(await ana.patch(event, {"summary": "x"})) == (403, "forbidden")
    assert (await ana.patch(event, {"colorId": "4"})).status_code == 200


@pytest.mark.parametrize(
    ("send", "told"),
    [("all", {BEN, "mia@example.com"}), ("externalOnly", {"mia@example.com"}), ("none", set()), (None, set())],
)
async def test_mails_go_to_whom_send_updates_says(
    google: GoogleSandbox, ana: Api, send: str | None, told: set[str]
) -> None:
    query = {} if send is None else {"sendUpdates": send}
    event = (await ana.made(meeting(attendees=GUESTS), **query))["id"]
    await ana.patch(event, {"location": "x"}, **query)
    await ana.delete(event, **query)
    assert {mail.to for mail in google.mails} == told
    assert [mail.kind for mail in google.mails if mail.to == "mia@example.com"] == (
        ["invited", "changed", "cancelled"] if told else []
    )
    assert [each.mails for each in google.journal.writes()] == [len(told)] * 3


async def test_nobody_is_told_of_a_change_of_reminders(google: GoogleSandbox, ana: Api) -> None:
    event = (await ana.made(meeting(attendees=GUESTS)))["id"]
    await ana.patch(event, {"reminders": {"useDefault": False}}, sendUpdates="all")
    assert google.mails == []


async def test_send_updates_is_one_of_three_words(ana: Api) -> None:
    assert reason(await ana.insert(meeting(), sendUpdates="some")) == (400, "invalid")


async def test_a_move_keeps_the_id_changes_the_organizer_and_leaves_a_bare_stub(
    google: GoogleSandbox, ana: Api, work: str
) -> None:
    made = await ana.made(weekly())
    exception = f"{made['id']}_20260511T070000Z"
    await ana.patch(exception, {"summary": "Late"})
    token, there = await ana.token(showDeleted=True), await ana.at(work).token()
    answer = await ana.ask("POST", ana.path(made["id"], "move"), destination=work)
    moved = answer.json()
    assert (moved["id"], moved["iCalUID"], moved["organizer"]["email"]) == (made["id"], made["iCalUID"], work)
    stubs = await ana.items(syncToken=token, showDeleted=True)
    [stub] = [each for each in stubs if each["id"] == made["id"]]
    assert stub.keys() == {"kind", "etag", "id", "status"}
    assert {each["id"] for each in await ana.at(work).items(syncToken=there)} == {made["id"], exception}
    assert await ana.items() == []
    back = await ana.ask("POST", ana.at(work).path(made["id"], "move"), destination="primary")
    assert back.json()["organizer"]["email"] == ANA
    assert {each["id"] for each in await ana.items()} == {made["id"], exception}


async def test_what_cannot_be_moved(google: GoogleSandbox, ana: Api, work: str) -> None:
    series = (await ana.made(weekly()))["id"]
    places = [
        (f"{series}_20260511T070000Z", work, (400, "invalid")),
        (invitation(google), work, (403, "forbiddenForNonOrganizer")),
        ("nothing", work, (404, "notFound")),
        (series, "nothing", (404, "notFound")),
        (series, "primary", (400, "invalid")),
    ]
    for event, destination, said in places:
        assert reason(await ana.ask("POST", ana.path(event, "move"), destination=destination)) == said
    assert reason(await ana.ask("POST", ana.path(series, "move"))) == (400, "required")


async def test_an_import_is_a_private_copy_and_mails_nobody(google: GoogleSandbox, ana: Api) -> None:
    body = meeting("Board", iCalUID="u1@example.com", organizer=HOST, attendees=GUESTS)
    first = (await ana.ask("POST", ana.path("import"), body)).json()
    assert (first["iCalUID"], first["organizer"]["email"], first["privateCopy"]) == (
        "u1@example.com",
        HOST["email"],
        True,
    )
    again = (await ana.ask("POST", ana.path("import"), body | {"summary": "Board 2"})).json()
    assert (again["id"], again["summary"]) == (first["id"], "Board 2")
    assert google.mails == []
    google.quirks = Quirks(import_again="conflict")
    assert reason(await ana.ask("POST", ana.path("import"), body)) == (409, "duplicate")


async def test_what_cannot_be_imported(ana: Api) -> None:
    made = await ana.made(meeting())
    assert reason(await ana.ask("POST", ana.path("import"), meeting())) == (400, "required")
    assert reason(await ana.ask("POST", ana.path("import"), meeting(iCalUID=made["iCalUID"]))) == (409, "duplicate")
    focus = meeting(iCalUID="u", eventType="focusTime", focusTimeProperties={})
    assert reason(await ana.ask("POST", ana.path("import"), focus)) == (400, "eventTypeRestriction")


BIRTHDAY = day(
    "Mia", eventType="birthday", recurrence=["RRULE:FREQ=YEARLY"], visibility="private", transparency="transparent",
    birthdayProperties={"type": "birthday"},
)  # fmt: skip
FOCUS = meeting(eventType="focusTime", focusTimeProperties={"chatStatus": "doNotDisturb"})
OUT = meeting(eventType="outOfOffice", outOfOfficeProperties={"autoDeclineMode": "declineNone"})
PLACE = day(
    eventType="workingLocation", visibility="public", transparency="transparent",
    workingLocationProperties={"type": "homeOffice", "homeOffice": {}},
)  # fmt: skip


@pytest.mark.parametrize("body", [BIRTHDAY, FOCUS, OUT, PLACE], ids=lambda body: body["eventType"])
async def test_each_event_type_can_be_made_in_its_form(ana: Api, work: str, body: Json) -> None:
    made = await ana.made(body)
    assert made["eventType"] == body["eventType"]
    assert (await ana.patch(made["id"], {"colorId": "3"})).status_code == 200
    assert reason(await ana.patch(made["id"], {"eventType": "default"})) == (400, "eventTypeRestriction")
    assert reason(await ana.ask("POST", ana.path(made["id"], "move"), destination=work)) == (
        400,
        "eventTypeRestriction",
    )


WHOLE = {name: BIRTHDAY[name] for name in ("start", "end")}


@pytest.mark.parametrize(
    "body",
    [
        BIRTHDAY | {"recurrence": ["RRULE:FREQ=DAILY"]},
        BIRTHDAY | {"visibility": "public"},
        BIRTHDAY | {"end": {"date": "2026-05-06"}},
        BIRTHDAY | {"birthdayProperties": {"type": "anniversary"}},
        FOCUS | WHOLE,
        FOCUS | {"transparency": "transparent"},
        FOCUS | {"focusTimeProperties": None},
        OUT | {"outOfOfficeProperties": None},
        PLACE | {"visibility": "default"},
        PLACE | {"workingLocationProperties": None},
        meeting(eventType="fromGmail"),
        meeting(focusTimeProperties={"chatStatus": "doNotDisturb"}),
    ],
)
async def test_an_event_type_out_of_its_form_is_refused(ana: Api, body: Json) -> None:
    assert reason(await ana.insert(body)) == (400, "eventTypeRestriction")


@pytest.mark.parametrize("body", [FOCUS, OUT, PLACE], ids=lambda body: body["eventType"])
async def test_these_types_live_on_primary_calendars_only(ana: Api, work: str, body: Json) -> None:
    assert reason(await ana.at(work).insert(body)) == (400, "eventTypeRestriction")


async def test_some_accounts_cannot_have_work_events(google: GoogleSandbox, ana: Api) -> None:
    google.quirks = Quirks(work_events=False)
    assert [(await ana.insert(body)).status_code for body in (FOCUS, OUT, PLACE, BIRTHDAY)] == [400, 400, 400, 200]


async def test_of_a_birthday_only_little_can_be_changed(ana: Api) -> None:
    made = await ana.made(BIRTHDAY)
    assert (await ana.patch(made["id"], {"summary": "Mia R."})).status_code == 200
    assert reason(await ana.patch(made["id"], {"location": "Here"})) == (400, "eventTypeRestriction")


async def test_what_a_birthday_is_cannot_be_changed(ana: Api) -> None:
    made = await ana.made(BIRTHDAY)
    assert reason(await ana.patch(made["id"], {"birthdayProperties": {"type": "other"}})) == (
        400,
        "eventTypeRestriction",
    )


async def test_the_contact_of_a_birthday_can_only_be_read(ana: Api) -> None:
    made = await ana.made(BIRTHDAY | {"birthdayProperties": {"type": "birthday", "contact": "people/c1"}})
    assert made["birthdayProperties"] == {"type": "birthday"}


@pytest.mark.parametrize(
    "properties",
    [
        {"type": "birthday", "contact": "people/c1"},
        {"type": "anniversary", "contact": "people/c1"},
        {"type": "custom", "contact": "people/c1", "customTypeName": "Name day"},
        {"type": "self"},
    ],
    ids=lambda properties: properties["type"],
)
async def test_a_birthday_of_a_contact_or_of_oneself_is_for_reading(
    google: GoogleSandbox, ana: Api, properties: Json
) -> None:
    event = hand.put(google, ANA, BIRTHDAY | {"birthdayProperties": properties})
    seen = (await ana.get(event)).json()
    assert seen["birthdayProperties"] == properties
    refused = (400, "eventTypeRestriction")
    dates = {"start": {"date": "2026-05-05"}, "end": {"date": "2026-05-06"}}
    for changes in ({"summary": "x"}, dates, {"status": "cancelled"}):
        assert reason(await ana.patch(event, changes)) == refused
    assert reason(await ana.update(event, seen | {"summary": "x"})) == refused
    assert reason(await ana.delete(event)) == refused
    assert reason(await ana.delete(f"{event}_20260504")) == refused
    coloured = {"colorId": "3", "reminders": {"useDefault": False}}
    assert (await ana.patch(event, coloured)).json()["colorId"] == "3"


@pytest.mark.parametrize("body", [FOCUS, OUT, PLACE], ids=lambda body: body["eventType"])
async def test_a_change_must_keep_what_its_type_needs(ana: Api, body: Json) -> None:
    made = await ana.made(body)
    [needed] = [name for name in body if name.endswith("Properties")]
    for changes in ({needed: None}, {"transparency": "opaque" if body is PLACE else "transparent"}):
        assert reason(await ana.patch(made["id"], changes)) == (400, "eventTypeRestriction")


async def test_a_working_location_may_have_times(ana: Api) -> None:
    timed = {name: meeting()[name] for name in ("start", "end")}
    assert (await ana.made(PLACE | timed))["start"]["dateTime"] == "2026-05-04T09:00:00+02:00"


async def test_the_old_word_for_mails_counts_unless_the_new_one_is_said(google: GoogleSandbox, ana: Api) -> None:
    await ana.insert(meeting(attendees=GUESTS), sendNotifications=True, sendUpdates="none")
    assert google.mails == []
    await ana.insert(meeting(attendees=GUESTS), sendNotifications=True)
    assert {mail.to for mail in google.mails} == {BEN, "mia@example.com"}


async def test_of_an_event_from_gmail_only_the_personal_can_be_changed(google: GoogleSandbox, ana: Api) -> None:
    event = hand.put(google, ANA, meeting("Flight", eventType="fromGmail"))
    assert (await ana.patch(event, {"colorId": "2"})).status_code == 200
    assert reason(await ana.patch(event, {"summary": "x"})) == (400, "eventTypeRestriction")
