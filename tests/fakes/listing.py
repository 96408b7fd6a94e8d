"""What the pretend server answers to "what changed?", as whole rounds that the provider hands out page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from calsync_desktop.core.provider import Piece, Scope
from tests.fakes.shapes import Temper, keys_within, spans
from tests.fakes.shelf import Record, Shelf

PAST, FUTURE, LATE = timedelta(days=90), timedelta(days=270), datetime(2060, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Round:
    """One listing: the items still to be handed out, and what the next round is compared with.

    ``number`` is the last change that it covers; ``view`` (frozen window only) what was in scope, by id.
    """

    full: bool
    scope: Scope
    number: int
    items: tuple[Piece, ...] = ()
    view: Mapping[str, str] = field(default_factory=dict)


def full_round(shelf: Shelf, scope: Scope) -> Round:
    """Everything that a listing without a cursor shows."""
    if shelf.temper is Temper.RESOURCE:
        return Round(True, Scope(), shelf.number, tuple(r.piece for r in _living(shelf)))
    if shelf.temper is Temper.FROZEN:
        scope = Scope(scope.start or shelf.now() - PAST, scope.end or shelf.now() + FUTURE)
        pieces = _in_window(shelf, scope)
        return Round(True, scope, shelf.number, pieces, _view(pieces))
    listed = Scope(scope.start)
    pieces = tuple(r.piece for r in _exceptions_first(_living(shelf)) if _listed(shelf, r, listed))
    return Round(True, listed, shelf.number, pieces)


def next_round(shelf: Shelf, last: Round) -> Round:
    """What changed since ``last``: each thing once, as it is now."""
    if shelf.temper is Temper.FROZEN:
        return _next_window(shelf, last)
    moved = [r for r in shelf.records.values() if r.number > last.number]
    pieces = tuple(r.piece for r in _exceptions_first(sorted(moved, key=lambda r: r.number)))
    return Round(False, last.scope, shelf.number, pieces)


def _next_window(shelf: Shelf, last: Round) -> Round:
    """Changes in the frozen scope; what left it, and whatever happened outside, is only said to be removed."""
    now = _in_window(shelf, last.scope)
    view = _view(now)
    fresh = tuple(p for p in now if last.view.get(p.remote_id) != p.version)
    outside = {r.remote_id for r in shelf.records.values() if r.number > last.number and not _is_master(r)}
    outside |= {r.remote_id for r in shelf.records.values() if r.number > last.number and r.content is None}
    removed = sorted((last.view.keys() | outside) - view.keys())
    return Round(False, last.scope, shelf.number, (*(Piece(i, i) for i in removed), *fresh), view)


def _in_window(shelf: Shelf, scope: Scope) -> tuple[Piece, ...]:
    """Single events and exceptions with their content, ordinary occurrences as skeletons, and no master at all."""
    start, end = scope.start, scope.end
    assert start is not None
    assert end is not None
    out: list[Piece] = []
    for record in _living(shelf):
        if record.content is None:
            continue
        if not _is_master(record):
            out += [record.piece] if spans(record.content.content, start, end) else []
            continue
        apart = shelf.family(record.series)
        plain = [key for key in keys_within(record.content, start, end) if key not in apart]
        out += [p for key in plain if (p := shelf.skeleton(record.series, key))]
    return tuple(out)


def _is_master(record: Record) -> bool:
    return record.original_start is None and record.content is not None and record.content.recurrence is not None


def _view(pieces: tuple[Piece, ...]) -> dict[str, str]:
    return {p.remote_id: p.version or "" for p in pieces}


def _living(shelf: Shelf) -> list[Record]:
    """All records but tombstones of whole appointments."""
    return [r for r in shelf.records.values() if r.content is not None or r.original_start is not None]


def _exceptions_first(records: list[Record]) -> list[Record]:
    return sorted(records, key=lambda r: r.original_start is None)


def _listed(shelf: Shelf, record: Record, scope: Scope) -> bool:
    """It ends after the scope begins; a series is listed with all of its exceptions."""
    if scope.start is None or record.content is None or record.original_start is not None or _is_master(record):
        return True
    return spans(record.content.content, scope.start, LATE)
