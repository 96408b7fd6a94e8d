"""What SQLite reports, said once in the words of ``core.errors``.

=============================  ================
SQLite's result code           becomes
=============================  ================
FULL, READONLY, IOERR, PERM,   DiskTrouble
CANTOPEN, AUTH
CORRUPT, NOTADB, and other     DamagedDatabase
signs of damage
BUSY, LOCKED                   Busy
anything else                  left as it is: a mistake of ours
=============================  ================
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from calsync_desktop.core.errors import Busy, CalSyncError, DamagedDatabase, DiskTrouble

_FULL, _READONLY, _CORRUPT = 13, 8, 11
_DISK = {3, 10, 14, 23}
_DAMAGED = {_CORRUPT, 26}
_LOCKED = {5, 6}
# Damage that SQLite or Python notice without SQLite's code for it: in a text, in the index of words, in what the tables are called.
_DAMAGED_WORDS = (
    "Could not decode to UTF-8",
    "invalid fts5 file format",
    "no such table",
    "no such column",
    "has no column named",
)


@contextmanager
def translated() -> Iterator[None]:
    """Inside, errors of SQLite that a person can do something about are raised as ``core.errors``."""
    try:
        yield
    except sqlite3.Error as error:
        if (failure := failure_of(error)) is not None:
            raise failure from error
        raise


@contextmanager
def readable(what: str = "an account") -> Iterator[None]:
    """Inside, a text that nobody of us can have written is damage; ``what`` it tells of, in words for a person."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise damaged(f"What this computer keeps of {what} is damaged.") from error


def object_of(text: str, what: str) -> dict[str, Any]:
    """A JSON object that we wrote; DamagedDatabase for anything else."""
    with readable(what):
        return dict(json.loads(text).items())


def words_of(text: str, what: str) -> tuple[str, ...]:
    """A JSON list of texts that we wrote; DamagedDatabase for anything else."""
    with readable(what):
        found = json.loads(text)
        if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
            raise TypeError(what)
        return tuple(found)


def failure_of(error: BaseException) -> CalSyncError | None:
    """The translation of one error of ``sqlite3`` by the table above; None when it has none."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, sqlite3.OperationalError) and any(word in str(error) for word in _DAMAGED_WORDS):
        code = _CORRUPT
    if not isinstance(error, sqlite3.Error) or code is None:
        return None
    return _by_code(code & 0xFF)


class Telling(sqlite3.Connection):
    """A connection whose failures are ``core.errors`` wherever they show: a damaged page may be met by any statement, and by any row of it."""

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or TellingCursor)

    def execute(self, *args: Any) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = self.cursor().execute(*args)
        return cursor

    def executemany(self, *args: Any) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = self.cursor().executemany(*args)
        return cursor


class TellingCursor(sqlite3.Cursor):
    """The same for what is fetched. Writing outside of a transaction stays sqlite3's own error: it is a mistake of ours."""

    def execute(self, *args: Any) -> Self:
        try:
            return super().execute(*args)
        except sqlite3.Error as error:
            _tell(error)
            raise

    def executemany(self, *args: Any) -> Self:
        try:
            return super().executemany(*args)
        except sqlite3.Error as error:
            _tell(error)
            raise

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except sqlite3.Error as error:
            _tell(error)
            raise

    def fetchall(self) -> list[Any]:
        try:
            return super().fetchall()
        except sqlite3.Error as error:
            _tell(error)
            raise

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except sqlite3.Error as error:
            _tell(error)
            raise


def _tell(error: sqlite3.Error) -> None:
    readonly = getattr(error, "sqlite_errorcode", 0) & 0xFF == _READONLY
    if not readonly and (failure := failure_of(error)) is not None:
        raise failure from error


def _by_code(code: int) -> CalSyncError | None:
    if code == _FULL:
        return DiskTrouble("The disk is full: the last change was not saved. What was saved before is safe.")
    if code == _READONLY:
        return DiskTrouble("The profile's database cannot be written: its disk or folder is read-only.")
    if code in _DISK:
        return DiskTrouble("The profile's database cannot be opened, read or written on this disk.")
    if code in _DAMAGED:
        return damaged("The profile's database is damaged, or it is not a database of CalSync.")
    if code in _LOCKED:
        return Busy("Another program is using the profile's database.", "Close the other program, then try again.")
    return None


def damaged(sentence: str) -> DamagedDatabase:
    """A damaged file, with what a person can do about it."""
    return DamagedDatabase(
        sentence,
        "The next command that syncs or changes something reads everything anew from the servers, keeps the damaged file aside "
        "and saves the unsent changes that can be read.",
    )
