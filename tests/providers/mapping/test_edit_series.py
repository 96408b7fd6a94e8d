"""An edit of a series keeps its parts together, in the form that the server's own text uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from calsync_desktop.core.appointment import Appointment, Override, Recurrence
from calsync_desktop.core.when import all_day, timed
from calsync_desktop.providers.caldav.mapping.lines import parse
from tests.providers.mapping.edits import OUTLOOK, content, edit, lines_that_differ


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


def test_a_skipped_start_that_gets_a_time_of_its_own_is_skipped_no_more() -> None:
    def bring_back(a: Appointment) -> Appointment:
        assert a.recurrence is not None
        when = timed(datetime(2026, 3, 16, 11), datetime(2026, 3, 16, 12), "Europe/Berlin")
        override = Override("20260316T080000Z", replace(a.content, when=when))
        recurrence = replace(a.recurrence, skipped=("20260323T080000Z",))
        return replace(a, recurrence=recurrence, overrides=(*a.overrides, override))

    text = edit(bring_back)
    assert "EXDATE;TZID=W. Europe Standard Time:20260323T090000\r\n" in text


def test_a_cancelled_occurrence_that_is_brought_back_takes_place_again() -> None:
    cancelled = OUTLOOK.replace("X-OVERRIDE:kept", "STATUS:CANCELLED")
    when = timed(datetime(2026, 3, 9, 15), datetime(2026, 3, 9, 16), "Europe/Berlin")

    def bring_back(a: Appointment) -> Appointment:
        assert a.recurrence is not None
        override = Override("20260309T080000Z", replace(a.content, when=when))
        return replace(a, recurrence=replace(a.recurrence, skipped=a.recurrence.skipped[1:]), overrides=(override,))

    assert "CANCELLED" not in edit(bring_back, cancelled)
    plain = edit(
        lambda a: replace(
            a, recurrence=replace(a.recurrence, skipped=a.recurrence.skipped[1:]) if a.recurrence else None
        ),
        cancelled,
    )
    assert plain.count("BEGIN:VEVENT") == 1
