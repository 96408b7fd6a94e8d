"""Where very much is found, what is nearest is shown, whichever way it was looked for."""

import sqlite3
from datetime import UTC, datetime

import pytest

from calsync_desktop.store import search as searching
from calsync_desktop.store.search import search
from calsync_desktop.store.shown import OccurrenceRow
from tests.store.seeding import Seed, at, series, single

NOON = datetime(2026, 3, 10, 11, tzinfo=UTC)
BERLIN = "Europe/Berlin"


@pytest.fixture
def full(seed: Seed) -> sqlite3.Connection:
    calendar = seed.calendar()
    for n in range(20):
        seed.appointment(calendar, single(at(1 + n), f"Call {n}"))
    seed.appointment(calendar, series(at(2), "Call every week", "FREQ=WEEKLY;COUNT=8"))
    return seed.store.raw


def nearest(conn: sqlite3.Connection, most: int) -> list[OccurrenceRow]:
    """What comes next, then what was last, of everything that is found."""
    everything = search(conn, "call", NOON, BERLIN)
    now = NOON.timestamp()
    ahead = [row for row in everything if row.ends > now]
    back = [row for row in reversed(everything) if row.ends <= now]
    return sorted([*ahead, *back][:most], key=everything.index)


@pytest.mark.parametrize("many", [1, 1000], ids=["by the clock", "one by one"])
@pytest.mark.parametrize("most", [1, 5, 15, 21, 50])
def test_of_many_the_nearest_are_shown(
    full: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, many: int, most: int
) -> None:
    monkeypatch.setattr(searching, "_MANY", many)
    assert search(full, "call", NOON, BERLIN, most) == nearest(full, most)


def test_calendars_that_are_not_selected_take_no_place(
    full: sqlite3.Connection, seed: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_MANY", 1)
    other = seed.calendar(selected=False)
    for n in range(10):
        seed.appointment(other, single(at(11 + n), "Call of others"))
    assert {row.title for row in search(full, "call", NOON, BERLIN, 5)}.isdisjoint({"Call of others"})
    assert len(search(full, "call", NOON, BERLIN, 5)) == 5
