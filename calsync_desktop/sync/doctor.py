"""Proof that both sides are equal: everything there is read anew and held against what we believe, and nothing is changed.

What it finds is healed by a sync from scratch, which has a preview of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.merge import differs
from calsync_desktop.core.provider import Piece, Provider, Shape
from calsync_desktop.core.scope import lies_in
from calsync_desktop.core.series import fold
from calsync_desktop.store import accounts, copies
from calsync_desktop.store.accounts import Watched
from calsync_desktop.store.copies import Row
from calsync_desktop.store.opening import Store


@dataclass(frozen=True, slots=True)
class Finding:
    """One calendar: how many appointments were compared, and how many differ or are on one side only. Edits that wait are not counted."""

    calendar: str
    compared: int = 0
    different: int = 0
    only_here: int = 0
    only_there: int = 0

    @property
    def well(self) -> bool:
        """Both sides are equal."""
        return not (self.different or self.only_here or self.only_there)


async def examine(store: Store, provider: Provider, connection: str) -> AsyncIterator[Finding]:
    """Every selected calendar of a connection, read completely; the store stays as it is."""
    for watched in accounts.watched(store, connection):
        there = await _listed(provider, watched)
        yield _compare(store, provider, watched, there)


def database_word(store: Store) -> str:
    """What SQLite itself says of the file: ok, or its first complaint."""
    try:
        (word,) = store.raw.execute("PRAGMA quick_check(1)").fetchone()
        strays = store.raw.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        return f"damaged ({type(error).__name__})"
    return "rows without their parent" if strays else str(word)


async def _listed(provider: Provider, watched: Watched) -> dict[str, list[Piece]]:
    """All pieces by series; what cannot be read is there all the same."""
    found: dict[str, list[Piece]] = {}
    async for delta in provider.changes(watched.remote, None, lambda _: {}, watched.scope):
        for piece in delta.pieces:
            if not (piece.gone and piece.original_start is None):
                found.setdefault(piece.series, []).append(piece)
    return found


def _compare(store: Store, provider: Provider, watched: Watched, there: dict[str, list[Piece]]) -> Finding:
    rows = {row.series: row for row in copies.linked(store, watched.calendar.id) if row.series}
    both = sorted(rows.keys() & there.keys())
    different = sum(_different(provider, rows[series], there[series]) for series in both)
    only_there = sum(not any(p.problem for p in there[series]) for series in there.keys() - rows.keys())
    # What is retired was not looked for there.
    only_here = sum(_in_scope(rows[series], watched) for series in rows.keys() - there.keys())
    return Finding(watched.calendar.id, len(both), different, only_here, only_there)


def _in_scope(row: Row, watched: Watched) -> bool:
    shown = row.side(row.base)
    return shown is not None and lies_in(shown, watched.scope)


def _different(provider: Provider, row: Row, found: Sequence[Piece]) -> bool:
    if any(p.problem for p in found):
        return False
    shown = _whole(provider, found)
    return bool(differs(row.side(row.base), shown, provider.capabilities.fields))


def _whole(provider: Provider, found: Sequence[Piece]) -> Appointment | None:
    if provider.capabilities.shape is Shape.RESOURCE:
        return found[0].content
    return fold(found)
