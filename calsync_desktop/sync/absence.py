"""What is said to be gone or not spoken of at all: read by id until it is proven, or outside of what was listed and so retired, never deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from calsync_desktop.core.provider import Piece, Scope, Shape
from calsync_desktop.core.scope import NEARLY, lies_in
from calsync_desktop.core.series import orphaned
from calsync_desktop.store import copies, pieces
from calsync_desktop.store.accounts import Watched
from calsync_desktop.sync.run import Run

_READ_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Missed:
    """``found``: the pieces in question as they are now, gone ones among them; ``outside``: the series that the listing did not look for."""

    found: Sequence[Piece] = ()
    outside: frozenset[str] = frozenset()


async def fetched(run: Run, watched: Watched, remote_ids: Sequence[str]) -> list[Piece]:
    """These pieces as they are now, read by id."""
    out: list[Piece] = []
    for i in range(0, len(remote_ids), _READ_AT_ONCE):
        out += await run.provider.fetch(watched.remote, remote_ids[i : i + _READ_AT_ONCE])
    return out


async def verified(run: Run, watched: Watched, found: Sequence[Piece]) -> list[Piece]:
    """The page with what is not certain made certain: doubtful removals are read, and the masters of occurrences that we lack."""
    frozen = run.provider.capabilities.frozen_window
    doubtful = [p.remote_id for p in found if frozen and p.gone]
    kept = [p for p in found if not (frozen and p.gone)]
    if doubtful:
        # A removal does not say of which series: the master of one that we held says whether that start is skipped or ordinary now.
        held = pieces.series_of(run.store, watched.calendar.id, doubtful)
        bereft = {*held.values()} - {*doubtful}
        read = await fetched(run, watched, [*doubtful, *sorted(bereft)])
        kept += read
        if any(p.gone and p.remote_id not in held for p in read):
            # Perhaps an ordinary occurrence, of which we never held a piece: any series that nothing else was said of may have lost it.
            silent = pieces.masters(run.store, watched.calendar.id) - {p.series for p in kept}
            kept += await fetched(run, watched, sorted(silent))
    if run.provider.capabilities.shape is Shape.PIECES:
        kept += await _missing_masters(run, watched, kept)
    return kept


async def _missing_masters(run: Run, watched: Watched, found: Sequence[Piece]) -> list[Piece]:
    by_series: dict[str, list[Piece]] = {}
    for piece in found:
        by_series.setdefault(piece.series, []).append(piece)
    lone = [series for series, some in by_series.items() if orphaned(some)]
    have = pieces.known_versions(run.store, watched.calendar.id, lone)
    return await fetched(run, watched, [series for series in lone if series not in have])


async def swept(run: Run, watched: Watched, round_: int, scope: Scope, here: Collection[str]) -> Missed:
    """What an older round left is gone, once that is proven. Whether it may go here is for the guard. ``here``: ids on the last page."""
    missing = [p for p in pieces.absent(run.store, watched.calendar.id, round_) if p.remote_id not in here]
    if run.provider.capabilities.listing_proves_absence:
        return Missed([Piece(p.series, p.remote_id) for p in missing])
    outside = _outside(run, watched, {p.series for p in missing}, scope)
    doubtful = [p.remote_id for p in missing if p.series not in outside and not _lies_elsewhere(p, scope)]
    return Missed(await fetched(run, watched, doubtful), outside)


def _outside(run: Run, watched: Watched, series: Iterable[str], scope: Scope) -> frozenset[str]:
    """The series of which, as they were seen last, nothing takes place in the scope."""
    rows = copies.of_series(run.store, watched.calendar.id, sorted(series))
    return frozenset(
        name for name, row in rows.items() if (there := row.there) is not None and not lies_in(there, scope, NEARLY)
    )


def _lies_elsewhere(piece: Piece, scope: Scope) -> bool:
    """An exception that neither begins in the scope, nor did before it was moved or cancelled."""
    if piece.original_start is None or (piece.content is not None and lies_in(piece.content, scope, NEARLY)):
        return False
    day = date.fromisoformat(piece.original_start[:8])
    early = scope.start is not None and day < (scope.start - NEARLY).date()
    return early or (scope.end is not None and day > (scope.end + NEARLY).date())
