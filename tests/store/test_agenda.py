"""A view of days shows what takes place on them, in the viewer's zone and in order."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.core.appointment import Appointment, Content, Override
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.when import When, all_day, floating, timed
from calsync_desktop.store.agenda import agenda
from calsync_desktop.store.opening import Store, memory_store
from calsync_desktop.store.shown import as_json, zone_named
from tests.store.seeding import BERLIN, NEW_YORK, SECOND, TOKYO, Seed, at, days, on, series, single


def titles(store: Store, first: date = SECOND, last: date | None = None, zone: str = BERLIN) -> list[str]:
    return [row.title for row in on(store, first, last, zone)]


def test_a_row_says_what_the_contract_asks_for(store: Store, seed: Seed) -> None:
    calendar = seed.calendar(color="#336699")
    id_ = seed.appointment(calendar, single(at(2), "Breakfast", location="Café"))
    (row,) = on(store)
    assert as_json(row) == {
        "appointment": id_,
        "calendar": calendar,
        "title": "Breakfast",
        "start": "2026-03-02T09:00:00+01:00",
        "end": "2026-03-02T10:00:00+01:00",
        "all_day": False,
        "zone": BERLIN,
        "location": "Café",
        "status": "confirmed",
        "series": False,
        "original_start": None,
        "waiting": False,
    }
    assert (row.color, row.begins, row.ends) == ("#336699", 1772438400, 1772442000)


def test_times_are_told_in_the_zone_of_whoever_looks(store: Store, seed: Seed) -> None:
    seed.appointment(seed.calendar(), at(2, 9, zone=TOKYO))
    (row,) = on(store, zone=BERLIN)
    assert (row.start, row.zone) == ("2026-03-02T01:00:00+01:00", TOKYO)
    (row,) = on(store, date(2026, 3, 1), zone=NEW_YORK)
    assert row.start == "2026-03-01T19:00:00-05:00"
    assert on(store, zone=NEW_YORK) == []


def test_whole_days_are_dates_with_an_exclusive_end_in_every_zone(store: Store, seed: Seed) -> None:
    seed.appointment(seed.calendar(), days(2, 4))
    for zone in (BERLIN, NEW_YORK, TOKYO, "Pacific/Kiritimati"):
        (row,) = on(store, zone=zone)
        assert (row.start, row.end, row.all_day, row.zone) == ("2026-03-02", "2026-03-04", True, "")
        assert len(on(store, date(2026, 3, 3), zone=zone)) == 1
        assert on(store, date(2026, 3, 4), zone=zone) == []
        assert on(store, date(2026, 3, 1), zone=zone) == []


def test_a_floating_time_is_the_same_wall_time_everywhere(store: Store, seed: Seed) -> None:
    seed.appointment(seed.calendar(), floating(datetime(2026, 3, 2, 10), datetime(2026, 3, 2, 11)))
    assert [on(store, zone=zone)[0].start for zone in (BERLIN, TOKYO)] == [
        "2026-03-02T10:00:00+01:00",
        "2026-03-02T10:00:00+09:00",
    ]


def test_whole_days_come_first_in_a_day_and_the_rest_by_start(store: Store, seed: Seed) -> None:
    calendar = seed.calendar()
    for when, title in (
        (at(2, 15), "third"),
        (at(2, 0), "second: at midnight"),
        (days(2, 3), "first: the whole day"),
        (at(2, 16, zone="UTC"), "fourth: 17 o'clock here"),
        (days(3, 4), "fifth: the next day"),
    ):
        seed.appointment(calendar, single(when, title))
    assert [t.partition(":")[0] for t in titles(store, last=date(2026, 3, 3))] == [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
    ]


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        pytest.param(
            timed(datetime(2026, 3, 1, 23), datetime(2026, 3, 2), BERLIN), False, id="ends when the day begins"
        ),
        pytest.param(
            timed(datetime(2026, 3, 1, 23), datetime(2026, 3, 2, 0, 0, 1), BERLIN), True, id="reaches into the day"
        ),
        pytest.param(
            timed(datetime(2026, 3, 2), datetime(2026, 3, 2), BERLIN), True, id="no length, when the day begins"
        ),
        pytest.param(
            timed(datetime(2026, 3, 2, 23, 59), datetime(2026, 3, 2, 23, 59), BERLIN), True, id="no length, at its end"
        ),
        pytest.param(
            timed(datetime(2026, 3, 3), datetime(2026, 3, 3, 1), BERLIN), False, id="begins when the day ends"
        ),
        pytest.param(timed(datetime(2026, 2, 1), datetime(2026, 4, 1), BERLIN), True, id="two months around it"),
        pytest.param(
            timed(datetime(2026, 2, 28), datetime(2026, 3, 2, 0, 0, 1), BERLIN), True, id="just over two days"
        ),
        pytest.param(
            timed(datetime(2026, 2, 27, 23, 59), datetime(2026, 3, 2), BERLIN),
            False,
            id="long, ends when the day begins",
        ),
        pytest.param(all_day(date(2025, 3, 2), date(2026, 3, 3)), True, id="a whole year to this day"),
        pytest.param(all_day(date(2025, 3, 2), date(2026, 3, 2)), False, id="a whole year to the day before"),
    ],
)
def test_the_edges_of_a_day(store: Store, seed: Seed, when: When, shown: bool) -> None:
    seed.appointment(seed.calendar(), when)
    assert bool(on(store)) is shown


@given(
    starts=st.lists(st.tuples(st.integers(-200, 200), st.integers(0, 300), st.booleans()), max_size=8),
    first=st.integers(-3, 3),
    length=st.integers(0, 3),
    zone=st.sampled_from([BERLIN, NEW_YORK, TOKYO, "Pacific/Kiritimati", "Pacific/Pago_Pago"]),
)
def test_a_view_shows_what_overlaps_its_days_and_nothing_else(
    starts: list[tuple[int, int, bool]], first: int, length: int, zone: str
) -> None:
    store = memory_store()
    seed = Seed(store)
    seed.horizon()
    calendar = seed.calendar()
    tz = zone_named(zone)
    from_ = SECOND + timedelta(days=first)
    to = from_ + timedelta(days=length)
    low, high = (
        datetime.combine(day, datetime.min.time(), tz).astimezone(UTC) for day in (from_, to + timedelta(days=1))
    )
    expected = []
    for number, (hours, long, local) in enumerate(starts):
        begin = datetime(2026, 3, 2) + timedelta(hours=hours)
        when = (
            floating(begin, begin + timedelta(hours=long))
            if local
            else timed(begin, begin + timedelta(hours=long), "UTC")
        )
        seed.appointment(calendar, single(when, str(number)))
        start, end = when.start_instant(zone), when.end_instant(zone)
        if start < high and (end > low or start >= low):
            expected.append(str(number))
    assert sorted(titles(store, from_, to, zone)) == sorted(expected)
    store.close()


def test_only_selected_calendars_are_shown_and_one_may_be_asked_for(store: Store, seed: Seed) -> None:
    one, two, off = seed.calendar(), seed.calendar(), seed.calendar(selected=False)
    for calendar in (one, two, off):
        seed.appointment(calendar, single(at(2), calendar))
    assert titles(store) == [one, two]
    assert [row.title for row in on(store, calendar=two)] == [two]
    assert on(store, calendar=off) == []


def test_an_edit_that_has_not_arrived_is_marked_as_waiting(store: Store, seed: Seed) -> None:
    calendar = seed.calendar()
    seed.appointment(calendar, at(2), ours="{}")
    seed.appointment(calendar, at(2), theirs="{}")
    assert [row.waiting for row in on(store)] == [True, False]


def test_an_occurrence_of_a_series_names_its_original_start(store: Store, seed: Seed) -> None:
    calendar = seed.calendar()
    weekly = series(at(2), "FREQ=WEEKLY", "Weekly")
    moved = Override("20260309T080000Z", Content(at(10, 12), title="Moved"))
    seed.appointment(calendar, Appointment("uid", weekly.content, weekly.recurrence, (moved,)))
    seed.appointment(calendar, series(days(2, 3), "FREQ=WEEKLY", "Whole days"))
    rows = on(store, date(2026, 3, 9), date(2026, 3, 10))
    assert [(r.title, r.series, r.original_start, r.key, r.start) for r in rows] == [
        ("Whole days", True, "2026-03-09", "20260309", "2026-03-09"),
        ("Moved", True, "2026-03-09T08:00:00+00:00", "20260309T080000Z", "2026-03-10T12:00:00+01:00"),
    ]


@pytest.mark.parametrize(
    ("from_", "to", "zone"),
    [(SECOND, date(2026, 3, 1), BERLIN), (SECOND, SECOND, "Mars/Olympus"), (SECOND, SECOND, "../etc")],
)
def test_days_in_the_wrong_order_and_unknown_zones_are_said(store: Store, from_: date, to: date, zone: str) -> None:
    with pytest.raises(Usage):
        agenda(store.raw, from_, to, zone)


def test_the_ends_of_time_can_be_asked_for(store: Store, seed: Seed) -> None:
    seed.appointment(seed.calendar(), at(2))
    assert on(store, date.min) == on(store, date.max) == []
