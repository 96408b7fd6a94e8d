"""Pieces as they rest in the store: one row for each remote object that exists, with the service's own text beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from calsync_desktop.core.encoding import dumps, loads
from calsync_desktop.core.provider import Piece, Shape, Version
from calsync_desktop.core.series import HeldPiece
from calsync_desktop.store.moments import iso, moment
from calsync_desktop.store.opening import Store

_SLICE = 500
UNSEEN = -1

_UPSERT = """
INSERT INTO pieces (calendar, remote_id, series, original_start, version, raw, content, modified, problem, round)
VALUES (?,?,?,?,?,?,?,?,?,?)
ON CONFLICT (calendar, remote_id) DO UPDATE SET series=excluded.series, original_start=excluded.original_start, version=excluded.version,
  raw=excluded.raw, content=excluded.content, modified=excluded.modified, problem=excluded.problem, round=max(round, excluded.round)
"""
_COLUMNS = "series, remote_id, original_start, version, raw, content, modified, problem"


def known_versions(store: Store, calendar: str, remote_ids: Sequence[str]) -> Mapping[str, Version]:
    """The versions of those of these remote ids that we hold, problems included (they are not read twice)."""
    out: dict[str, Version] = {}
    for chunk in _chunks(remote_ids):
        sql = f"SELECT remote_id, version FROM pieces WHERE calendar = ? AND version IS NOT NULL AND remote_id IN ({_marks(chunk)})"  # noqa: S608 - only marks
        out.update(store.raw.execute(sql, (calendar, *chunk)).fetchall())
    return out


def upsert(store: Store, calendar: str, pieces: Iterable[Piece], round_: int, shape: Shape) -> None:
    """Write pieces that exist; ``round_`` is the listing that saw them (0: a delta, UNSEEN: none yet, we made them)."""
    apart = shape is Shape.PIECES
    store.raw.executemany(_UPSERT, [_row(calendar, piece, round_, apart) for piece in pieces])


def stamp(store: Store, calendar: str, remote_ids: Sequence[str], round_: int) -> None:
    """The listing ``round_`` saw these, unchanged."""
    store.raw.executemany(
        "UPDATE pieces SET round = ? WHERE calendar = ? AND remote_id = ?", [(round_, calendar, r) for r in remote_ids]
    )


def absent(store: Store, calendar: str, round_: int) -> list[Piece]:
    """What the listing ``round_`` did not see, without the services' own texts."""
    names = _COLUMNS.replace("raw", "x'' AS raw")
    sql = f"SELECT {names} FROM pieces WHERE calendar = ? AND round < ?"  # noqa: S608 - constant
    return [_piece(row) for row in store.raw.execute(sql, (calendar, round_))]


def count(store: Store, calendar: str) -> int:
    """How many pieces of a calendar are known."""
    found: int = store.raw.execute("SELECT count(*) FROM pieces WHERE calendar = ?", (calendar,)).fetchone()[0]
    return found


def confirm(store: Store, calendar: str, remote_ids: Sequence[str]) -> None:
    """The service mentions these, which we made."""
    sql = "UPDATE pieces SET round = 0 WHERE calendar = ? AND remote_id = ? AND round < 0"
    store.raw.executemany(sql, [(calendar, r) for r in remote_ids])


def unconfirmed(store: Store, calendar: str) -> list[str]:
    """What we made and the service never mentioned since."""
    sql = "SELECT remote_id FROM pieces WHERE calendar = ? AND round < 0"
    return [remote_id for (remote_id,) in store.raw.execute(sql, (calendar,))]


def forget(store: Store, calendar: str, remote_ids: Iterable[str]) -> None:
    """These do not exist any more."""
    store.raw.executemany(
        "DELETE FROM pieces WHERE calendar = ? AND remote_id = ?", [(calendar, r) for r in remote_ids]
    )


def forget_series(store: Store, calendar: str, series: str) -> None:
    """No piece of the series exists any more."""
    store.raw.execute("DELETE FROM pieces WHERE calendar = ? AND series = ?", (calendar, series))


def remember_gone(store: Store, calendar: str, piece: Piece) -> None:
    """A cancelled occurrence: the row stays, without content, since it is what skips that start."""
    store.raw.execute(_UPSERT, _row(calendar, piece, 0, True))


def series_of(store: Store, calendar: str, remote_ids: Sequence[str]) -> dict[str, str]:
    """Which series these remote ids belong to, for those that we hold."""
    out: dict[str, str] = {}
    for chunk in _chunks(remote_ids):
        sql = f"SELECT remote_id, series FROM pieces WHERE calendar = ? AND remote_id IN ({_marks(chunk)})"  # noqa: S608 - only marks
        out.update(store.raw.execute(sql, (calendar, *chunk)).fetchall())
    return out


def of_series(store: Store, calendar: str, series: str) -> list[Piece]:
    """Every piece of one series with its own content; for whole resources the content is in ``raw`` alone and None here."""
    sql = f"SELECT {_COLUMNS} FROM pieces WHERE calendar = ? AND series = ? ORDER BY original_start"  # noqa: S608 - constant
    return [_piece(row) for row in store.raw.execute(sql, (calendar, series))]


def held(store: Store, calendar: str, series: str) -> dict[str | None, HeldPiece]:
    """Ids, versions and texts of one series, by original start."""
    return {
        p.original_start: HeldPiece(p.remote_id, p.version, p.raw)
        for p in of_series(store, calendar, series)
        if p.version is not None
    }


def masters(store: Store, calendar: str) -> set[str]:
    """The ids of all series whose exceptions are kept apart."""
    sql = "SELECT remote_id FROM pieces WHERE calendar = ? AND original_start IS NULL AND content LIKE '%\"recurrence\":%'"
    return {remote_id for (remote_id,) in store.raw.execute(sql, (calendar,))}


def unreadable(store: Store, calendar: str, series: str) -> bool:
    """A piece of the series stands there in a version that cannot be read."""
    sql = "SELECT 1 FROM pieces WHERE calendar = ? AND series = ? AND problem != ''"
    return store.raw.execute(sql, (calendar, series)).fetchone() is not None


def _row(calendar: str, piece: Piece, round_: int, apart: bool) -> tuple[object, ...]:
    content = dumps(piece.content) if apart and piece.content is not None else None
    modified = iso(piece.modified) if piece.modified else None
    raw = sqlite3.Binary(piece.raw.encode())
    return (
        calendar,
        piece.remote_id,
        piece.series,
        piece.original_start,
        piece.version,
        raw,
        content,
        modified,
        piece.problem,
        round_,
    )


def _piece(row: tuple[str, str, str | None, str | None, bytes, str | None, str | None, str]) -> Piece:
    series, remote_id, original_start, version, raw, content, modified, problem = row
    appointment = loads(content) if content else None
    return Piece(
        series, remote_id, original_start, version, appointment, bytes(raw).decode(), moment(modified), problem
    )


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[i : i + _SLICE] for i in range(0, len(ids), _SLICE))


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))
