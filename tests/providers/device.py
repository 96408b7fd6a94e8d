"""A device in miniature: just enough of an engine to speak to any Provider the way the real one does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import CursorDead
from calsync_desktop.core.fields import changed, lay_out
from calsync_desktop.core.provider import (
    Cursor,
    Delta,
    Notify,
    Payload,
    Piece,
    PieceWrite,
    Provider,
    Receipt,
    Scope,
    Version,
)
from calsync_desktop.core.series import Held, HeldPiece, fold, unfold

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SCOPE = Scope(NOW - timedelta(days=90), NOW + timedelta(days=240))


@dataclass(slots=True)
class Device:
    """What one device holds of one calendar."""

    provider: Provider
    calendar: RemoteCalendar
    cursor: Cursor | None = None
    pieces: dict[str, Piece] = field(default_factory=dict)

    def known(self, ids: Sequence[str]) -> Mapping[str, Version]:
        """The store's answer to a provider."""
        return {id_: version for id_ in ids if id_ in self.pieces and (version := self.pieces[id_].version)}

    async def pull(self) -> list[Delta]:
        """Observe what changed; a dead cursor is answered by listing everything."""
        try:
            return await self._pull()
        except CursorDead:
            self.cursor = None
            return await self._pull()

    async def _pull(self) -> list[Delta]:
        deltas = []
        async for delta in self.provider.changes(self.calendar, self.cursor, self.known, SCOPE):
            deltas.append(delta)
            for piece in delta.pieces:
                self.hold(piece)
            self.cursor = delta.cursor or self.cursor
        if deltas[-1].full:
            there = {p.remote_id for d in deltas for p in d.pieces} | {id_ for d in deltas for id_ in d.seen}
            self.pieces = {id_: piece for id_, piece in self.pieces.items() if id_ in there}
        return deltas

    def hold(self, piece: Piece) -> None:
        """Keep a piece, or forget it when the whole of it is gone."""
        if piece.gone and piece.original_start is None:
            self.pieces.pop(piece.remote_id, None)
        elif not piece.skeleton:
            self.pieces[piece.remote_id] = piece

    def appointments(self) -> dict[str, Appointment]:
        """What is held, by UID."""
        by_series: dict[str, list[Piece]] = {}
        for piece in self.pieces.values():
            by_series.setdefault(piece.series, []).append(piece)
        folded = (fold(pieces) for pieces in by_series.values())
        return {each.uid: each for each in folded if each is not None}

    def series(self, uid: str) -> str:
        """The id of a series."""
        return next(p.series for p in self.pieces.values() if p.content is not None and p.content.uid == uid)

    def creation(self, appointment: Appointment) -> list[PieceWrite]:
        """The writes that create it."""
        series = self.provider.new_remote_id(self.calendar, appointment.uid)
        return self._unfold(None, appointment, {}, series)

    async def create(self, appointment: Appointment) -> list[Receipt]:
        """Create, then read back what the answer did not tell."""
        return await self._carry_out(self.creation(appointment))

    async def edit(self, uid: str, edit: Callable[[Appointment], Appointment]) -> list[Receipt]:
        """Change what is held and send it."""
        return await self._carry_out(self.writes(uid, edit(self.appointments()[uid])))

    async def delete(self, uid: str) -> list[Receipt]:
        """Delete the whole appointment."""
        return await self._carry_out(self.writes(uid, None))

    def writes(self, uid: str, after: Appointment | None) -> list[PieceWrite]:
        """The writes that bring what is held to ``after``."""
        series = self.series(uid)
        held: Held = {
            p.original_start: HeldPiece(p.remote_id, p.version, p.raw)
            for p in self.pieces.values()
            if p.series == series
        }
        return self._unfold(self.appointments()[uid], after, held, series)

    def _unfold(
        self, before: Appointment | None, after: Appointment | None, held: Held, series: str
    ) -> list[PieceWrite]:
        shape = self.provider.capabilities.shape
        return unfold(before, after, held, shape=shape, series=series, notify=Notify.NONE)

    def payloads(self, writes: Sequence[PieceWrite]) -> list[Payload]:
        """The writes in the service's words."""
        return [self.provider.compose(self.calendar, write, NOW) for write in writes]

    async def _carry_out(self, writes: Sequence[PieceWrite]) -> list[Receipt]:
        receipts = [await self.provider.send(self.calendar, payload) for payload in self.payloads(writes)]
        for receipt in receipts:
            for piece in await self.provider.fetch(self.calendar, [receipt.remote_id]):
                self.hold(piece)
        return receipts


def differences(one: Appointment, other: Appointment, but: frozenset[str] = frozenset()) -> dict[str, object]:
    """The paths in which two appointments differ, with both values; those whose first word is in ``but`` do not count."""
    mine, theirs = lay_out(one), lay_out(other)
    paths = (path for path in changed(mine, theirs) if path.partition("/")[0] not in but)
    return {path: (mine.get(path), theirs.get(path)) for path in paths}
