"""What SQLite reports, said once in the words of ``core.errors``.

=============================  ================
SQLite's result code           becomes
=============================  ================
FULL, READONLY, IOERR, PERM,   DiskTrouble
CANTOPEN, AUTH
CORRUPT, NOTADB                DamagedDatabase
BUSY, LOCKED                   Busy
anything else                  left as it is: a mistake of ours
=============================  ================
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from calsync_desktop.core.errors import Busy, CalSyncError, DamagedDatabase, DiskTrouble

_FULL, _READONLY = 13, 8
_DISK = {3, 10, 14, 23}
_DAMAGED = {11, 26}
_LOCKED = {5, 6}


@contextmanager
def translated() -> Iterator[None]:
    """Inside, errors of SQLite that a person can do something about are raised as ``core.errors``."""
    try:
        yield
    except sqlite3.Error as error:
        if (failure := failure_of(error)) is not None:
            raise failure from error
        raise


def failure_of(error: BaseException) -> CalSyncError | None:
    """The translation of one error of ``sqlite3`` by the table above; None when it has none."""
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(error, sqlite3.Error) or code is None:
        return None
    return _by_code(code & 0xFF)


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
        "The file was left as it is. Move it away (or put a backup in its place), then connect again: the servers still have what was synced.",
    )
