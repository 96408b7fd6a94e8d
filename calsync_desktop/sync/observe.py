"""Pages into the store: what they say, together with the cursor, in one transaction a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.encoding import dumps
from calsync_desktop.core.errors import CursorDead
from calsync_desktop.core.merge import differs
from calsync_desktop.core.provider import Delta, Piece, Scope, Shape
from calsync_desktop.core.scope import EVERYTHING, lies_in, suffices, wanted
from calsync_desktop.core.series import fold
from calsync_desktop.store import accounts, copies, ledger, pieces
from calsync_desktop.store.accounts import Watched
from calsync_desktop.store.copies import Row
from calsync_desktop.store.marks import GONE
from calsync_desktop.store.moments import iso
from calsync_desktop.sync.absence import Missed, fetched, swept, verified
from calsync_desktop.sync.notices import RunProgress
from calsync_desktop.sync.run import Run


@dataclass(slots=True)
class Listing:
    """How far the listing of one calendar has come; ``round`` 0 while only changes are told, ``aside`` when single objects are read beside it."""

    watched: Watched
    round: int = 0
    aside: bool = False
    seen: int = 0
    clock: timedelta = field(default=timedelta(0))
    scope: Scope = EVERYTHING

    @property
    def calendar(self) -> str:
        """The calendar's id with us."""
        return self.watched.calendar.id


async def observe(run: Run, watched: Watched) -> None:
    """Bring the store up to what the calendar says now. A dead cursor, or a window that left what is listed, is answered by listing anew, once."""
    try:
        listing = await _observe(run, watched)
    except CursorDead:
        listing = await _observe(run, _from_the_beginning(run, watched))
    # Asked last, because the service's own clock is known by now.
    if not suffices(listing.scope, run.connection.settings.window_days, run.day_there):
        await _observe(run, _from_the_beginning(run, accounts.calendar_of(run.store, watched.calendar.id)))


def _from_the_beginning(run: Run, watched: Watched) -> Watched:
    with run.store.begin():
        accounts.save_calendar(run.store, watched.calendar.id, cursor=None, page_cursor=None, listing=0)
    return replace(watched, cursor=None, page_cursor=None, listing=0)


async def observe_pieces(run: Run, watched: Watched, remote_ids: Sequence[str]) -> None:
    """Read these remote objects again, outside of any listing."""
    found = await run.provider.fetch(watched.remote, remote_ids)
    await _take(run, Listing(watched, aside=True, scope=watched.scope), Delta(pieces=tuple(found)))


async def _observe(run: Run, watched: Watched) -> Listing:
    listing = Listing(watched, watched.listing, scope=watched.scope)
    scope = wanted(run.provider.capabilities, run.connection.settings.window_days, run.day_there)
    cursor = watched.page_cursor if watched.page_cursor is not None else watched.cursor

    def known(ids: Sequence[str]) -> Mapping[str, str]:
        return {} if run.from_scratch else pieces.known_versions(run.store, listing.calendar, ids)

    async for delta in run.provider.changes(watched.remote, cursor, known, scope):
        if delta.full and not listing.round:
            listing.round = watched.round + 1
        if delta.full:
            listing.scope = delta.scope
        listing.seen += len(delta.pieces) + len(delta.seen)
        listing.clock = run.clock = delta.clock
        await _take(run, listing, delta)
        if delta.pieces:
            run.tell(RunProgress(run.connection.id, listing.calendar, listing.seen))
            await run.breathe()
    return listing


async def _take(run: Run, listing: Listing, delta: Delta) -> None:
    """One page: first all that needs asking, then one transaction."""
    found = await verified(run, listing.watched, delta.pieces)
    missed = await _missed(run, listing, delta, found) if delta.last else Missed()
    if not (found or missed.found or delta.seen or _moves_cursor(listing, delta)):
        return
    with run.store.begin():
        _store(run, listing, [*found, *missed.found])
        if listing.round and delta.seen:
            pieces.stamp(run.store, listing.calendar, delta.seen, listing.round)
        elif delta.seen:
            pieces.confirm(run.store, listing.calendar, delta.seen)
        if listing.round and delta.last:
            copies.retire(run.store, listing.calendar, dict.fromkeys(missed.outside, True))
            copies.unretire(run.store, listing.calendar, listing.round)
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
        if listing.round:
            values |= {f"scope_{name}": iso(at) if at else None for name, at in _ends(listing.scope)}
        accounts.save_calendar(run.store, listing.calendar, **values)
    elif listing.round:
        # The round is spent even if this listing is broken off: its stamps must not pass for those of the next one.
        values = {"page_cursor": delta.cursor, "listing": listing.round if delta.cursor else 0}
        accounts.save_calendar(run.store, listing.calendar, round=listing.round, **values)
    elif delta.cursor is not None:
        accounts.save_calendar(run.store, listing.calendar, page_cursor=delta.cursor)


def _ends(scope: Scope) -> tuple[tuple[str, datetime | None], ...]:
    return ("start", scope.start), ("end", scope.end)


async def _missed(run: Run, listing: Listing, delta: Delta, found: Sequence[Piece]) -> Missed:
    """What the pages up to this last one should have spoken of and did not."""
    mentioned = {p.remote_id for p in found} | set(delta.seen)
    if listing.round:
        return await swept(run, listing.watched, listing.round, listing.scope, mentioned)
    if not _moves_cursor(listing, delta):
        return Missed()
    unseen = [r for r in pieces.unconfirmed(run.store, listing.calendar) if r not in mentioned]
    return Missed(await fetched(run, listing.watched, unseen))


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
        appointment = _alone(piece) or fold(pieces.of_series(run.store, listing.calendar, series))
        if appointment is not None:
            out[series] = (piece, appointment)
    return out


def _alone(piece: Piece) -> Appointment | None:
    """What a piece amounts to by itself when it is a single event: whatever else is kept of its series stands for nothing then."""
    single = piece.original_start is None and piece.content is not None and piece.content.recurrence is None
    return piece.content if single else None


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
    if run.provider.capabilities.frozen_window and not listing.round:
        # What left the scope is mentioned this once, and not looked after any more.
        outside = {series: not lies_in(appointment, listing.scope) for series, (_, appointment) in found.items()}
        copies.retire(run.store, listing.calendar, outside)


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
