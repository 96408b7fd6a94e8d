"""What is committed is whole, private, and never lost to a version that does not understand it."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from calsync_desktop.core.errors import Busy, DamagedDatabase, DiskTrouble, NewerDatabase
from calsync_desktop.store import opening, schema
from calsync_desktop.store.marks import SCHEMA_VERSION
from calsync_desktop.store.opening import Store, open_store
from calsync_desktop.store.tables import connections, settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "profiles" / "default" / "calsync.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = open_store(path)
    yield opened
    opened.close()


def put(store: Store, *names: str, value: str = "") -> None:
    connection = store.connection
    with store.begin():
        for name in names:
            connection.execute(insert(settings).values(name=name, value=value))


def fail_halfway(store: Store) -> None:
    connection = store.connection
    with store.begin():
        connection.execute(insert(settings).values(name="half", value=""))
        store.raw.execute("INSERT INTO settings VALUES ('other half', '')")
        raise ZeroDivisionError


def names(store: Store) -> list[str]:
    return list(store.connection.execute(select(settings.c.name).order_by(settings.c.name)).scalars())


def test_what_was_committed_is_there_when_the_file_is_opened_again(store: Store, path: Path) -> None:
    put(store, "kept")
    store.close()
    again = open_store(path)
    assert names(again) == ["kept"]
    again.close()


def test_a_transaction_that_fails_leaves_nothing_behind(store: Store) -> None:
    put(store, "before")
    with pytest.raises(ZeroDivisionError):
        fail_halfway(store)
    assert names(store) == ["before"]


def test_a_transaction_that_fails_at_its_last_statement_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(IntegrityError):
        put(store, "one", "two", "one")
    assert names(store) == []
    put(store, "the store goes on")


def test_others_see_a_transaction_whole_or_not_at_all(store: Store, path: Path) -> None:
    other = open_store(path, read_only=True)
    connection = store.connection
    with store.begin():
        connection.execute(insert(settings).values(name="one", value=""))
        assert names(other) == []
    assert names(other) == ["one"]
    other.close()


def test_reading_holds_no_lock_that_a_writer_would_wait_for(store: Store, path: Path) -> None:
    assert names(store) == []
    other = open_store(path)
    put(other, "written meanwhile")
    assert names(store) == ["written meanwhile"]
    other.close()


def test_writing_outside_of_a_transaction_is_refused(store: Store) -> None:
    with pytest.raises(RuntimeError, match="inside"):
        store.connection.execute(insert(settings).values(name="loose", value=""))
    with pytest.raises(sqlite3.OperationalError):
        store.raw.execute("INSERT INTO settings VALUES ('loose', '')")
    assert names(store) == []


def test_transactions_are_not_nested(store: Store) -> None:
    connection = store.connection
    with store.begin():
        connection.execute(insert(settings).values(name="outer", value=""))
        with pytest.raises(RuntimeError, match="nested"), store.begin():
            pass
    assert names(store) == ["outer"]


def test_two_writers_do_not_mix_and_the_second_is_told(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.01)
    other = open_store(path)
    with store.begin(), pytest.raises(Busy), other.begin():
        pass
    put(other, "afterwards it works")
    other.close()


def test_commits_survive_a_power_cut_and_rows_never_point_nowhere(store: Store) -> None:
    pragmas = {
        name: store.raw.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_folder_and_files_are_the_owners_alone_also_with_umask_0(path: Path) -> None:
    before = os.umask(0)
    try:
        store = open_store(path)
        put(store, "grows the log")
    finally:
        os.umask(before)
    modes = {
        p.relative_to(path.parents[3]).as_posix(): stat.S_IMODE(p.stat().st_mode) for p in path.parents[2].rglob("*")
    }
    store.close()
    folders = {name: mode for name, mode in modes.items() if not name.endswith(("db", "wal", "shm"))}
    assert set(folders.values()) == {0o700}
    assert {name.rpartition("/")[2]: mode for name, mode in modes.items() if name not in folders} == {
        "calsync.db": 0o600,
        "calsync.db-wal": 0o600,
        "calsync.db-shm": 0o600,
    }


def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    open_store(path).close()
    path.chmod(0o644)
    path.parent.chmod(0o755)
    open_store(path).close()
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)


def test_a_database_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    open_store(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    raw.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(NewerDatabase, match="newer version"):
            open_store(path, read_only=read_only)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"this is a letter, not a database" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_damaged_and_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(DamagedDatabase):
        open_store(path)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_damaged_and_left_alone(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE theirs (x)")
    raw.close()
    with pytest.raises(DamagedDatabase, match="not a database of CalSync"):
        open_store(path)


def test_a_profile_whose_making_was_interrupted_is_made_again(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch()
    open_store(path).close()
    assert schema.check(sqlite3.connect(path)) == SCHEMA_VERSION


def test_a_full_disk_is_said_and_nothing_is_half_written(store: Store) -> None:
    put(store, "before")
    store.raw.execute(f"PRAGMA max_page_count = {store.raw.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(DiskTrouble, match="full"):
        put(store, *(str(number) for number in range(1000)), value="x" * 1000)
    assert names(store) == ["before"]
    store.raw.execute("PRAGMA max_page_count = 1000000")
    put(store, "when there is space again")


def test_a_full_disk_is_said_where_statements_are_sent_past_sqlalchemy(store: Store) -> None:
    store.raw.execute(f"PRAGMA max_page_count = {store.raw.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(DiskTrouble, match="full"), store.begin():
        store.raw.executemany("INSERT INTO settings VALUES (?, ?)", [(str(n), "x" * 1000) for n in range(1000)])
    assert names(store) == []


def test_a_store_for_reading_cannot_be_written(store: Store, path: Path) -> None:
    other = open_store(path, read_only=True)
    with pytest.raises(DiskTrouble, match="read-only"):
        put(other, "no")
    other.close()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DiskTrouble):
        open_store(tmp_path / "file" / "calsync.db")


def test_a_read_only_copy_without_its_log_can_be_read(path: Path, tmp_path: Path) -> None:
    store = open_store(path)
    put(store, "kept")
    store.close()
    assert not path.with_name("calsync.db-wal").exists()
    raw = schema.open_read_only(path)
    assert raw.execute("SELECT name FROM settings").fetchall() == [("kept",)]
    raw.close()


def test_a_killed_process_leaves_what_it_committed_and_nothing_else(store: Store, path: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from calsync_desktop.store.marks import SCHEMA_VERSION
from calsync_desktop.store.opening import open_store
store = open_store(Path(sys.argv[1]))
with store.begin():
    store.raw.execute("INSERT INTO settings VALUES ('committed', '')")
with store.begin():
    store.raw.execute("INSERT INTO settings VALUES ('not committed', '')")
    os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert done.returncode == -9
    assert names(store) == ["committed"]
    assert store.raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_opening_a_profile_that_is_up_to_date_loads_no_migrations(store: Store, path: Path) -> None:
    script = """
import sys
from pathlib import Path
from calsync_desktop.store.marks import SCHEMA_VERSION
from calsync_desktop.store.opening import open_store
open_store(Path(sys.argv[1])).close()
sys.exit("alembic" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", script, str(path)], check=False).returncode == 0


def test_a_connection_without_a_calendar_cannot_be_pointed_to(store: Store) -> None:
    assert store.connection.execute(select(func.count()).select_from(connections)).scalar_one() == 0
    with pytest.raises(Exception, match="FOREIGN KEY"), store.begin():
        store.raw.execute("INSERT INTO calendars (id, connection, remote_id) VALUES ('c', 'nobody', '/')")


def test_the_engine_opens_a_profile_of_today_without_sqlalchemy(store: Store, path: Path) -> None:
    script = "import sys; from pathlib import Path; import calsync_desktop.sync.engine; from calsync_desktop.store.opening import open_store\n"
    script += "open_store(Path(sys.argv[1])).close(); sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script, str(path)], check=False).returncode == 0


def test_a_view_is_not_made_inside_of_a_transaction_because_that_would_end_it() -> None:
    store = opening.memory_store()
    with store.begin(), pytest.raises(RuntimeError, match="before"):
        _ = store.connection
