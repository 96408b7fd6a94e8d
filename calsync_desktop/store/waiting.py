"""What waits for the user: conflicts, questions, and items that were set aside with their reason."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from calsync_desktop.store.failures import object_of, readable, translated

WAITS = "what waits for you"
# The title as it is shown; an item that could never be read has none.
_TITLE = "(SELECT f.title FROM faces f WHERE f.appointment = p.appointment ORDER BY f.original_start IS NOT NULL, f.id LIMIT 1)"
_PARKED = f"""
SELECT p.id, p.calendar, p.appointment, coalesce({_TITLE}, ''), p.remote_id, p.kind, p.reason, p.detail, p.attempts, p.since, p.retry_at
FROM parked p WHERE (p.kind = 'conflict') = ? ORDER BY p.since, p.id
"""  # noqa: S608 - constants
_QUESTIONS = """
SELECT id, kind, connection, calendar, direction, detail, since, answer FROM questions WHERE answer IS NULL OR answer = 'hold'
ORDER BY answer IS NOT NULL, since, id
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
    """What is done only when the user says so; ``detail`` has count, of, items and people where they apply. ``held``: the user said, not now."""

    id: str
    kind: str
    connection: str
    calendar: str | None
    direction: str
    detail: Mapping[str, Any]
    since: str
    held: bool = False


def conflicts(conn: sqlite3.Connection) -> list[ConflictRow]:
    """All conflicts, the oldest first."""
    return [_conflict(row) for row in _parked(conn, conflict=True)]


def parked(conn: sqlite3.Connection) -> list[ParkedRow]:
    """Everything set aside that is not a conflict, the oldest first."""
    return _parked(conn, conflict=False)


def questions(conn: sqlite3.Connection) -> list[QuestionRow]:
    """The questions that have no answer yet, the oldest first; then those that the user holds, which may still be sent."""
    with translated():
        rows = conn.execute(_QUESTIONS).fetchall()
    return [_question(row) for row in rows]


def _parked(conn: sqlite3.Connection, *, conflict: bool) -> list[ParkedRow]:
    with translated():
        rows = conn.execute(_PARKED, (conflict,)).fetchall()
    return [ParkedRow(*(*row[:7], object_of(row[7], WAITS), *row[8:])) for row in rows]


def _question(row: tuple[Any, ...]) -> QuestionRow:
    detail = object_of(row[5], WAITS)
    with readable(WAITS):
        items = [{"appointment": item["appointment"], "title": item["title"]} for item in detail.get("items", ())]
        people = list(detail.get("people", ()))
    return QuestionRow(*(*row[:5], detail | {"items": items, "people": people}, row[6], row[7] is not None))


def _conflict(row: ParkedRow) -> ConflictRow:
    with readable(WAITS):
        fields = tuple({"name": field["name"], **field} for field in row.detail.get("fields", ()))
    return ConflictRow(
        row.id, row.detail.get("version", ""), row.appointment, row.title, fields, row.since, row.calendar
    )
