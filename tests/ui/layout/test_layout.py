"""Laws of the views' arithmetic: nothing covers anything else, nothing is lost, what is left out is counted."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.ui.layout.columns import Slot, side_by_side
from calsync_desktop.ui.layout.days import DAY, bars, fills_days, minute_of, pieces
from calsync_desktop.ui.layout.lanes import fit, lanes
from calsync_desktop.ui.layout.month import month, weeks_of
from calsync_desktop.ui.models.entries import Entry

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)
WEEK = [MONDAY + timedelta(days=n) for n in range(7)]
spans = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)).map(lambda p: (p[0], p[0] + p[1])), max_size=14)
columns = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda p: (min(p), max(p))), max_size=14)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@given(spans)
def test_two_that_overlap_never_share_a_part_of_a_column(given_spans: list[tuple[int, int]]) -> None:
    slots = side_by_side(given_spans)
    for n, one in enumerate(given_spans):
        for m in range(n):
            if overlap(one, given_spans[m]):
                assert slots[n].columns == slots[m].columns
                taken = [set(range(s.column, s.column + s.width)) for s in (slots[n], slots[m])]
                assert not taken[0] & taken[1]


@given(spans)
def test_every_span_has_a_slot_inside_the_day(given_spans: list[tuple[int, int]]) -> None:
    slots = side_by_side(given_spans)
    assert len(slots) == len(given_spans)
    assert all(s.column >= 0 and s.width >= 1 and s.column + s.width <= s.columns for s in slots)


@given(spans)
def test_there_are_no_more_columns_than_overlap_at_one_moment(given_spans: list[tuple[int, int]]) -> None:
    slots = side_by_side(given_spans)
    for slot in slots:
        group = max(sum(s <= at < e for s, e in given_spans) for at, _ in given_spans)
        assert slot.columns <= group


def test_who_is_alone_has_the_whole_width() -> None:
    assert side_by_side([(0, 30), (30, 60)]) == [Slot(0, 1), Slot(0, 1)]


def test_a_short_one_reaches_over_what_is_free_beside_it() -> None:
    # Three at nine o'clock; at ten only the long one goes on, and whoever comes then has the other two columns.
    assert side_by_side([(0, 120), (0, 60), (0, 60), (60, 120)])[3] == Slot(1, 3, 2)


@given(columns)
def test_bars_in_one_lane_never_meet(given_bars: list[tuple[int, int]]) -> None:
    found = lanes(given_bars)
    for n, one in enumerate(given_bars):
        for m in range(n):
            if found[n] == found[m]:
                assert one[1] < given_bars[m][0] or given_bars[m][1] < one[0]


@given(columns, st.integers(1, 5))
def test_what_has_no_room_is_counted_and_room_is_kept_to_say_so(given_bars: list[tuple[int, int]], height: int) -> None:
    found = fit(given_bars, 7, height)
    for column in range(7):
        here = [lane for (a, b), lane in zip(given_bars, found.lanes, strict=True) if a <= column <= b]
        shown = [lane for lane in here if lane is not None]
        assert len(shown) + found.more[column] == len(here)
        assert len(set(shown)) == len(shown)
        assert all(lane < height - (found.more[column] > 0) for lane in shown)


@given(columns)
def test_with_room_for_all_nothing_is_left_out(given_bars: list[tuple[int, int]]) -> None:
    found = fit(given_bars, 7, len(given_bars) + 1)
    assert found.more == (0,) * 7
    assert None not in found.lanes


def entry(start: date, end: date, title: str = "x") -> Entry:
    return Entry(title, None, "c", "Work", "#123456", title, start, end)


timed = st.tuples(st.integers(-3000, 12_000), st.integers(0, 4000)).map(
    lambda p: entry(
        datetime(2026, 3, 2, tzinfo=BERLIN) + timedelta(minutes=p[0]),
        datetime(2026, 3, 2, tzinfo=BERLIN) + timedelta(minutes=p[0] + p[1]),
    )
)
whole = st.tuples(st.integers(-3, 9), st.integers(1, 9)).map(
    lambda p: entry(MONDAY + timedelta(days=p[0]), MONDAY + timedelta(days=p[0] + p[1]))
)
entries = st.lists(st.one_of(timed, whole), max_size=12)


@given(entries)
def test_every_appointment_appears_once_on_each_day_it_touches(given_entries: list[Entry]) -> None:
    seen: list[tuple[int, int]] = []
    for bar in bars(given_entries, WEEK):
        seen += [(bar.row, column) for column in range(bar.first, bar.last + 1)]
    seen += [(piece.row, piece.day) for piece in pieces(given_entries, WEEK, 20)]
    wanted = [
        (row, column)
        for row, one in enumerate(given_entries)
        for column, day in enumerate(WEEK)
        if one.days[0] <= day <= one.days[1]
    ]
    assert sorted(seen) == sorted(wanted)


@given(entries, st.integers(2, 6))
def test_a_month_shows_or_counts_every_appointment_of_every_day(given_entries: list[Entry], height: int) -> None:
    for week in month(given_entries, MONDAY, MONDAY + timedelta(days=20), height):
        for column, day in enumerate(week.days):
            shown = [b for b, lane in zip(week.bars, week.fit.lanes, strict=True) if lane is not None]
            here = sum(b.first <= column <= b.last for b in shown) + week.fit.more[column]
            assert here == sum(one.days[0] <= day <= one.days[1] for one in given_entries)


@given(entries, st.sampled_from([1, 20, 30]))
def test_pieces_stay_inside_their_day_and_never_cover_one_another(given_entries: list[Entry], least: int) -> None:
    found = pieces(given_entries, WEEK, least)
    for n, one in enumerate(found):
        assert 0 <= one.start <= one.end <= DAY
        for other in found[:n]:
            if one.day == other.day and one.start < other.end and other.start < one.end:
                assert one.slot.column != other.slot.column


def test_what_goes_over_midnight_has_a_piece_on_both_days() -> None:
    night = entry(datetime(2026, 3, 2, 22, tzinfo=BERLIN), datetime(2026, 3, 3, 6, 30, tzinfo=BERLIN))
    found = [(p.day, p.start, p.end, p.begins, p.ends) for p in pieces([night], WEEK, 20)]
    assert found == [(0, 1320, DAY, True, False), (1, 0, 390, False, True)]


def test_a_day_long_or_longer_is_a_bar() -> None:
    start = datetime(2026, 3, 2, 12, tzinfo=BERLIN)
    assert fills_days(entry(start, start + timedelta(days=1)))
    assert not fills_days(entry(start, start + timedelta(hours=23)))
    assert fills_days(entry(MONDAY, MONDAY + timedelta(days=1)))


def test_bars_say_whether_they_begin_and_end_in_view() -> None:
    (one,) = bars([entry(MONDAY - timedelta(days=1), MONDAY + timedelta(days=2))], WEEK)
    assert (one.first, one.last, one.begins, one.ends) == (0, 1, False, True)


def test_short_ones_just_before_midnight_keep_their_room() -> None:
    late = [
        entry(datetime(2026, 3, 2, 23, m, tzinfo=BERLIN), datetime(2026, 3, 2, 23, 59, tzinfo=BERLIN)) for m in (50, 55)
    ]
    assert {p.slot.columns for p in pieces(late, WEEK, 20)} == {2}


@pytest.mark.parametrize(
    ("text", "minute"), [("2026-03-01T23:00", 0), ("2026-03-02T00:10", 10), ("2026-03-03T00:00", DAY)]
)
def test_a_moment_is_a_minute_of_a_day(text: str, minute: int) -> None:
    assert minute_of(datetime.fromisoformat(text), MONDAY) == minute


def test_weeks_go_on_until_the_last_day_is_among_them() -> None:
    rows = weeks_of(MONDAY, date(2026, 3, 31))
    assert len(rows) == 5
    assert rows[-1][1] == date(2026, 3, 31)
