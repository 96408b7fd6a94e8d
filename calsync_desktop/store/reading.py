"""Open a profile for reading, and find its rows by what a person typed; SQLAlchemy is not loaded for that."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from calsync_desktop.core.errors import CalSyncError, Usage
from calsync_desktop.store import schema
from calsync_desktop.store.marks import SCHEMA_VERSION

# What may be named by a person: the word for one, the table (or the part of one) and the column that is a name as well.
_NAMED = {
    "connections": ("connection", "connections", "account"),
    "calendars": ("calendar", "calendars", "name"),
    "appointments": ("appointment", "appointments", ""),
    "conflicts": ("conflict", "(SELECT id FROM parked WHERE kind = 'conflict')", ""),
    "parked": ("parked item", "parked", ""),
    "questions": ("question", "(SELECT id FROM questions WHERE answer IS NULL OR answer = 'hold')", ""),
    "runs": ("run", "runs", ""),
    "history": ("change", "history", ""),
    "undoable": ("change or run", "(SELECT id FROM history UNION ALL SELECT id FROM runs)", ""),
}


def open_reading(path: Path) -> sqlite3.Connection:
    """A connection that can only read, for one thread. A profile that does not exist yet is made, an older one brought up to date, first.

    DiskTrouble, Busy, DamagedDatabase, NewerDatabase.
    """
    if not path.exists():
        _bring_up_to_date(path)
    raw = schema.open_read_only(path)
    if schema.check(raw) == SCHEMA_VERSION:
        return raw
    raw.close()
    _bring_up_to_date(path)
    return schema.open_read_only(path)


def is_ready(path: Path) -> bool:
    """Whether the profile can be read as it is: it is there, of this version, and nobody doubts it (see ``store.salvage``)."""
    if not path.exists() or any(path.with_name(f"{path.name}.{word}").exists() for word in ("suspect", "mended")):
        return False
    try:
        raw = schema.open_read_only(path)
    except CalSyncError:
        return False
    try:
        return schema.check(raw) == SCHEMA_VERSION
    finally:
        raw.close()


def resolve_id(conn: sqlite3.Connection, table: str, text: str) -> str:
    """The id that ``text`` names: the id itself, the exact name (calendars, connections), or the beginning of one id only; Usage otherwise.

    ``table`` is one of connections, calendars, appointments, conflicts, parked, questions, runs, history, undoable.
    """
    noun, source, name = _NAMED[table]
    ways = ["id = ?"] + [f"{name} = ?"] * bool(name) + ["substr(id, 1, length(?1)) = ?1"] * bool(text)
    # One after another: the last one looks at every row.
    for way in ways:
        found = _ids(conn, source, way, text)
        if len(found) == 1:
            return found[0]
        if found:
            raise Usage(f"“{text}” may mean more than one {noun}: {', '.join(found[:5])}.", "Give more of the id.")
    raise Usage(
        f"There is no {noun} “{text}”.",
        f"List what there is: every {noun} has an id, of which the beginning is enough.",
    )


def setting(conn: sqlite3.Connection, name: str) -> str | None:
    """One of the profile's own settings."""
    row = conn.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def _ids(conn: sqlite3.Connection, source: str, condition: str, text: str) -> list[str]:
    # The names come from the table above, never from outside.
    return [row[0] for row in conn.execute(f"SELECT id FROM {source} WHERE {condition} ORDER BY id LIMIT 6", (text,))]  # noqa: S608


def _bring_up_to_date(path: Path) -> None:
    # Heavy, and needed once a release.
    from calsync_desktop.store.opening import open_store

    open_store(path).close()
