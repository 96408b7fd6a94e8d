"""One appointment with everything that is known of it, decoded only when somebody looks at it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.encoding import loads
from calsync_desktop.store.failures import translated
from calsync_desktop.store.marks import GONE
from calsync_desktop.store.reading import resolve_id

SHOWN = "coalesce(a.ours, a.base, a.theirs)"

_ONE = """
SELECT a.id, a.calendar, c.connection, a.uid, a.base, a.ours, a.theirs, a.detached, a.retired, a.notify, c.access, c.name, k.provider, k.addresses,
       (SELECT p.reason FROM parked p WHERE p.appointment = a.id ORDER BY p.kind = 'conflict' DESC, p.since LIMIT 1)
FROM appointments a JOIN calendars c ON c.id = a.calendar JOIN connections k ON k.id = c.connection
WHERE a.id = ?
"""
_ALL = f"""
SELECT a.id, {SHOWN} FROM appointments a JOIN calendars c ON c.id = a.calendar AND c.selected
WHERE (:calendar IS NULL OR a.calendar = :calendar) AND {SHOWN} <> '{GONE}' ORDER BY a.rowid
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment in its three copies, undecoded (None: equal to base, GONE: deleted on that side), and what surrounds it.

    ``waiting``: an edit of the user has not arrived yet. ``detached``: only here. ``addresses``: the user's own. ``parked_reason``: a sentence or "".
    """

    id: str
    calendar: str
    connection: str
    uid: str
    base: str | None
    ours: str | None
    theirs: str | None
    detached: bool
    retired: bool
    notify: str
    access: str
    calendar_name: str
    provider: str
    addresses: frozenset[str]
    parked_reason: str

    @property
    def waiting(self) -> bool:
        """An edit of the user's that did not arrive yet."""
        return self.ours is not None

    @property
    def shown(self) -> Appointment | None:
        """The copy that is shown: ours, else base, else theirs; None when it is deleted."""
        text = next((copy for copy in (self.ours, self.base, self.theirs) if copy is not None), GONE)
        return None if text == GONE else loads(text)


def appointment(conn: sqlite3.Connection, text: str) -> AppointmentRow:
    """The appointment with this id, or with the only id that begins so; Usage when there is none."""
    with translated():
        row = conn.execute(_ONE, (resolve_id(conn, "appointments", text),)).fetchone()
    values = (*row[:7], bool(row[7]), bool(row[8]), *row[9:13], frozenset(json.loads(row[13])), row[14] or "")
    return AppointmentRow(*values)


def shown_appointments(conn: sqlite3.Connection, calendar: str | None = None) -> Iterator[tuple[str, Appointment]]:
    """Id and shown copy of all appointments of the selected calendars, or of one calendar: for an export."""
    with translated():
        for id_, text in conn.execute(_ALL, {"calendar": calendar}):
            yield id_, loads(text)
