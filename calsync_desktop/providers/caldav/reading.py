"""Resources fetched and read into pieces, page by page: the next page is on its way while one is being read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import Gone
from calsync_desktop.core.provider import Piece
from calsync_desktop.providers.caldav.multistatus import Response
from calsync_desktop.providers.caldav.problems import failure
from calsync_desktop.providers.caldav.talk import Talk
from calsync_desktop.providers.caldav.xml import BadXml
from calsync_desktop.wire.bodies import TooLarge

PAGE = 100
SLICE = 5  # resources read between two breaths of the loop: the request ahead needs some 16 of them to be on its way


@dataclass(frozen=True, slots=True)
class Page:
    """The pieces of up to PAGE ids, and the clock of the answer they came with."""

    pieces: tuple[Piece, ...]
    clock: timedelta = timedelta(0)


async def pages(talk: Talk, calendar: RemoteCalendar, ids: Sequence[str]) -> AsyncIterator[Page]:
    """All ids, in pages of PAGE; one request ahead of the reading."""
    chunks = [ids[start : start + PAGE] for start in range(0, len(ids), PAGE)]
    ahead = _request(talk, calendar, chunks[0]) if chunks else None
    try:
        for number, chunk in enumerate(chunks, 1):
            assert ahead is not None
            clock, found = await ahead
            ahead = _request(talk, calendar, chunks[number]) if number < len(chunks) else None
            yield Page(await _pieces(talk, calendar, chunk, found), clock)
    finally:
        if ahead is not None:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)


_Found = tuple[timedelta, Mapping[str, Response]]


def _request(talk: Talk, calendar: RemoteCalendar, ids: Sequence[str]) -> asyncio.Task[_Found]:
    return asyncio.create_task(_asked(talk, calendar, ids))


async def _asked(talk: Talk, calendar: RemoteCalendar, ids: Sequence[str]) -> _Found:
    """The responses by id; none when one resource makes the whole answer unreadable (a control character, ten megabytes of notes)."""
    try:
        answer, found = await talk.multiget(calendar.remote_id, ids)
    except TooLarge:
        return timedelta(0), {}
    except BadXml as error:
        if not error.whole:
            raise
        return timedelta(0), {}
    return answer.clock, found


async def _pieces(
    talk: Talk, calendar: RemoteCalendar, ids: Sequence[str], found: Mapping[str, Response]
) -> tuple[Piece, ...]:
    """One piece for each id. What the server left out of its answer is asked for alone, because silence is not absence."""
    pieces = []
    for number, identity in enumerate(ids):
        if number % SLICE == 0:
            await asyncio.sleep(0)
        response = found.get(identity)
        data = response.calendar_data if response is not None else None
        if response is not None and response.status == 404:
            pieces.append(Piece(identity, identity))
        elif response is None or data is None:
            pieces.append(await read_one(talk, calendar, identity))
        else:
            pieces.append(piece(identity, data, response.etag, calendar.zone))
    return tuple(pieces)


async def read_one(talk: Talk, calendar: RemoteCalendar, identity: str) -> Piece:
    """One resource by GET; a refusal of this one is its own problem, never the page's."""
    try:
        answer = await talk.ask("GET", identity)
    except TooLarge:
        return Piece(identity, identity, problem="It is larger than one megabyte.")
    if answer.ok:
        return piece(identity, answer.body.decode("utf-8", "replace"), answer.headers.get("etag", ""), calendar.zone)
    error = failure(answer)
    if isinstance(error, Gone):
        return Piece(identity, identity)
    if 400 <= answer.status < 500 and answer.status not in (408, 425, 429):
        return Piece(identity, identity, problem=f"The server does not hand it out. {error.message}")
    raise error


def piece(identity: str, text: str, etag: str, zone: str) -> Piece:
    """A resource as piece: an appointment or the sentence that says why it is none; a mere task is no piece of ours (gone)."""
    from calsync_desktop.providers.caldav.mapping.lines import LARGEST
    from calsync_desktop.providers.caldav.mapping.read import read_resource

    reading = read_resource(text, zone)
    raw = text if len(text) <= LARGEST else ""
    if reading is None:
        return Piece(identity, identity, version=etag or None)
    return Piece(
        series=identity,
        remote_id=identity,
        version=etag or None,
        content=reading.appointment,
        raw=raw,
        modified=reading.modified,
        problem=reading.problem,
    )
