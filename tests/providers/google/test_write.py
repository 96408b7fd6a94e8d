"""Our writes in Google's words: only what changed, the rest as Google has it, and what it cannot hold refused in words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from calsync_desktop.core.appointment import (
    Appointment,
    Attachment,
    Attendee,
    Content,
    EventStatus,
    Person,
    Recurrence,
    Reminder,
    Reply,
    ShowAs,
    Visibility,
)
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.fields import changed, lay_out
from calsync_desktop.core.provider import PieceWrite, Verb
from calsync_desktop.core.when import all_day, floating, timed
from calsync_desktop.providers.google.mapping.compose import Grounds, compose
from calsync_desktop.providers.google.mapping.read import piece
from tests.providers.google.services import ANA, BEN
from tests.providers.google.test_read import HOME, event

Json = dict[str, Any]
MINE = frozenset({ANA})


def written(before: Appointment | None, after: Appointment, raw: Json | None = None) -> Json:
    """The body of one write."""
    fields = changed(lay_out(before) if before else {}, lay_out(after))
    verb = Verb.CREATE if before is None else Verb.UPDATE
    write = PieceWrite(verb, "tea00", "tea00", None, '"1"' if before else None, before, after, fields)
    found: Json = json.loads(compose(write, Grounds(raw or {}, "Europe/Berlin", MINE)))
    return found


def patch(raw: Json, **values: Any) -> Json:
    """What an edit of these fields sends."""
    before = piece(raw, HOME).content
    assert before is not None
    return written(before, replace(before, content=replace(before.content, **values)), raw)


@pytest.mark.parametrize(
    ("values", "body"),
    [
        ({"title": "Dinner"}, {"summary": "Dinner"}),
        ({"title": ""}, {"summary": ""}),
        ({"location": "Room 4"}, {"location": "Room 4"}),
        ({"notes": "Bring <3"}, {"description": "Bring <3"}),
        ({"notes": "Bold", "notes_html": "<b>Bold</b>"}, {"description": "<b>Bold</b>"}),
        ({"status": EventStatus.TENTATIVE}, {"status": "tentative"}),
        ({"visibility": Visibility.PRIVATE}, {"visibility": "private"}),
        (
            {"reminders": (Reminder(5),)},
            {"reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 5}]}},
        ),
        (
            {"show_as": ShowAs.FREE},
            {"transparency": "transparent", "extendedProperties": {"private": {"calsyncShowAs": None}}},
        ),
        (
            {"show_as": ShowAs.AWAY},
            {"transparency": "opaque", "extendedProperties": {"private": {"calsyncShowAs": "away"}}},
        ),
        ({"categories": ("b", "a")}, {"extendedProperties": {"private": {"calsyncCategories": "a\nb"}}}),
        ({"color": "tomato"}, {"colorId": "4", "extendedProperties": {"private": {"calsyncColor": "tomato"}}}),
        (
            {"url": "https://example.org"},
            {
                "source": {"title": "Tea", "url": "https://example.org"},
                "extendedProperties": {"private": {"calsyncUrl": None}},
            },
        ),
        (
            {"url": "message:1"},
            {"source": None, "extendedProperties": {"private": {"calsyncUrl": "message:1"}}},
        ),
        (
            {"meeting_url": "https://meet.example.org"},
            {"extendedProperties": {"private": {"calsyncMeeting": "https://meet.example.org"}}},
        ),
        (
            {"when": all_day(date(2026, 5, 4))},
            {
                "start": {"date": "2026-05-04", "dateTime": None, "timeZone": None},
                "end": {"date": "2026-05-05", "dateTime": None, "timeZone": None},
            },
        ),
        (
            {"when": timed(datetime(2026, 5, 4, 9), datetime(2026, 5, 4, 10), "Asia/Tokyo", "UTC")},
            {
                "start": {"date": None, "dateTime": "2026-05-04T09:00:00", "timeZone": "Asia/Tokyo"},
                "end": {"date": None, "dateTime": "2026-05-04T10:00:00", "timeZone": "UTC"},
            },
        ),
        (
            {"when": floating(datetime(2026, 5, 4, 9), datetime(2026, 5, 4, 10))},
            {
                "start": {"date": None, "dateTime": "2026-05-04T09:00:00", "timeZone": "Europe/Berlin"},
                "end": {"date": None, "dateTime": "2026-05-04T10:00:00", "timeZone": "Europe/Berlin"},
            },
        ),
        ({"organizer": Person(BEN)}, {}),
        (
            {"attachments": (Attachment("https://example.org/a", "A"),)},
            {"attachments": [{"fileUrl": "https://example.org/a", "title": "A"}]},
        ),
    ],
)
def test_an_edit_sends_its_field_and_nothing_else(values: Json, body: Json) -> None:
    assert patch(event(), **values) == body


def test_a_guest_added_leaves_the_others_as_google_has_them() -> None:
    held = [
        {"email": "Zoe@Example.org", "responseStatus": "accepted", "comment": "by bus", "id": "7"},
        {"displayName": "hidden"},
        {"email": ANA, "self": True, "organizer": True, "responseStatus": "accepted"},
    ]
    raw = event(attendees=held)
    before = piece(raw, HOME).content
    assert before is not None
    sent = patch(raw, attendees=(*before.content.attendees, Attendee("cleo@example.org", optional=True)))
    assert sent == {
        "attendees": [
            {"email": "Zoe@Example.org", "responseStatus": "accepted", "comment": "by bus", "id": "7"},
            {"displayName": "hidden"},
            {"email": ANA, "responseStatus": "accepted"},
            {"email": "cleo@example.org", "responseStatus": "needsAction", "optional": True},
        ]
    }


def test_a_reply_where_google_left_out_the_guests_sends_only_oneself() -> None:
    raw = event(
        organizer={"email": BEN},
        attendeesOmitted=True,
        attendees=[{"email": ANA, "self": True, "responseStatus": "needsAction"}],
    )
    sent = patch(raw, attendees=(Attendee(ANA, reply=Reply.DECLINED),))
    assert sent == {"attendees": [{"email": ANA, "responseStatus": "declined"}], "attendeesOmitted": True}


def test_an_attachment_that_stays_is_sent_as_google_has_it() -> None:
    held = {"fileUrl": "https://drive.example.org/1", "title": "Plan", "mimeType": "x/y", "fileId": "1"}
    sent = patch(
        event(attachments=[held]),
        attachments=(Attachment(held["fileUrl"], "Plan"), Attachment("https://b.example.org")),
    )
    assert sent["attachments"][0] == held


@pytest.mark.parametrize(
    ("recurrence", "lines"),
    [
        (Recurrence("FREQ=WEEKLY"), ["RRULE:FREQ=WEEKLY", "EXDATE:20260511T070000Z"]),
        (Recurrence("FREQ=WEEKLY;COUNT=1"), ["RRULE:FREQ=WEEKLY;COUNT=1"]),
        (
            Recurrence("FREQ=WEEKLY;UNTIL=20260601T215959Z"),
            ["RRULE:FREQ=WEEKLY;UNTIL=20260601T215959Z", "EXDATE:20260511T070000Z"],
        ),
        (
            Recurrence("FREQ=WEEKLY", ("20260505T070000Z",)),
            ["RRULE:FREQ=WEEKLY", "RDATE:20260505T070000Z", "EXDATE:20260511T070000Z"],
        ),
        (None, None),
    ],
)
def test_a_new_rule_keeps_the_dates_that_another_program_left_out(recurrence, lines) -> None:  # type: ignore[no-untyped-def]
    raw = event(recurrence=["RRULE:FREQ=DAILY", "EXDATE:20260511T070000Z"])
    before = piece(raw, HOME).content
    assert before is not None
    assert before.recurrence is not None
    bare = replace(before, recurrence=replace(before.recurrence, skipped=()))
    assert written(bare, replace(bare, recurrence=recurrence), raw) == {"recurrence": lines}


def test_a_single_event_that_becomes_a_series_says_its_zone() -> None:
    before = piece(event(), HOME).content
    assert before is not None
    sent = written(before, replace(before, recurrence=Recurrence("FREQ=DAILY")), event())
    assert sent["recurrence"] == ["RRULE:FREQ=DAILY"]
    assert sent["start"]["timeZone"] == "Europe/Madrid"


def test_a_series_moved_in_time_says_no_rule_that_stays() -> None:
    raw = event(recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    later = timed(datetime(2026, 5, 4, 12), datetime(2026, 5, 4, 13), "Europe/Madrid")
    assert patch(raw, when=later).keys() == {"start", "end"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"status": EventStatus.CANCELLED}, "marked as cancelled"),
        ({"reminders": tuple(Reminder(n) for n in range(6))}, "at most five"),
        ({"reminders": (Reminder(50_000),)}, "four weeks"),
        ({"reminders": (Reminder(-5),)}, "from the start"),
        ({"categories": ("x" * 2000,)}, "no room"),
    ],
)
def test_what_google_cannot_hold_is_refused_in_words(values: Json, words: str) -> None:
    with pytest.raises(Refused, match=words):
        patch(event(), **values)


def test_a_new_appointment_says_only_what_it_says() -> None:
    made = Appointment(
        "uid-1", Content(timed(datetime(2026, 5, 4, 9), datetime(2026, 5, 4, 10), "Europe/Madrid"), "Tea")
    )
    assert written(None, made) == {
        "id": "tea00",
        "summary": "Tea",
        "status": "confirmed",
        "transparency": "opaque",
        "visibility": "default",
        "start": {"dateTime": "2026-05-04T09:00:00", "timeZone": "Europe/Madrid"},
        "end": {"dateTime": "2026-05-04T10:00:00", "timeZone": "Europe/Madrid"},
        "reminders": {"useDefault": False, "overrides": []},
    }


def test_somebody_elses_event_is_imported_under_its_uid() -> None:
    when = timed(datetime(2026, 5, 4, 9), datetime(2026, 5, 4, 10), "Europe/Madrid")
    sent = written(None, Appointment("theirs@example.net", Content(when, "Tea", organizer=Person(BEN, "Ben"))))
    assert (sent["iCalUID"], sent["organizer"]) == ("theirs@example.net", {"email": BEN, "displayName": "Ben"})
    assert "id" not in sent


def test_a_closed_event_gets_no_properties_of_ours() -> None:
    assert patch(event(locked=True), color="tomato") == {"colorId": "4"}
    assert "extendedProperties" in patch(event(eventType="fromGmail"), color="tomato")
