"""An open store as SQLAlchemy sees it, for migrations and composed statements; loaded when asked for, because that takes a third of a second."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from calsync_desktop.store.failures import failure_of
from calsync_desktop.store.marks import APPLICATION_ID, SCHEMA_VERSION
from calsync_desktop.store.tables import FORGET_WORDS, SEARCH, metadata


def view_of(raw: sqlite3.Connection) -> Connection:
    """A connection that speaks through ``raw`` and is part of whatever transaction that is in."""
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)

    def told(context: ExceptionContext) -> BaseException | None:
        error = context.original_exception
        if "readonly" in str(error) and not raw.in_transaction:
            return RuntimeError("the store is written inside Store.begin() only")
        return failure_of(error)

    event.listen(engine, "handle_error", told)
    return engine.connect()


def script() -> str:
    """The statements that make an empty database of this version."""
    spoken = dialect.dialect()
    statements = [str(CreateTable(table).compile(dialect=spoken)) for table in metadata.sorted_tables]
    statements += [
        str(CreateIndex(index).compile(dialect=spoken)) for table in metadata.sorted_tables for index in table.indexes
    ]
    marks = [f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {SCHEMA_VERSION}"]
    return ";".join([*statements, SEARCH, FORGET_WORDS, *marks])
