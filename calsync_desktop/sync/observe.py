"""Pages into the store: what they say, together with the cursor, in one transaction a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.encoding import dumps
from calsync_desktop.core.errors import CursorDead
from calsync_desktop.core.merge import differs
from calsync_desktop.core.provider import Delta, Piece, Scope, Shape
from calsync_desktop.core.series import fold, orphaned
from calsync_desktop.store import accounts, copies, ledger, pieces
from calsync_desktop.store.accounts import Watched
from calsync_desktop.store.copies import Row
from calsync_desktop.store.marks import GONE
from calsync_desktop.store.moments import iso
from calsync_desktop.sync.notices import RunProgress
from calsync_desktop.sync.run import Run

_VERIFIED_AT_ONCE = 50


@dataclass(slots=True)
class Listing:
    """How far the listing of one calendar has come; ``round`` 0 while only changes are told, ``aside`` when single objects are read beside it."""

    watched: Watched
    round: int = 0
    aside: bool = False
    seen: int = 0
    clock: timedelta = field(default=timedelta(0))

    @property
    def calendar(self) -> str:
        """The calendar's id with us."""
        return self.watched.calendar.id


async def observe(run: Run, watched: Watched) -> None:
    """Bring the store up to what the calendar says now. A dead cursor is answered by listing everything, once."""
    try:
        await _observe(run, watched)
    except CursorDead:
        with run.store.begin():
            accounts.save_calendar(run.store, watched.calendar.id, cursor=None, page_cursor=None, listing=0)
        await _observe(run, replace(watched, cursor=None, page_cursor=None, listing=0))


async def observe_pieces(run: Run, watched: Watched, remote_ids: Sequence[str]) -> None:
    """Read these remote objects again, outside of any listing."""
    found = await run.provider.fetch(watched.remote, remote_ids)
    await _take(run, Listing(watched, aside=True), Delta(pieces=tuple(found)))


async def _observe(run: Run, watched: Watched) -> None:
    listing = Listing(watched, watched.listing)
    cursor = watched.page_cursor if watched.page_cursor is not None else watched.cursor

    def known(ids: Sequence[str]) -> Mapping[str, str]:
        return {} if run.from_scratch else pieces.known_versions(run.store, listing.calendar, ids)

    async for delta in run.provider.changes(watched.remote, cursor, known, Scope()):
        if delta.full and not listing.round:
            listing.round = watched.round + 1
        listing.seen += len(delta.pieces) + len(delta.seen)
        listing.clock = delta.clock
        await _take(run, listing, delta)
        if delta.pieces:
            run.tell(RunProgress(run.connection.id, listing.calendar, listing.seen))
            await run.breathe()


async def _take(run: Run, listing: Listing, delta: Delta) -> None:
    """One page: first all that needs asking, then one transaction."""
    found = await _verified(run, listing, delta.pieces)
    swept = await _missed(run, listing, delta, found) if delta.last else []
    if not (found or swept or delta.seen or _moves_cursor(listing, delta)):
        return
    with run.store.begin():
        _store(run, listing, [*found, *swept])
        if listing.round and delta.seen:
            pieces.stamp(run.store, listing.calendar, delta.seen, listing.round)
        elif delta.seen:
            pieces.confirm(run.store, listing.calendar, delta.seen)
        _advance(run, listing, delta)


def _moves_cursor(listing: Listing, delta: Delta) -> bool:
    return bool(listing.round) or (delta.cursor is not None and delta.cursor != listing.watched.cursor)


def _advance(run: Run, listing: Listing, delta: Delta) -> None:
    """The cursor goes in with the rows it covers, never before (I10)."""
    if delta.last:
        round_ = listing.round or listing.watched.round
        values = {
            "cursor": delta.cursor,
            "page_cursor": None,
            "listing": 0,
            "round": round_,
            "observed_at": iso(run.now),
        }
        if delta.cursor is None and not listing.round:
            values["cursor"] = listing.watched.cursor
        accounts.save_calendar(run.store, listing.calendar, **values)
    elif listing.round:
        # The round is spent even if this listing is broken off: its stamps must not pass for those of the next one.
        values = {"page_cursor": delta.cursor, "listing": listing.round if delta.cursor else 0}
        accounts.save_calendar(run.store, listing.calendar, round=listing.round, **values)
    elif delta.cursor is not None:
        accounts.save_calendar(run.store, listing.calendar, page_cursor=delta.cursor)


async def _verified(run: Run, listing: Listing, found: Sequence[Piece]) -> list[Piece]:
    """The page with what is not certain made certain: doubtful removals are read, and the masters of occurrences that we lack."""
    frozen = run.provider.capabilities.frozen_window
    doubtful = [p.remote_id for p in found if frozen and p.gone]
    kept = [p for p in found if not (frozen and p.gone)]
    if doubtful:
        # A removal does not say of which series: the master of one that we held says whether that start is skipped or ordinary now.
        bereft = {*pieces.series_of(run.store, listing.calendar, doubtful).values()} - {*doubtful}
        kept += await _fetched(run, listing, [*doubtful, *sorted(bereft)])
    if run.provider.capabilities.shape is Shape.PIECES:
        kept += await _missing_masters(run, listing, kept)
    return kept


async def _missing_masters(run: Run, listing: Listing, found: Sequence[Piece]) -> list[Piece]:
    by_series: dict[str, list[Piece]] = {}
    for piece in found:
        by_series.setdefault(piece.series, []).append(piece)
    lone = [series for series, some in by_series.items() if orphaned(some)]
    have = pieces.known_versions(run.store, listing.calendar, lone)
    return await _fetched(run, listing, [series for series in lone if series not in have])


async def _fetched(run: Run, listing: Listing, ids: Sequence[str]) -> list[Piece]:
    out: list[Piece] = []
    for i in range(0, len(ids), _VERIFIED_AT_ONCE):
        out += await run.provider.fetch(listing.watched.remote, ids[i : i + _VERIFIED_AT_ONCE])
    return out


async def _missed(run: Run, listing: Listing, delta: Delta, found: Sequence[Piece]) -> list[Piece]:
    """What the pages up to this last one should have spoken of and did not."""
    if listing.round:
        return await _sweep(run, listing, delta, found)
    if not _moves_cursor(listing, delta):
        return []
    mentioned = {p.remote_id for p in found} | set(delta.seen)
    return await _fetched(
        run, listing, [r for r in pieces.unconfirmed(run.store, listing.calendar) if r not in mentioned]
    )


async def _sweep(run: Run, listing: Listing, delta: Delta, found: Sequence[Piece]) -> list[Piece]:
    """After a complete listing: what an older round left is gone, once that is proven. Whether it may go here is for the guard."""
    here = {p.remote_id for p in found} | set(delta.seen)
    missing = [(r, s) for r, s in pieces.absent(run.store, listing.calendar, listing.round) if r not in here]
    if run.provider.capabilities.listing_proves_absence:
        return [Piece(series, remote_id) for remote_id, series in missing]
    return await _fetched(run, listing, [remote_id for remote_id, _ in missing])


def _store(run: Run, listing: Listing, found: Sequence[Piece]) -> None:
    """Write pieces, then fold each series that they touch; deletions first, so that a renamed object finds its row."""
    shape = run.provider.capabilities.shape
    bereft = _forget(run, listing, found)
    there = [p for p in found if not (p.gone or p.skeleton)]
    skipped = [p for p in found if p.gone and p.original_start is not None]
    pieces.upsert(run.store, listing.calendar, there, pieces.UNSEEN if listing.aside else listing.round, shape)
    for piece in skipped:
        pieces.remember_gone(run.store, listing.calendar, piece)
    _park_unreadable(run, listing, there)
    if ledger.unpark_remote(run.store, listing.calendar, [p.remote_id for p in found if not p.problem]):
        run.parked = True
    if shape is Shape.RESOURCE:
        _update_theirs(run, listing, {p.series: (p, p.content) for p in there if p.content is not None})
    else:
        _update_theirs(run, listing, _folded(run, listing, [*there, *skipped, *bereft]))


def _forget(run: Run, listing: Listing, found: Sequence[Piece]) -> list[Piece]:
    """What is no piece (any more) is forgotten. What comes back stands for the series that lost an occurrence of their own by it."""
    gone = [p for p in found if p.gone and p.original_start is None]
    ids = [p.remote_id for p in found if p.skeleton or (p.gone and p.original_start is None)]
    bereft = {*pieces.series_of(run.store, listing.calendar, ids).values()} - {p.remote_id for p in gone}
    _forget_series(run, listing, gone)
    pieces.forget(run.store, listing.calendar, ids)
    return [Piece(series, series) for series in sorted(bereft)]


def _forget_series(run: Run, listing: Listing, gone: Sequence[Piece]) -> None:
    """Whole series that do not exist any more: theirs is GONE, and a row that nobody else knows vanishes."""
    for series, row in copies.of_series(run.store, listing.calendar, [p.series for p in gone]).items():
        pieces.forget_series(run.store, listing.calendar, series)
        run.fresh.pop(row.id, None)
        if row.base is None and row.ours is None:
            copies.remove(run.store, row.id)
        elif row.theirs != GONE and not (row.base is None and row.theirs is None):
            copies.save(run.store, row.id, run.now, theirs=GONE, theirs_modified=None, theirs_since=None)


def _folded(run: Run, listing: Listing, found: Iterable[Piece]) -> dict[str, tuple[Piece, Appointment]]:
    out: dict[str, tuple[Piece, Appointment]] = {}
    latest: dict[str, Piece] = {}
    for piece in found:
        if piece.series not in latest or (
            piece.modified and (latest[piece.series].modified or piece.modified) <= piece.modified
        ):
            latest[piece.series] = piece
    for series, piece in latest.items():
        appointment = fold(pieces.of_series(run.store, listing.calendar, series))
        if appointment is not None:
            out[series] = (piece, appointment)
    return out


def _park_unreadable(run: Run, listing: Listing, found: Iterable[Piece]) -> None:
    for piece in found:
        if piece.problem:
            item = ledger.Parked(
                run.new_id("p"), listing.calendar, None, piece.remote_id, "unreadable", piece.problem, {}, 1, None
            )
            ledger.park(run.store, item, run.now)
            run.parked = True


def _update_theirs(run: Run, listing: Listing, found: Mapping[str, tuple[Piece, Appointment]]) -> None:
    """What the series say becomes theirs, unless it is what base says already."""
    rows = copies.of_series(run.store, listing.calendar, list(found))
    strangers = [appointment.uid for series, (_, appointment) in found.items() if series not in rows]
    namesakes = copies.with_uids(run.store, listing.calendar, strangers)
    new: list[Row] = []
    for series, (piece, appointment) in found.items():
        row = rows.get(series) or _adopted(run, series, namesakes.pop(appointment.uid, None))
        if row is None:
            new.append(_new_row(run, listing, piece, appointment))
            run.fresh[new[-1].id] = appointment
        else:
            _say(run, listing, row, piece, appointment)
    copies.insert_rows(run.store, new, run.now)


def _adopted(run: Run, series: str, row: Row | None) -> Row | None:
    """The row of ours with the object's UID, if it is the same though we know it under no or another remote id."""
    if row is None or not (row.theirs == GONE or (row.base is None and row.theirs is None)):
        return None
    copies.save(run.store, row.id, run.now, series=series)
    return replace(row, series=series)


def _say(run: Run, listing: Listing, row: Row, piece: Piece, appointment: Appointment) -> None:
    text = dumps(appointment)
    same = text == row.base or (
        row.base is not None and not differs(row.side(row.base), appointment, run.provider.capabilities.fields)
    )
    theirs = None if same else text
    if theirs == row.theirs:
        return
    if theirs is not None:
        run.fresh[row.id] = appointment
    times = (None, None) if same else _times(listing, piece)
    copies.save(run.store, row.id, run.now, theirs=theirs, theirs_modified=times[0], theirs_since=times[1])


def _new_row(run: Run, listing: Listing, piece: Piece, appointment: Appointment) -> Row:
    times = _times(listing, piece)
    text = dumps(appointment)
    return Row(
        run.new_id("a"), listing.calendar, appointment.uid, piece.series, None, None, text, *times, "none", None, 0
    )


def _times(listing: Listing, piece: Piece) -> tuple[str | None, str | None]:
    """Until when at the latest it was changed there, by our clock, and when we had looked before."""
    observed = listing.watched.observed_at
    return (iso(piece.modified - listing.clock) if piece.modified else None, iso(observed) if observed else None)
