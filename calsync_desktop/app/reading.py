"""The reading verbs: what the profile's file says, as the JSON of the contract, without engine, vault or network.

A profile that does not exist yet is an empty one, and asking does not make it. Everything but the agenda's own query is imported where it is used.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from calsync_desktop import clock
from calsync_desktop.app.profile import Profile
from calsync_desktop.core.errors import DamagedDatabase, Usage

_DAYS_SHOWN = 7
_CONNECTION = (
    "id", "provider", "account", "status", "error_message", "sync_enabled", "window_days", "interval_minutes",
    "on_conflict", "on_remote_delete", "last_sync_at", "calendars",
)  # fmt: skip


@contextmanager
def opened(profile: Profile) -> Iterator[sqlite3.Connection | None]:
    """The profile's file for reading, or None when there is none yet."""
    from calsync_desktop.store.reading import open_reading

    if not profile.database.exists():
        yield None
        return
    try:
        with closing(open_reading(profile.database)) as conn:
            yield conn
    except DamagedDatabase:
        # Reading repairs nothing; who opens the profile for writing does.
        from calsync_desktop.app.house import doubt

        doubt(profile)
        raise


def agenda(profile: Profile, from_: date | None, to: date | None, zone: str, calendar: str | None) -> dict[str, Any]:
    """``{"occurrences": [...]}`` of the days from ``from_`` (today) to ``to`` (six days later), both included, as days of ``zone``."""
    from calsync_desktop.store.agenda import agenda as query
    from calsync_desktop.store.reading import resolve_id
    from calsync_desktop.store.shown import as_json

    first = from_ or today(zone)
    last = to or _days_after(first, _DAYS_SHOWN - 1)
    if last < first:
        raise Usage("The last day lies before the first.", "Give --from and --to in this order.")
    with opened(profile) as conn:
        if conn is None and calendar:
            raise nothing_here("calendar", calendar)
        chosen = resolve_id(conn, "calendars", calendar) if conn is not None and calendar else None
        rows = query(conn, first, last, zone, chosen) if conn is not None else []
        return {"occurrences": [as_json(row) for row in rows]}


def search(profile: Profile, text: str, zone: str) -> dict[str, Any]:
    """``{"occurrences": [...]}``: the next, else the last, occurrence of each appointment that says ``text``."""
    from calsync_desktop.store.search import search as query
    from calsync_desktop.store.shown import as_json

    with opened(profile) as conn:
        rows = query(conn, text, clock.now(), zone) if conn is not None else []
        return {"occurrences": [as_json(row) for row in rows]}


def show(profile: Profile, appointment: str, zone: str) -> dict[str, Any]:
    """``{"appointment": {...}}``; Usage when no id begins so."""
    with opened(profile) as conn:
        if conn is None:
            raise nothing_here("appointment", appointment)
        return {"appointment": appointment_of(conn, appointment, zone)}


def appointment_of(conn: sqlite3.Connection, text: str, zone: str) -> dict[str, Any]:
    """One appointment as the contract words it, with the fields that may be written."""
    from calsync_desktop.core.calendar import Access
    from calsync_desktop.core.fields import TOP
    from calsync_desktop.core.rights import rights
    from calsync_desktop.store.appointments import appointment as query
    from calsync_desktop.store.telling import appointment_json

    row = query(conn, text)
    told = appointment_json(row, zone)
    assert row.shown is not None
    return {**told, "rights": sorted(rights(row.shown, Access(row.access), TOP, row.addresses).writable)}


def connections(profile: Profile) -> dict[str, Any]:
    """``{"connections": [...]}``, the oldest first."""
    with opened(profile) as conn:
        return {"connections": connections_of(conn) if conn is not None else []}


def connections_of(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every connection as the contract words it."""
    from calsync_desktop.store.overview import connections as query

    return [_connection(row) for row in query(conn, clock.now())]


def provider_of(profile: Profile, word: str) -> str:
    """What kind of service a connection is, by its id, the beginning of it, or its account; empty when nothing is named by that."""
    from calsync_desktop.store.reading import resolve_id

    with opened(profile) as conn:
        if conn is None:
            return ""
        try:
            id_ = resolve_id(conn, "connections", word)
        except Usage:
            return ""  # whoever carries out the command says so
        return str(next(row["provider"] for row in connections_of(conn) if row["id"] == id_))


def calendars(profile: Profile) -> dict[str, Any]:
    """``{"calendars": [...]}``, by connection and name."""
    with opened(profile) as conn:
        return {"calendars": calendars_of(conn) if conn is not None else []}


def calendars_of(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every calendar that its service still lists."""
    from calsync_desktop.store.overview import calendars as query

    names = ("id", "connection", "name", "color", "access", "selected")
    return [{name: getattr(row, name) for name in names} for row in query(conn) if not row.missing]


def calendar_names(profile: Profile) -> dict[str, str]:
    """Name by id, for people."""
    with opened(profile) as conn:
        return dict(conn.execute("SELECT id, name FROM calendars")) if conn is not None else {}


def status(profile: Profile) -> dict[str, Any]:
    """The profile as a whole."""
    with opened(profile) as conn:
        return status_of(conn, profile.name)


def status_of(conn: sqlite3.Connection | None, name: str) -> dict[str, Any]:
    """``{"profile", "paused_until", "connections", "waiting", "conflicts", "questions"}``."""
    from calsync_desktop.store.overview import status as query

    if conn is None:
        return {"profile": name, "paused_until": None, "connections": [], "waiting": 0, "conflicts": 0, "questions": 0}
    row = query(conn, clock.now())
    return {
        "profile": name,
        "paused_until": row.paused_until,
        "connections": [_connection(each) for each in row.connections],
        "waiting": row.waiting,
        "conflicts": row.conflicts,
        "questions": row.questions,
    }


def conflicts(profile: Profile) -> dict[str, Any]:
    """``{"conflicts": [...]}``, the oldest first."""
    from calsync_desktop.store.waiting import conflicts as query

    names = ("id", "version", "appointment", "title", "fields", "since")
    with opened(profile) as conn:
        rows = query(conn) if conn is not None else []
        return {"conflicts": [{name: getattr(row, name) for name in names} for row in rows]}


def questions(profile: Profile) -> dict[str, Any]:
    """``{"questions": [...]}`` that have no answer yet, the oldest first."""
    from calsync_desktop.store.waiting import questions as query

    with opened(profile) as conn:
        return {"questions": [_question(row) for row in query(conn)] if conn is not None else []}


def set_aside(profile: Profile) -> list[tuple[str, str, bool]]:
    """Title and reason of every item that was set aside so that the others go on; True: only until its day comes, which is no trouble."""
    from calsync_desktop.store.waiting import parked as query

    with opened(profile) as conn:
        return [(row.title, row.reason, row.kind == "window") for row in query(conn)] if conn is not None else []


def history(profile: Profile, run: str | None) -> dict[str, Any]:
    """``{"changes": [...]}``, the latest first; of one run when it is named."""
    from calsync_desktop.store.past import history as query
    from calsync_desktop.store.reading import resolve_id

    with opened(profile) as conn:
        if conn is None and run:
            raise nothing_here("run", run)
        rows = query(conn, resolve_id(conn, "runs", run) if run else None) if conn is not None else []
        return {"changes": [change_json(row) for row in rows]}


def change_json(row: Any) -> dict[str, Any]:
    """A row of the history as the contract words it."""
    names = (
        "id",
        "run",
        "at",
        "connection",
        "calendar",
        "appointment",
        "title",
        "direction",
        "kind",
        "fields",
        "undone",
    )
    return {name: getattr(row, name) for name in names}


def today(zone: str) -> date:
    """The day it is in ``zone``."""
    from zoneinfo import ZoneInfo

    return clock.now().astimezone(ZoneInfo(zone)).date()


def typed_day(text: str, name: str) -> date:
    """A date as it is typed; Usage when it is none."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise Usage(f"“{text}” is not a day that {name} can be.", "Write it as 2026-03-02.") from error


def nothing_here(noun: str, text: str) -> Usage:
    """What is said of an id in a profile that is empty."""
    return Usage(f"There is no {noun} “{text}”.", "This profile is empty: `calsync connect` fills it.")


def _question(row: Any) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("id", "kind", "connection", "calendar", "direction", "since")}
    items = list(row.detail.get("items", ()))
    return told | {
        "count": len(items),
        "of": row.detail.get("of", 0),
        "items": items,
        "people": list(row.detail.get("people", ())),
        **({"held": True} if row.held else {}),
    }


def _days_after(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


def _connection(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _CONNECTION}
