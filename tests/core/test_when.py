"""One moment has one key, in whatever words it was written, and no clock change makes an appointment end before it starts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.core.errors import Refused
from calsync_desktop.core.when import Kind, When, all_day, floating, instant, key_of, start_of_key, timed
from tests.strategies import ZONES, whens


@given(whens(), st.sampled_from(ZONES))
def test_nothing_ends_before_it_starts(when: When, local: str) -> None:
    assert when.start_instant(local) <= when.end_instant(local)


@given(whens())
def test_the_start_can_be_read_from_its_key(when: When) -> None:
    """A wall time that the clock skips comes back as the one that is shown there; the key is the same."""
    start = start_of_key(when.key, when)
    assert key_of(start, when.zone) == when.key
    assert when.zone or start == when.start


@given(whens(), st.integers(-400, 400))
def test_moving_keeps_the_length_in_wall_time(when: When, days: int) -> None:
    moved = when.moved_to(when.start + timedelta(days=days))
    assert moved.end - moved.start == when.end - when.start
    assert (moved.kind, moved.zone, moved.end_zone) == (when.kind, when.zone, when.end_zone)


@given(st.datetimes(datetime(1995, 1, 1), datetime(2040, 1, 1)), st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_one_moment_has_one_key_in_every_zone(moment: datetime, one: str, other: str) -> None:
    moment = moment.replace(microsecond=0).replace(tzinfo=UTC)
    walls = [timed(wall, wall, zone) for zone in (one, other) if (wall := _wall(moment, zone)) is not None]
    assert len({when.key for when in walls}) <= 1


def _wall(moment: datetime, zone: str) -> datetime | None:
    """Wall time of a moment; none in the second pass of an hour that comes twice, which a When cannot name."""
    from zoneinfo import ZoneInfo

    wall = moment.astimezone(ZoneInfo(zone))
    return None if wall.fold else wall.replace(tzinfo=None)


def test_the_end_of_an_hour_that_the_clock_skips_is_an_hour_after_its_start() -> None:
    when = timed(datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 3, 30), "Europe/Berlin")
    assert when.end_instant() - when.start_instant() == timedelta(hours=1)


def test_a_wall_time_that_comes_twice_means_the_first() -> None:
    assert instant(datetime(2026, 10, 25, 2, 30), "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_flight_ends_in_the_zone_where_it_lands() -> None:
    flight = timed(datetime(2026, 3, 2, 10), datetime(2026, 3, 2, 12, 30), "Europe/Berlin", "America/New_York")
    assert flight.end_instant() - flight.start_instant() == timedelta(hours=8, minutes=30)


def test_the_same_zone_for_the_end_is_left_out() -> None:
    noon = datetime(2026, 3, 2, 12)
    assert timed(noon, noon, "Europe/Berlin", "Europe/Berlin").end_zone == ""


def test_whole_days_last_at_least_one() -> None:
    day = date(2026, 3, 2)
    assert all_day(day).end == all_day(day, day).end == date(2026, 3, 3)
    assert all_day(day).all_day


def test_whole_days_and_floating_times_begin_where_the_reader_is() -> None:
    assert all_day(date(2026, 3, 2)).start_instant("Asia/Tokyo") == datetime(2026, 3, 1, 15, tzinfo=UTC)
    noon = floating(datetime(2026, 3, 2, 12), datetime(2026, 3, 2, 13))
    assert noon.start_instant("Asia/Tokyo") == datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "like", "start"),
    [
        (
            "20260302T090000Z",
            timed(datetime(2020, 1, 1), datetime(2020, 1, 1), "Europe/Berlin"),
            datetime(2026, 3, 2, 10),
        ),
        (
            "20260302T100000",
            timed(datetime(2020, 1, 1), datetime(2020, 1, 1), "Europe/Berlin"),
            datetime(2026, 3, 2, 10),
        ),
        ("20260302", timed(datetime(2020, 1, 1), datetime(2020, 1, 1), "Europe/Berlin"), datetime(2026, 3, 2)),
        ("20260302T100000", floating(datetime(2020, 1, 1), datetime(2020, 1, 1)), datetime(2026, 3, 2, 10)),
        ("20260302", all_day(date(2020, 1, 1)), date(2026, 3, 2)),
        ("20260302T090000Z", all_day(date(2020, 1, 1)), date(2026, 3, 2)),
    ],
)
def test_a_key_names_a_start_of_the_series(key: str, like: When, start: date) -> None:
    assert start_of_key(key, like) == start


@pytest.mark.parametrize("key", ["", "soon", "20261302", "2026-03-02", "20260302T250000"])
def test_what_is_no_key_is_an_error(key: str) -> None:
    with pytest.raises(ValueError):
        start_of_key(key, floating(datetime(2020, 1, 1), datetime(2020, 1, 1)))


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_the_ends_of_time_hold(year: int, zone: str) -> None:
    edge = datetime(year, 1, 1) if year == 1 else datetime(year, 12, 31, 23, 59, 59)
    when = timed(edge, edge, zone)
    assert when.start_instant().year == year
    assert key_of(start_of_key(when.key, when), zone)[:4] == f"{year:04d}"


def test_an_unknown_zone_is_refused_in_a_sentence() -> None:
    with pytest.raises(Refused, match="not known"):
        When(Kind.TIMED, datetime(2026, 3, 2), datetime(2026, 3, 2), "Mars/Olympus").start_instant()
