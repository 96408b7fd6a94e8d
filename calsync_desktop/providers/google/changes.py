"""What changed in a calendar since a sync token, and all of it when there is none (protocols 1.3 and 1.4).

A page of Google's becomes several Deltas, so that no step takes long; a cursor names the page to go on with, or the token when a listing is done.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import CursorDead, Refused, ServerTrouble
from calsync_desktop.core.provider import Cursor, Delta, Known, Piece, Scope
from calsync_desktop.providers.google.mapping.read import View, piece, view
from calsync_desktop.providers.google.talk import Json, Reply, Talk, events
from calsync_desktop.wire.bodies import TooLarge

PAGE, SMALL_PAGE = 1000, 50  # events asked for at once; the latter where a page was more than we read
SLICE = 100  # events to a Delta
PAGES = 10_000
# Asked in every request of one sync, or the token is of no use (protocols 1.4).
ALWAYS = {"singleEvents": "false", "showDeleted": "true"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a listing stands: since which token (None: a complete listing), from which moment on ("": all), and at which page."""

    token: str | None = None
    since: str = ""
    page: str | None = None

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the next request; with a token no filter may go along."""
        first = {"syncToken": self.token} if self.token is not None else {"timeMin": self.since} if self.since else {}
        return ALWAYS | first | ({"pageToken": self.page} if self.page is not None else {})

    @property
    def scope(self) -> Scope:
        """What a complete listing covers."""
        return Scope(datetime.fromisoformat(self.since)) if self.since else Scope()

    @property
    def cursor(self) -> Cursor:
        """The same as text."""
        return json.dumps({"token": self.token, "since": self.since, "page": self.page})


@dataclass(slots=True)
class Listing:
    """One listing of one calendar; ``view`` is told by its first page."""

    talk: Talk
    calendar: RemoteCalendar
    known: Known
    view: View

    async def ask(self, place: Place) -> Reply:
        """One page. CursorDead when Google does not know the place any more, whatever words it has for that."""
        path = events(self.calendar.remote_id)
        try:
            reply = await self._ask(path, place)
        except Refused as refusal:
            if type(refusal) is Refused and (place.token is not None or place.page is not None):
                raise CursorDead("Google has forgotten where we were; everything is listed anew.") from None
            raise
        if not isinstance(reply.content.get("items"), list):
            raise ServerTrouble("Google answered with something that is no list of appointments. Nothing was changed.")
        return reply

    async def _ask(self, path: str, place: Place) -> Reply:
        try:
            return await self.talk.get(path, **place.query, maxResults=str(PAGE))
        except TooLarge:
            return await self.talk.get(path, **place.query, maxResults=str(SMALL_PAGE))

    def look(self, content: Json) -> None:
        """Take over how the calendar is to be read."""
        zone = content.get("timeZone")
        if isinstance(zone, str):
            self.view = view(zone, content.get("defaultReminders"), self.calendar.zone)

    def pieces(self, items: Sequence[Json], full: bool) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
        """What is to be told, read, and the ids of those that a complete listing shows in the version that we have.

        Changes are always read, also our own: what a series amounts to is only known from all of its pieces.
        """
        if not full:
            return tuple([piece(each, self.view) for each in items]), ()
        held = self.known([each["id"] for each in items])
        fresh, seen = [], []
        for each in items:
            version = held.get(each["id"])
            if version is not None and version == each.get("etag") and _single(each):
                seen.append(each["id"])
            elif version is not None or not _dead(each):
                fresh.append(piece(each, self.view))
        return tuple(fresh), tuple(seen)


def _single(item: Json) -> bool:
    return "recurrence" not in item and "recurringEventId" not in item


def _dead(item: Json) -> bool:
    """It was deleted, and a complete listing need not speak of it."""
    return item.get("status") == "cancelled" and "recurringEventId" not in item


def begin(cursor: Cursor | None, scope: Scope) -> Place:
    """Where to go on; a complete listing takes what ends after the scope begins (its end is Google's: timeMin alone keeps deltas whole)."""
    if cursor is not None:
        return _read(cursor)
    return Place(since=scope.start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if scope.start else "")


async def changes(listing: Listing, place: Place) -> AsyncIterator[Delta]:
    """See ``core.provider.Provider.changes``; the next page is on its way while one is read."""
    ahead = asyncio.create_task(listing.ask(place))
    try:
        for _ in range(PAGES):
            reply = await ahead
            following = _following(reply.content, place)
            if following is not None and following.page is not None:
                ahead = asyncio.create_task(listing.ask(following))
            async for delta in _page(listing, place, reply, following):
                yield delta
            if following is None or following.page is None:
                return
            place = following
    finally:
        ahead.cancel()
        await asyncio.gather(ahead, return_exceptions=True)
    raise ServerTrouble("Google's list of changes does not end. What came so far is kept.")


def _following(content: Json, place: Place) -> Place | None:
    """The next page, or where the next sync begins; None when Google named neither."""
    if content.get("nextPageToken"):
        return replace(place, page=str(content["nextPageToken"]))
    if content.get("nextSyncToken"):
        return replace(place, token=str(content["nextSyncToken"]), page=None)
    return None if place.token is None else replace(place, page=None)


async def _page(listing: Listing, place: Place, reply: Reply, following: Place | None) -> AsyncIterator[Delta]:
    """One page in slices. Until its last slice is stored, the cursor names the page itself."""
    listing.look(reply.content)
    items = [each for each in reply.content["items"] if isinstance(each, dict) and isinstance(each.get("id"), str)]
    full, ends = place.token is None, following is None or following.page is None
    again = place.cursor if place.page is not None else None
    for start in range(0, max(len(items), 1), SLICE):
        last = start + SLICE >= len(items)
        fresh, seen = listing.pieces(items[start : start + SLICE], full)
        cursor = (following.cursor if following is not None else None) if last else again
        yield Delta(fresh, seen, cursor, last and ends, full, place.scope, reply.clock)
        await asyncio.sleep(0)


def _read(cursor: Cursor) -> Place:
    """CursorDead for a text that is no cursor of ours."""
    try:
        said: Any = json.loads(cursor)
        return Place(said["token"], said["since"], said["page"])
    except (ValueError, KeyError, TypeError):
        raise CursorDead("The note of where we were is not readable; everything is listed anew.") from None
