"""How one device reaches the three-tempered fake: its line, at which pages may come garbled and mails and makers are noted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import ServerTrouble
from calsync_desktop.core.provider import Cursor, Delta, Known, Payload, Piece, PieceWrite, Receipt, Scope, Verb
from tests.fakes import FakeProvider
from tests.simulate.clock import DeviceGround
from tests.simulate.far import Mailed

if TYPE_CHECKING:
    from tests.simulate.fakeside import FakeSide


class Line:
    """One device's line to the fake: every call pauses before and after, pages may come twice or out of order, and mails are noted."""

    def __init__(self, far: FakeSide, inner: FakeProvider, ground: DeviceGround) -> None:
        self.far, self.inner, self.ground = far, inner, ground
        self.capabilities = inner.capabilities

    @property
    def requests(self) -> int:
        return self.inner.requests

    async def aclose(self) -> None:
        await self.inner.aclose()

    async def calendars(self) -> tuple[RemoteCalendar, ...]:
        await self._pause()
        return await self.inner.calendars()

    async def changes(
        self, calendar: RemoteCalendar, cursor: Cursor | None, known: Known, scope: Scope
    ) -> AsyncIterator[Delta]:
        await self._pause()
        async for delta in self.inner.changes(calendar, cursor, known, scope):
            self.far.said(self.ground.name, f"page of {calendar.remote_id}: {len(delta.pieces)}+{len(delta.seen)}")
            await self._pause()
            yield self.far.garbled(delta)

    async def fetch(self, calendar: RemoteCalendar, remote_ids: Sequence[str]) -> tuple[Piece, ...]:
        await self._pause()
        found = await self.inner.fetch(calendar, remote_ids)
        self.far.said(self.ground.name, f"fetch {len(remote_ids)}")
        await self._pause()
        return found

    def new_remote_id(self, calendar: RemoteCalendar, uid: str) -> str:
        return self.inner.new_remote_id(calendar, uid)

    def compose(self, calendar: RemoteCalendar, write: PieceWrite, now: datetime) -> Payload:
        return self.inner.compose(calendar, write, now)

    async def send(self, calendar: RemoteCalendar, payload: Payload) -> Receipt:
        await self._pause()
        said = f"{payload.verb} {payload.remote_id} {payload.original_start or ''}"
        self.far.asked_to_write.append((self.ground.name, said))
        self.far.said(self.ground.name, said)
        mails, stood = len(self.far.server.sent_mails), self.far.standing(calendar.remote_id, payload.remote_id)
        unseen = self.far.unseen_exceptions(self.ground.name, calendar.remote_id, payload)
        try:
            if payload.series in self.far.poisons:
                raise ServerTrouble("The server answered 500.")
            receipt = await self.inner.send(calendar, payload)
        finally:
            if payload.verb is Verb.CREATE and not stood and (uid := self.far.standing(calendar.remote_id, payload.remote_id)):
                self.far.made_by[calendar.remote_id, uid] = self.ground.name
            self.far.dropped |= unseen
            fresh = self.far.server.sent_mails[mails:]
            self.far.mails += [Mailed(self.ground.name, mail.uid) for mail in fresh]
        await self._pause()
        return receipt

    async def create_calendar(self, name: str, color: str) -> RemoteCalendar:
        return await self.inner.create_calendar(name, color)

    async def _pause(self) -> None:
        await self.ground.pause(self.ground.name)
