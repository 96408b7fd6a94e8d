"""Google Calendar as one of our providers: the door of ``core.provider`` onto the modules of this room."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from calsync_desktop.core.calendar import Connection, RemoteCalendar
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
from calsync_desktop.providers.google.changes import Listing, Place, begin, changes
from calsync_desktop.providers.google.fetching import fetch, look
from calsync_desktop.providers.google.ids import id_of
from calsync_desktop.providers.google.mapping.allowed import check
from calsync_desktop.providers.google.mapping.compose import HELD, Grounds, compose
from calsync_desktop.providers.google.mapping.read import View
from calsync_desktop.providers.google.sending import Post, send
from calsync_desktop.providers.google.talk import Talk
from calsync_desktop.wire.client import Client, Ground


class GoogleProvider:
    """One connected account. ``client`` signs its requests by itself; ``base`` is the API's address (``…/calendar/v3``)."""

    def __init__(self, client: Client, base: str, connection: Connection, ground: Ground) -> None:
        self._talk = Talk(client, base, ground)
        self._connection = connection
        self._views: dict[str, View] = {}
        self.capabilities = Capabilities(Shape.PIECES, HELD, Mails.TOLD)

    async def calendars(self) -> tuple[RemoteCalendar, ...]:
        """The account's list, its primary calendar first."""
        found = [each async for each in calendars.entries(self._talk)]
        found.sort(key=lambda entry: not entry.get("primary"))
        return tuple(calendars.calendar(each) for each in found)

    def changes(
        self, calendar: RemoteCalendar, cursor: Cursor | None, known: Known, scope: Scope
    ) -> AsyncIterator[Delta]:
        """Everything that ends after the scope begins, or what changed since the cursor."""
        listing = Listing(self._talk, calendar, known, View(calendar.zone or "UTC"))
        return self._changes(listing, begin(cursor, scope))

    async def _changes(self, listing: Listing, place: Place) -> AsyncIterator[Delta]:
        async for delta in changes(listing, place):
            self._views[listing.calendar.remote_id] = listing.view
            yield delta

    async def fetch(self, calendar: RemoteCalendar, remote_ids: Sequence[str]) -> tuple[Piece, ...]:
        """One request for each, four at a time."""
        return await fetch(self._talk, calendar, remote_ids, await self._view(calendar)) if remote_ids else ()

    def new_remote_id(self, calendar: RemoteCalendar, uid: str) -> str:  # noqa: ARG002 - the protocol's
        """An id that the UID can be read back from."""
        return id_of(uid)

    def compose(self, calendar: RemoteCalendar, write: PieceWrite, now: datetime) -> Payload:  # noqa: ARG002 - the protocol's
        """Only what changed; Refused in words for what Google lets nobody, or not this user, change."""
        raw = json.loads(write.raw) if write.raw else {}
        addresses = self._connection.addresses
        check(write, raw, calendar.access, addresses)
        body = compose(write, Grounds(raw, calendar.zone or "UTC", addresses))
        return Payload(
            write.verb, write.series, write.remote_id, write.original_start, write.version, body, write.notify
        )

    async def send(self, calendar: RemoteCalendar, payload: Payload) -> Receipt:
        """One write, named by an id of ours or an etag; an occurrence that was no event of its own is read first."""
        return await send(Post(self._talk, calendar, await self._view(calendar), payload))

    async def _view(self, calendar: RemoteCalendar) -> View:
        """How the calendar's events are read, as its last listing told or else as the account's list says."""
        if calendar.remote_id not in self._views:
            self._views[calendar.remote_id] = await look(self._talk, calendar)
        return self._views[calendar.remote_id]

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
