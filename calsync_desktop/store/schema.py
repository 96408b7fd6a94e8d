"""Tell from a file's own marks whether it is a database of ours, of which version, without loading anything heavy."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from calsync_desktop.core.errors import NewerDatabase
from calsync_desktop.store.failures import Telling, damaged, translated
from calsync_desktop.store.marks import APPLICATION_ID, SCHEMA_VERSION


def check(raw: sqlite3.Connection, known: int = SCHEMA_VERSION) -> int:
    """The version of the schema in the file: 0 when it is new. DamagedDatabase when it is not ours, NewerDatabase when later than ``known``."""
    application = raw.execute("PRAGMA application_id").fetchone()[0]
    version: int = raw.execute("PRAGMA user_version").fetchone()[0]
    if application == APPLICATION_ID:
        if version > known:
            raise NewerDatabase("This profile was written by a newer version of CalSync. It was left as it is.")
        return version
    if application or version or raw.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        raise damaged("The profile's database file is not a database of CalSync.")
    return 0


def open_read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, to a database of exactly our version or later ones refused; the version is not checked for being older."""
    with translated():
        raw = _read_only(path)
        check(raw)
        # A large profile's pages, instead of SQLite's two megabytes: a view reads a few of them again and again.
        raw.execute("PRAGMA cache_size = -8000")
    return raw


def _read_only(path: Path) -> sqlite3.Connection:
    name = path.absolute().as_uri()
    raw = sqlite3.connect(f"{name}?mode=ro", uri=True, timeout=5.0, isolation_level=None, factory=Telling)
    try:
        sqlite3.Cursor(raw).execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        raw.close()
        # On a read-only disk WAL's index cannot be made; without a log beside it the file is complete by itself.
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN or path.with_name(f"{path.name}-wal").exists():
            raise
        raw = sqlite3.connect(f"{name}?mode=ro&immutable=1", uri=True, isolation_level=None, factory=Telling)
    return raw
