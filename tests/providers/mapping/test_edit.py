"""An edit touches the lines it is about, in the form that the server's own text uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Reminder, Reply
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.provider import PieceWrite, Verb
from calsync_desktop.core.when import timed
from calsync_desktop.providers.caldav.mapping import read_calendar, write_calendar
from calsync_desktop.providers.caldav.mapping.compose import compose
from tests.providers.mapping.edits import ME, NOW, OUTLOOK, content, edit, lines_that_differ, read


def test_a_new_title_changes_its_line_and_the_stamps() -> None:
    gone, came = lines_that_differ(edit(content(title="Meeting")))
    assert gone == {"SUMMARY;LANGUAGE=de:Besprechung", "METHOD:PUBLISH"}
    assert came == {"SUMMARY:Meeting", "DTSTAMP:20260301T120000Z", "LAST-MODIFIED:20260301T120000Z"}


def test_a_new_place_counts_the_sequence_up() -> None:
    assert "SEQUENCE:5" in edit(content(location="Room 4"))


def test_who_does_not_organize_does_not_count() -> None:
    assert "SEQUENCE:4" in edit(content(location="Room 4"), addresses=frozenset({"bo@example.org"}))


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
