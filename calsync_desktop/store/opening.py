"""Open a profile's database so that what is committed is safe, private and of the version that this program speaks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.store import files, schema
from calsync_desktop.store.failures import Telling, translated
from calsync_desktop.store.marks import SCHEMA_VERSION

if TYPE_CHECKING:
    from sqlalchemy import Connection

BUSY_SECONDS = 5.0


class Store:
    """One profile's database, for one thread.

    Reading needs no transaction. Writing is possible inside ``begin`` only: SQLite itself refuses it elsewhere, so that nothing is ever half written.
    """

    def __init__(self, raw: sqlite3.Connection) -> None:
        """Take over ``raw``, which must be in autocommit mode (``isolation_level`` None)."""
        self.raw = raw
        self._view: Connection | None = None
        raw.execute("PRAGMA query_only = ON")

    @property
    def connection(self) -> Connection:
        """The same connection as SQLAlchemy sees it; for migrations and tests, since it takes a third of a second to load.

        To be asked for before a transaction begins: making it would end one.
        """
        if self._view is None:
            if self.raw.in_transaction:
                raise RuntimeError("Store.connection must be asked for before Store.begin()")
            from calsync_desktop.store.alchemy import view_of

            self._view = view_of(self.raw)
        if not self._view.in_transaction():
            self._view.begin()
        return self._view

    @contextmanager
    def begin(self) -> Iterator[None]:
        """One transaction that holds the write lock from its start: all of it is kept, or nothing. Not to be nested."""
        if self.raw.in_transaction:
            raise RuntimeError("Store.begin() may not be nested")
        with translated():
            self.raw.execute("PRAGMA query_only = OFF")
            try:
                self.raw.execute("BEGIN IMMEDIATE")
                yield
                self.raw.commit()
            finally:
                self._end()

    def close(self) -> None:
        """Let go of the file; what was committed stays."""
        if self._view is not None:
            self._view.close()
            self._view.engine.dispose()
        self.raw.close()

    def _end(self) -> None:
        if self.raw.in_transaction:
            self.raw.rollback()
        self.raw.execute("PRAGMA query_only = ON")


def open_store(path: Path, *, read_only: bool = False) -> Store:
    """The store in the file ``path``: made when absent, brought up to date when older (a copy is kept beside it).

    DiskTrouble, Busy, DamagedDatabase; NewerDatabase when a later version wrote it.
    """
    if read_only:
        return Store(schema.open_read_only(path))
    files.private_file(path)
    raw = _connect(str(path))
    try:
        with translated():
            due = schema.check(raw, SCHEMA_VERSION) != SCHEMA_VERSION
            raw.execute("PRAGMA journal_mode = WAL")
        store = Store(raw)
        if due:
            _upgrade(store, path)
    except (CalSyncError, sqlite3.Error):
        raw.close()
        raise
    return store


def memory_store() -> Store:
    """An empty store that lives as long as this object: for tests."""
    raw = _connect(":memory:")
    raw.executescript(_script())
    return Store(raw)


def _upgrade(store: Store, path: Path) -> None:
    # Alembic is heavy, and needed once a release.
    from calsync_desktop.store.upgrading import upgrade

    upgrade(store, path)


def _connect(name: str) -> sqlite3.Connection:
    with translated():
        raw = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None, factory=Telling)
        # FULL: with WAL and NORMAL the last commits, a user's edits, may be lost with the power.
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA foreign_keys = ON")
    return raw


@lru_cache(maxsize=1)
def _script() -> str:
    from calsync_desktop.store.alchemy import script

    return script()
