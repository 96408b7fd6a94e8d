"""An update of the schema may be killed at any statement: the profile is the older or the newer one, whole (S27)."""

from __future__ import annotations

import os
import signal
import sqlite3
from pathlib import Path

import pytest

from calsync_desktop.core.errors import NewerDatabase
from calsync_desktop.store import opening, schema, upgrading
from calsync_desktop.store.marks import SCHEMA_VERSION
from calsync_desktop.store.opening import open_store
from tests.durability.place import clear, copy_files, edited, edits_of, in_file, sound

LATER = SCHEMA_VERSION + 1
NEXT = f'''"""A step of the future."""
from alembic import op

revision = "{LATER:04}"
down_revision = "{SCHEMA_VERSION:04}"

def upgrade():
    op.execute("CREATE TABLE labels (id TEXT PRIMARY KEY, name TEXT NOT NULL)")
    with op.batch_alter_table("appointments") as table:
        table.drop_column("retired")
    op.execute("UPDATE appointments SET updated_at = 'later'")
'''


@pytest.fixture
def future(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is one version ahead."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for source in upgrading.MIGRATIONS.rglob("*.py"):
        (folder / source.relative_to(upgrading.MIGRATIONS)).write_text(source.read_text())
    (folder / "versions" / f"{LATER:04}_next.py").write_text(NEXT)
    monkeypatch.setattr(upgrading, "MIGRATIONS", folder)
    for module in (opening, upgrading, schema):
        monkeypatch.setattr(module, "SCHEMA_VERSION", LATER)
    monkeypatch.setattr(schema.check, "__defaults__", (LATER,))


def killed_at(path: Path, nth: int) -> bool:
    """Open the profile in a child that is killed at its ``nth`` statement; False when it was done before."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _count_down(nth)
            open_store(path).close()
            code = 0
        finally:
            os._exit(code)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in (0, -signal.SIGKILL)
    return ended != 0


def _count_down(nth: int) -> None:
    connect, left = opening._connect, [nth]

    def statement(_: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(name: str) -> sqlite3.Connection:
        raw = connect(name)
        raw.set_trace_callback(statement)
        return raw

    opening._connect = counted


async def test_an_update_that_is_killed_anywhere_leaves_the_older_or_the_newer_profile(
    tmp_path: Path, future: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        for module in (opening, upgrading, schema):
            older.setattr(module, "SCHEMA_VERSION", SCHEMA_VERSION)
        older.setattr(schema.check, "__defaults__", (SCHEMA_VERSION,))
        older.setattr(upgrading, "MIGRATIONS", Path(upgrading.__file__).with_name("migrations"))
        home = in_file(await edited(), tmp_path / "older" / "sound.db")
        wanted = edits_of(home.store)
        home.store.close()
    nth, seen = 1, set()
    path = tmp_path / "profile" / "calsync.db"
    while killed_at(copy_files(tmp_path / "older" / "sound.db", path), nth):
        seen.add(_version(path))
        copy = path.with_name(f"calsync.db.version-{SCHEMA_VERSION}")
        assert not copy.exists() or _version(copy) == SCHEMA_VERSION
        store = open_store(path)
        sound(store)
        assert edits_of(store) == wanted
        assert store.raw.execute("SELECT count(*) FROM labels").fetchone() == (0,)
        store.close()
        assert _version(copy) == SCHEMA_VERSION or LATER in seen
        clear(path)
        nth += 5
    assert nth > 20
    assert SCHEMA_VERSION in seen


def _version(path: Path) -> int:
    raw = sqlite3.connect(path)
    try:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found: int = raw.execute("PRAGMA user_version").fetchone()[0]
        return found
    finally:
        raw.close()


async def test_an_older_program_refuses_a_newer_profile_and_says_what_to_do(tmp_path: Path) -> None:
    home = in_file(await edited(), tmp_path / "calsync.db")
    home.store.close()
    raw = sqlite3.connect(tmp_path / "calsync.db")
    raw.execute(f"PRAGMA user_version = {LATER}")
    raw.close()
    before = (tmp_path / "calsync.db").read_bytes()
    with pytest.raises(NewerDatabase, match="left as it is") as told:
        open_store(tmp_path / "calsync.db")
    assert "Install the newer version" in told.value.hint
    assert (tmp_path / "calsync.db").read_bytes() == before
