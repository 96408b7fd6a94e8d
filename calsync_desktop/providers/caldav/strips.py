"""Of a very large calendar only what takes place in a scope is fetched: the listing still names everything, and these queries say what to read.

===============================  ========================================================================================
asked by calendar-query          because
===============================  ========================================================================================
time-range, strip by strip       RFC 4791 section 7.8; a strip that is too much for the server (507) is asked in halves
RRULE, RDATE                     not every server looks at each occurrence of a series, so all series are read
no DTSTART                       undated ones lie in no time-range
===============================  ========================================================================================

What the listing names and no query does is there all the same: it is neither read nor missed, and so never taken for deleted.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import Gone, NotAllowed, Refused, VersionMoved
from calsync_desktop.core.provider import Scope
from calsync_desktop.providers.caldav import xml
from calsync_desktop.providers.caldav.talk import Talk

LARGE = 20_000  # resources; up to here everything is fetched
STRIP = timedelta(days=60)
SHORTEST = timedelta(days=1)
EDGE = timedelta(days=1)  # whole days and floating times begin somewhere in it (RFC 4791 section 7.3)


async def named(talk: Talk, calendar: RemoteCalendar, scope: Scope) -> frozenset[str] | None:
    """The members that the scope needs; None when the scope is open or the server answers none of this, and everything has to be fetched."""
    if scope.start is None or scope.end is None:
        return None
    found: set[str] = set()
    try:
        for property_ in ("RRULE", "RDATE"):
            found |= (await talk.query(calendar.remote_id, xml.having(property_))).versions.keys()
        start, end = scope.start - EDGE, scope.end + EDGE
        while start < end:
            found |= await _strip(talk, calendar, start, min(start + STRIP, end))
            start += STRIP
    except (Refused, NotAllowed, VersionMoved, Gone):  # what is really wrong with the calendar, the next request tells
        return None
    return frozenset(found | await _undated(talk, calendar))


async def _strip(talk: Talk, calendar: RemoteCalendar, start: datetime, end: datetime) -> set[str]:
    listing = await talk.query(calendar.remote_id, xml.time_range(start, end))
    if not listing.more:
        return set(listing.versions)
    if end - start <= SHORTEST:
        raise Refused("The server does not tell all that takes place on one day.")
    middle = start + (end - start) / 2
    return await _strip(talk, calendar, start, middle) | await _strip(talk, calendar, middle, end)


async def _undated(talk: Talk, calendar: RemoteCalendar) -> set[str]:
    """Hardly any server keeps such things, and some do not know the question."""
    try:
        return set((await talk.query(calendar.remote_id, xml.having("DTSTART", defined=False))).versions)
    except (Refused, NotAllowed, VersionMoved, Gone):
        return set()
