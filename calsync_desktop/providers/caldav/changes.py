"""What changed in a calendar: by sync-token where the server keeps one, else by ctag and a comparison of all versions.

=====================  ==================================================  =============================
cursor                 asked first                                         nothing changed costs
=====================  ==================================================  =============================
none                   sync-collection of everything, else all versions    a full listing
``{"token": ...}``     sync-collection since the token                     1 request
``{"ctag": ...}``      the collection's ctag, if it differs all versions   1 request
``{"ctag": null}``     all versions                                        1 request
=====================  ==================================================  =============================

A cursor goes out with the last page only, because it is true only once everything before it is stored. An interrupted full listing starts over;
``known`` spares what is stored already.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence

from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import CursorDead, Refused, ServerTrouble, VersionMoved
from calsync_desktop.core.provider import Cursor, Delta, Known, Piece, Version
from calsync_desktop.providers.caldav.reading import pages
from calsync_desktop.providers.caldav.talk import Listing, Talk
from calsync_desktop.providers.caldav.xml import CS

ROUNDS = 1000  # 507 replies in a row that are believed
SLICE = 500


async def changes(talk: Talk, calendar: RemoteCalendar, cursor: Cursor | None, known: Known) -> AsyncIterator[Delta]:
    """See ``core.provider.Provider.changes``."""
    if cursor is None:
        flow = _everything(talk, calendar, known)
    else:
        kind, value = _read(cursor)
        flow = _since(talk, calendar, value or "", known) if kind == "token" else _by_ctag(talk, calendar, value, known)
    async for delta in flow:
        yield delta


async def _since(talk: Talk, calendar: RemoteCalendar, token: str, known: Known) -> AsyncIterator[Delta]:
    """The changes since a token, as many replies as the server cuts them into (507)."""
    for _ in range(ROUNDS):
        listing = await talk.sync(calendar.remote_id, token)
        after = listing.token if listing.token is not None else token
        more = listing.more and after != token
        gone = tuple(Piece(each, each) for each in await _held(known, listing.gone))
        held = await _held(known, tuple(listing.versions))
        async for delta in _pages(talk, calendar, listing, held, gone, cursor=_token(after), last=not more, full=False):
            yield delta
        if not more:
            return
        token = after
    raise ServerTrouble("The server's list of changes does not end. What came so far is kept.")


async def _everything(talk: Talk, calendar: RemoteCalendar, known: Known) -> AsyncIterator[Delta]:
    """A complete listing: by an empty sync-token, where that is refused by all versions."""
    try:
        listing = await _list_all(talk, calendar)
    except (Refused, VersionMoved, CursorDead):  # what is really wrong with the calendar, the next request tells
        listing = None
    if listing is None or listing.token is None:
        async for delta in _by_ctag(talk, calendar, None, known, asking=True):
            yield delta
        return
    if not listing.versions:  # emptiness is believed only when it is said twice
        again = await talk.etags(calendar.remote_id)
        listing = Listing(again.versions, (), listing.token, clock=again.clock)
    async for delta in _full(talk, calendar, listing, known, _token(listing.token or "")):
        yield delta


async def _list_all(talk: Talk, calendar: RemoteCalendar) -> Listing:
    """All replies to an empty token, joined: what a later one calls gone is gone."""
    versions: dict[str, str] = {}
    token = ""
    for _ in range(ROUNDS):
        listing = await talk.sync(calendar.remote_id, token)
        versions |= listing.versions
        for identity in listing.gone:
            versions.pop(identity, None)
        if not listing.more or listing.token in (None, token):
            return Listing(versions, (), listing.token, clock=listing.clock)
        token = listing.token or ""
    raise ServerTrouble("The server's list of appointments does not end. Nothing was changed.")


async def _by_ctag(
    talk: Talk, calendar: RemoteCalendar, ctag: str | None, known: Known, *, asking: bool = False
) -> AsyncIterator[Delta]:
    """All versions, unless the ctag is the one we know. The ctag is read before the versions, so it never promises too much."""
    now = None
    if ctag is not None or asking:
        answer, responses = await talk.propfind(calendar.remote_id, "0", "CS:getctag")
        now = next((found for each in responses if (found := each.text(f"{CS}getctag"))), None)
        if ctag is not None and now == ctag:
            yield Delta(cursor=_ctag(ctag), last=True, clock=answer.clock)
            return
    listing = await talk.etags(calendar.remote_id)
    if not listing.versions:
        listing = await talk.etags(calendar.remote_id)
    async for delta in _full(talk, calendar, listing, known, _ctag(now)):
        yield delta


async def _full(
    talk: Talk, calendar: RemoteCalendar, listing: Listing, known: Known, cursor: Cursor
) -> AsyncIterator[Delta]:
    held = await _held(known, tuple(listing.versions))
    async for delta in _pages(talk, calendar, listing, held, (), cursor=cursor, last=True, full=True):
        yield delta


async def _pages(
    talk: Talk,
    calendar: RemoteCalendar,
    listing: Listing,
    held: Mapping[str, Version],
    gone: Sequence[Piece],
    *,
    cursor: Cursor,
    last: bool,
    full: bool,
) -> AsyncIterator[Delta]:
    """One listing as pages. Our own writes come back with the version that we know, and are not fetched."""
    wanted = [each for each, version in listing.versions.items() if not version or held.get(each) != version]
    fresh = set(wanted)
    seen = tuple(each for each in listing.versions if each not in fresh)
    fetched, clock = 0, listing.clock
    pieces = tuple(gone)
    if not wanted:
        yield Delta(pieces, seen, cursor, last, full, clock=clock)
        return
    async for page in pages(talk, calendar, wanted):
        fetched += len(page.pieces)
        end = fetched == len(wanted)
        clock = page.clock or clock
        yield Delta((*pieces, *page.pieces), seen, cursor if end else None, last and end, full, clock=clock)
        pieces, seen = (), ()


async def _held(known: Known, ids: Sequence[str]) -> dict[str, Version]:
    """Asked in slices, so that the loop can breathe between two questions to the store."""
    held: dict[str, Version] = {}
    for start in range(0, len(ids), SLICE):
        held |= known(ids[start : start + SLICE])
        await asyncio.sleep(0)
    return held


def _read(cursor: Cursor) -> tuple[str, str | None]:
    """Kind and value; CursorDead for a text that is not a cursor of ours."""
    try:
        value = json.loads(cursor)
    except ValueError:
        value = None
    if not isinstance(value, dict) or not value.keys() & {"token", "ctag"}:
        raise CursorDead("The note of where we were is not readable; everything is listed anew.")
    kind = "token" if "token" in value else "ctag"
    return kind, value[kind]


def _token(token: str) -> Cursor:
    return json.dumps({"token": token})


def _ctag(ctag: str | None) -> Cursor:
    return json.dumps({"ctag": ctag})
