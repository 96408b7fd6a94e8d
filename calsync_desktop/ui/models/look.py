"""The window's own view into the store: a connection that can only read, and its rows in the words of the models."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from calsync_desktop.core.zones import tzinfo
from calsync_desktop.store.agenda import agenda, is_kept
from calsync_desktop.store.appointments import AppointmentRow, appointment
from calsync_desktop.store.concealing import Concealed, concealed
from calsync_desktop.store.overview import (
    CalendarRow,
    ConnectionRow,
    addresses_of,
    calendars,
    connections,
    paused_until,
)
from calsync_desktop.store.past import ChangeRow, RunRow, history, runs
from calsync_desktop.store.reading import open_reading
from calsync_desktop.store.search import search
from calsync_desktop.store.shown import OccurrenceRow
from calsync_desktop.store.waiting import ConflictRow, ParkedRow, QuestionRow, conflicts, parked, questions
from calsync_desktop.ui.models.entries import Entry
from calsync_desktop.ui.models.matters import HELD

MOST_FOUND = 100  # nobody reads on: another word is typed


class Look:
    """Reads what is visible. ``zone`` is the local zone, ``now`` aware UTC; to be used in the thread that made it."""

    def __init__(self, path: Path, zone: str, now: Callable[[], datetime]) -> None:
        self._path, self.zone, self.now = path, zone, now
        self._conn, self._file = open_reading(path), path.stat().st_ino

    def renew(self) -> None:
        """Read from where the profile is now: a damaged file is replaced by a mended one when the engine opens it."""
        if self._path.stat().st_ino != self._file:
            self._conn.close()
            self._conn, self._file = open_reading(self._path), self._path.stat().st_ino

    def close(self) -> None:
        """Let go of the file."""
        self._conn.close()

    def today(self) -> date:
        """The date here."""
        return self.now().astimezone(tzinfo(self.zone)).date()

    def kept(self, first: date, last: date) -> bool:
        """Whether ``entries`` knows these days; others are ``expanded`` elsewhere, never in the window's thread."""
        return is_kept(self._conn, first, last)

    def entries(self, first: date, last: date) -> list[Entry]:
        """What takes place on these days (inclusive), as far as it is kept."""
        return _as_entries(self._conn, agenda(self._conn, first, last, self.zone, expand=False))

    def expanded(self, first: date, last: date) -> list[OccurrenceRow]:
        """The same for days that are not kept; may take long, and may be called from any thread."""
        conn = open_reading(self._path)
        try:
            return agenda(conn, first, last, self.zone)
        finally:
            conn.close()

    def entries_apart(self, first: date, last: date) -> list[Entry] | None:
        """The same as ``entries``, from any thread; None where these days are not kept."""
        conn = open_reading(self._path)
        try:
            if not is_kept(conn, first, last):
                return None
            return _as_entries(conn, agenda(conn, first, last, self.zone, expand=False))
        finally:
            conn.close()

    def entries_of(self, rows: Iterable[OccurrenceRow]) -> list[Entry]:
        """Rows that another thread read."""
        return _as_entries(self._conn, rows)

    def found(self, text: str) -> list[Entry]:
        """One entry for each appointment that has these words; at most ``MOST_FOUND``, those that are nearest."""
        return _as_entries(self._conn, search(self._conn, text, self.now(), self.zone, MOST_FOUND))

    def connections(self, syncing: frozenset[str] = frozenset()) -> list[ConnectionRow]:
        """All connections; ``syncing``: those that the engine is at."""
        return connections(self._conn, self.now(), syncing)

    def last_run(self, connection: str) -> RunRow | None:
        """How the last sync ended."""
        return next(iter(runs(self._conn, connection, 1)), None)

    def calendars(self) -> list[CalendarRow]:
        """All calendars."""
        return calendars(self._conn)

    def addresses(self, connection: str) -> tuple[str, ...]:
        """The account's own mail addresses."""
        return addresses_of(self._conn, connection)

    def hides(self, connection: str, hiding: str) -> Concealed:
        """How much a hiding (JSON) would hide of a connection."""
        return concealed(self._conn, connection, hiding)

    def paused(self) -> tuple[bool, datetime | None]:
        """Whether background syncing rests, and until when (None: until the user says so)."""
        until = paused_until(self._conn, self.now())
        return until is not None, datetime.fromisoformat(until) if until not in (None, "forever") else None

    def appointment(self, id_: str) -> AppointmentRow:
        """Everything about one appointment; Usage when there is none."""
        return appointment(self._conn, id_)

    def conflicts(self) -> list[ConflictRow]:
        """What both sides changed."""
        return conflicts(self._conn)

    def parked(self) -> list[ParkedRow]:
        """What was set aside."""
        return parked(self._conn)

    def questions(self) -> list[QuestionRow]:
        """What is only done when the user says so."""
        return questions(self._conn)

    def history(self, limit: int = 1000, appointment: str | None = None) -> list[ChangeRow]:
        """The latest changes first; of one appointment when it is named."""
        return history(self._conn, appointment=appointment, limit=limit)


def _as_entries(conn: sqlite3.Connection, rows: Iterable[OccurrenceRow]) -> list[Entry]:
    shelves = {row.id: row for row in calendars(conn)}
    clashing = {row.appointment for row in conflicts(conn)}
    reasons = {row.appointment: row.reason for row in parked(conn) if row.appointment and row.kind != HELD}
    return [
        _entry(row, shelves[row.calendar], row.appointment in clashing, reasons)
        for row in rows
        if row.calendar in shelves
    ]


def _entry(row: OccurrenceRow, shelf: CalendarRow, clashing: bool, reasons: Mapping[str, str]) -> Entry:
    read = date.fromisoformat if row.all_day else datetime.fromisoformat
    return Entry(
        appointment=row.appointment,
        key=row.key,
        calendar=row.calendar,
        calendar_name=shelf.name,
        color=row.color or shelf.color,
        title=row.title,
        start=read(row.start),
        end=read(row.end),
        zone=row.zone,
        location=row.location,
        status=row.status,
        show_as=row.show_as,
        my_reply=row.my_reply,
        series=row.series,
        waiting=row.waiting,
        conflict=clashing,
        parked=reasons.get(row.appointment, ""),
        writable=shelf.access == "write",
    )
