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
from dataclasses import dataclass, replace

from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import CursorDead, Refused, ServerTrouble, VersionMoved
from calsync_desktop.core.provider import Cursor, Delta, Known, Piece, Scope, Version
from calsync_desktop.providers.caldav.reading import pages
from calsync_desktop.providers.caldav.strips import named
from calsync_desktop.providers.caldav.talk import Listing, Talk
from calsync_desktop.providers.caldav.xml import CS

ROUNDS = 1000  # 507 replies in a row that are believed
SLICE = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: what changed in ``calendar``, of which ``known`` is held; past ``large`` members only what ``scope`` needs is fetched."""

    talk: Talk
    calendar: RemoteCalendar
    known: Known
    scope: Scope
    large: int


def changes(asked: Asked, cursor: Cursor | None) -> AsyncIterator[Delta]:
    """See ``core.provider.Provider.changes``."""
    if cursor is None:
        return _everything(asked)
    kind, value = _read(cursor)
    return _since(asked, value or "") if kind == "token" else _by_ctag(asked, value)


async def _since(asked: Asked, token: str) -> AsyncIterator[Delta]:
    """The changes since a token, as many replies as the server cuts them into (507)."""
    for _ in range(ROUNDS):
        listing = await asked.talk.sync(asked.calendar.remote_id, token)
        after = listing.token if listing.token is not None else token
        more = listing.more and after != token
        gone = tuple(Piece(each, each) for each in await _held(asked.known, listing.gone))
        held = await _held(asked.known, tuple(listing.versions))
        async for delta in _pages(asked, listing, held, gone, _token(after)):
            yield replace(delta, last=delta.last and not more)
        if not more:
            return
        token = after
    raise ServerTrouble("The server's list of changes does not end. What came so far is kept.")


async def _everything(asked: Asked) -> AsyncIterator[Delta]:
    """A complete listing: by an empty sync-token, where that is refused by all versions."""
    try:
        listing = await _list_all(asked.talk, asked.calendar)
    except (Refused, VersionMoved, CursorDead):  # what is really wrong with the calendar, the next request tells
        listing = None
    if listing is None or listing.token is None:
        async for delta in _by_ctag(asked, None, asking=True):
            yield delta
        return
    if not listing.versions:  # emptiness is believed only when it is said twice
        again = await asked.talk.etags(asked.calendar.remote_id)
        listing = Listing(again.versions, (), listing.token, clock=again.clock)
    async for delta in _full(asked, listing, _token(listing.token or "")):
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


async def _by_ctag(asked: Asked, ctag: str | None, *, asking: bool = False) -> AsyncIterator[Delta]:
    """All versions, unless the ctag is the one we know. The ctag is read before the versions, so it never promises too much."""
    now, talk, calendar = None, asked.talk, asked.calendar
    if ctag is not None or asking:
        answer, responses = await talk.propfind(calendar.remote_id, "0", "CS:getctag")
        now = next((found for each in responses if (found := each.text(f"{CS}getctag"))), None)
        if ctag is not None and now == ctag:
            yield Delta(cursor=_ctag(ctag), last=True, clock=answer.clock)
            return
    listing = await talk.etags(calendar.remote_id)
    if not listing.versions:
        listing = await talk.etags(calendar.remote_id)
    async for delta in _full(asked, listing, _ctag(now)):
        yield delta


async def _full(asked: Asked, listing: Listing, cursor: Cursor) -> AsyncIterator[Delta]:
    """A complete listing. What lies outside of the scope of a large calendar counts as seen: it is there, and is not read for the first time."""
    held = await _held(asked.known, tuple(listing.versions))
    needed = await named(asked.talk, asked.calendar, asked.scope) if len(listing.versions) > asked.large else None
    if needed is not None:
        held |= {each: listing.versions[each] for each in listing.versions.keys() - needed - held.keys()}
    scope = asked.scope if needed is not None else Scope()
    async for delta in _pages(asked, listing, held, (), cursor):
        yield replace(delta, full=True, scope=scope)


async def _pages(
    asked: Asked, listing: Listing, held: Mapping[str, Version], gone: Sequence[Piece], cursor: Cursor
) -> AsyncIterator[Delta]:
    """One listing as pages. Our own writes come back with the version that we know, and are not fetched."""
    wanted = [each for each, version in listing.versions.items() if not version or held.get(each) != version]
    fresh = set(wanted)
    seen = tuple(each for each in listing.versions if each not in fresh)
    fetched, clock = 0, listing.clock
    pieces = tuple(gone)
    if not wanted:
        yield Delta(pieces, seen, cursor, last=True, clock=clock)
        return
    async for page in pages(asked.talk, asked.calendar, wanted):
        fetched += len(page.pieces)
        end = fetched == len(wanted)
        clock = page.clock or clock
        yield Delta((*pieces, *page.pieces), seen, cursor if end else None, last=end, clock=clock)
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
