"""What a drag and a nudge make of the times of an appointment."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.ui.layout.drag import SNAP, Spot, Times, drawn, lengthened, moved, nudged, snapped, stretched

MONDAY, TUESDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5)
spots = st.builds(Spot, st.dates(MONDAY, THURSDAY), st.one_of(st.none(), st.integers(0, 95).map(lambda n: n * SNAP)))
hours = st.tuples(st.datetimes(datetime(2026, 3, 1), datetime(2026, 3, 9)), st.integers(1, 600)).map(
    lambda p: (p[0], p[0] + timedelta(minutes=p[1]))
)
whole = st.tuples(st.dates(MONDAY, THURSDAY), st.integers(1, 5)).map(lambda p: (p[0], p[0] + timedelta(days=p[1])))
times = st.one_of(hours, whole)


@given(spots, spots)
def test_a_new_appointment_has_some_length_and_touches_both_ends(one: Spot, other: Spot) -> None:
    start, end = drawn(one, other)
    assert start < end
    assert drawn(other, one) == (start, end)
    assert isinstance(start, datetime) == (one.minute is not None and other.minute is not None)


@given(times, spots, spots, st.booleans())
def test_no_drag_turns_times_round(given_times: Times, grabbed: Spot, spot: Spot, at_end: bool) -> None:
    for start, end in (moved(given_times, grabbed, spot), stretched(given_times, spot, at_end=at_end)):
        assert isinstance(start, datetime) == isinstance(end, datetime)
        assert start < end


@given(times, spots)
def test_dropped_where_it_was_grabbed_nothing_moves(given_times: Times, spot: Spot) -> None:
    whole_days = not isinstance(given_times[0], datetime)
    if whole_days == (spot.minute is None):
        assert moved(given_times, spot, spot) == given_times


@given(times, st.integers(-9, 9), st.integers(-9, 9))
def test_a_nudge_is_taken_back_by_its_opposite(given_times: Times, days: int, steps: int) -> None:
    there = nudged(given_times, days, steps * SNAP)
    assert nudged(there, -days, -steps * SNAP) == given_times


@given(times, st.sampled_from([-SNAP, SNAP]))
def test_by_key_nothing_becomes_shorter_than_a_step(given_times: Times, minutes: int) -> None:
    start, end = lengthened(given_times, minutes)
    assert start == given_times[0]
    assert start < end


def test_hours_dropped_onto_whole_days_become_days_and_the_reverse() -> None:
    nine = datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10)
    assert moved(nine, Spot(MONDAY, 540), Spot(TUESDAY)) == (TUESDAY, date(2026, 3, 4))
    assert moved((MONDAY, TUESDAY), Spot(MONDAY), Spot(THURSDAY, 600)) == (
        datetime(2026, 3, 5, 10),
        datetime(2026, 3, 5, 11),
    )


def test_in_a_month_hours_keep_their_hours() -> None:
    nine = datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10)
    assert moved(nine, Spot(MONDAY), Spot(THURSDAY)) == (datetime(2026, 3, 5, 9), datetime(2026, 3, 5, 10))


def test_the_start_is_pulled_no_further_than_before_the_end() -> None:
    nine = datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10)
    assert stretched(nine, Spot(MONDAY, 700), at_end=False) == (datetime(2026, 3, 2, 9, 45), datetime(2026, 3, 2, 10))


def test_minutes_snap_to_quarters() -> None:
    assert [snapped(m) for m in (0, 7, 8, 22.6, 1439)] == [0, 0, 15, 30, 1440]
