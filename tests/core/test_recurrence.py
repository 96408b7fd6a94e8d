"""What is shown of a series: its rule, and what was added, skipped and changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from calsync_desktop.core.appointment import Appointment, Content, EventStatus, Override
from calsync_desktop.core.recurrence import key_in, normalise, occurrences
from calsync_desktop.core.when import all_day
from tests.core.series import at, series, shown, starts

# --- one appointment, and the edges of a window ----------------------------------------------------------------------


def test_a_single_appointment_is_shown_where_it_overlaps_the_window() -> None:
    single = Appointment("u", Content(at("2026-03-02 09:00")))
    low = datetime(2026, 3, 2, 8, tzinfo=UTC)

    def found(start: datetime, end: datetime) -> list[str]:
        return [o.original_start for o in occurrences(single, start, end)]

    hour = timedelta(hours=1)
    assert found(low, low + hour) == ["20260302T080000Z"]
    assert found(low + hour / 2, low + hour) == ["20260302T080000Z"], "it has begun and goes on"
    assert found(low + hour, low + 2 * hour) == [], "its end is exclusive"
    assert found(low - hour, low) == [], "so is the window's"


def test_an_appointment_without_length_is_shown_at_its_start() -> None:
    single = Appointment("u", Content(at("2026-03-02 09:00", minutes=0)))
    low = datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert len(occurrences(single, low, low + timedelta(hours=1))) == 1
    assert occurrences(single, low - timedelta(hours=1), low) == []


def test_a_long_occurrence_that_began_before_the_window_is_shown() -> None:
    weeks = series("FREQ=MONTHLY", all_day(date(2026, 1, 1), date(2026, 1, 22)))
    assert starts(weeks, "2026-03-20", 3) == ["03-01"]


def test_whole_days_are_read_where_the_reader_is() -> None:
    day = Appointment("u", Content(at("2026-03-02")))
    low = datetime(2026, 3, 1, 15, tzinfo=UTC)
    assert len(occurrences(day, low, low + timedelta(minutes=1), local="Asia/Tokyo")) == 1
    assert occurrences(day, low, low + timedelta(minutes=1)) == []


# --- DTSTART, COUNT and UNTIL ----------------------------------------------------------------------------------------


def test_the_first_start_counts_even_when_the_rule_does_not_name_it() -> None:
    assert starts(series("FREQ=WEEKLY;BYDAY=WE;COUNT=3")) == ["03-02 09:00", "03-04 09:00", "03-11 09:00"]


def test_the_count_includes_what_is_skipped_and_changed() -> None:
    days = series(
        "FREQ=DAILY;COUNT=4", skipped=("20260303T080000Z",), overrides={"20260304T080000Z": at("2026-03-04 15:00")}
    )
    assert starts(days) == ["03-02 09:00", "03-04 15:00*", "03-05 09:00"]


def test_a_count_is_right_however_late_the_window_begins() -> None:
    assert starts(series("FREQ=DAILY;COUNT=40"), "2026-04-09", 30) == ["04-09 09:00", "04-10 09:00"]


@pytest.mark.parametrize(
    "until",
    [
        "20260305T080000Z",  # the last start itself: UNTIL is inclusive
        "20260305",  # a date beside a time: all of that day
        "20260305T090000",  # local time beside a zone
        "20260306T075959Z",
    ],
)
def test_every_way_to_write_until_means_its_last_day(until: str) -> None:
    days = series(f"FREQ=DAILY;UNTIL={until}")
    normal = series(normalise(f"FREQ=DAILY;UNTIL={until}", days.content.when))
    assert starts(days) == starts(normal) == ["03-02 09:00", "03-03 09:00", "03-04 09:00", "03-05 09:00"]


def test_an_evening_series_far_west_keeps_the_last_day_that_its_until_names() -> None:
    """UNTIL=20260303 read as midnight UTC would leave only the first (protocols, 4.5)."""
    evening = series("FREQ=DAILY;UNTIL=20260303", at("2026-03-01 20:00", zone="America/New_York"))
    assert len(shown(evening)) == 3


def test_an_until_before_the_first_start_leaves_the_first() -> None:
    assert starts(series("FREQ=DAILY;UNTIL=20250101T000000Z")) == ["03-02 09:00"]


def test_the_last_start_before_until_is_found_by_moment_when_the_clock_goes_back() -> None:
    """02:45 comes twice; its first pass is before an UNTIL of 02:30 in the second."""
    night = series("FREQ=DAILY;UNTIL=20261025T013000Z", at("2026-10-24 02:45", minutes=5))
    assert len(shown(night)) == 2


@pytest.mark.parametrize(
    ("start", "until", "normal"),
    [
        ("2026-03-02 09:00", "20260305", "20260305T225959Z"),
        ("2026-03-02 09:00", "20260305T090000", "20260305T080000Z"),
        ("2026-03-02 09:00", "20260305T080000Z", "20260305T080000Z"),
        ("2026-03-02", "20260305T225959Z", "20260305"),
        ("2026-03-02", "20260305", "20260305"),
    ],
)
def test_until_is_kept_in_the_type_that_its_start_asks_for(start: str, until: str, normal: str) -> None:
    assert normalise(f"FREQ=DAILY;UNTIL={until}", at(start)) == f"FREQ=DAILY;UNTIL={normal}"


def test_until_of_a_floating_series_is_local_time() -> None:
    floating = at("2026-03-02 09:00", zone="")
    assert normalise("FREQ=DAILY;UNTIL=20260305", floating) == "FREQ=DAILY;UNTIL=20260305T235959"
    assert normalise("FREQ=DAILY;UNTIL=20260305T080000Z", floating) == "FREQ=DAILY;UNTIL=20260305T080000"


# --- keys: skipped, added, changed -----------------------------------------------------------------------------------


def test_a_skipped_start_is_not_shown() -> None:
    assert starts(series("FREQ=DAILY;COUNT=3", skipped=("20260303T080000Z",))) == ["03-02 09:00", "03-04 09:00"]


def test_the_first_start_may_be_skipped() -> None:
    assert starts(series("FREQ=DAILY;COUNT=2", skipped=("20260302T080000Z",))) == ["03-03 09:00"]


def test_added_starts_are_shown_once_and_may_be_skipped() -> None:
    added = ("20260220T080000Z", "20260303T080000Z", "20260310T140000Z", "20260311T140000Z")
    days = series("FREQ=DAILY;COUNT=2", extra=added, skipped=("20260311T140000Z",))
    assert starts(days) == ["02-20 09:00", "03-02 09:00", "03-03 09:00", "03-10 15:00"]


def test_a_series_may_be_made_of_added_starts_alone() -> None:
    assert starts(series("", extra=("20260310T080000Z",))) == ["03-02 09:00", "03-10 09:00"]


def test_an_override_takes_the_place_of_its_start_wherever_it_went() -> None:
    days = series(
        "FREQ=DAILY", overrides={"20260303T080000Z": at("2026-05-01 10:00"), "20260501T070000Z": at("2026-03-05 10:00")}
    )
    assert starts(days, "2026-03-03", 1) == [], "moved out of the window"
    assert starts(days, "2026-03-05", 1) == ["03-05 09:00", "03-05 10:00*"], "and into it"
    assert starts(days, "2026-05-01", 1) == ["05-01 10:00*"]


def test_an_override_of_no_start_at_all_is_shown() -> None:
    assert starts(series("FREQ=DAILY;COUNT=1", overrides={"20300101T080000Z": at("2026-03-09 10:00")})) == [
        "03-02 09:00",
        "03-09 10:00*",
    ]


def test_an_override_of_a_skipped_start_is_shown() -> None:
    key = "20260303T080000Z"
    days = series("FREQ=DAILY;COUNT=2", skipped=(key,), overrides={key: at("2026-03-03 11:00")})
    assert starts(days) == ["03-02 09:00", "03-03 11:00*"]


def test_an_occurrence_says_what_its_override_says() -> None:
    days = series("FREQ=DAILY;COUNT=2", overrides={"20260303T080000Z": at("2026-03-03 11:00")})
    usual, other = shown(days)
    assert (usual.content.title, usual.overridden) == ("usual", False)
    assert (other.content.title, other.overridden, other.original_start) == ("other", True, "20260303T080000Z")


def test_a_cancelled_override_is_shown_as_cancelled() -> None:
    content = Content(at("2026-03-03 09:00"), status=EventStatus.CANCELLED)
    days = replace(series("FREQ=DAILY;COUNT=2"), overrides=(Override("20260303T080000Z", content),))
    assert [each.content.status for each in shown(days)] == [EventStatus.CONFIRMED, EventStatus.CANCELLED]


def test_of_a_series_without_a_master_only_what_is_known_is_shown() -> None:
    first, second = (Content(at(f"2026-03-0{n} 09:00")) for n in (3, 5))
    strays = Appointment(
        "u", first, None, (Override("20260303T080000Z", first), Override("20260305T080000Z", second)), masterless=True
    )
    assert starts(strays) == ["03-03 09:00*", "03-05 09:00*"]


@pytest.mark.parametrize(
    ("start", "value", "zone", "key"),
    [
        ("2026-03-02 09:00", date(2026, 3, 9), "", "20260309T080000Z"),
        ("2026-03-02 09:00", datetime(2026, 3, 9, 9), "", "20260309T080000Z"),
        ("2026-03-02 09:00", datetime(2026, 3, 9, 3), "America/New_York", "20260309T070000Z"),
        ("2026-03-02 09:00", datetime(2026, 3, 9, 8, tzinfo=UTC), "", "20260309T080000Z"),
        ("2026-03-02", date(2026, 3, 9), "", "20260309"),
        ("2026-03-02", datetime(2026, 3, 9, 9), "Europe/Berlin", "20260309"),
    ],
)
def test_a_start_has_one_key_however_it_is_written(start: str, value: date, zone: str, key: str) -> None:
    assert key_in(at(start), value, zone) == key


def test_keys_of_a_floating_series_are_local() -> None:
    floating = at("2026-03-02 09:00", zone="")
    assert key_in(floating, date(2026, 3, 9)) == key_in(floating, datetime(2026, 3, 9, 9)) == "20260309T090000"


# --- clock changes ---------------------------------------------------------------------------------------------------


def test_a_series_keeps_its_wall_time_across_a_clock_change() -> None:
    found = shown(series("FREQ=DAILY;COUNT=3", "2026-03-28 09:00"))
    assert [each.original_start for each in found] == ["20260328T080000Z", "20260329T070000Z", "20260330T070000Z"]


def test_a_start_that_the_clock_skips_is_shown_for_its_full_length() -> None:
    night = shown(series("FREQ=DAILY;COUNT=2", "2026-03-28 02:30"))[1]
    assert night.when.start == datetime(2026, 3, 29, 2, 30)
    assert night.when.start_instant() == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert night.when.end_instant() - night.when.start_instant() == timedelta(hours=1)


def test_two_wall_times_of_one_moment_are_one_occurrence() -> None:
    """02:00 does not exist on that day and falls on 03:00."""
    hours = shown(series("FREQ=HOURLY;COUNT=4", "2026-03-29 01:00"))
    assert [each.original_start[9:13] for each in hours] == ["0000", "0100", "0200"]


def test_hours_in_a_rule_mean_nothing_beside_whole_days() -> None:
    """RFC 5545 section 3.3.10: BYHOUR and the like "MUST be ignored" when DTSTART is a date."""
    assert starts(series("FREQ=DAILY;COUNT=3;BYHOUR=9,15;BYMINUTE=30", "2026-03-02")) == ["03-02", "03-03", "03-04"]
