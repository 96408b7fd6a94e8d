"""Google Calendar as one of our providers: the door of ``core.provider`` onto the modules of this room."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from calsync_desktop.core.calendar import Connection, RemoteCalendar
from calsync_desktop.core.fields import TOP
from calsync_desktop.core.provider import (
    Capabilities,
    Cursor,
    Delta,
    Known,
    Mails,
    Payload,
    Piece,
    PieceWrite,
    Receipt,
    Scope,
    Shape,
)
from calsync_desktop.providers.google import calendars
from calsync_desktop.providers.google.ids import id_of
from calsync_desktop.providers.google.talk import Talk
from calsync_desktop.wire.client import Client, Ground


class GoogleProvider:
    """One connected account. ``client`` signs its requests by itself; ``base`` is the API's address (``…/calendar/v3``)."""

    def __init__(self, client: Client, base: str, connection: Connection, ground: Ground) -> None:
        self._talk = Talk(client, base, ground)
        self._ground = ground
        self._connection = connection
        self.capabilities = Capabilities(Shape.PIECES, TOP, Mails.TOLD)

    async def calendars(self) -> tuple[RemoteCalendar, ...]:
        """The account's list, its primary calendar first."""
        found = [each async for each in calendars.entries(self._talk)]
        found.sort(key=lambda entry: not entry.get("primary"))
        return tuple(calendars.calendar(each) for each in found)

    def changes(
        self, calendar: RemoteCalendar, cursor: Cursor | None, known: Known, scope: Scope
    ) -> AsyncIterator[Delta]:
        raise NotImplementedError

    async def fetch(self, calendar: RemoteCalendar, remote_ids: Sequence[str]) -> tuple[Piece, ...]:
        raise NotImplementedError

    def new_remote_id(self, calendar: RemoteCalendar, uid: str) -> str:  # noqa: ARG002 - the protocol's
        """An id that the UID can be read back from."""
        return id_of(uid)

    def compose(self, calendar: RemoteCalendar, write: PieceWrite, now: datetime) -> Payload:
        raise NotImplementedError

    async def send(self, calendar: RemoteCalendar, payload: Payload) -> Receipt:
        raise NotImplementedError

    async def create_calendar(self, name: str, color: str) -> RemoteCalendar:
        """Refused in words where the sign-in did not ask for that right."""
        return await calendars.create(self._talk, name, color)

    @property
    def requests(self) -> int:
        """Counted by the client."""
        return self._talk.client.requests

    async def aclose(self) -> None:
        """Close the client."""
        await self._talk.client.aclose()
