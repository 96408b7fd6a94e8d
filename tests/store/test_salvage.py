"""A damaged profile begins anew by itself: nothing is deleted, and edits that no server has are carried over."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from calsync_desktop.core.errors import DamagedDatabase, DiskTrouble, NewerDatabase
from calsync_desktop.store import salvage, schema
from calsync_desktop.store.faces import horizon_at
from calsync_desktop.store.marks import SCHEMA_VERSION
from calsync_desktop.store.opening import Store, open_store
from calsync_desktop.store.salvage import news, open_mended, suspect
from tests.durability.place import again, edited, in_file, quieten
from tests.fakes import FakeGround

HORIZON = horizon_at(FakeGround().now().date())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "calsync.db"


def damage(path: Path) -> bytes:
    """Not readable at all, but for what lies behind the first page."""
    content = bytearray(path.read_bytes())
    content[:4096] = b"\xff" * 4096
    path.write_bytes(content)
    return bytes(content)


async def test_a_damaged_profile_begins_anew_with_the_edits_that_were_never_sent(path: Path) -> None:
    home = in_file(await edited(), path)
    home.store.close()
    before = damage(path)
    home = again(home, path)
    told = news(home.store)
    assert told is not None
    assert told.unsent == 4
    assert "4 unsent changes were recovered" in told.message
    kept = path.with_name(told.kept)
    assert (kept.read_bytes(), stat.S_IMODE(kept.stat().st_mode)) == (before, 0o600)
    await quieten(home)
    assert {"Made here", "Ours", "Jour fixe"} <= set(home.server.titles())
    assert "Third" not in home.server.titles(), "it was deleted here before the damage"
    assert home.server.read("series").overrides[0].content.title == "Ours"


async def test_what_was_carried_over_is_shown_before_the_next_sync(path: Path) -> None:
    home = in_file(await edited(), path)
    home.store.close()
    damage(path)
    home = again(home, path)
    assert home.store.raw.execute("SELECT count(*) FROM faces WHERE title = 'Made here'").fetchone() == (1,)


async def test_an_edit_of_what_was_deleted_there_meanwhile_is_not_lost(path: Path) -> None:
    home = in_file(await edited(), path)
    home.store.close()
    home.server.remove("call")
    damage(path)
    home = again(home, path)
    await quieten(home)
    assert "Ours" in home.server.titles()


def test_it_is_told_once(path: Path) -> None:
    open_store(path).close()
    damage(path)
    store = open_mended(path, HORIZON)
    assert news(store) is not None
    assert news(store) is None
    store.close()
    store = open_mended(path, HORIZON)
    assert news(store) is None
    store.close()


def test_what_was_damaged_before_is_not_overwritten(path: Path) -> None:
    for _ in range(2):
        open_mended(path, HORIZON).close()
        damage(path)
    open_mended(path, HORIZON).close()
    assert sorted(p.name for p in path.parent.glob("*.damaged-*")) == ["calsync.db.damaged-1", "calsync.db.damaged-2"]


def test_a_text_that_nobody_wrote_is_damage_too(path: Path) -> None:
    store = _with_setting(path)
    with store.begin():
        store.raw.execute(
            "INSERT INTO connections (id, provider, account, created_at, updated_at) VALUES ('k','caldav','a','','')"
        )
        store.raw.execute("INSERT INTO calendars (id, connection, remote_id) VALUES ('c', 'k', '/')")
        store.raw.execute(
            "INSERT INTO appointments (id, calendar, uid, base, created_at, updated_at) VALUES ('a','c','u','{\"uid\":','','')"
        )
    store.close()
    open_mended(path, HORIZON).close()
    suspect(path)
    store = open_mended(path, HORIZON)
    assert news(store) is not None
    assert store.raw.execute("SELECT id FROM calendars").fetchall() == [("c",)]
    assert store.raw.execute("SELECT count(*) FROM appointments").fetchone() == (0,)
    store.close()


def test_a_suspicion_that_proves_wrong_changes_nothing(path: Path) -> None:
    _with_setting(path).close()
    suspect(path)
    store = open_mended(path, HORIZON)
    assert (news(store), _settings(store)) == (None, [("kept",)])
    store.close()
    assert [p.name for p in path.parent.iterdir()] == ["calsync.db"]


@pytest.mark.parametrize("step", ["_kept", "_insert_all", "_swap", "replace"])
def test_mending_that_was_interrupted_is_done_again(path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    _with_setting(path).close()
    damage(path)
    with monkeypatch.context() as broken:
        calls = iter((False, True)) if step == "_swap" else iter((True,))
        real = getattr(salvage, step, None)

        def stop(*args: object) -> object:
            if next(calls, True):
                raise KeyboardInterrupt
            return real(*args) if real else None

        broken.setattr(Path if step == "replace" else salvage, step, stop)
        with pytest.raises(KeyboardInterrupt):
            open_mended(path, HORIZON)
    store = open_mended(path, HORIZON)
    assert (news(store) is not None, _settings(store)) == (True, [("kept",)])
    store.close()
    assert not [p.name for p in path.parent.iterdir() if p.name.endswith((".new", ".mended", ".lent"))]


def test_a_newer_profile_is_refused_and_not_mended(path: Path) -> None:
    open_store(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    raw.close()
    before = path.read_bytes()
    suspect(path)
    with pytest.raises(NewerDatabase):
        open_mended(path, HORIZON)
    assert path.read_bytes() == before


def test_the_database_of_another_program_is_kept_and_a_new_one_begun(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE theirs (x)")
    raw.close()
    before = path.read_bytes()
    store = open_mended(path, HORIZON)
    told = news(store)
    store.close()
    assert told is not None
    assert path.with_name(told.kept).read_bytes() == before


async def test_a_log_that_belongs_to_another_database_does_no_harm_that_stays(path: Path, tmp_path: Path) -> None:
    home = in_file(await edited(), path)
    home.store.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    home.store.close()
    other = in_file(await edited(), tmp_path / "other" / "calsync.db").store
    other.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with other.begin():
        other.raw.executemany(
            "INSERT INTO history (id, at, connection, calendar, appointment, direction, kind) VALUES (?, '', 'k', 'c', 'a', 'in', 'update')",
            [(f"x{n}",) for n in range(500)],
        )
    path.with_name("calsync.db-wal").write_bytes((tmp_path / "other" / "calsync.db-wal").read_bytes())
    other.close()
    for _ in range(3):
        home = again(home, path)
        try:
            await quieten(home)
            break
        except (AssertionError, DamagedDatabase):
            suspect(path)
        finally:
            home.store.close()
    else:
        pytest.fail("it was not mended")


def test_damage_to_one_page_is_told_where_it_is_met(path: Path) -> None:
    store = _with_setting(path, *(f"{n:04}" * 50 for n in range(200)))
    (root,) = store.raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'settings'").fetchone()
    store.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = bytes(4096)
    path.write_bytes(content)
    store = open_store(path)
    with pytest.raises(DamagedDatabase):
        store.raw.execute("SELECT * FROM settings").fetchall()
    store.close()
    reading = schema.open_read_only(path)
    with pytest.raises(DamagedDatabase):
        reading.execute("SELECT * FROM settings").fetchall()
    reading.close()


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_changed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(path).close()
    before = damage(path)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.link", refuse)
    monkeypatch.setattr("shutil.copyfile", refuse)
    with pytest.raises(DiskTrouble, match="kept aside"):
        open_mended(path, HORIZON)
    assert path.read_bytes() == before


def _with_setting(path: Path, *more: str) -> Store:
    store = open_store(path)
    with store.begin():
        store.raw.executemany("INSERT INTO settings VALUES (?, '')", [("kept",), *((name,) for name in more)])
    return store


def _settings(store: Store) -> list[tuple[str]]:
    return store.raw.execute("SELECT name FROM settings").fetchall()


def test_a_column_whose_name_is_damaged_is_noticed_and_mended(path: Path) -> None:
    _with_setting(path).close()
    content = path.read_bytes()
    path.write_bytes(content.replace(b"theirs_modified TEXT", b"theirs_modifieb TEXT"))
    store = open_store(path)
    with pytest.raises(DamagedDatabase):
        store.raw.execute("SELECT theirs_modified FROM appointments")
    store.close()
    suspect(path)
    store = open_mended(path, HORIZON)
    assert news(store) is not None
    assert store.raw.execute("SELECT theirs_modified FROM appointments").fetchall() == []
    store.close()


async def test_a_value_of_an_account_that_cannot_be_read_is_begun_anew(path: Path) -> None:
    home = in_file(await edited(), path)
    with home.store.begin():
        home.store.raw.execute("UPDATE connections SET last_sync_at = '2026-03-0:T08:00:00Z', on_conflict = 'nevest'")
        home.store.raw.execute("UPDATE calendars SET observed_at = 'x', access = 'wrote'")
    with pytest.raises(DamagedDatabase):
        await home.sync()
    home.store.close()
    suspect(path)
    home = again(home, path)
    assert news(home.store) is not None
    await quieten(home)
    assert "Made here" in home.server.titles()
    home.store.close()
