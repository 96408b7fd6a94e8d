"""What happened: the runs, and every change that was applied, from which it could be brought back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from calsync_desktop.store.failures import object_of, readable, translated, words_of

PAST = "what happened"

_HISTORY = """
SELECT id, run, at, connection, calendar, appointment, title, direction, kind, fields, undone, before, after, loser
FROM history WHERE (:run IS NULL OR run = :run) AND (:appointment IS NULL OR appointment = :appointment)
ORDER BY at DESC, rowid DESC LIMIT :limit
"""
_RUNS = """
SELECT id, connection, started_at, seconds, status, counts, error FROM runs
WHERE (:connection IS NULL OR connection = :connection) ORDER BY started_at DESC, rowid DESC LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change. ``direction``: in (from there), out (to there), here. ``before``, ``after``, ``loser``: as table ``history`` has them."""

    id: str
    run: str | None
    at: str
    connection: str
    calendar: str
    appointment: str
    title: str
    direction: str
    kind: str
    fields: tuple[str, ...]
    undone: bool
    before: str | None
    after: str | None
    loser: str | None


@dataclass(frozen=True, slots=True)
class RunRow:
    """One sync of one connection; ``counts`` as its report had them, ``error`` empty or as its report had it."""

    id: str
    connection: str
    started_at: str
    seconds: float
    status: str
    counts: Mapping[str, Any]
    error: str


def history(
    conn: sqlite3.Connection, run: str | None = None, appointment: str | None = None, limit: int = 1000
) -> list[ChangeRow]:
    """The latest changes first; of one run or appointment when an id is given."""
    with translated():
        rows = conn.execute(_HISTORY, {"run": run, "appointment": appointment, "limit": limit}).fetchall()
    return [ChangeRow(*(*row[:9], words_of(row[9], PAST), bool(row[10]), *row[11:])) for row in rows]


def runs(conn: sqlite3.Connection, connection: str | None = None, limit: int = 100) -> list[RunRow]:
    """The latest runs first."""
    with translated():
        rows = conn.execute(_RUNS, {"connection": connection, "limit": limit}).fetchall()
    return [_run(row) for row in rows]


def _run(row: tuple[Any, ...]) -> RunRow:
    with readable(PAST):
        return RunRow(*(*row[:3], float(row[3] or 0), row[4], object_of(row[5], PAST), row[6]))
