"""What other programs write, in every form met in the wild, is read as what they meant."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random

import pytest

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
from calsync_desktop.core.when import When, all_day, floating, timed
from calsync_desktop.providers.caldav.mapping import read_calendar
from calsync_desktop.providers.caldav.mapping.read import read_resource
from tests.providers.hostile import BASE, HEAD, TAIL, event

BARE = BASE[:2]
NINE, TEN = datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10)


def read(text: str, fallback: str = "") -> Appointment:
    reading = read_resource(text, fallback)
    assert reading is not None
    assert reading.appointment is not None, reading.problem
    return reading.appointment


def when(*lines: str, fallback: str = "") -> When:
    return read(event(*lines, base=BARE), fallback).content.when


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20260302T090000Z", "DTEND:20260302T100000Z"], timed(NINE, TEN, "UTC")),
        (["DTSTART;TZID=Europe/Berlin:20260302T090000", "DTEND;TZID=Europe/Berlin:20260302T100000"], timed(NINE, TEN, "Europe/Berlin")),
        (['DTSTART;TZID="Europe/Berlin":20260302T090000', "DURATION:PT1H"], timed(NINE, TEN, "Europe/Berlin")),
        (["DTSTART;TZID=W. Europe Standard Time:20260302T090000", "DURATION:PT1H"], timed(NINE, TEN, "Europe/Berlin")),
        (["DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Paris:20260302T090000", "DURATION:PT1H"], timed(NINE, TEN, "Europe/Paris")),
        (["DTSTART;TZID=Nowhere/Land:20260302T090000", "DURATION:PT1H"], timed(NINE, TEN, "UTC")),
        (["DTSTART:20260302T090000", "DTEND:20260302T100000"], floating(NINE, TEN)),
        (["DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260304"], all_day(date(2026, 3, 2), date(2026, 3, 4))),
        (["DTSTART;VALUE=DATE:20260302"], all_day(date(2026, 3, 2))),
        (["DTSTART:20260302"], all_day(date(2026, 3, 2))),
        (["DTSTART;VALUE=DATE:20260302", "DURATION:P1W"], all_day(date(2026, 3, 2), date(2026, 3, 9))),
        (["DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260302"], all_day(date(2026, 3, 2))),
        (["DTSTART;VALUE=DATE:20260302", "DTEND:20260303T000000Z"], all_day(date(2026, 3, 2), date(2026, 3, 3))),
        (["DTSTART:20260302T090000Z"], timed(NINE, NINE, "UTC")),
        (["DTSTART:20260302T090000Z", "DTEND:20260301T090000Z"], timed(NINE, NINE, "UTC")),
        (["DTSTART:20260302T090000Z", "DURATION:-PT1H"], timed(NINE, NINE, "UTC")),
        (["DTSTART;TZID=Europe/Berlin:20260302T090000", "DTEND:20260302T090000Z"], timed(NINE, TEN, "Europe/Berlin")),
        (
            ["DTSTART;TZID=Europe/Berlin:20260302T090000", "DTEND;TZID=America/New_York:20260302T090000"],
            timed(NINE, NINE, "Europe/Berlin", "America/New_York"),
        ),
        (["DTSTART:20260302T090000Z", "DTEND;VALUE=DATE:20260303"], timed(NINE, datetime(2026, 3, 3), "UTC")),
    ],
)  # fmt: skip
def test_every_form_of_time_is_one_of_three_kinds(lines: list[str], expected: When) -> None:
    assert when(*lines) == expected


def test_a_zone_that_nothing_explains_is_the_calendars_own() -> None:
    assert (
        when("DTSTART;TZID=Nowhere/Land:20260302T090000", "DURATION:PT1H", fallback="Asia/Tokyo").zone == "Asia/Tokyo"
    )


def test_days_of_a_duration_are_calendar_days_and_its_hours_are_real_ones() -> None:
    berlin = "DTSTART;TZID=Europe/Berlin:20260328T120000"  # the night before the clocks go forward
    assert when(berlin, "DURATION:P1D").end == datetime(2026, 3, 29, 12)
    assert when(berlin, "DURATION:PT24H").end == datetime(2026, 3, 29, 13)


FIELDS = (
    "SUMMARY:Lunch\\; with\\, Bo",
    "DESCRIPTION:one\\ntwo\\Nthree \\\\ four",
    "X-ALT-DESC;FMTTYPE=text/html:<p>one</p>",
    "LOCATION:Room\\, 4",
    "STATUS:TENTATIVE",
    "TRANSP:TRANSPARENT",
    "CLASS:CONFIDENTIAL",
    "CATEGORIES:Work,Food\\, drink",
    "CATEGORIES:Work,Again",
    "COLOR:Tomato",
    "URL:https://example.org/a;b,c",
    "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example/x",
    "ATTACH;FILENAME=plan.pdf:https://files.example/plan.pdf",
    "ATTACH;VALUE=BINARY;ENCODING=BASE64:AAAA",
    'ORGANIZER;CN="Ada, Countess":MAILTO:Ada@Example.org',
    "ATTENDEE;CN=Bo;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:bo@example.org",
    "ATTENDEE;PARTSTAT=NEEDS-ACTION;ROLE=OPT-PARTICIPANT:mailto:cy@example.org",
    "ATTENDEE;PARTSTAT=DELEGATED:mailto:di@example.org",
    "ATTENDEE;CN=Ed^'s;EMAIL=Ed@example.org;PARTSTAT=DECLINED:/123/principal/",
    "ATTENDEE;CN=Twice:mailto:BO@example.org",
)


def test_every_field_is_read() -> None:
    content = read(event(*FIELDS)).content
    assert content.title == "Lunch; with, Bo"
    assert content.notes == "one\ntwo\nthree \\ four"
    assert content.notes_html == "<p>one</p>"
    assert content.location == "Room, 4"
    assert content.status is EventStatus.TENTATIVE
    assert content.show_as is ShowAs.FREE
    assert content.visibility is Visibility.CONFIDENTIAL
    assert content.categories == ("Again", "Food, drink", "Work")
    assert content.color == "tomato"
    assert content.url == "https://example.org/a;b,c"
    assert content.meeting_url == "https://meet.example/x"
    assert content.attachments == (Attachment("https://files.example/plan.pdf", "plan.pdf"),)
    assert content.organizer == Person("ada@example.org", "Ada, Countess")
    assert content.attendees == (
        Attendee("bo@example.org", "Bo", Reply.ACCEPTED),
        Attendee("cy@example.org", "", Reply.NONE, optional=True),
        Attendee("di@example.org"),
        Attendee("ed@example.org", 'Ed"s', Reply.DECLINED),
    )


def test_the_order_of_lines_does_not_matter() -> None:
    lines, random = [*FIELDS[:-1], "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M", "END:VALARM"], Random(5)
    expected = read(event(*lines))
    for _ in range(20):
        plain = lines[:-4]
        random.shuffle(plain)
        assert read(event(*plain, *lines[-4:])) == expected


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ([], ShowAs.BUSY),
        (["TRANSP:OPAQUE"], ShowAs.BUSY),
        (["TRANSP:TRANSPARENT"], ShowAs.FREE),
        (["X-MICROSOFT-CDO-BUSYSTATUS:FREE"], ShowAs.FREE),
        (["TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"], ShowAs.BUSY),
        (["TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"], ShowAs.AWAY),
        (["TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"], ShowAs.TENTATIVE),
        (["TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"], ShowAs.ELSEWHERE),
        (["TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY"], ShowAs.FREE),
    ],
)
def test_how_time_counts(lines: list[str], shown: ShowAs) -> None:
    assert read(event(*lines)).content.show_as is shown


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["ACTION:DISPLAY", "TRIGGER:-PT15M"], (Reminder(15),)),
        (["ACTION:AUDIO", "TRIGGER:-P1DT2H"], (Reminder(1560),)),
        (["ACTION:EMAIL", "TRIGGER:-P1W"], (Reminder(10080, "email"),)),
        (["ACTION:DISPLAY", "TRIGGER:PT10M"], (Reminder(-10),)),
        (["ACTION:DISPLAY", "TRIGGER;RELATED=END:-PT15M"], (Reminder(-45),)),
        (["ACTION:DISPLAY", "TRIGGER;VALUE=DATE-TIME:20260302T093000Z"], (Reminder(30),)),
        (["ACTION:PROCEDURE", "TRIGGER:-PT15M"], ()),
        (["ACTION:NONE", "TRIGGER;VALUE=DATE-TIME:19760401T005545Z"], ()),
        (["ACTION:DISPLAY", "TRIGGER;VALUE=DATE-TIME:19760401T005545Z"], ()),
    ],
)
def test_reminders_are_minutes_before_the_start(lines: list[str], expected: tuple[Reminder, ...]) -> None:
    assert read(event("BEGIN:VALARM", *lines, "END:VALARM")).content.reminders == expected


SERIES = (
    "DTSTART;TZID=Europe/Berlin:20260302T090000",
    "DTEND;TZID=Europe/Berlin:20260302T100000",
    "RRULE:FREQ=WEEKLY;COUNT=9",
)


@pytest.mark.parametrize(
    "line",
    [
        "EXDATE;TZID=Europe/Berlin:20260309T090000",
        "EXDATE:20260309T080000Z",
        "EXDATE:20260309T090000",
        "EXDATE;VALUE=DATE:20260309",
        "EXDATE;TZID=America/New_York:20260309T040000",
    ],
)
def test_a_skipped_start_is_the_same_in_every_form(line: str) -> None:
    recurrence = read(event(*SERIES, line)).recurrence
    assert recurrence is not None
    assert recurrence.skipped == ("20260309T080000Z",)


def test_added_starts_may_be_periods() -> None:
    recurrence = read(
        event(*SERIES, "RDATE;VALUE=PERIOD:20260310T080000Z/PT1H,20260311T080000Z/20260311T090000Z")
    ).recurrence
    assert recurrence is not None
    assert recurrence.extra == ("20260310T080000Z", "20260311T080000Z")


def test_a_date_as_end_of_a_timed_rule_means_that_day() -> None:
    recurrence = read(
        event(
            "DTSTART;TZID=America/New_York:20260301T200000",
            "DTEND;TZID=America/New_York:20260301T210000",
            "RRULE:FREQ=DAILY;UNTIL=20260303",
        )
    ).recurrence
    assert recurrence is not None
    assert recurrence.rule == "FREQ=DAILY;UNTIL=20260304T045959Z"


def with_override(*lines: str) -> str:
    other = "\r\n".join(["BEGIN:VEVENT", *BARE, *lines, "END:VEVENT"])
    return event(*SERIES).replace(TAIL, f"{other}\r\n{TAIL}")


MOVED = ("DTSTART;TZID=Europe/Berlin:20260309T150000", "DTEND;TZID=Europe/Berlin:20260309T160000", "SUMMARY:late")


@pytest.mark.parametrize(
    "line",
    [
        "RECURRENCE-ID;TZID=Europe/Berlin:20260309T090000",
        "RECURRENCE-ID:20260309T080000Z",
        "RECURRENCE-ID;VALUE=DATE:20260309",
    ],
)
def test_an_override_is_named_by_the_moment_it_replaces(line: str) -> None:
    (override,) = read(with_override(line, *MOVED)).overrides
    assert override.original_start == "20260309T080000Z"
    assert override.content.title == "late"


def test_a_cancelled_override_counts_as_skipped() -> None:
    found = read(with_override("RECURRENCE-ID:20260309T080000Z", "STATUS:CANCELLED", *MOVED))
    assert found.overrides == ()
    assert found.recurrence is not None
    assert found.recurrence.skipped == ("20260309T080000Z",)


def test_of_two_overrides_the_newer_counts() -> None:
    text = with_override("RECURRENCE-ID:20260309T080000Z", "SEQUENCE:2", *MOVED)
    older = "\r\n".join(
        ["BEGIN:VEVENT", *BARE, "RECURRENCE-ID:20260309T080000Z", "SEQUENCE:1", *MOVED[:2], "SUMMARY:old", "END:VEVENT"]
    )
    (override,) = read(text.replace(TAIL, f"{older}\r\n{TAIL}")).overrides
    assert override.content.title == "late"


def test_single_occurrences_of_anothers_series_are_shown_without_a_master() -> None:
    found = read(event("RECURRENCE-ID:20260309T080000Z", *MOVED, base=BARE))
    assert found.masterless
    assert found.recurrence is None
    assert found.content == found.overrides[0].content
    assert found.overrides[0].original_start == "20260309T080000Z"


def test_a_task_is_no_appointment() -> None:
    assert read_resource(f"{HEAD}BEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\n{TAIL}") is None


def test_the_newest_stamp_is_when_it_was_modified() -> None:
    reading = read_resource(event("LAST-MODIFIED:20260215T101112Z"))
    assert reading is not None
    assert reading.modified == datetime(2026, 2, 15, 10, 11, 12, tzinfo=UTC)


def test_a_file_with_a_fold_inside_a_character_is_read() -> None:
    data = event("SUMMARY:Grö").encode().replace(b"\xc3\xb6", b"\xc3\r\n \xb6")
    (found,), problems = read_calendar(data)
    assert found.content.title == "Grö"
    assert problems == []


def test_a_file_gives_what_it_can_and_says_what_it_cannot() -> None:
    bad = "BEGIN:VEVENT\r\nUID:bad\r\nEND:VEVENT\r\n"
    good, problems = read_calendar(event().replace("BEGIN:VEVENT", f"{bad}BEGIN:VEVENT", 1))
    assert [each.uid for each in good] == ["hostile-1"]
    assert problems == [("bad", "It has no start.")]


def test_a_zone_that_only_its_rules_explain_keeps_them() -> None:
    block = (
        "BEGIN:VTIMEZONE\r\nTZID:Office\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0137\r\nTZOFFSETTO:+0137\r\n"
        "END:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    text = event("DTSTART;TZID=Office:20260302T090000", "DTEND;TZID=Office:20260302T100000").replace(
        "BEGIN:VEVENT", f"{block}BEGIN:VEVENT"
    )
    assert read(text).content.when.start_instant() == datetime(2026, 3, 2, 7, 23, tzinfo=UTC)
