"""A profile is opened for reading without ceremony, and its rows are found by what a person types."""

import sqlite3
from pathlib import Path

import pytest

from calsync_desktop.core.errors import CalSyncError, DamagedDatabase, NewerDatabase, Usage
from calsync_desktop.store import tables
from calsync_desktop.store.opening import Store, open_store
from calsync_desktop.store.reading import open_reading, resolve_id, setting
from tests.store.seeding import AT, Seed


def test_a_profile_that_does_not_exist_yet_is_empty(tmp_path: Path) -> None:
    conn = open_reading(tmp_path / "new" / "calsync.db")
    assert conn.execute("SELECT count(*) FROM connections").fetchone() == (0,)
    conn.close()


def test_a_profile_whose_making_was_interrupted_is_made_first(tmp_path: Path) -> None:
    (tmp_path / "calsync.db").touch()
    conn = open_reading(tmp_path / "calsync.db")
    assert conn.execute("SELECT count(*) FROM connections").fetchone() == (0,)
    conn.close()


def test_a_reader_sees_what_is_committed_while_it_is_open(tmp_path: Path) -> None:
    store = open_store(tmp_path / "calsync.db")
    conn = open_reading(tmp_path / "calsync.db")
    assert setting(conn, "language") is None
    Seed(store).setting("language", "eo")
    assert setting(conn, "language") == "eo"
    conn.close()
    store.close()


@pytest.mark.parametrize(
    ("mark", "error"), [("user_version = 99", NewerDatabase), ("application_id = 7", DamagedDatabase)]
)
def test_files_that_are_not_for_us_are_refused(tmp_path: Path, mark: str, error: type[CalSyncError]) -> None:
    store = open_store(tmp_path / "calsync.db")
    store.raw.execute("PRAGMA query_only = OFF")
    store.raw.execute(f"PRAGMA {mark}")
    store.close()
    with pytest.raises(error):
        open_reading(tmp_path / "calsync.db")


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    conn = open_reading(tmp_path / "calsync.db")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        conn.execute("INSERT INTO settings VALUES ('a', 'b')")
    conn.close()


@pytest.fixture
def named(store: Store, seed: Seed) -> Store:
    connection = seed.connection(id="kabc", account="me@example.org")
    for id_, name in (("cabc", "Work"), ("cabd", "Home"), ("cab", "cabd"), ("cxyz", "Same"), ("cxzz", "Same")):
        seed.calendar(connection, id=id_, name=name)
    for id_, kind in (("pone", "conflict"), ("ptwo", "refused")):
        seed.row(tables.parked, "p", id=id_, calendar="cabc", kind=kind, reason="", since=AT)
    for id_, answer in (("qone", None), ("qtwo", "keep")):
        seed.row(tables.questions, "q", id=id_, connection=connection, kind="delete", since=AT, answer=answer)
    return store


@pytest.mark.parametrize(
    ("table", "text", "id_"),
    [
        ("calendars", "cabc", "cabc"),
        ("calendars", "cxy", "cxyz"),
        ("calendars", "cab", "cab"),
        ("calendars", "Work", "cabc"),
        ("calendars", "Home", "cabd"),
        ("calendars", "cabd", "cabd"),
        ("connections", "k", "kabc"),
        ("connections", "me@example.org", "kabc"),
        ("conflicts", "p", "pone"),
        ("parked", "pt", "ptwo"),
        ("questions", "q", "qone"),
    ],
)
def test_an_id_the_beginning_of_one_and_an_exact_name_are_enough(named: Store, table: str, text: str, id_: str) -> None:
    assert resolve_id(named.raw, table, text) == id_


@pytest.mark.parametrize(
    ("table", "text", "sentence"),
    [
        ("calendars", "ca", "“ca” may mean more than one calendar: cab, cabc, cabd."),
        ("calendars", "Same", "“Same” may mean more than one calendar: cxyz, cxzz."),
        ("calendars", "work", "There is no calendar “work”."),
        ("calendars", "", "There is no calendar “”."),
        ("calendars", "%", "There is no calendar “%”."),
        ("calendars", "c_bc", "There is no calendar “c_bc”."),
        ("calendars", "' OR 1 --", "There is no calendar “' OR 1 --”."),
        ("conflicts", "ptwo", "There is no conflict “ptwo”."),
        ("questions", "qtwo", "There is no question “qtwo”."),
        ("appointments", "a", "There is no appointment “a”."),
        ("history", "h", "There is no change “h”."),
    ],
)
def test_what_names_nothing_or_too_much_is_said(named: Store, table: str, text: str, sentence: str) -> None:
    with pytest.raises(Usage) as caught:
        resolve_id(named.raw, table, text)
    assert caught.value.message == sentence
    assert caught.value.hint
