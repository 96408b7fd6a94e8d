"""What Google says of an event, and what we make of it: table by table, and nothing ever raises."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.core.appointment import (
    Appointment,
    Attachment,
    Attendee,
    EventStatus,
    Person,
    Reminder,
    Reply,
    ShowAs,
    Visibility,
)
from calsync_desktop.core.when import all_day, timed
from calsync_desktop.providers.google.ids import id_of
from calsync_desktop.providers.google.mapping.read import View, piece, view

HOME = View("Europe/Berlin", (Reminder(10), Reminder(60, "email")))
START = {"dateTime": "2026-05-04T09:00:00+02:00", "timeZone": "Europe/Madrid"}
END = {"dateTime": "2026-05-04T10:00:00+02:00", "timeZone": "Europe/Madrid"}


def event(**more: Any) -> dict[str, Any]:
    """A meeting in Madrid with what every event has; None takes a member away."""
    made = {
        "kind": "calendar#event",
        "etag": '"1"',
        "id": "tea00",
        "status": "confirmed",
        "iCalUID": "tea00@google.com",
        "updated": "2026-05-01T12:00:00.000Z",
        "summary": "Tea",
        "start": START,
        "end": END,
        "organizer": {"email": "ana@example.org", "self": True},
        "reminders": {"useDefault": False},
    }
    return {name: value for name, value in (made | more).items() if value is not None}


def read(**more: Any) -> Appointment:
    found = piece(event(**more), HOME)
    assert found.problem == ""
    assert found.content is not None
    return found.content


def content(**more: Any) -> Any:
    return read(**more).content


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        (START, END, timed(datetime(2026, 5, 4, 9), datetime(2026, 5, 4, 10), "Europe/Madrid")),
        # Told in the calendar's offset, meant in another zone.
        (
            {"dateTime": "2026-05-04T09:00:00+02:00", "timeZone": "America/New_York"},
            {"dateTime": "2026-05-04T10:00:00+02:00", "timeZone": "America/New_York"},
            timed(datetime(2026, 5, 4, 3), datetime(2026, 5, 4, 4), "America/New_York"),
        ),
        (
            {"dateTime": "2026-05-04T07:00:00Z"},
            {"dateTime": "2026-05-04T08:00:00Z"},
            timed(datetime(2026, 5, 4, 9), datetime(2026, 5, 4, 10), "Europe/Berlin"),
        ),
        (
            {"dateTime": "2026-05-04T07:00:00.123Z", "timeZone": "UTC"},
            {"dateTime": "2026-05-04T08:00:00Z", "timeZone": "UTC"},
            timed(datetime(2026, 5, 4, 7), datetime(2026, 5, 4, 8), "UTC"),
        ),
        # A flight: it ends in another zone.
        (
            {"dateTime": "2026-05-04T09:00:00+02:00", "timeZone": "Europe/Berlin"},
            {"dateTime": "2026-05-04T17:00:00+02:00", "timeZone": "America/New_York"},
            timed(datetime(2026, 5, 4, 9), datetime(2026, 5, 4, 11), "Europe/Berlin", "America/New_York"),
        ),
        (
            {"dateTime": "2026-05-04T09:00:00+02:00", "timeZone": "Mars/Olympus"},
            {"dateTime": "2026-05-04T10:00:00+02:00", "timeZone": "Mars/Olympus"},
            timed(datetime(2026, 5, 4, 9), datetime(2026, 5, 4, 10), "Europe/Berlin"),
        ),
        ({"date": "2026-05-04"}, {"date": "2026-05-06"}, all_day(date(2026, 5, 4), date(2026, 5, 6))),
        # Of a whole day nobody may go through UTC.
        ({"date": "2026-05-04", "timeZone": "Asia/Tokyo"}, {"date": "2026-05-05"}, all_day(date(2026, 5, 4))),
    ],
)
def test_every_kind_of_time(start, end, wanted) -> None:  # type: ignore[no-untyped-def]
    assert content(start=start, end=end).when == wanted


@pytest.mark.parametrize(
    ("said", "field", "wanted"),
    [
        ({}, "status", EventStatus.CONFIRMED),
        ({"status": "tentative"}, "status", EventStatus.TENTATIVE),
        ({}, "show_as", ShowAs.BUSY),
        ({"transparency": "opaque"}, "show_as", ShowAs.BUSY),
        ({"transparency": "transparent"}, "show_as", ShowAs.FREE),
        ({"eventType": "outOfOffice"}, "show_as", ShowAs.AWAY),
        ({"eventType": "workingLocation", "transparency": "transparent"}, "show_as", ShowAs.ELSEWHERE),
        ({"extendedProperties": {"private": {"calsyncShowAs": "away"}}}, "show_as", ShowAs.AWAY),
        ({}, "visibility", Visibility.DEFAULT),
        ({"visibility": "confidential"}, "visibility", Visibility.CONFIDENTIAL),
        ({"visibility": "something new"}, "visibility", Visibility.DEFAULT),
        ({"summary": None}, "title", ""),
        ({"summary": None, "organizer": None, "visibility": "private"}, "title", "Busy"),
        ({"reminders": {"useDefault": True}}, "reminders", (Reminder(10), Reminder(60, "email"))),
        ({"reminders": {"useDefault": False}}, "reminders", ()),
        ({"reminders": None}, "reminders", ()),
        (
            {"reminders": {"useDefault": False, "overrides": [{"method": "email", "minutes": 0}] * 2}},
            "reminders",
            (Reminder(0, "email"),),
        ),
        ({"colorId": "11"}, "color", "#dc2127"),
        ({"colorId": "11", "extendedProperties": {"private": {"calsyncColor": "red"}}}, "color", "red"),
        ({"colorId": "9", "extendedProperties": {"private": {"calsyncColor": "red"}}}, "color", "#5484ed"),
        ({"colorId": "99"}, "color", ""),
        ({"hangoutLink": "https://meet.example.org/a"}, "meeting_url", "https://meet.example.org/a"),
        (
            {
                "conferenceData": {
                    "entryPoints": [
                        {"entryPointType": "phone", "uri": "tel:+1"},
                        {"entryPointType": "video", "uri": "https://zoom.example.org/b"},
                    ]
                }
            },
            "meeting_url",
            "https://zoom.example.org/b",
        ),
        ({"source": {"url": "https://example.org/x", "title": "X"}}, "url", "https://example.org/x"),
        ({"extendedProperties": {"private": {"calsyncCategories": "Food\nWork"}}}, "categories", ("Food", "Work")),
        (
            {"attachments": [{"fileUrl": "https://drive.example.org/1", "title": "Plan"}, {"fileId": "odd"}]},
            "attachments",
            (Attachment("https://drive.example.org/1", "Plan"),),
        ),
        ({}, "organizer", None),
        (
            {"organizer": {"email": "Boss@Example.org", "displayName": "B"}},
            "organizer",
            Person("boss@example.org", "B"),
        ),
        # A calendar that goes by an address of Google's is nobody who could be asked.
        ({"organizer": {"email": "c_1@group.calendar.google.com", "self": True}}, "organizer", None),
    ],
)
def test_every_field(said, field, wanted) -> None:  # type: ignore[no-untyped-def]
    assert getattr(content(**said), field) == wanted


@pytest.mark.parametrize(
    ("said", "plain", "html"),
    [
        ("two\nlines", "two\nlines", ""),
        ("a < b and c > d", "a < b and c > d", ""),
        ("<p>one<br>two</p><ul><li>three</li></ul>", "one\ntwo\nthree", "<p>one<br>two</p><ul><li>three</li></ul>"),
        ("Tea &amp; <b>cake</b>", "Tea & cake", "Tea &amp; <b>cake</b>"),
    ],
)
def test_notes_that_are_html_are_read_as_text_too(said: str, plain: str, html: str) -> None:
    found = content(description=said)
    assert (found.notes, found.notes_html) == (plain, html)


def test_guests_are_ordered_by_address_and_those_without_one_are_left_to_google() -> None:
    guests = [
        {"email": "Zoe@Example.org", "responseStatus": "accepted", "displayName": "Zoe"},
        {"displayName": "somebody hidden"},
        {"email": "bo@example.org", "optional": True, "responseStatus": "needsAction"},
    ]
    assert content(attendees=guests).attendees == (
        Attendee("bo@example.org", optional=True),
        Attendee("zoe@example.org", "Zoe", Reply.ACCEPTED),
    )


@pytest.mark.parametrize(
    ("lines", "rule", "extra", "skipped"),
    [
        (["RRULE:FREQ=WEEKLY;BYDAY=MO"], "FREQ=WEEKLY;BYDAY=MO", (), ()),
        (["rrule:FREQ=WEEKLY;UNTIL=20260601"], "FREQ=WEEKLY;UNTIL=20260601T215959Z", (), ()),
        (
            ["RRULE:FREQ=DAILY", "EXDATE;TZID=Europe/Madrid:20260505T090000,20260506T090000"],
            "FREQ=DAILY",
            (),
            ("20260505T070000Z", "20260506T070000Z"),
        ),
        (["RRULE:FREQ=DAILY", "EXDATE:20260505T070000Z"], "FREQ=DAILY", (), ("20260505T070000Z",)),
        (["RRULE:FREQ=DAILY", "EXDATE;VALUE=DATE:20260505"], "FREQ=DAILY", (), ("20260505T070000Z",)),
        (["RDATE;TZID=America/New_York:20260511T030000"], "", ("20260511T070000Z",), ()),
        (["RDATE;VALUE=PERIOD:20260511T070000Z/PT2H"], "", ("20260511T070000Z",), ()),
    ],
)
def test_the_lines_of_a_series(lines, rule, extra, skipped) -> None:  # type: ignore[no-untyped-def]
    found = read(recurrence=lines).recurrence
    assert found is not None
    assert (found.rule, found.extra, found.skipped) == (rule, extra, skipped)


@pytest.mark.parametrize(
    ("original", "key"),
    [
        ({"dateTime": "2026-05-11T09:00:00+02:00", "timeZone": "Europe/Madrid"}, "20260511T070000Z"),
        ({"dateTime": "2026-05-11T07:00:00Z"}, "20260511T070000Z"),
        ({"dateTime": "2026-05-11T09:00:00", "timeZone": "Europe/Madrid"}, "20260511T070000Z"),
        ({"date": "2026-05-11"}, "20260511"),
    ],
)
def test_an_exception_is_known_by_its_original_start(original: dict[str, str], key: str) -> None:
    found = piece(event(id="tea00_x", recurringEventId="tea00", originalStartTime=original), HOME)
    assert (found.series, found.remote_id, found.original_start) == ("tea00", "tea00_x", key)
    assert found.content is not None


def test_both_cancelled_stubs() -> None:
    whole = piece({"id": "tea00", "status": "cancelled"}, HOME)
    assert (whole.gone, whole.original_start, whole.series) == (True, None, "tea00")
    stub = {"id": "tea00_y", "status": "cancelled", "recurringEventId": "tea00"}
    one = piece(stub | {"originalStartTime": {"date": "2026-05-11"}}, HOME)
    assert (one.gone, one.original_start, one.series) == (True, "20260511", "tea00")


def test_a_deleted_event_that_keeps_its_details_is_gone_all_the_same() -> None:
    assert piece(event(status="cancelled"), HOME).gone


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"start": None}, "cannot be reckoned with"),
        ({"start": {"dateTime": "soon"}}, "cannot be reckoned with"),
        ({"start": {"date": "2026-05-04"}}, "cannot be reckoned with"),
        ({"start": "soon"}, "cannot be reckoned with"),
        ({"recurrence": ["RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"]}, "several rules"),
        ({"recurrence": ["RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY"]}, "a rule of their own"),
        ({"recurrence": ["RRULE:FREQ=SECONDLY"]}, "every few minutes"),
        ({"recurrence": ["RRULE:FREQ=DAILY", "EXDATE:soon"]}, "cannot be reckoned with"),
        ({"recurrence": "FREQ=DAILY"}, ""),
        ({"recurringEventId": "x"}, "cannot be reckoned with"),
        ({"attendees": "everybody"}, "cannot be reckoned with"),
        ({"reminders": {"overrides": [{"method": "popup"}]}}, "cannot be reckoned with"),
    ],
)
def test_what_cannot_be_read_is_a_problem_of_its_own(said: dict[str, Any], words: str) -> None:
    found = piece(event(**said), HOME)
    assert not found.gone
    assert words in found.problem


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = sorted(
    {*event(), "recurrence", "attendees", "extendedProperties", "colorId", "description", "source", "attachments"}
    | {"recurringEventId", "originalStartTime", "conferenceData", "hangoutLink", "transparency", "visibility"}
)


@given(st.dictionaries(st.sampled_from([name for name in MEMBERS if name not in ("id", "etag")]), JSON, max_size=3))
def test_whatever_an_event_holds_it_is_read_or_a_problem(said: dict[str, Any]) -> None:
    found = piece(event() | said, HOME)
    assert found.remote_id == "tea00"


def test_the_uid_is_googles_unless_the_id_is_one_of_ours() -> None:
    assert read().uid == "tea00@google.com"
    assert read(iCalUID=None).uid == "tea00"
    assert read(id=id_of("uid-1"), iCalUID=f"{id_of('uid-1')}@google.com").uid == "uid-1"


def test_default_reminders_that_are_none_are_passed_over() -> None:
    assert view("Europe/Berlin", [{"method": "popup", "minutes": 5}]) == View("Europe/Berlin", (Reminder(5),))
    assert view("", "none", "Europe/Paris") == View("Europe/Paris")
    assert view("", None) == View("UTC")


def test_the_raw_text_is_kept_beside() -> None:
    found = piece(event(extendedProperties={"shared": {"theirs": "kept"}}), HOME)
    assert '"theirs":"kept"' in found.raw
