"""What takes place between two days: one indexed query over the kept occurrences, and an expansion only beyond them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from calsync_desktop.core.errors import Usage
from calsync_desktop.store.failures import translated
from calsync_desktop.store.hiding import Hideable, hidden_by
from calsync_desktop.store.reading import setting
from calsync_desktop.store.shown import HIDES_NOTHING, Kept, OccurrenceRow, in_order, midnight, shown, wall, zone_named

# Occurrences longer than this are found by the index ``occurrences_long``; all others begin at most this long before the view.
LONG = 172_800

_LIST = """
f.appointment, a.calendar, f.title, f.location, f.zone, f.status, f.series, f.all_day, f.show_as, f.visibility, f.my_reply, f.categories,
       c.color, a.ours IS NOT NULL, k.hiding, o.start, o."end", o.local, o.original_start
"""
COLUMNS = f"SELECT {_LIST}"
# CROSS JOIN: SQLite then keeps this order, whatever it believes about the sizes of the tables.
JOINED = """
CROSS JOIN faces f ON f.id = o.face
CROSS JOIN appointments a ON a.id = f.appointment
CROSS JOIN calendars c ON c.id = a.calendar AND c.selected
CROSS JOIN connections k ON k.id = c.connection
"""
# All rows as one: Python lets go of its lock for each row that is fetched, and the window's thread would stand in line for it as often.
BETWEEN = f"""
SELECT json_group_array(json_array({_LIST}))
FROM (
    SELECT rowid AS n FROM occurrences WHERE start >= :low - {LONG} AND start < :high AND "end" >= :low
    UNION ALL
    SELECT rowid FROM occurrences WHERE "end" - start > {LONG} AND "end" > :low AND start < :low - {LONG}
) AS hit
CROSS JOIN occurrences o ON o.rowid = hit.n
{JOINED}
WHERE (:calendar IS NULL OR c.id = :calendar)
  AND CASE o.local
      WHEN 1 THEN o.start < :wall_high AND (o."end" > :wall_low OR o.start >= :wall_low)
      ELSE o.start < :utc_high AND (o."end" > :utc_low OR o.start >= :utc_low)
      END
"""  # noqa: S608 - put together from constants


def agenda(
    conn: sqlite3.Connection, from_: date, to: date, zone: str, calendar: str | None = None, *, expand: bool = True
) -> list[OccurrenceRow]:
    """What takes place on the days ``from_`` to ``to``, both included, as days of ``zone``; in order of start, whole days first.

    ``calendar`` is an id. Days that are not kept (see ``is_kept``) are expanded on the spot, unless ``expand`` says that the caller does so elsewhere.
    """
    if to < from_:
        raise Usage("The last day lies before the first.", "Give --from and --to in this order.")
    viewer = zone_named(zone)
    with translated():
        if expand and not is_kept(conn, from_, to):
            rows = _beyond(conn, from_, to, viewer, calendar)
        else:
            rows = kept(conn, limits(from_, to, viewer), calendar)
        return in_order([shown(row, viewer) for row in rows if not _hidden(row)])


def kept(conn: sqlite3.Connection, days: dict[str, int], calendar: str | None, condition: str = "") -> Iterable[Kept]:
    """What is kept between ``limits``; ``condition`` is a constant of the store's own."""
    (text,) = conn.execute(f"{BETWEEN} {condition}", days | {"calendar": calendar}).fetchone()
    return map(Kept._make, json.loads(text))


def is_kept(conn: sqlite3.Connection, from_: date, to: date) -> bool:
    """Whether all occurrences of these days are in the table: settings horizon_from and horizon_to, dates in UTC, with a day for the zones."""
    first, last = setting(conn, "horizon_from"), setting(conn, "horizon_to")
    if not first or not last:
        return False
    return date.fromisoformat(first) < from_ and to < date.fromisoformat(last) - timedelta(days=1)


def limits(from_: date, to: date, zone: ZoneInfo) -> dict[str, int]:
    """The days as half-open ranges of epoch seconds: of UTC, of wall time as if it were UTC, and of both together."""
    # The last day of all has no day after it; one second more or less is of no interest there.
    after = to + timedelta(days=1) if to < date.max else to
    utc = midnight(from_, zone), midnight(after, zone)
    local = wall(from_), wall(after)
    return {
        "utc_low": utc[0],
        "utc_high": utc[1],
        "wall_low": local[0],
        "wall_high": local[1],
        "low": min(utc[0], local[0]),
        "high": max(utc[1], local[1]),
    }


def _hidden(row: Kept) -> bool:
    if row.hiding == HIDES_NOTHING:
        return False
    return hidden_by(row.hiding)(
        Hideable(row.title, bool(row.all_day), row.my_reply, row.visibility, row.show_as, row.categories)
    )


def _beyond(conn: sqlite3.Connection, from_: date, to: date, zone: ZoneInfo, calendar: str | None) -> Iterable[Kept]:
    # Expanding series is slow work, which the days that are kept must not wait for.
    from calsync_desktop.store.beyond import expanded

    return expanded(conn, from_, to, zone, calendar)
