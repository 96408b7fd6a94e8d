"""Find appointments by what a person remembers of them: words of the title, the notes, the place or the people."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calsync_desktop.store.agenda import COLUMNS, JOINED
from calsync_desktop.store.failures import translated
from calsync_desktop.store.shown import Kept, OccurrenceRow, in_order, shown, zone_named

_HITS = """
WITH hits AS MATERIALIZED (
    SELECT f.id AS face, f.appointment AS appointment
    FROM search CROSS JOIN faces f ON f.id = search.rowid
    CROSS JOIN appointments a ON a.id = f.appointment
    CROSS JOIN calendars c ON c.id = a.calendar AND c.selected
    WHERE search MATCH :words
)
SELECT appointment,
       (SELECT o.rowid FROM occurrences o WHERE o.face = hits.face
        AND o."end" > CASE o.local WHEN 1 THEN :wall ELSE :utc END ORDER BY o.start LIMIT 1),
       (SELECT o.rowid FROM occurrences o WHERE o.face = hits.face ORDER BY o.start DESC LIMIT 1)
FROM hits
"""
# What began longer ago than two days counts as past here, even if it is not over.
_AHEAD = """
SELECT rowid, face FROM occurrences
WHERE start >= :utc - 172800 AND "end" > CASE local WHEN 1 THEN :wall ELSE :utc END ORDER BY start
"""
_BACK = "SELECT rowid, face FROM occurrences WHERE start < :utc + 172800 ORDER BY start DESC"
_OF_SHOWN = """
SELECT f.appointment, o.rowid FROM json_each(?) AS hit
CROSS JOIN occurrences o ON o.rowid = hit.value
CROSS JOIN faces f ON f.id = o.face
CROSS JOIN appointments a ON a.id = f.appointment
CROSS JOIN calendars c ON c.id = a.calendar AND c.selected
ORDER BY hit.key
"""
_WALK = 500
_MATCH = "SELECT rowid FROM search WHERE search MATCH ?"
_MANY = 1000
_STARTS = "SELECT o.rowid, o.start FROM json_each(?) AS hit CROSS JOIN occurrences o ON o.rowid = hit.value"
_ROWS = f"{COLUMNS}, o.rowid FROM json_each(:rows) AS hit CROSS JOIN occurrences o ON o.rowid = hit.value {JOINED}"


class _Hit(NamedTuple):
    """A face that matches: its next occurrence and its last one, as rows of table ``occurrences``, None where none is kept."""

    appointment: str
    next: int | None
    last: int | None


def search(
    conn: sqlite3.Connection, text: str, now: datetime, zone: str, most: int | None = None
) -> list[OccurrenceRow]:
    """The next (else the last) occurrence of each appointment that has a word beginning with each of the words of ``text``; in order of start.

    Accents and case make no difference. Where only one occurrence of a series says so, it is that one. Hidden ones are found. ``now`` is aware.
    ``most``: where more are found, so many of those that come next, else were last; what lies beyond the kept days is not looked for then.
    """
    words = match_expression(text)
    if not words:
        return []
    viewer = zone_named(zone)
    at = {"words": words, "utc": now.timestamp(), "wall": _wall(now, viewer)}
    with translated():
        if most is not None and len(faces := conn.execute(_MATCH, (words,)).fetchall()) >= _MANY:
            return in_order([shown(row, viewer) for row in _nearest(conn, at, {face for (face,) in faces}, most)])
        hits = [_Hit(*row) for row in conn.execute(_HITS, at)]
        near = [hit for hit in hits if hit.last is not None]
        kept = _rows(conn, near if most is None else _first(conn, near, most))
        found = {hit.appointment for hit in near}
        missing = {hit.appointment for hit in hits} - found
        if missing and (most is None or len(found) < most):
            kept += _beyond(conn, missing, now, viewer)
    return in_order([shown(row, viewer) for row in kept])


def _nearest(conn: sqlite3.Connection, at: dict[str, object], faces: set[int], most: int) -> list[Kept]:
    """Of very many that are found: the clock is followed from now on, instead of looking at each of them."""
    found: dict[str, int] = {}
    for sql in (_AHEAD, _BACK):
        clock = conn.execute(sql, at)
        while len(found) < most and (some := clock.fetchmany(_WALK)):
            hits = json.dumps([row for row, face in some if face in faces])
            for appointment, row in conn.execute(_OF_SHOWN, (hits,)).fetchall():
                found.setdefault(appointment, row)
    rows = json.dumps(list(found.values())[:most])
    return [Kept(*row[:-1]) for row in conn.execute(_ROWS, {"rows": rows})]


def _first(conn: sqlite3.Connection, hits: list[_Hit], most: int) -> list[_Hit]:
    """Those of as many appointments: what comes next, then what was last."""
    rows = [hit.next if hit.next is not None else hit.last for hit in hits]
    starts = dict(conn.execute(_STARTS, (json.dumps(rows),)))
    ranked = sorted(hits, key=lambda hit: (0, starts[hit.next]) if hit.next is not None else (1, -starts[hit.last]))
    wanted = set(list(dict.fromkeys(hit.appointment for hit in ranked))[:most])
    return [hit for hit in hits if hit.appointment in wanted]


def match_expression(text: str) -> str:
    """What the user typed as an FTS5 expression without any syntax of its own: each word quoted, as the beginning of a word; "" when it has none."""
    words = (word.replace("\0", "").replace('"', '""') for word in text.split())
    return " ".join(f'"{word}"*' for word in words if any(letter.isalnum() for letter in word))


def _rows(conn: sqlite3.Connection, hits: list[_Hit]) -> list[Kept]:
    """Of each appointment's hits all candidates are read, then the best of each is taken."""
    upcoming = {hit.next for hit in hits if hit.next is not None}
    wanted = upcoming | {hit.last for hit in hits if hit.last is not None}
    best: dict[str, tuple[bool, int, Kept]] = {}
    for *values, number in conn.execute(_ROWS, {"rows": json.dumps(sorted(wanted))}):
        row, ahead = Kept(*values), number in upcoming
        rank = (ahead, -row.start if ahead else row.start, row)
        if row.appointment not in best or rank[:2] > best[row.appointment][:2]:
            best[row.appointment] = rank
    return [row for _, _, row in best.values()]


def _wall(now: datetime, zone: ZoneInfo) -> float:
    return now.astimezone(zone).replace(tzinfo=UTC).timestamp()


def _beyond(conn: sqlite3.Connection, appointments: set[str], now: datetime, zone: ZoneInfo) -> list[Kept]:
    # Expanding series is slow work, which a search among what is kept must not wait for.
    from calsync_desktop.store.beyond import nearest

    return nearest(conn, appointments, now, zone)
