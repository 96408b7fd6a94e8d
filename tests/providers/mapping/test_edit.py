"""An edit touches the lines it is about, in the form that the server's own text uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Override, Recurrence, Reminder, Reply
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.fields import changed, lay_out
from calsync_desktop.core.provider import PieceWrite, Verb
from calsync_desktop.core.when import all_day, timed
from calsync_desktop.providers.caldav.mapping import read_calendar, write_calendar
from calsync_desktop.providers.caldav.mapping.compose import compose
from calsync_desktop.providers.caldav.mapping.lines import parse
from calsync_desktop.providers.caldav.mapping.read import read_resource

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ME = frozenset({"ada@example.org"})
OUTLOOK = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Other//Program//EN
METHOD:PUBLISH
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:series-1
DTSTAMP:20260101T000000Z
SEQUENCE:4
DTSTART;TZID=W. Europe Standard Time:20260302T090000
DURATION:PT1H
RRULE:FREQ=WEEKLY;COUNT=9
EXDATE;TZID=W. Europe Standard Time:20260316T090000,20260323T090000
SUMMARY;LANGUAGE=de:Besprechung
X-WR-SOMETHING;VALUE=URI:kept:as is
ORGANIZER;CN=Ada:mailto:ada@example.org
ATTENDEE;CN=Bo;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CUTYPE=INDIVIDUAL:mailto:bo@example.org
ATTENDEE;CN=Cy;PARTSTAT=ACCEPTED;X-NUM-GUESTS=2:mailto:cy@example.org
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT15M
X-WR-ALARMUID:alarm-1
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:series-1
DTSTAMP:20260101T000000Z
RECURRENCE-ID;TZID=W. Europe Standard Time:20260309T090000
DTSTART;TZID=W. Europe Standard Time:20260309T150000
DTEND;TZID=W. Europe Standard Time:20260309T160000
SUMMARY:Besprechung\\, spaet
X-OVERRIDE:kept
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def read(text: str) -> Appointment:
    reading = read_resource(text)
    assert reading is not None
    assert reading.appointment is not None, reading.problem
    return reading.appointment


def edit(change: Callable[[Appointment], Appointment], raw: str = OUTLOOK, addresses: frozenset[str] = ME) -> str:
    before = read(raw)
    after = change(before)
    fields = changed(lay_out(before), lay_out(after))
    text = compose(PieceWrite(Verb.UPDATE, "/s", "/s", None, '"1"', before, after, fields, raw), NOW, "", addresses)
    assert lay_out(read(text)) == lay_out(after)
    return text


def content(**changes: object) -> Callable[[Appointment], Appointment]:
    return lambda a: replace(a, content=replace(a.content, **changes))  # type: ignore[arg-type]


def lines_that_differ(text: str, raw: str = OUTLOOK) -> tuple[set[str], set[str]]:
    """Lines that went and lines that came, unfolded."""
    one, two = (set(each.replace("\r\n ", "").split("\r\n")) for each in (raw, text))
    return one - two, two - one


def test_a_new_title_changes_its_line_and_the_stamps() -> None:
    gone, came = lines_that_differ(edit(content(title="Meeting")))
    assert gone == {"SUMMARY;LANGUAGE=de:Besprechung", "METHOD:PUBLISH"}
    assert came == {"SUMMARY:Meeting", "DTSTAMP:20260301T120000Z", "LAST-MODIFIED:20260301T120000Z"}


def test_a_new_place_counts_the_sequence_up() -> None:
    assert "SEQUENCE:5" in edit(content(location="Room 4"))


def test_who_does_not_organize_does_not_count() -> None:
    assert "SEQUENCE:4" in edit(content(location="Room 4"), addresses=frozenset({"bo@example.org"}))


def test_a_skipped_start_is_written_in_the_form_of_the_start() -> None:
    skipped = ("20260316T080000Z", "20260323T080000Z", "20260330T070000Z")
    text = edit(lambda a: replace(a, recurrence=Recurrence(a.recurrence.rule if a.recurrence else "", (), skipped)))
    assert "EXDATE;TZID=W. Europe Standard Time:20260330T090000\r\n" in text
    assert "EXDATE;TZID=W. Europe Standard Time:20260316T090000,20260323T090000\r\n" in text
    assert "SEQUENCE:5" in text


def test_a_start_that_is_skipped_no_more_leaves_its_line_to_the_others() -> None:
    text = edit(
        lambda a: replace(
            a, recurrence=Recurrence(a.recurrence.rule if a.recurrence else "", (), ("20260316T080000Z",))
        )
    )
    assert "EXDATE;TZID=W. Europe Standard Time:20260316T090000\r\n" in text
    assert "20260323" not in text


def test_a_skipped_override_loses_its_block() -> None:
    def skip(a: Appointment) -> Appointment:
        assert a.recurrence is not None
        return replace(
            a, recurrence=replace(a.recurrence, skipped=("20260309T080000Z", *a.recurrence.skipped)), overrides=()
        )

    text = edit(skip)
    assert text.count("BEGIN:VEVENT") == 1
    assert "EXDATE;TZID=W. Europe Standard Time:20260309T090000" in text


def test_an_edited_override_keeps_what_we_do_not_know() -> None:
    text = edit(
        lambda a: replace(
            a, overrides=(replace(a.overrides[0], content=replace(a.overrides[0].content, title="Later")),)
        )
    )
    gone, came = lines_that_differ(text)
    assert gone == {"SUMMARY:Besprechung\\, spaet", "METHOD:PUBLISH"}
    assert "SUMMARY:Later" in came
    assert text.count("DTSTAMP:20260101T000000Z") == 1  # the master's


def test_a_new_override_is_the_master_at_another_time() -> None:
    def move(a: Appointment) -> Appointment:
        when = timed(datetime(2026, 4, 6, 11), datetime(2026, 4, 6, 12), "Europe/Berlin")
        return replace(a, overrides=(*a.overrides, Override("20260406T070000Z", replace(a.content, when=when))))

    text = edit(move)
    block = parse(text)[0].parts[-1]
    assert block.value("X-WR-SOMETHING") == "kept:as is"
    assert block.value("DTSTART") == "20260406T110000"
    assert [line.params for line in block.every("RECURRENCE-ID")] == [";TZID=W. Europe Standard Time"]
    assert block.first("RRULE") is None
    assert block.first("EXDATE") is None


def test_the_series_name_for_a_zone_is_kept() -> None:
    text = edit(content(when=timed(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 11), "Europe/Berlin")))
    assert "DTEND;TZID=W. Europe Standard Time:20260302T110000" in text
    assert "DURATION" not in text
    assert text.count("BEGIN:VTIMEZONE") == 1


def test_a_moved_series_takes_everything_along() -> None:
    def move(a: Appointment) -> Appointment:
        assert a.recurrence is not None
        when = timed(datetime(2026, 3, 3, 10), datetime(2026, 3, 3, 11), "Europe/Berlin")
        recurrence = replace(a.recurrence, skipped=("20260317T090000Z", "20260324T090000Z"))
        return replace(
            a,
            content=replace(a.content, when=when),
            recurrence=recurrence,
            overrides=(replace(a.overrides[0], original_start="20260310T090000Z"),),
        )

    text = edit(move)
    assert "RECURRENCE-ID;TZID=W. Europe Standard Time:20260310T100000" in text
    assert "X-OVERRIDE:kept" in text
    assert "EXDATE;TZID=W. Europe Standard Time:20260317T100000" in text
    assert "20260316" not in text


def test_a_series_that_becomes_all_day_uses_dates_everywhere() -> None:
    def whole_days(a: Appointment) -> Appointment:
        assert a.recurrence is not None
        override = Override("20260309", replace(a.overrides[0].content, when=all_day(date(2026, 3, 10))))
        recurrence = replace(a.recurrence, skipped=("20260316", "20260323"))
        return replace(
            a, content=replace(a.content, when=all_day(date(2026, 3, 2))), recurrence=recurrence, overrides=(override,)
        )

    text = edit(whole_days)
    assert "RECURRENCE-ID;VALUE=DATE:20260309" in text
    assert "EXDATE;VALUE=DATE:20260316" in text
    assert "X-OVERRIDE:kept" in text


def test_a_series_that_ends_repeating_is_one_event() -> None:
    text = edit(lambda a: replace(a, recurrence=None, overrides=()))
    assert text.count("BEGIN:VEVENT") == 1
    assert "RRULE" not in text.split("BEGIN:VEVENT")[1]
    assert "EXDATE" not in text


def test_a_reply_changes_one_parameter() -> None:
    def accept(a: Appointment) -> Appointment:
        guests = tuple(
            replace(g, reply=Reply.ACCEPTED) if g.email == "bo@example.org" else g for g in a.content.attendees
        )
        return replace(a, content=replace(a.content, attendees=guests))

    _, came = lines_that_differ(edit(accept))
    assert "ATTENDEE;CN=Bo;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED:mailto:bo@example.org" in came
    assert not any("cy@" in line for line in came)


def test_guests_come_and_go_one_by_one() -> None:
    text = edit(
        content(attendees=(Attendee("cy@example.org", "Cy", Reply.ACCEPTED), Attendee("di@example.org", 'Di "D", jr.')))
    )
    assert "bo@example.org" not in text
    assert "X-NUM-GUESTS=2" in text
    assert "mailto:di@example.org" in text


def test_another_reminder_leaves_the_first_alone() -> None:
    text = edit(content(reminders=(Reminder(15), Reminder(60))))
    assert "X-WR-ALARMUID:alarm-1" in text
    assert "TRIGGER:-PT1H" in text
    assert "alarm-1" not in edit(content(reminders=(Reminder(60),)))


def test_an_alarm_at_a_fixed_moment_moves_with_the_appointment() -> None:
    raw = OUTLOOK.replace("TRIGGER:-PT15M", "TRIGGER;VALUE=DATE-TIME:20260302T074500Z")
    text = edit(content(when=timed(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 9, 30), "Europe/Berlin")), raw)
    assert "TRIGGER;VALUE=DATE-TIME:20260302T074500Z" in text

    def move(a: Appointment) -> Appointment:
        assert a.recurrence is not None
        later = timedelta(hours=1)
        when = a.content.when.moved_to(a.content.when.start + later)
        recurrence = replace(a.recurrence, skipped=("20260316T090000Z", "20260323T090000Z"))
        overrides = (replace(a.overrides[0], original_start="20260309T090000Z"),)
        return replace(a, content=replace(a.content, when=when), recurrence=recurrence, overrides=overrides)

    assert "TRIGGER:-PT15M" in edit(move, raw)


def test_a_text_that_cannot_be_read_is_not_written_over() -> None:
    before = read(OUTLOOK)
    write = PieceWrite(Verb.UPDATE, "/s", "/s", None, '"1"', before, before, frozenset({"title"}), "")
    with pytest.raises(Refused, match="not readable"):
        compose(write, NOW, "", ME)


def test_a_copy_keeps_what_we_do_not_know_under_its_own_uid() -> None:
    after = replace(read(OUTLOOK), uid="copy-1")
    text = compose(PieceWrite(Verb.CREATE, "/c", "/c", after=after, raw=OUTLOOK), NOW, "", ME)
    assert text.count("UID:copy-1\r\n") == 2
    assert "UID:series-1" not in text
    assert "X-WR-SOMETHING" in text


def test_a_new_appointment_has_all_that_servers_ask_for() -> None:
    after = Appointment(
        "new-1", Content(timed(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 9), "Europe/Berlin"), title="ä" * 60)
    )
    text = compose(PieceWrite(Verb.CREATE, "/n", "/n", after=after), NOW, "", ME)
    for needed in (
        "VERSION:2.0",
        "PRODID:",
        "UID:new-1",
        "DTSTAMP:20260301T120000Z",
        "DTSTART;TZID=Europe/Berlin:",
        "DTEND;TZID=Europe/Berlin:",
    ):
        assert needed in text
    assert text.index("BEGIN:VTIMEZONE") < text.index("BEGIN:VEVENT")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_zone_that_is_used_is_described_once() -> None:
    appointments = [
        Appointment(f"u{n}", Content(timed(datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10), "Europe/Berlin")))
        for n in range(3)
    ]
    text = write_calendar(appointments, NOW)
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert text.count("BEGIN:VCALENDAR") == 1
    good, problems = read_calendar(text)
    assert (good, problems) == (appointments, [])
