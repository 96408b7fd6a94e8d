"""Bring a profile's database to the version of this program: one transaction, and a copy of the older file is kept."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

from calsync_desktop.store import schema
from calsync_desktop.store.failures import damaged, translated
from calsync_desktop.store.files import private_file
from calsync_desktop.store.marks import APPLICATION_ID, SCHEMA_VERSION

if TYPE_CHECKING:
    from calsync_desktop.store.opening import Store

MIGRATIONS = Path(__file__).with_name("migrations")


def upgrade(store: Store, path: Path) -> None:
    """Run the migrations that are due; when one fails, the file is as it was."""
    version = schema.check(store.raw)
    if version:
        keep_copy(store.raw, path.with_name(f"{path.name}.version-{version}"))
    # Rebuilding a table drops the old one, which would cascade; SQLite ignores this pragma inside a transaction.
    store.raw.execute("PRAGMA foreign_keys = OFF")
    try:
        _migrate(store)
    finally:
        store.raw.execute("PRAGMA foreign_keys = ON")


def keep_copy(raw: sqlite3.Connection, target: Path) -> None:
    """A complete copy of the database in ``target`` (mode 0600), which is there whole or not at all."""
    partial = private_file(target.with_name(f"{target.name}.part"))
    with translated():
        copy = sqlite3.connect(partial)
        try:
            raw.backup(copy)
        finally:
            copy.close()
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(target)


def configuration() -> Config:
    """Alembic's configuration without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _migrate(store: Store) -> None:
    config = configuration()
    config.attributes["connection"] = store.connection
    with store.begin():
        # Another process may have been faster while we waited for the lock.
        if schema.check(store.raw) == SCHEMA_VERSION:
            return
        command.upgrade(config, "head")
        if store.raw.execute("PRAGMA foreign_key_check").fetchone():
            raise damaged(
                "The profile's database could not be brought up to date: some of its rows contradict each other."
            )
        store.raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        store.raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
