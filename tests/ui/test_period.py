"""Which days a view shows, and what its arrows do."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.ui.models.period import Kind, Period, week_of

WEDNESDAY = date(2026, 3, 4)
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
kinds = st.sampled_from(list(Kind))


@given(days, kinds, st.sampled_from([1, 6, 7]))
def test_the_day_that_is_looked_at_is_in_view(day: date, kind: Kind, begins: int) -> None:
    shown = Period(kind, day, begins).days
    assert day in shown or kind is Kind.WORK
    assert list(shown) == sorted(set(shown))


@given(days, kinds)
def test_turning_there_and_back_is_where_it_was(day: date, kind: Kind) -> None:
    start = Period(kind, day)
    there = start.turned(1)
    assert there.first > start.first
    assert there.turned(-1).first == start.first


@given(days, st.sampled_from([1, 7]))
def test_a_month_is_whole_weeks(day: date, begins: int) -> None:
    shown = Period(Kind.MONTH, day, begins)
    assert len(shown.days) % 7 == 0
    assert shown.first.isoweekday() == begins
    assert shown.first <= day.replace(day=1)


@pytest.mark.parametrize(
    ("kind", "first", "last", "count"),
    [
        (Kind.DAY, date(2026, 3, 4), date(2026, 3, 4), 1),
        (Kind.WORK, date(2026, 3, 2), date(2026, 3, 6), 5),
        (Kind.WEEK, date(2026, 3, 2), date(2026, 3, 8), 7),
        (Kind.MONTH, date(2026, 2, 23), date(2026, 4, 5), 42),
        (Kind.AGENDA, date(2026, 3, 2), date(2026, 3, 29), 28),
    ],
)
def test_what_is_in_view(kind: Kind, first: date, last: date, count: int) -> None:
    shown = Period(kind, WEDNESDAY)
    assert (shown.first, shown.last, len(shown.days)) == (first, last, count)


def test_a_month_later_of_the_thirty_first_is_the_last_day() -> None:
    assert Period(Kind.MONTH, date(2026, 1, 31)).turned(1).day == date(2026, 2, 28)


@pytest.mark.parametrize("kind", list(Kind))
def test_where_dates_end_views_end(kind: Kind) -> None:
    last = Period(kind, WEDNESDAY).at(date.max)
    assert last.turned(500).last == last.last
    assert Period(kind, WEDNESDAY).at(date.min).turned(-500).first.year == 1


def test_weeks_begin_where_the_country_says() -> None:
    assert week_of(WEDNESDAY, 7) == date(2026, 3, 1)
    assert week_of(WEDNESDAY, 6) == date(2026, 2, 28)


def test_work_weeks_may_be_other_days() -> None:
    assert [d.isoweekday() for d in Period(Kind.WORK, WEDNESDAY, 7, (7, 1, 2, 3, 4)).days] == [7, 1, 2, 3, 4]
