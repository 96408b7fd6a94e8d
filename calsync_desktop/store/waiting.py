"""What waits for the user: conflicts, questions, and items that were set aside with their reason."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from calsync_desktop.store.failures import translated

# The title as it is shown; an item that could never be read has none.
_TITLE = "(SELECT f.title FROM faces f WHERE f.appointment = p.appointment ORDER BY f.original_start IS NOT NULL, f.id LIMIT 1)"
_PARKED = f"""
SELECT p.id, p.calendar, p.appointment, coalesce({_TITLE}, ''), p.remote_id, p.kind, p.reason, p.detail, p.attempts, p.since, p.retry_at
FROM parked p WHERE (p.kind = 'conflict') = ? ORDER BY p.since, p.id
"""  # noqa: S608 - constants
_QUESTIONS = """
SELECT id, kind, connection, calendar, direction, detail, since FROM questions WHERE answer IS NULL ORDER BY since, id
"""


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """Both sides changed the same fields. ``version`` names what was shown; each of ``fields`` has name, base, mine and theirs."""

    id: str
    version: str
    appointment: str | None
    title: str
    fields: tuple[Mapping[str, Any], ...]
    since: str
    calendar: str


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """One item that was set aside so that the others go on; ``reason`` is a sentence, ``retry_at`` ISO 8601 or None."""

    id: str
    calendar: str
    appointment: str | None
    title: str
    remote_id: str
    kind: str
    reason: str
    detail: Mapping[str, Any]
    attempts: int
    since: str
    retry_at: str | None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """What is done only when the user says so; ``detail`` has count, of, items and people where they apply."""

    id: str
    kind: str
    connection: str
    calendar: str | None
    direction: str
    detail: Mapping[str, Any]
    since: str


def conflicts(conn: sqlite3.Connection) -> list[ConflictRow]:
    """All conflicts, the oldest first."""
    return [_conflict(row) for row in _parked(conn, conflict=True)]


def parked(conn: sqlite3.Connection) -> list[ParkedRow]:
    """Everything set aside that is not a conflict, the oldest first."""
    return _parked(conn, conflict=False)


def questions(conn: sqlite3.Connection) -> list[QuestionRow]:
    """The questions that have no answer yet, the oldest first."""
    with translated():
        rows = conn.execute(_QUESTIONS).fetchall()
    return [QuestionRow(*(*row[:5], json.loads(row[5]), row[6])) for row in rows]


def _parked(conn: sqlite3.Connection, *, conflict: bool) -> list[ParkedRow]:
    with translated():
        rows = conn.execute(_PARKED, (conflict,)).fetchall()
    return [ParkedRow(*(*row[:7], json.loads(row[7]), *row[8:])) for row in rows]


def _conflict(row: ParkedRow) -> ConflictRow:
    fields = tuple(row.detail.get("fields", ()))
    return ConflictRow(
        row.id, row.detail.get("version", ""), row.appointment, row.title, fields, row.since, row.calendar
    )
