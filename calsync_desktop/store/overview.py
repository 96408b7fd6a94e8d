"""What is connected and how it stands: connections with the status that is shown, their calendars, and the profile as a whole."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calsync_desktop.store.failures import translated
from calsync_desktop.store.reading import setting

# "Not at rest, and of these the edited": so that the partial index on what is not at rest is used.
_CONNECTIONS = """
SELECT k.id, k.provider, k.account, k.status, k.error_message, k.sync_enabled, k.window_days, k.interval_minutes, k.on_conflict, k.on_remote_delete,
       k.hiding, k.last_sync_at,
       (SELECT count(*) FROM calendars c WHERE c.connection = k.id AND c.selected) AS calendars,
       (SELECT count(*) FROM appointments a CROSS JOIN calendars c ON c.id = a.calendar
        WHERE c.connection = k.id AND (a.ours IS NOT NULL OR a.theirs IS NOT NULL) AND a.ours IS NOT NULL) AS waiting,
       (SELECT count(*) FROM parked p CROSS JOIN calendars c ON c.id = p.calendar
        WHERE c.connection = k.id AND p.kind = 'conflict') AS conflicts,
       (SELECT count(*) FROM parked p CROSS JOIN calendars c ON c.id = p.calendar
        WHERE c.connection = k.id AND p.kind NOT IN ('conflict', 'window')) AS parked,
       (SELECT count(*) FROM questions q WHERE q.connection = k.id AND q.answer IS NULL) AS questions,
       (SELECT r.status FROM runs r WHERE r.connection = k.id AND r.status <> 'running'
        ORDER BY r.started_at DESC, r.rowid DESC LIMIT 1) AS last_run
FROM connections k ORDER BY k.created_at, k.id
"""
_CALENDARS = """
SELECT c.id, c.connection, c.name, c.color, c.access, c.selected, c.zone, c.mails, c.missing
FROM calendars c CROSS JOIN connections k ON k.id = c.connection
ORDER BY k.created_at, k.id, c.name COLLATE NOCASE, c.id
"""


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """A connection as it is shown. ``stored`` is what the database holds, ``status`` what a person is told (see ``shown_status``)."""

    id: str
    provider: str
    account: str
    status: str
    stored: str
    error_message: str
    sync_enabled: bool
    window_days: int
    interval_minutes: int
    on_conflict: str
    on_remote_delete: str
    hiding: dict[str, object]
    last_sync_at: str | None
    calendars: int
    waiting: int
    conflicts: int
    parked: int
    questions: int


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar of a connection; ``missing``: the service does not list it any more."""

    id: str
    connection: str
    name: str
    color: str
    access: str
    selected: bool
    zone: str
    mails: bool
    missing: bool


@dataclass(frozen=True, slots=True)
class StatusRow:
    """The profile as a whole; ``paused_until`` ISO 8601 while background syncing rests. What the sync window holds back is not ``parked``: its day comes."""

    paused_until: str | None
    connections: tuple[ConnectionRow, ...]
    waiting: int
    conflicts: int
    questions: int
    parked: int


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides about the shown status beside the stored one."""

    attention: bool = False
    paused: bool = False
    offline: bool = False
    syncing: bool = False


def shown_status(stored: str, now: Circumstances) -> str:
    """The first that applies of: revoked, expired, error, attention, paused, offline, syncing, active."""
    if stored in ("revoked", "expired", "error"):
        return stored
    return next((name for name in ("attention", "paused", "offline", "syncing") if getattr(now, name)), "active")


def connections(conn: sqlite3.Connection, now: datetime, syncing: frozenset[str] = frozenset()) -> list[ConnectionRow]:
    """All connections, the oldest first. ``now`` is aware; ``syncing`` names those that a running engine is syncing at this moment."""
    paused = paused_until(conn, now) is not None
    with translated():
        rows = _dicts(conn, _CONNECTIONS)
    return [_connection(row, paused, syncing) for row in rows]


def calendars(conn: sqlite3.Connection) -> list[CalendarRow]:
    """All calendars, by connection, then by name."""
    with translated():
        rows = _dicts(conn, _CALENDARS)
    return [CalendarRow(**_with_flags(row, "selected", "mails", "missing")) for row in rows]


def addresses_of(conn: sqlite3.Connection, connection: str) -> tuple[str, ...]:
    """The account's own mail addresses, as its service listed them; none when there is no such connection."""
    with translated():
        row = conn.execute("SELECT addresses FROM connections WHERE id = ?", (connection,)).fetchone()
    return tuple(json.loads(row[0])) if row is not None else ()


def status(conn: sqlite3.Connection, now: datetime, syncing: frozenset[str] = frozenset()) -> StatusRow:
    """The profile's connections and what waits: edits that have not arrived yet, conflicts, questions, parked items."""
    rows = tuple(connections(conn, now, syncing))
    return StatusRow(
        paused_until=paused_until(conn, now),
        connections=rows,
        waiting=sum(row.waiting for row in rows),
        conflicts=sum(row.conflicts for row in rows),
        questions=sum(row.questions for row in rows),
        parked=sum(row.parked for row in rows),
    )


def paused_until(conn: sqlite3.Connection, now: datetime) -> str | None:
    """The setting paused_until while it lies ahead: ISO 8601 in UTC, or the word forever."""
    with translated():
        until = setting(conn, "paused_until")
    return until if until and (until == "forever" or datetime.fromisoformat(until) > now) else None


def _connection(row: dict[str, Any], paused: bool, syncing: frozenset[str]) -> ConnectionRow:
    last_run = row.pop("last_run")
    circumstances = Circumstances(
        attention=bool(row["conflicts"] or row["questions"] or row["parked"]),
        paused=paused or not row["sync_enabled"],
        offline=last_run == "offline",
        syncing=row["id"] in syncing,
    )
    stored = row["status"]
    told = {"status": shown_status(stored, circumstances), "stored": stored, "hiding": json.loads(row["hiding"])}
    return ConnectionRow(**_with_flags(row, "sync_enabled") | told)


def _with_flags(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """SQLite knows no truth values."""
    return row | {name: bool(row[name]) for name in names}


def _dicts(conn: sqlite3.Connection, sql: str) -> list[dict[str, Any]]:
    cursor = conn.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
