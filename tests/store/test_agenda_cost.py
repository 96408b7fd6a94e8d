"""A view costs what it shows, however much there is, and loads what it needs."""

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from calsync_desktop.core.when import timed
from calsync_desktop.store.agenda import BETWEEN, limits
from calsync_desktop.store.opening import Store, memory_store, open_store
from calsync_desktop.store.shown import zone_named
from calsync_desktop.store.spans import span
from tests.store.seeding import BERLIN, Seed, at, on, series


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
