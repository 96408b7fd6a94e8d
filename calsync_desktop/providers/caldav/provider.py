"""CalDAV as one of our providers: the door of ``core.provider`` onto the modules of this room."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime

from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import NotAllowed, Refused
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
    Verb,
)
from calsync_desktop.providers.caldav import listing, xml
from calsync_desktop.providers.caldav.changes import Asked, changes
from calsync_desktop.providers.caldav.discover import Site, site
from calsync_desktop.providers.caldav.problems import failure, refusal
from calsync_desktop.providers.caldav.reading import pages
from calsync_desktop.providers.caldav.sending import send
from calsync_desktop.providers.caldav.strips import LARGE
from calsync_desktop.providers.caldav.talk import Talk
from calsync_desktop.wire.client import Client

_SAFE_UID = re.compile(r"[A-Za-z0-9-]{1,120}")


class CalDavProvider:
    """One connected account; ``place`` as ``discover`` wrote it, ``addresses`` the account's own, ``new_id`` gives names to new calendars."""

    large = LARGE

    def __init__(self, client: Client, place: str, addresses: Sequence[str], new_id: Callable[[], str]) -> None:
        self._site: Site = site(place)
        self._talk = Talk(client, self._site)
        self._addresses = frozenset(addresses)
        self._new_id = new_id
        mails = Mails.ALWAYS if self._site.schedules else Mails.NEVER
        self.capabilities = Capabilities(Shape.RESOURCE, TOP, mails, listing_proves_absence=True)

    async def calendars(self) -> tuple[RemoteCalendar, ...]:
        """One PROPFIND for each home. A home that is gone is the account's trouble, not an empty account: Gone."""
        found: dict[str, RemoteCalendar] = {}
        for home in self._site.homes:
            answer, responses = await self._talk.propfind(home, "1", *listing.ASKED)
            for each in listing.calendars(responses, answer.url, self._site.base, self._site.schedules):
                found.setdefault(each.remote_id, each)
        return tuple(found.values())

    def changes(
        self,
        calendar: RemoteCalendar,
        cursor: Cursor | None,
        known: Known,
        scope: Scope,
    ) -> AsyncIterator[Delta]:
        """Every resource is observed, whatever the scope; but of a very large calendar only what the scope needs is read (see ``strips``)."""
        return changes(Asked(self._talk, calendar, known, scope, self.large), cursor)

    async def fetch(self, calendar: RemoteCalendar, remote_ids: Sequence[str]) -> tuple[Piece, ...]:
        """By multiget, in pages."""
        return tuple([piece async for page in pages(self._talk, calendar, remote_ids) for piece in page.pieces])

    def new_remote_id(self, calendar: RemoteCalendar, uid: str) -> str:
        """``<uid>.ics`` where the UID needs no encoding, else a hash of it."""
        name = uid if _SAFE_UID.fullmatch(uid) else hashlib.sha256(uid.encode()).hexdigest()[:40]
        return f"{calendar.remote_id}{name}.ics"

    def compose(self, calendar: RemoteCalendar, write: PieceWrite, now: datetime) -> Payload:
        """The whole resource for CREATE and UPDATE, nothing for DELETE."""
        from calsync_desktop.providers.caldav.mapping.compose import compose

        body = "" if write.verb is Verb.DELETE else compose(write, now, calendar.zone, self._addresses)
        return Payload(
            write.verb, write.series, write.remote_id, write.original_start, write.version, body, write.notify
        )

    async def send(self, calendar: RemoteCalendar, payload: Payload) -> Receipt:
        """One PUT or DELETE, with If-Match or If-None-Match always."""
        return await send(self._talk, calendar.remote_id, payload)

    async def create_calendar(self, name: str, color: str) -> RemoteCalendar:
        """MKCALENDAR in the first home, then what the server made of it."""
        identity = f"{self._site.homes[0]}{self._new_id()}/"
        answer = await self._talk.ask("MKCALENDAR", identity, xml.mkcalendar(name, color))
        if not answer.ok:
            said = refusal(answer).said
            if answer.status in (404, 405, 501) or (answer.status == 403 and not said):
                raise NotAllowed(
                    f"{answer.host} does not let new calendars be made.", "Make it in the service's own program."
                )
            raise failure(answer)
        answer, responses = await self._talk.propfind(identity, "0", *listing.ASKED)
        made = next(iter(listing.calendars(responses, answer.url, self._site.base, self._site.schedules)), None)
        if made is None:
            raise Refused(f"{answer.host} made something that is not a calendar for appointments.")
        return made

    @property
    def requests(self) -> int:
        """Counted by the client."""
        return self._talk.client.requests

    async def aclose(self) -> None:
        """Close the client."""
        await self._talk.client.aclose()
