"""Events read one by one, a few at a time; an event that is not found is gone only if its calendar is still there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import quote

from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import Gone, Refused, ServerTrouble
from calsync_desktop.core.provider import Piece
from calsync_desktop.providers.google.calendars import PATH
from calsync_desktop.providers.google.mapping.read import View, piece, view
from calsync_desktop.providers.google.problems import failure
from calsync_desktop.providers.google.talk import Json, Talk, events, read

AT_ONCE = 4  # protocols 7.1


async def fetch(talk: Talk, calendar: RemoteCalendar, ids: Sequence[str], seen: View) -> tuple[Piece, ...]:
    """One piece for each id, in their order."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(remote_id: str) -> Piece:
        async with places:
            return await _one(talk, calendar, remote_id, seen)

    found = await asyncio.gather(*(one(each) for each in ids))
    if any(each.gone and each.version is None for each in found):
        await still_there(talk, calendar)
    return tuple(found)


async def _one(talk: Talk, calendar: RemoteCalendar, remote_id: str, seen: View) -> Piece:
    answer = await talk.ask("GET", events(calendar.remote_id, remote_id), {})
    if answer.ok:
        return _piece(read(answer).content, remote_id, seen)
    error = failure(answer)
    if isinstance(error, Gone):
        return Piece(remote_id, remote_id)
    if isinstance(error, Refused):
        return Piece(remote_id, remote_id, problem=f"Google does not hand it out. {error.message}")
    raise error


def _piece(item: Json, remote_id: str, seen: View) -> Piece:
    """The event that an answer shows; ServerTrouble when it shows another, or none."""
    if item.get("id") != remote_id:
        raise ServerTrouble(
            "Google answered with something that is not the appointment asked for. Nothing was changed."
        )
    return piece(item, seen)


async def still_there(talk: Talk, calendar: RemoteCalendar) -> None:
    """Gone when the calendar itself is not (or no more) ours to read: Google answers 404 for both (protocols 1.8)."""
    await talk.get(events(calendar.remote_id), maxResults="1", singleEvents="false")


async def look(talk: Talk, calendar: RemoteCalendar) -> View:
    """How a calendar is to be read, where no listing told it yet."""
    answer = await talk.ask("GET", f"{PATH}/{quote(calendar.remote_id, safe='')}", {})
    if not answer.ok and isinstance(failure(answer), Gone):
        return view(calendar.zone, None)
    entry = read(answer).content
    return view(str(entry.get("timeZone") or ""), entry.get("defaultReminders"), calendar.zone)
