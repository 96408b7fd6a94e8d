"""The packaged migrations add up to the tables, and an older profile becomes a new one whole or stays what it was."""

import sqlite3
import stat
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert

from calsync_desktop.core.errors import DamagedDatabase
from calsync_desktop.core.provider import Scope
from calsync_desktop.store import accounts, opening, schema, upgrading
from calsync_desktop.store.marks import APPLICATION_ID, SCHEMA_VERSION
from calsync_desktop.store.opening import Store, memory_store, open_store
from calsync_desktop.store.tables import metadata, settings

LATER = SCHEMA_VERSION + 1
NEXT = f'''"""A step of the future."""
from alembic import op

revision = "{LATER:04}"
down_revision = "{SCHEMA_VERSION:04}"

def upgrade():
    with op.batch_alter_table("connections") as table:
        table.drop_column("scopes")
    {{more}}
'''


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "calsync.db"


@pytest.fixture
def future(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The packaged migrations, to which a test can add the next one."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for source in upgrading.MIGRATIONS.rglob("*.py"):
        (folder / source.relative_to(upgrading.MIGRATIONS)).write_text(source.read_text())
    monkeypatch.setattr(upgrading, "MIGRATIONS", folder)
    return folder / "versions" / f"{LATER:04}_next.py"


def speak_version(monkeypatch: pytest.MonkeyPatch, version: int) -> None:
    module: ModuleType
    for module in (opening, upgrading, schema):
        monkeypatch.setattr(module, "SCHEMA_VERSION", version)
    monkeypatch.setattr(schema.check, "__defaults__", (version,))


def master(store: Store) -> dict[str, str]:
    """Every statement that made the schema, without its spaces."""
    rows = store.raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'")
    return {name: " ".join(sql.split()) for name, sql in rows}


def filled(path: Path) -> None:
    store = open_store(path)
    connection = store.connection
    with store.begin():
        connection.execute(insert(settings).values(name="kept", value="1"))
        store.raw.execute(
            "INSERT INTO connections (id, provider, account, created_at, updated_at) VALUES ('k', 'caldav', 'a', '', '')"
        )
        store.raw.execute("INSERT INTO calendars (id, connection, remote_id) VALUES ('c', 'k', '/')")
    store.close()


def test_the_migrations_add_up_to_the_tables(path: Path) -> None:
    store = open_store(path)
    context = MigrationContext.configure(
        store.connection,
        opts={"include_object": lambda _, name, kind, *__: kind != "table" or not str(name).startswith("search")},
    )
    assert compare_metadata(context, metadata) == []
    assert master(store) == master(memory_store())
    store.close()


def test_words_can_be_searched_in_a_migrated_store(path: Path) -> None:
    store = open_store(path)
    with store.begin():
        store.raw.execute("INSERT INTO search (rowid, title) VALUES (1, 'Übergabe')")
    assert store.raw.execute("SELECT rowid FROM search WHERE search MATCH 'ubergabe'").fetchall() == [(1,)]
    store.close()


def test_the_version_in_the_file_is_the_number_of_the_last_migration(path: Path) -> None:
    head = ScriptDirectory.from_config(upgrading.configuration()).get_current_head()
    assert head == f"{SCHEMA_VERSION:04}"


def test_an_older_profile_is_brought_up_to_date_and_a_copy_of_it_is_kept(
    path: Path, future: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path)
    future.write_text(NEXT.format(more=""))
    speak_version(monkeypatch, LATER)
    store = open_store(path)
    assert "scopes" not in master(store)["connections"]
    # Rebuilding a table must not take along what points to it.
    assert store.raw.execute("SELECT id FROM calendars").fetchall() == [("c",)]
    assert store.raw.execute("PRAGMA foreign_keys").fetchone() == (1,)
    store.close()
    copy = path.with_name(f"calsync.db.version-{SCHEMA_VERSION}")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    raw = sqlite3.connect(copy)
    assert raw.execute("SELECT scopes FROM connections").fetchall() == [("[]",)]
    assert raw.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    raw.close()
    assert [p.name for p in path.parent.glob("*.part*")] == []


@pytest.mark.parametrize(
    "more",
    [
        "raise ZeroDivisionError",
        "op.execute(\"INSERT INTO calendars (id, connection, remote_id) VALUES ('d', 'x', '/')\")",
    ],
)
def test_a_migration_that_fails_leaves_the_profile_as_it_was(
    path: Path, future: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    filled(path)
    future.write_text(NEXT.format(more=more))
    with monkeypatch.context() as newer:
        speak_version(newer, LATER)
        with pytest.raises((ZeroDivisionError, DamagedDatabase)):
            open_store(path)
    store = open_store(path)
    assert "scopes" in master(store)["connections"]
    assert store.raw.execute("SELECT id FROM calendars").fetchall() == [("c",)]
    store.close()


def test_a_profile_of_the_first_version_becomes_one_of_today_with_all_that_is_in_it(path: Path) -> None:
    path.parent.mkdir(parents=True)
    raw = sqlite3.connect(path)
    frozen = import_module("calsync_desktop.store.migrations.versions.0001_first")
    for statement in frozen.STATEMENTS.split("\n;\n"):
        raw.execute(statement)
    raw.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    raw.execute("INSERT INTO alembic_version VALUES ('0001')")
    raw.execute(
        "INSERT INTO connections (id, provider, account, created_at, updated_at) VALUES ('k','caldav','a','','')"
    )
    raw.execute("INSERT INTO calendars (id, connection, remote_id, cursor) VALUES ('c', 'k', '/', 'x')")
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    raw.execute("PRAGMA user_version = 1")
    raw.commit()
    raw.close()
    store = open_store(path)
    (watched,) = accounts.watched(store, "k")
    assert (watched.cursor, watched.scope) == ("x", Scope())
    assert master(store) == master(memory_store())
    store.close()
