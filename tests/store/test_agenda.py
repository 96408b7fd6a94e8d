"""A view of days shows what takes place on them, in the viewer's zone, in order, and finds it by an index."""

import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Override, Reply, ShowAs, Visibility
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.when import When, all_day, floating, timed
from calsync_desktop.store.agenda import BETWEEN, agenda, is_kept, limits
from calsync_desktop.store.opening import Store, memory_store, open_store
from calsync_desktop.store.shown import OccurrenceRow, as_json, zone_named
from calsync_desktop.store.spans import span
from tests.store.seeding import HORIZON, Seed, at, days, series, single

BERLIN, NEW_YORK, TOKYO = "Europe/Berlin", "America/New_York", "Asia/Tokyo"
SECOND = date(2026, 3, 2)


def on(
    store: Store, first: date = SECOND, last: date | None = None, zone: str = BERLIN, calendar: str | None = None
) -> list[OccurrenceRow]:
    return agenda(store.raw, first, last or first, zone, calendar)


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


ME = "me@example.org"
HIDDEN = {
    "all_day": single(days(2, 3)),
    "declined": single(at(2), attendees=(Attendee(ME, reply=Reply.DECLINED),)),
    "private": single(at(2), visibility=Visibility.PRIVATE),
    "free": single(at(2), show_as=ShowAs.FREE),
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_hiding_a_kind_hides_that_kind_in_that_connection_only(store: Store, seed: Seed, kind: str) -> None:
    hiding, showing = (
        seed.connection(hiding=text) for text in (f'{{"kinds":["{kind}"],"titles":"","categories":[]}}', "{}")
    )
    for connection in (hiding, showing):
        calendar = seed.calendar(connection)
        for value in HIDDEN.values():
            seed.appointment(calendar, value, addresses=(ME,))
        seed.appointment(
            calendar, single(at(2), attendees=(Attendee("other@example.org", reply=Reply.DECLINED),)), addresses=(ME,)
        )
    counts = {row.calendar: 0 for row in on(store)}
    for row in on(store):
        counts[row.calendar] += 1
    assert counts == {"c1": 4, "c2": 5}


@pytest.mark.parametrize(
    ("hiding", "left"),
    [
        ('{"titles":"^lunch"}', ["Dinner", "Long lunch"]),
        ('{"categories":["FOOD"]}', ["Long lunch"]),
        ('{"titles":"(("}', ["Dinner", "Long lunch", "Lunch"]),
    ],
    ids=["by title", "by category", "a pattern that is none"],
)
def test_titles_and_categories_can_be_hidden(store: Store, seed: Seed, hiding: str, left: list[str]) -> None:
    calendar = seed.calendar(seed.connection(hiding=hiding))
    for title, categories in (("Lunch", ("Food, warm", "food")), ("Dinner", ("Food",)), ("Long lunch", ("Foods",))):
        seed.appointment(calendar, single(at(2), title, categories=categories))
    assert sorted(titles(store)) == left


def test_days_beyond_what_is_kept_are_expanded_on_the_spot(store: Store, seed: Seed) -> None:
    calendar = seed.calendar(color="#112233")
    weekly = series(at(2), "FREQ=WEEKLY", "Weekly", location="Here", categories=("a", "b"))
    moved = Override("20300304T080000Z", Content(at(4, 12), title="Moved from far away"))
    seed.appointment(calendar, Appointment("uid", weekly.content, weekly.recurrence, (moved,)), ours="", base=None)
    with store.begin():
        store.raw.execute(
            "UPDATE appointments SET ours = base_of.text FROM (SELECT ? AS text) AS base_of", (dumped(weekly, moved),)
        )
    seed.appointment(calendar, single(timed(datetime(2030, 3, 4, 12), datetime(2030, 3, 4, 13), BERLIN), "Once"))
    seed.appointment(seed.calendar(selected=False), series(at(2), "FREQ=DAILY", "Not selected"))
    far = date(2030, 3, 4), date(2030, 3, 11)
    assert not is_kept(store.raw, *far)
    rows = on(store, *far)
    assert [(r.title, r.start, r.original_start, r.waiting) for r in rows] == [
        ("Once", "2030-03-04T12:00:00+01:00", None, False),
        ("Weekly", "2030-03-11T09:00:00+01:00", "2030-03-11T08:00:00+00:00", True),
    ]
    assert (rows[1].location, rows[1].color, rows[1].zone) == ("Here", "#112233", BERLIN)
    assert [r.title for r in on(store, date(2026, 3, 4))] == ["Moved from far away"]
    assert [r.title for r in agenda(store.raw, *far, BERLIN, expand=False)] == ["Once"]
    assert [r.title for r in agenda(store.raw, *far, BERLIN, "c2")] == []


def dumped(weekly: Appointment, moved: Override) -> str:
    from calsync_desktop.core.encoding import dumps

    return dumps(Appointment("uid", weekly.content, weekly.recurrence, (moved,)))


def test_what_is_kept_and_what_is_expanded_are_the_same(store: Store, seed: Seed) -> None:
    calendar = seed.calendar()
    seed.appointment(calendar, series(at(2, 22, zone=NEW_YORK), "FREQ=DAILY;COUNT=5"))
    seed.appointment(calendar, series(days(2, 4), "FREQ=WEEKLY;COUNT=3"))
    seed.appointment(calendar, series(floating(datetime(2026, 3, 2, 0), datetime(2026, 3, 2, 1)), "FREQ=DAILY"))
    seed.appointment(calendar, at(3))
    period = date(2026, 3, 1), date(2026, 3, 20)
    for zone in (BERLIN, TOKYO, NEW_YORK):
        kept = on(store, *period, zone)
        with store.begin():
            store.raw.execute("UPDATE settings SET value = '2020-01-01' WHERE name = 'horizon_to'")
        assert on(store, *period, zone) == kept
        with store.begin():
            store.raw.execute("UPDATE settings SET value = ? WHERE name = 'horizon_to'", (HORIZON.end.isoformat(),))


def test_a_series_that_must_not_be_expanded_does_not_stop_the_view(store: Store, seed: Seed) -> None:
    calendar = seed.calendar()
    seed.appointment(calendar, series(at(2), "FREQ=SECONDLY"))
    seed.appointment(calendar, series(at(2), "FREQ=YEARLY", "Good"))
    assert [row.title for row in on(store, date(2031, 3, 1), date(2031, 3, 5))] == ["Good"]


@pytest.mark.parametrize(
    ("from_", "to", "kept"),
    [
        (HORIZON.start + timedelta(days=1), HORIZON.end - timedelta(days=2), True),
        (HORIZON.start, HORIZON.end - timedelta(days=2), False),
        (HORIZON.start + timedelta(days=1), HORIZON.end - timedelta(days=1), False),
    ],
)
def test_the_horizon_leaves_a_day_for_the_zones(store: Store, seed: Seed, from_: date, to: date, kept: bool) -> None:
    assert is_kept(store.raw, from_, to) is kept


def test_nothing_is_kept_where_nothing_was_noted() -> None:
    assert not is_kept(memory_store().raw, SECOND, SECOND)


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


@pytest.fixture(scope="module")
def fifty_thousand() -> Store:
    """50,000 occurrences over seven years, some of them long."""
    store = memory_store()
    seed = Seed(store)
    seed.horizon()
    seed.appointment(seed.calendar(), at(2))
    start = span(timed(datetime(2022, 1, 1), datetime(2022, 1, 1), "UTC"))[0]
    rows = (
        (1, start + n * 4300, start + n * 4300 + (400_000 if n % 500 == 0 else 3600), 0, None) for n in range(50_000)
    )
    with store.begin():
        store.raw.executemany(
            'INSERT INTO occurrences (face, start, "end", local, original_start) VALUES (?,?,?,?,?)', rows
        )
    return store


def test_a_month_among_50_000_occurrences_is_found_by_the_indexes(fifty_thousand: Store) -> None:
    month = limits(date(2026, 3, 1), date(2026, 3, 31), zone_named(BERLIN)) | {"calendar": None}
    plan = [row[3] for row in fifty_thousand.raw.execute(f"EXPLAIN QUERY PLAN {BETWEEN}", month)]
    assert any("occurrences_by_time" in step for step in plan)
    assert any("occurrences_long" in step for step in plan)
    assert [step for step in plan if step.startswith("SCAN") and "hit" not in step and "CONSTANT" not in step] == []


def test_a_month_among_50_000_occurrences_costs_what_the_month_holds(fifty_thousand: Store) -> None:
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    fifty_thousand.raw.set_progress_handler(step, 1)
    found = len(on(fifty_thousand, date(2026, 3, 1), date(2026, 3, 31)))
    fifty_thousand.raw.set_progress_handler(None, 0)
    assert found > 600
    assert steps < found * 150


def test_the_agenda_of_a_file_loads_nothing_heavy(tmp_path: Path) -> None:
    store = open_store(tmp_path / "calsync.db")
    seed = Seed(store)
    seed.horizon()
    seed.appointment(seed.calendar(), series(at(2), "FREQ=WEEKLY", "Weekly"))
    store.close()
    script = """
import sys
from datetime import date, datetime, UTC
from pathlib import Path
from calsync_desktop.store.agenda import agenda
from calsync_desktop.store.reading import open_reading
from calsync_desktop.store.search import search
conn = open_reading(Path(sys.argv[1]))
assert len(agenda(conn, date(2026, 3, 1), date(2026, 3, 31), "Europe/Berlin")) == 5
assert len(search(conn, "weekly", datetime(2026, 3, 1, tzinfo=UTC), "Europe/Berlin")) == 1
heavy = {"sqlalchemy", "alembic", "dateutil", "icalendar", "dataclasses", "inspect", "asyncio", "httpx", "keyring", "calsync_desktop.core.appointment"}
sys.exit(" ".join(sorted(heavy & set(sys.modules))) or 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "calsync.db")], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    from calsync_desktop.store.reading import open_reading

    conn = open_reading(tmp_path / "calsync.db")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        conn.execute("INSERT INTO settings VALUES ('a', 'b')")
    conn.close()
