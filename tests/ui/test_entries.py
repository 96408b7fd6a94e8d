"""Occurrences laid out by day: midnight, zones, what is said of them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from calsync_desktop.ui.models.entries import (
    Entry,
    Heading,
    Line,
    by_day,
    details,
    found_by_day,
    marks,
    spoken,
    time_words,
)
from tests.ui.conftest import BRITISH

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 3, 2)


def timed(start: str, end: str, **values: Any) -> Entry:
    one, two = (datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=BERLIN) for text in (start, end))
    return entry(one, two, **values)


def entry(start: date, end: date, **values: Any) -> Entry:
    return Entry(
        **{
            "appointment": "a",
            "key": None,
            "calendar": "c",
            "calendar_name": "Work",
            "color": "#123456",
            "title": "Night train",
            "start": start,
            "end": end,
        }
        | values
    )


def lines(one: Entry) -> list[Line]:
    return [row for row in by_day([one], MONDAY, date(2026, 3, 8), MONDAY) if isinstance(row, Line)]


def test_what_goes_over_midnight_stands_on_both_days() -> None:
    both = lines(timed("02T22:00", "03T06:30"))
    assert [line.day.day for line in both] == [2, 3]
    assert [time_words(line, BRITISH) for line in both] == ["from 22:00", "until 06:30"]


def test_what_ends_at_midnight_does_not_stand_on_the_next_day() -> None:
    assert [line.day.day for line in lines(timed("02T22:00", "03T00:00"))] == [2]


def test_the_days_between_are_filled() -> None:
    middle = lines(timed("02T22:00", "05T06:00"))[1]
    assert time_words(middle, BRITISH) == "All day"


def test_whole_days_end_before_their_exclusive_end() -> None:
    assert [line.day.day for line in lines(entry(date(2026, 3, 3), date(2026, 3, 5)))] == [3, 4]


def test_a_moment_without_length_is_shown_once_with_one_time() -> None:
    (line,) = lines(timed("02T10:00", "02T10:00"))
    assert time_words(line, BRITISH) == "10:00"


def test_only_the_days_in_view_are_shown_of_what_is_longer() -> None:
    assert len(lines(entry(date(2020, 1, 1), date(2030, 1, 1)))) == 7


def test_today_is_there_even_when_nothing_is_on() -> None:
    (row,) = by_day([], MONDAY, date(2026, 3, 8), MONDAY)
    assert row == Heading(MONDAY, today=True, note="Nothing today")


def test_whole_days_come_before_times_and_times_in_order() -> None:
    rows = by_day(
        [
            timed("02T12:00", "02T13:00", title="noon"),
            timed("02T08:00", "02T09:00", title="early"),
            entry(MONDAY, date(2026, 3, 3), title="day"),
        ],
        MONDAY,
        MONDAY,
        MONDAY,
    )
    assert [row.entry.title for row in rows if isinstance(row, Line)] == ["day", "early", "noon"]


def test_a_search_shows_each_entry_once() -> None:
    rows = found_by_day([timed("02T22:00", "04T06:00"), timed("02T08:00", "02T09:00")])
    assert [type(row) for row in rows] == [Heading, Line, Line]


def test_the_time_elsewhere_is_named_only_where_it_differs() -> None:
    assert (
        details(timed("02T22:00", "02T23:00", zone="America/New_York"), "Europe/Berlin", BRITISH)
        == "16:00 in New York · Work"
    )
    assert details(timed("02T22:00", "02T23:00", zone="Europe/Paris"), "Europe/Berlin", BRITISH) == "Work"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"waiting": True}, ["Waiting"]),
        ({"waiting": True, "parked": "Too long."}, ["Not synced"]),
        ({"waiting": True, "parked": "x", "conflict": True}, ["In conflict"]),
        ({"status": "cancelled"}, ["Cancelled"]),
        ({"status": "tentative"}, ["Tentative"]),
        ({"my_reply": "declined"}, ["Declined"]),
        ({"my_reply": "none"}, ["Invitation"]),
        ({"my_reply": "tentative"}, ["Tentative"]),
        ({}, []),
    ],
)
def test_every_special_state_has_an_icon_and_a_word(values: dict[str, Any], words: list[str]) -> None:
    shown = marks(timed("02T22:00", "02T23:00", **values))
    assert [word for _, _, word in shown] == words
    assert all(icon for icon, _, _ in shown)


def test_a_line_is_read_aloud_whole() -> None:
    (line,) = lines(timed("03T14:00", "03T15:30", title="Client call", location="Room 3", waiting=True, series=True))
    assert (
        spoken(line, "Europe/Berlin", BRITISH)
        == "Tuesday 3 March, 14:00 – 15:30, Client call, 1 hour 30 minutes, Waiting, repeats, Room 3 · Work"
    )
