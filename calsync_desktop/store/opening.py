"""Open a profile's database so that what is committed is safe, private and of the version that this program speaks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.store import files, schema
from calsync_desktop.store.failures import failure_of, translated
from calsync_desktop.store.tables import APPLICATION_ID, FORGET_WORDS, SCHEMA_VERSION, SEARCH, metadata

BUSY_SECONDS = 5.0


class Store:
    """One profile's database, for one thread.

    Reading needs no transaction. Writing is possible inside ``begin`` only: SQLite itself refuses it elsewhere, so that nothing is ever half written.
    """

    def __init__(self, raw: sqlite3.Connection) -> None:
        """Take over ``raw``, which must be in autocommit mode (``isolation_level`` None)."""
        self.raw = raw
        self._engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
        event.listen(self._engine, "handle_error", self._told)
        self.connection: Connection = self._engine.connect()
        raw.execute("PRAGMA query_only = ON")

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its start: all of it is kept, or nothing. Not to be nested."""
        if self.raw.in_transaction:
            raise RuntimeError("Store.begin() may not be nested")
        self.connection.rollback()
        with translated():
            self.raw.execute("PRAGMA query_only = OFF")
            try:
                self.raw.execute("BEGIN IMMEDIATE")
                with self.connection.begin():
                    yield self.connection
            finally:
                self._end()

    def close(self) -> None:
        """Let go of the file; what was committed stays."""
        self.connection.close()
        self._engine.dispose()
        self.raw.close()

    def _end(self) -> None:
        if self.raw.in_transaction:
            self.raw.rollback()
        self.raw.execute("PRAGMA query_only = ON")

    def _told(self, context: ExceptionContext) -> BaseException | None:
        error = context.original_exception
        if "readonly" in str(error) and not self.raw.in_transaction:
            return RuntimeError("the store is written inside Store.begin() only")
        return failure_of(error)


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
        raw = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None)
        # FULL: with WAL and NORMAL the last commits, a user's edits, may be lost with the power.
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA foreign_keys = ON")
    return raw


@lru_cache(maxsize=1)
def _script() -> str:
    spoken = dialect.dialect()
    statements = [str(CreateTable(table).compile(dialect=spoken)) for table in metadata.sorted_tables]
    statements += [
        str(CreateIndex(index).compile(dialect=spoken)) for table in metadata.sorted_tables for index in table.indexes
    ]
    marks = [f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {SCHEMA_VERSION}"]
    return ";".join([*statements, SEARCH, FORGET_WORDS, *marks])
