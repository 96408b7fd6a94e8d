"""Texts beside the appointments (questions, conflicts, history, runs) that nobody can have written: told, mended, and the rest goes on."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from calsync_desktop.core.errors import DamagedDatabase
from calsync_desktop.store import appointments, ledger, past, waiting
from calsync_desktop.store.reading import open_reading
from calsync_desktop.store.salvage import news, suspect
from tests.durability.place import again, edited, in_file, quieten

_NOTES = [("questions", "detail"), ("parked", "detail"), ("history", "fields"), ("runs", "counts")]


@pytest.mark.parametrize(
    ("table", "column", "text"),
    [
        *((*note, text) for note in _NOTES for text in ("{", "[1]", '"x"')),
        ("questions", "detail", '{"items": [3]}'),
        ("parked", "detail", '{"fields": [3]}'),
    ],
)
async def test_a_damaged_note_beside_the_appointments_is_told_and_mended_and_the_rest_goes_on(
    tmp_path: Path, table: str, column: str, text: str
) -> None:
    path = tmp_path / "profile" / "calsync.db"
    home = in_file(await edited(), path)
    with home.store.begin():
        home.store.raw.execute(
            "INSERT INTO questions (id, kind, connection, since) VALUES ('q', 'delete', ?, '')", (home.connection,)
        )
        item = ledger.Parked("p", home.calendar(), None, "ghost", "conflict", "Why", {}, 1, None)
        ledger.park(home.store, item, home.ground.now())
        home.store.raw.execute(f"UPDATE {table} SET {column} = ?", (text,))
    home.store.close()
    assert _damaged(path) == 1
    suspect(path)
    home = again(home, path)
    assert news(home.store) is not None
    await quieten(home)
    assert _damaged(path) == 0
    home.store.close()


def _damaged(path: Path) -> int:
    """How many of the readings say that something is damaged, in a sentence."""
    conn, found = open_reading(path), 0
    for reading in (waiting.questions, waiting.parked, waiting.conflicts, past.history, past.runs, _shown):
        try:
            assert reading(conn) is not None
        except DamagedDatabase as error:
            found += "is damaged" in error.message
    conn.close()
    return found


def _shown(conn: sqlite3.Connection) -> object:
    return list(appointments.shown_appointments(conn))
