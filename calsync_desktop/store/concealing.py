"""How much a hiding would hide, counted before it is stored."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from calsync_desktop.store.failures import translated
from calsync_desktop.store.hiding import Hideable, hidden_by

_FACES = """
SELECT f.title, f.all_day, f.my_reply, f.visibility, f.show_as, f.categories, f.appointment
FROM calendars c CROSS JOIN appointments a ON a.calendar = c.id CROSS JOIN faces f ON f.appointment = a.id
WHERE c.connection = ? AND c.selected
"""


class Concealed(NamedTuple):
    """``hidden`` of ``all`` appointments have something that would not be shown."""

    hidden: int
    all: int


def concealed(conn: sqlite3.Connection, connection: str, hiding: str) -> Concealed:
    """What a connection's ``hiding`` (JSON of ``core.calendar.Hiding``) hides of its selected calendars."""
    hides, hidden, every = hidden_by(hiding), set(), set()
    with translated():
        for *values, appointment in conn.execute(_FACES, (connection,)):
            every.add(appointment)
            if hides(Hideable(values[0], bool(values[1]), *values[2:])):
                hidden.add(appointment)
    return Concealed(len(hidden), len(every))
