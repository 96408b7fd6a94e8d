"""When a profile's database is damaged: keep it aside, begin anew, and carry over what no server has.

==================================  =================================================================
rows                                what becomes of them
==================================  =================================================================
settings, connections, calendars    carried over; every calendar is listed from scratch
appointments that were edited here  carried over with their base, so that the edit is merged, not imposed
(ours), or are only here (detached)
pieces and field times of those     carried over: whether one is gone there is seen by the listing
history, runs                       carried over where they can be read
everything else                     read again from the servers
==================================  =================================================================
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from calsync_desktop.core.calendar import Access, OnRemoteDelete, Policy, Status
from calsync_desktop.core.encoding import loads
from calsync_desktop.core.errors import CalSyncError, DamagedDatabase, DiskTrouble
from calsync_desktop.store import past, waiting
from calsync_desktop.store.accounts import all_connections, watched
from calsync_desktop.store.asking import questions_of
from calsync_desktop.store.faces import Horizon, Shown, show
from calsync_desktop.store.failures import object_of, words_of
from calsync_desktop.store.marks import GONE
from calsync_desktop.store.moments import moment
from calsync_desktop.store.opening import Store, open_store
from calsync_desktop.store.wreckage import Rows, Values, rows_of

SENTENCE = "What this computer kept of the calendars was damaged; it is read anew from the servers."
_NEWS = "salvaged"
_ALL = 2**40
_RENEWED = ("horizon_from", "horizon_to", "zone_rules", _NEWS)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was done: the name under which the damaged file is kept, and how many edits that were never sent were carried over."""

    kept: str
    unsent: int

    @property
    def message(self) -> str:
        """What happened, for a person."""
        counted = {0: "No unsent changes were found in it.", 1: "1 unsent change was recovered."}
        return f"{SENTENCE} {counted.get(self.unsent, f'{self.unsent} unsent changes were recovered.')}"

    @property
    def hint(self) -> str:
        """Where to look for the rest."""
        return f"The damaged file is kept in the profile's folder as {self.kept}."


def suspect(path: Path) -> None:
    """Something of the database could not be read: look through it before it is used next."""
    with suppress(OSError):
        _beside(path, "suspect").touch(mode=0o600)


def open_mended(path: Path, horizon: Horizon) -> Store:
    """The store for writing, rebuilt when it is damaged. DiskTrouble, Busy, NewerDatabase; nothing is ever deleted.

    The caller holds the profile's lock. Occurrences of what is carried over are built for ``horizon``.
    """
    _swap(path)
    try:
        store = open_store(path)
        if not _beside(path, "suspect").exists() or _is_sound(store):
            _beside(path, "suspect").unlink(missing_ok=True)
            return store
        store.close()
    except DamagedDatabase:
        suspect(path)
    _rebuild(path, horizon)
    return open_store(path)


def news(store: Store) -> Salvaged | None:
    """What was salvaged since somebody was told last; asked for once."""
    found = store.raw.execute("SELECT value FROM settings WHERE name = ?", (_NEWS,)).fetchone()
    if found is None:
        return None
    with store.begin():
        store.raw.execute("DELETE FROM settings WHERE name = ?", (_NEWS,))
    return Salvaged(**json.loads(found[0]))


def _is_sound(store: Store) -> bool:
    """Every page, index and copy of an appointment can be read; seconds with a large profile, hence only after a suspicion."""
    try:
        if store.raw.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            return False
        for copies in store.raw.execute("SELECT base, ours, theirs FROM appointments"):
            for text in copies:
                _readable(text)
        _ask_everything(store)
    except (DamagedDatabase, sqlite3.Error):
        return False
    return True


def _ask_everything(store: Store) -> None:
    """Every column of every table, and the index of words; what they are called may be damaged, which no check of SQLite notices."""
    from calsync_desktop.store.tables import metadata

    for table in metadata.sorted_tables:
        names = ", ".join(f't."{column.name}"' for column in table.columns)
        store.raw.execute(f"SELECT {names} FROM {table.name} t LIMIT 1").fetchall()  # noqa: S608 - names are ours
    store.raw.execute("SELECT rowid FROM search WHERE search MATCH 'anything'").fetchall()
    for owner, name in _MOMENTS:
        for (text,) in store.raw.execute(f"SELECT {name} FROM {owner}"):  # noqa: S608 - names are ours
            moment(text)
    past.runs(store.raw, limit=_ALL)
    past.history(store.raw, limit=_ALL)
    waiting.parked(store.raw)
    waiting.conflicts(store.raw)
    waiting.questions(store.raw)
    for connection in all_connections(store):
        watched(store, connection.id, selected=False)
        questions_of(store, connection.id)


def _rebuild(path: Path, horizon: Horizon) -> None:
    """The damaged file is kept under another name, and the new one is complete, before that takes its place."""
    fresh = _beside(path, "new")
    for leftover in (fresh, *_logs(fresh)):
        leftover.unlink(missing_ok=True)
    store = open_store(fresh)
    try:
        store.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rows = rows_of(path, fresh)
        kept = _kept(path)
        _insert_all(store, rows, kept.name, horizon)
        store.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        store.close()
    fresh.rename(_beside(path, "mended"))
    _swap(path)


def _kept(path: Path) -> Path:
    """The file and its log once more, under a name that nothing has yet; DiskTrouble."""
    kept = next(p for n in range(1, 1_000_000) if not (p := _beside(path, f"damaged-{n}")).exists())
    try:
        for source, target in ((path, kept), (_logs(path)[0], _logs(kept)[0])):
            if source.exists():
                _twin(source, target)
    except OSError as error:
        raise DiskTrouble("The damaged database cannot be kept aside: its disk is full or read-only.") from error
    return kept


def _twin(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a disk that knows no links
        shutil.copyfile(source, target)
        target.chmod(0o600)


def _swap(path: Path) -> None:
    """Put a database that was mended in its place: the damaged one is kept by now, so this may be interrupted and repeated."""
    mended = _beside(path, "mended")
    if mended.exists():
        for log in _logs(path):
            log.unlink(missing_ok=True)
        mended.replace(path)
        _beside(path, "suspect").unlink(missing_ok=True)


def _beside(path: Path, word: str) -> Path:
    return path.with_name(f"{path.name}.{word}")


def _logs(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _insert_all(store: Store, rows: Rows, kept: str, horizon: Horizon) -> None:
    held = [row for row in (_mended(row) for row in rows["appointments"]) if row is not None]
    series = {(row["calendar"], row["series"]) for row in held if row["series"]}
    rows = rows | {
        "settings": [row for row in rows["settings"] if row["name"] not in _RENEWED],
        "connections": [_as_known(row) for row in rows["connections"]],
        "runs": [_as_known(row) for row in rows["runs"]],
        "history": [_as_known(row) for row in rows["history"]],
        "calendars": [_as_known(_to_be_listed(row)) for row in rows["calendars"]],
        "appointments": held,
        "field_times": [row for row in rows["field_times"] if _passes(datetime.fromisoformat, row["at"])],
        "pieces": [*_placeholders(series), *(row for row in rows["pieces"] if _of(row, series))],
    }
    with store.begin():
        for table, values in rows.items():
            for row in values:
                _insert(store, table, row)
        _show(store, horizon)
        (unsent,) = store.raw.execute("SELECT count(*) FROM appointments WHERE ours IS NOT NULL").fetchone()
        _insert(store, "settings", {"name": _NEWS, "value": json.dumps({"kept": kept, "unsent": unsent})})


def _of(row: Values, series: set[tuple[str, str]]) -> bool:
    return (row["calendar"], row["series"]) in series


def _placeholders(series: set[tuple[str, str]]) -> list[Values]:
    """So that a listing notices which of them are gone, also where the pieces themselves cannot be read."""
    return [{"calendar": calendar, "remote_id": name, "series": name, "round": 0} for calendar, name in sorted(series)]


def _to_be_listed(row: Values) -> Values:
    unlisted = dict.fromkeys(("cursor", "page_cursor", "observed_at", "scope_start", "scope_end"))
    return row | unlisted | {"listing": 0, "round": 0}


def _as_known(row: Values) -> Values:
    """An account or calendar without the values that cannot be read: they become what they are at the beginning."""
    return {name: value for name, value in row.items() if name not in _CHECKS or _passes(_CHECKS[name], value)}


def _passes(check: Callable[[str], object], value: str) -> bool:
    try:
        check(value)
    except (ValueError, TypeError, DamagedDatabase):
        return False
    return True


_MOMENTS = (
    ("field_times", "at"),
    ("appointments", "theirs_modified"),
    ("appointments", "theirs_since"),
    ("parked", "retry_at"),
)
_CHECKS: dict[str, Callable[[str], object]] = {
    "addresses": json.loads,
    "hiding": json.loads,
    "status": Status,
    "on_conflict": Policy,
    "on_remote_delete": OnRemoteDelete,
    "last_sync_at": lambda text: datetime.fromisoformat(text or "1970-01-01"),
    "access": Access,
    "fields": lambda text: words_of(text, ""),
    "counts": lambda text: object_of(text, ""),
    "seconds": lambda text: float(text or 0),
}


def _mended(row: Values) -> Values | None:
    """An edited appointment whose edit can be read; a base that cannot is as good as none, and theirs is read anew."""
    try:
        _readable(row["ours"])
    except DamagedDatabase:
        return None
    try:
        _readable(row["base"])
    except DamagedDatabase:
        row = row | {"base": None}
    if row["ours"] is None and row["base"] is None:
        return None
    return row | {"theirs": None, "theirs_modified": None, "theirs_since": None}


def _readable(text: str | None) -> None:
    if text is not None and text != GONE:
        loads(text)


def _insert(store: Store, table: str, row: Values) -> None:
    """One row; one that contradicts the schema (a damaged id, an account that could not be read) is left behind."""
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    with suppress(sqlite3.IntegrityError, sqlite3.OperationalError, OverflowError):
        store.raw.execute(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 - names are ours


def _show(store: Store, horizon: Horizon) -> None:
    """What was carried over is seen at once."""
    for id_, text in store.raw.execute("SELECT id, coalesce(ours, base) FROM appointments").fetchall():
        if text != GONE:
            with suppress(CalSyncError):
                show(store, [Shown(id_, loads(text))], horizon)
