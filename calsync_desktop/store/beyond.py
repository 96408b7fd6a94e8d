"""Occurrences of series on days for which none are kept, expanded on the spot."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.encoding import loads
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.recurrence import Occurrence, occurrences
from calsync_desktop.store.agenda import kept, limits
from calsync_desktop.store.appointments import SHOWN
from calsync_desktop.store.marks import GONE
from calsync_desktop.store.shown import Kept
from calsync_desktop.store.spans import span
from calsync_desktop.store.telling import my_reply

_SERIES = f"""
SELECT a.id, a.calendar, {SHOWN}, a.ours IS NOT NULL, c.color, k.hiding, k.addresses
FROM appointments a CROSS JOIN calendars c ON c.id = a.calendar AND c.selected CROSS JOIN connections k ON k.id = c.connection
WHERE a.id IN (SELECT appointment FROM faces WHERE series) AND {SHOWN} <> '{GONE}'
"""  # noqa: S608 - constants
_OF_CALENDAR = f"{_SERIES} AND (:calendar IS NULL OR a.calendar = :calendar)"
_OF_THESE = f"{_SERIES} AND a.id IN (SELECT value FROM json_each(:these))"  # noqa: S608 - constants
# How far around now a search looks for an occurrence that is not kept, nearest first.
_YEARS = (2, 10, 100)

_FIRST, _LAST = (int(datetime(*day, tzinfo=UTC).timestamp()) for day in ((1, 1, 3), (9999, 12, 29)))


@dataclass(frozen=True, slots=True)
class _Series:
    """A series as it is shown, and what its rows say of where it belongs."""

    id: str
    calendar: str
    appointment: Appointment
    waiting: int
    color: str
    hiding: str
    addresses: frozenset[str]


def expanded(conn: sqlite3.Connection, from_: date, to: date, zone: ZoneInfo, calendar: str | None) -> Iterator[Kept]:
    """What takes place on these days (both included), in no order: what does not repeat is kept for all times, series are expanded.

    A series that cannot be expanded is left out: it is parked with its reason.
    """
    days = limits(from_, to, zone)
    yield from kept(conn, days, calendar, "AND NOT f.series")
    low, high = (_moment(days[name]) for name in ("utc_low", "utc_high"))
    for series in _read(conn, _OF_CALENDAR, {"calendar": calendar}):
        yield from _kept(series, low, high, zone)


def nearest(conn: sqlite3.Connection, appointments: Collection[str], now: datetime, zone: ZoneInfo) -> list[Kept]:
    """The next, else the last occurrence of each of these series, within a hundred years of ``now`` (aware)."""
    rows = (
        _nearest(series, now, zone) for series in _read(conn, _OF_THESE, {"these": json.dumps(sorted(appointments))})
    )
    return [row for row in rows if row is not None]


def _moment(seconds: int) -> datetime:
    """In UTC, away from the ends of the calendar, where zones have no room."""
    return datetime.fromtimestamp(min(max(seconds, _FIRST), _LAST), UTC)


def _nearest(series: _Series, now: datetime, zone: ZoneInfo) -> Kept | None:
    for years in _YEARS:
        around = timedelta(days=366 * years)
        if ahead := list(_kept(series, now, now + around, zone)):
            return min(ahead, key=lambda row: row.start)
        if behind := list(_kept(series, now - around, now, zone)):
            return max(behind, key=lambda row: row.start)
    return None


def _read(conn: sqlite3.Connection, sql: str, parameters: dict[str, str | None]) -> Iterator[_Series]:
    for id_, calendar, text, waiting, color, hiding, addresses in conn.execute(sql, parameters):
        yield _Series(id_, calendar, loads(text), waiting, color, hiding, frozenset(json.loads(addresses)))


def _kept(series: _Series, low: datetime, high: datetime, zone: ZoneInfo) -> Iterator[Kept]:
    try:
        found = list(occurrences(series.appointment, low, high, local=zone.key))
    except Refused:
        return
    yield from (_row(series, each) for each in found)


def _row(series: _Series, occurrence: Occurrence) -> Kept:
    content = occurrence.content
    start, end, local = span(occurrence.when)
    return Kept(
        appointment=series.id,
        calendar=series.calendar,
        title=content.title,
        location=content.location,
        zone=content.when.zone,
        status=str(content.status),
        series=1,
        all_day=int(content.when.all_day),
        show_as=str(content.show_as),
        visibility=str(content.visibility),
        my_reply=my_reply(content, series.addresses),
        categories="\n".join(content.categories),
        color=series.color,
        waiting=series.waiting,
        hiding=series.hiding,
        start=start,
        end=end,
        local=int(local),
        key=occurrence.original_start,
    )
