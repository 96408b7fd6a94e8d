"""The store of a simulated device: in memory, and without what costs SQLite a third of a history."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from calsync_desktop.store.opening import Store
from tests.journeys.house import _blank


class MemoryStore(Store):
    """Keeps what ``Store`` promises in another way: a write outside of a transaction is told by the connection's own count of changes.

    The pragma that forbids it there makes SQLite prepare every statement anew after each transaction; and memory is no disk that may fail.
    """

    def __init__(self, raw: sqlite3.Connection) -> None:
        super().__init__(raw)
        raw.execute("PRAGMA query_only = OFF")
        self._changes = raw.total_changes

    @contextmanager
    def begin(self) -> Iterator[None]:
        """See ``Store.begin``."""
        assert not self.raw.in_transaction, "Store.begin() may not be nested"
        assert self.raw.total_changes == self._changes, "something was written outside of a transaction"
        try:
            self.raw.execute("BEGIN IMMEDIATE")
            yield
            self.raw.commit()
        finally:
            self._end()

    def _end(self) -> None:
        if self.raw.in_transaction:
            self.raw.rollback()
        self._changes = self.raw.total_changes


def fresh_store() -> MemoryStore:
    """A new profile's store; the schema is copied, not made."""
    raw = sqlite3.connect(":memory:", isolation_level=None)
    raw.execute("PRAGMA foreign_keys = ON")
    _blank().raw.backup(raw)
    return MemoryStore(raw)
