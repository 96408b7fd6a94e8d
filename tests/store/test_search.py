"""What a person remembers of an appointment finds it, whatever they type."""

import sqlite3
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Override, Person
from calsync_desktop.core.when import all_day, timed
from calsync_desktop.store.opening import Store, memory_store
from calsync_desktop.store.search import match_expression, search
from tests.store.seeding import Seed, at, days, series, single

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def found(store: Store, text: str, now: datetime = NOON) -> list[tuple[str, str]]:
    return [(row.title, row.start[:16]) for row in search(store.raw, text, now, BERLIN)]


@pytest.fixture
def words(store: Store, seed: Seed) -> Store:
    people = (Attendee("zoe@example.org", "Zoë Müller"),)
    content = {
        "notes": "Bring the blueprints",
        "location": "Łódź",
        "attendees": people,
        "organizer": Person("boss@example.com", "Ægir"),
    }
    seed.appointment(seed.calendar(), single(at(12), "Übergabe Straße", **content))
    return store


@pytest.mark.parametrize(
    "text",
    [
        "Übergabe",
        "ubergabe",
        "UBER",
        "blueprints",
        "łódź",
        "zoe",
        "Muller",
        "zoe@example.org",
        "boss",
        "bring uber zoë",
        "straße",
        "the",
    ],
)
def test_every_field_is_found_by_the_beginnings_of_words_without_accents(words: Store, text: str) -> None:
    assert found(words, text) == [("Übergabe Straße", "2026-03-12T09:00")]


@pytest.mark.parametrize("text", ["gabe", "uber nothing", "", "  ", "-", '"', "uber NOT nothing", "()"])
def test_what_does_not_occur_is_not_found(words: Store, text: str) -> None:
    assert found(words, text) == []


@pytest.mark.parametrize(
    "text",
    [
        '"uber',
        "uber*",
        ":uber",
        "uber)",
        "(uber",
        "^uber",
        "uber -",
        "{uber}",
        "uber\0",
    ],
)
def test_syntax_of_the_search_engine_means_nothing(words: Store, text: str) -> None:
    assert len(found(words, text)) == 1


@given(st.text())
def test_nothing_that_can_be_typed_is_an_error(text: str) -> None:
    expression = match_expression(text)
    if expression:
        EMPTY.execute("SELECT rowid FROM search WHERE search MATCH ?", (expression,)).fetchall()


EMPTY: sqlite3.Connection = memory_store().raw


def test_of_a_series_the_next_occurrence_is_found_and_the_one_under_way(store: Store, seed: Seed) -> None:
    seed.appointment(seed.calendar(), series(at(2), "FREQ=WEEKLY", "Weekly"))
    assert found(store, "weekly") == [("Weekly", "2026-03-16T09:00")]
    assert found(store, "weekly", datetime(2026, 3, 9, 8, 59, tzinfo=UTC)) == [("Weekly", "2026-03-09T09:00")]
    assert found(store, "weekly", datetime(2026, 3, 9, 9, 0, tzinfo=UTC)) == [("Weekly", "2026-03-16T09:00")]


def test_of_what_is_over_the_last_occurrence_is_found(store: Store, seed: Seed) -> None:
    calendar = seed.calendar()
    seed.appointment(calendar, series(at(2), "FREQ=DAILY;COUNT=3", "Course"))
    seed.appointment(calendar, single(at(12), "Course review"))
    assert found(store, "course") == [("Course", "2026-03-04T09:00"), ("Course review", "2026-03-12T09:00")]


def test_a_word_of_one_occurrence_finds_that_occurrence(store: Store, seed: Seed) -> None:
    weekly = series(at(2), "FREQ=WEEKLY", "Weekly")
    special = Override("20260323T080000Z", Content(at(24, 12), title="Weekly with guests"))
    seed.appointment(seed.calendar(), Appointment("uid", weekly.content, weekly.recurrence, (special,)))
    assert found(store, "guests") == [("Weekly with guests", "2026-03-24T12:00")]
    assert found(store, "weekly") == [("Weekly", "2026-03-16T09:00")]


def test_today_is_not_over_while_it_lasts_where_one_is(store: Store, seed: Seed) -> None:
    seed.appointment(seed.calendar(), series(days(2, 3), "FREQ=WEEKLY", "Day"))
    late = datetime(2026, 3, 9, 22, 30, tzinfo=UTC)
    assert found(store, "day", late) == [("Day", "2026-03-09")]
    assert found(store, "day", datetime(2026, 3, 9, 23, 30, tzinfo=UTC)) == [("Day", "2026-03-16")]


def test_what_lies_beyond_the_kept_days_is_found_as_well(store: Store, seed: Seed) -> None:
    calendar = seed.calendar()
    old = timed(datetime(2001, 5, 1, 9), datetime(2001, 5, 1, 10), BERLIN)
    seed.appointment(calendar, single(old, "Ancient meeting"))
    seed.appointment(calendar, series(old, "FREQ=DAILY;COUNT=2", "Ancient course"))
    seed.appointment(calendar, series(all_day(date(2040, 1, 1)), "FREQ=YEARLY", "Ancient future"))
    assert found(store, "ancient") == [
        ("Ancient meeting", "2001-05-01T09:00"),
        ("Ancient course", "2001-05-02T09:00"),
        ("Ancient future", "2040-01-01"),
    ]


def test_hidden_appointments_are_found_and_those_of_deselected_calendars_are_not(store: Store, seed: Seed) -> None:
    seed.appointment(seed.calendar(seed.connection(hiding='{"titles":"Secret"}')), single(at(12), "Secret"))
    seed.appointment(seed.calendar(selected=False), single(at(12), "Secret too"))
    assert [title for title, _ in found(store, "secret")] == ["Secret"]


def test_a_search_looks_at_what_it_found_and_not_at_every_occurrence(store: Store, seed: Seed) -> None:
    from calsync_desktop.store import search as module

    seed.appointment(seed.calendar(), at(2))
    for sql, values in ((module._HITS, {"words": '"a"*', "utc": 0, "wall": 0}), (module._ROWS, {"rows": "[1]"})):
        plan = [row[3] for row in store.raw.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert [
            step
            for step in plan
            if step.startswith("SCAN") and not any(word in step for word in ("search", "hit", "VIRTUAL"))
        ] == []
