"""A whole series is moved, and what was changed, skipped or added in it is found where it then belongs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from calsync_desktop.core.appointment import Appointment, Content, Override, Recurrence
from calsync_desktop.core.edits import content_at
from calsync_desktop.core.errors import Refused, Usage
from calsync_desktop.core.shift import shift
from calsync_desktop.core.when import When, all_day
from tests.core.series import at, series, shown, starts
from tests.core.test_edits import drawn

NINE = "20260303T080000Z"
DAY = timedelta(days=1)


def moved(when: When, delta: timedelta) -> When:
    return when.moved_to(when.start + delta)


def in_utc(appointment: Appointment) -> Appointment:
    """The same wall times where no clock ever changes, so that moving is the same everywhere."""
    content = appointment.content
    return (
        replace(appointment, content=replace(content, when=replace(content.when, zone="UTC")))
        if content.when.zone
        else appointment
    )


NOT_BY_THE_WEEK = ("YEARLY", "MONTHLY", "HOURLY", "BYMONTH", "BYYEARDAY", "BYHOUR", "BYMINUTE")


@pytest.mark.parametrize("seed", range(10))
def test_every_start_of_a_daily_or_weekly_series_moves_alike(seed: int) -> None:
    chance, proven = Random(seed), 0
    for _ in range(150):
        appointment = replace(in_utc(drawn(chance)), overrides=())  # their own times are proven below
        rule = appointment.recurrence.rule if appointment.recurrence else ""
        if any(part in rule for part in NOT_BY_THE_WEEK) or ("DAILY" in rule and "BYDAY" in rule):
            continue
        start, delta = appointment.content.when.start, DAY * chance.randint(-9, 9)
        new = shift(appointment, moved(appointment.content.when, delta))
        before = shown(appointment, f"{start - 20 * DAY:%Y-%m-%d}", 400)
        after = shown(new, f"{start - 20 * DAY + delta:%Y-%m-%d}", 400)
        assert [each.when.start - delta for each in after] == [each.when.start for each in before], (appointment, new)
        proven += 1
    assert proven > 10


def test_the_hour_of_every_occurrence_moves_along() -> None:
    keys = ("20260304T080000Z", "20260330T070000Z")  # before and after the clocks went forward
    days = series(
        "FREQ=DAILY;COUNT=40", extra=("20260302T200000Z",), skipped=keys, overrides={NINE: at("2026-03-03 09:00")}
    )
    later = shift(days, at("2026-03-02 11:30"))
    assert later.recurrence == Recurrence(
        "FREQ=DAILY;COUNT=40", ("20260302T223000Z",), ("20260304T103000Z", "20260330T093000Z")
    )
    assert [o.original_start for o in later.overrides] == ["20260303T103000Z"]


def test_an_override_that_only_changed_words_moves_and_takes_the_new_length() -> None:
    days = series("FREQ=DAILY", overrides={NINE: at("2026-03-03 09:00")})
    later = shift(days, at("2026-03-02 11:00", minutes=30))
    assert later.overrides[0].content.when == at("2026-03-03 11:00", minutes=30)


def test_an_override_with_a_time_of_its_own_keeps_it() -> None:
    days = series("FREQ=DAILY", overrides={NINE: at("2026-03-03 15:00")})
    later = shift(days, at("2026-03-02 11:00"))
    assert later.overrides == (
        Override("20260303T100000Z", replace(days.overrides[0].content, when=at("2026-03-03 15:00"))),
    )


@pytest.mark.parametrize(
    ("rule", "start", "new", "followed"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", "2026-03-02 09:00", "2026-03-04 09:00", "FREQ=WEEKLY;BYDAY=WE"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-03-02 09:00", "2026-03-04 09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("FREQ=WEEKLY;BYDAY=MO,SU", "2026-03-02 09:00", "2026-03-03 09:00", "FREQ=WEEKLY;BYDAY=MO,TU"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "2026-03-02 09:00", "2026-03-03 09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;WKST=TU"),
        ("FREQ=WEEKLY;BYDAY=MO", "2026-03-02 09:00", "2026-03-02 11:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("FREQ=MONTHLY;BYMONTHDAY=2", "2026-03-02 09:00", "2026-03-05 09:00", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-03-31 09:00", "2026-03-30 09:00", "FREQ=MONTHLY;BYMONTHDAY=-2"),
        ("FREQ=MONTHLY;BYDAY=1MO", "2026-03-02 09:00", "2026-03-11 09:00", "FREQ=MONTHLY;BYDAY=2WE"),
        ("FREQ=MONTHLY;BYDAY=-1TU", "2026-03-31 09:00", "2026-03-27 09:00", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=2", "2026-03-02 09:00", "2026-04-03 09:00", "FREQ=YEARLY;BYMONTHDAY=3;BYMONTH=4"),
        ("FREQ=DAILY;BYHOUR=9", "2026-03-02 09:00", "2026-03-02 11:00", "FREQ=DAILY;BYHOUR=11"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "2026-03-02 09:00", "2026-03-03 09:00", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR"),
        ("FREQ=DAILY;UNTIL=20260310T080000Z", "2026-03-02 09:00", "2026-03-03 11:00", "FREQ=DAILY;UNTIL=20260311T100000Z"),
        ("FREQ=DAILY;UNTIL=20260410T070000Z", "2026-03-02 09:00", "2026-03-02 11:00", "FREQ=DAILY;UNTIL=20260410T090000Z"),
        ("FREQ=DAILY;UNTIL=20260310", "2026-03-02", "2026-03-04", "FREQ=DAILY;UNTIL=20260312"),
        ("FREQ=DAILY;UNTIL=20260310T080000Z", "2026-03-02 09:00", "2026-03-03", "FREQ=DAILY;UNTIL=20260311"),
        ("FREQ=DAILY;UNTIL=20260310", "2026-03-02", "2026-03-02 09:00", "FREQ=DAILY;UNTIL=20260310T225959Z"),
        ("FREQ=FORTNIGHTLY", "2026-03-02 09:00", "2026-03-02 11:00", None),
    ],
)  # fmt: skip
def test_the_rule_follows_its_start(rule: str, start: str, new: str, followed: str | None) -> None:
    days = series(rule, start)
    if followed is None:
        assert shift(days, at(new)).recurrence == days.recurrence, "what is not understood is left alone"
        return
    later = shift(days, at(new))
    assert later.recurrence is not None
    assert set(later.recurrence.rule.split(";")) == set(followed.split(";"))
    assert later.content.when == at(new)


def test_a_skipped_second_tuesday_is_a_skipped_second_wednesday() -> None:
    """In July 2026 the second Wednesday is not the day after the second Tuesday."""
    tuesdays = series("FREQ=MONTHLY;BYDAY=2TU", "2026-03-10 09:00", skipped=("20260714T070000Z",))
    wednesdays = shift(tuesdays, at("2026-03-11 09:00"))
    assert starts(wednesdays, "2026-06-01", 90) == ["06-10 09:00", "08-12 09:00"]


def test_a_series_may_become_whole_days_and_back() -> None:
    days = series("FREQ=DAILY;COUNT=5", skipped=(NINE,), overrides={"20260304T080000Z": at("2026-03-04 09:00")})
    whole = shift(days, all_day(date(2026, 3, 2)))
    assert starts(whole) == ["03-02", "03-04*", "03-05", "03-06"]
    assert whole.recurrence == Recurrence("FREQ=DAILY;COUNT=5", (), ("20260303",))
    assert shift(whole, days.content.when) == days


def test_a_series_may_go_to_another_zone() -> None:
    days = series("FREQ=DAILY;COUNT=3", skipped=(NINE,))
    there = shift(days, at("2026-03-02 09:00", zone="America/New_York"))
    assert there.recurrence == Recurrence("FREQ=DAILY;COUNT=3", (), ("20260303T140000Z",))
    assert starts(there) == ["03-02 09:00", "03-04 09:00"]


def test_a_start_that_the_clock_skips_is_moved_by_its_wall_time() -> None:
    """The key of 02:30 on that night is that of 03:30; an hour later is still 03:30 in wall time."""
    nights = series("FREQ=DAILY", "2026-03-27 02:30", skipped=("20260329T013000Z",))
    later = shift(nights, at("2026-03-27 03:30"))
    assert starts(later, "2026-03-28", 3) == ["03-28 03:30", "03-30 03:30"]


def test_an_override_in_the_night_of_a_clock_change_moves_like_any_other() -> None:
    nights = series("FREQ=DAILY", "2026-03-27 02:30", overrides={"20260329T013000Z": at("2026-03-29 02:30")})
    earlier = shift(nights, at("2026-03-27 01:00"))
    assert starts(earlier, "2026-03-28", 2) == ["03-28 01:00", "03-29 01:00*", "03-30 01:00"]


def test_a_single_appointment_is_just_moved() -> None:
    single = Appointment("u", Content(at("2026-03-02 09:00"), title="t"))
    assert shift(single, at("2026-03-03 10:00")) == Appointment("u", Content(at("2026-03-03 10:00"), title="t"))


def test_a_series_without_a_master_is_not_moved() -> None:
    first = Content(at("2026-03-03 09:00"))
    with pytest.raises(Usage, match="Only single occurrences"):
        shift(Appointment("u", first, None, (Override(NINE, first),), masterless=True), at("2026-03-02 09:00"))


def test_a_series_that_cannot_be_shown_is_moved_only_when_nothing_hangs_on_its_starts() -> None:
    assert shift(series("FREQ=MINUTELY"), at("2026-03-02 10:00")).content.when == at("2026-03-02 10:00")
    with pytest.raises(Refused, match="minutes or seconds"):
        shift(series("FREQ=MINUTELY", skipped=(NINE,)), at("2026-03-02 10:00"))


def test_moving_there_and_back_changes_nothing() -> None:
    days = series(
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,SU",
        skipped=("20260304T080000Z",),
        overrides={"20260316T080000Z": at("2026-03-16 09:00")},
    )
    there = shift(days, at("2026-03-05 21:00"))
    assert there != days
    assert shift(there, days.content.when) == days


@pytest.mark.parametrize("key", ["00010101T000000Z", "99991231T235959Z"])
def test_keys_at_the_ends_of_time_do_no_harm(key: str) -> None:
    days = series("FREQ=YEARLY", extra=(key,), overrides={key: at("2026-03-03 09:00")})
    for new in (at("2026-02-27 01:00"), at("2026-04-02 23:00"), all_day(date(2026, 2, 1))):
        assert starts(shift(days, new), "2026-02-01", 40)
    with pytest.raises(Usage, match="no such occurrence"):
        content_at(series("FREQ=YEARLY"), key)
