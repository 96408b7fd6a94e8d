"""Read what can still be read of a damaged database, row by row: a damaged page takes only what lay on it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

_PAGE = 4096
_MOST_ROWS = 2_000_000  # beyond which a row's number is itself damaged

Values = dict[str, Any]
Rows = dict[str, list[Values]]


def rows_of(path: Path, lender: Path) -> Rows:
    """The rows of each table, from the first way of reading that finds an account; ``lender`` is a sound new database."""
    rows: Rows = {table: [] for table in _TABLES}
    for number, view in enumerate((_as_it_is, _without_log, _with_lent_page)):
        with suppress(sqlite3.Error, OSError), closing(view(path, lender)) as raw:
            rows = {table: list(_rows(raw, table)) for table in _TABLES}
            if rows["connections"] or number == 2:
                break
    return rows


def _as_it_is(path: Path, _: Path) -> sqlite3.Connection:
    return _opened(f"{path.absolute().as_uri()}?mode=ro")


def _without_log(path: Path, _: Path) -> sqlite3.Connection:
    """The file alone: its log may belong to another one."""
    return _opened(f"{path.absolute().as_uri()}?mode=ro&immutable=1")


def _with_lent_page(path: Path, lender: Path) -> sqlite3.Connection:
    """A copy that gets the pages which say what all others are from a new database, since all of ours begin alike."""
    copy = path.with_name(f"{path.name}.lent")
    try:
        shutil.copyfile(path, copy)
        with copy.open("r+b") as damaged, lender.open("rb") as sound:
            for number in _schema_pages(lender):
                sound.seek((number - 1) * _PAGE)
                damaged.seek((number - 1) * _PAGE)
                damaged.write(sound.read(_PAGE))
            pages = -(-max(path.stat().st_size, lender.stat().st_size) // _PAGE)  # what was cut off is read as nothing
            damaged.truncate(pages * _PAGE)
            damaged.seek(28)
            damaged.write(pages.to_bytes(4, "big") + bytes(8))  # its size; no free pages
        raw = sqlite3.connect(":memory:", isolation_level=None)
        with closing(_opened(f"{copy.absolute().as_uri()}?mode=ro&immutable=1")) as lent:
            lent.backup(raw)
        return raw
    finally:
        copy.unlink(missing_ok=True)


def _schema_pages(lender: Path) -> list[int]:
    """The first, and the others where this SQLite can tell (it was built with dbstat)."""
    with suppress(sqlite3.Error), closing(_as_it_is(lender, lender)) as raw:
        return [row[0] for row in raw.execute("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'")]
    return [1]


def _opened(uri: str) -> sqlite3.Connection:
    raw = sqlite3.connect(uri, uri=True, isolation_level=None)
    raw.row_factory = sqlite3.Row
    raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return raw


# What is read of each table, in the order in which rows point to each other.
_TABLES = {
    "settings": "TRUE",
    "connections": "TRUE",
    "calendars": "TRUE",
    "appointments": "ours IS NOT NULL OR detached",
    "pieces": "TRUE",
    "field_times": "TRUE",
    "runs": "TRUE",
    "history": "TRUE",
}
_WITHOUT_ROWID = {"field_times"}


def _rows(raw: sqlite3.Connection, table: str) -> Iterator[Values]:
    """Every row of a table that can be read, each asked for by its number."""
    raw.row_factory = sqlite3.Row
    if table in _WITHOUT_ROWID:
        with suppress(sqlite3.Error):
            yield from (dict(row) for row in raw.execute(f"SELECT * FROM {table}"))  # noqa: S608 - names are ours
        return
    sql = f"SELECT rowid, * FROM {table} NOT INDEXED WHERE rowid = ? AND ({_TABLES[table]})"  # noqa: S608 - names are ours
    for number in _numbers(raw, table):
        with suppress(sqlite3.Error):
            row = raw.execute(sql, (number,)).fetchone()
            if row is not None:
                yield {name: row[name] for name in row.keys() if name != "rowid"}  # noqa: SIM118 - of sqlite3.Row


def _numbers(raw: sqlite3.Connection, table: str) -> Iterator[int]:
    """Numbers of rows: as the table says as long as it can be walked, and every one between where it breaks off from either end."""
    low = yield from _walked(raw, f"SELECT rowid FROM {table} NOT INDEXED ORDER BY rowid")  # noqa: S608 - names are ours
    if low is None:
        return
    try:
        (last,) = raw.execute(f"SELECT max(rowid) FROM {table} NOT INDEXED").fetchone()  # noqa: S608 - names are ours
    except sqlite3.Error:
        last = low + _PAGE
    yield from range(low + 1, min(last or 0, _MOST_ROWS) + 1)


def _walked(raw: sqlite3.Connection, sql: str) -> Any:
    last = 0
    try:
        for (number,) in raw.execute(sql):
            yield number
            last = number
    except sqlite3.Error:
        return last
    return None
