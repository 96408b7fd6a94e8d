"""The three copies of each appointment, as rows that the planner reads and the engine writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.encoding import dumps, loads
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.merge import Side
from calsync_desktop.store.marks import GONE
from calsync_desktop.store.moments import iso, moment
from calsync_desktop.store.opening import Store

_COLUMNS = (
    "id, calendar, uid, series, base, ours, theirs, theirs_modified, theirs_since, notify, follows, detached, send_now"
)
_INSERT = """
INSERT INTO appointments (id, calendar, uid, series, base, ours, theirs, theirs_modified, theirs_since, created_at, updated_at) VALUES (?,?,?,?,?,?,?,?,?,?,?)
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One appointment's row; the copies are still text, since most are never looked into."""

    id: str
    calendar: str
    uid: str
    series: str | None
    base: str | None
    ours: str | None
    theirs: str | None
    theirs_modified: str | None
    theirs_since: str | None
    notify: str
    follows: str | None
    detached: int
    send_now: int = 0

    @property
    def at_rest(self) -> bool:
        """Both sides equal the base."""
        return self.ours is None and self.theirs is None

    def side(self, text: str | None) -> Side:
        """What a copy says, NULL being the base."""
        return side_of(text if text is not None else self.base)

    @property
    def shown(self) -> Side:
        """What the user sees: ours, else the base, else theirs."""
        return side_of(self.ours if self.ours is not None else self.base if self.base is not None else self.theirs)

    @property
    def mine(self) -> Side:
        """Our side as it stands; None when we do not have it (yet, or any more)."""
        return side_of(self.ours if self.ours is not None else self.base)

    @property
    def there(self) -> Side:
        """Their side as it stands."""
        return side_of(self.theirs if self.theirs is not None else self.base)


def side_of(text: str | None) -> Side:
    """A stored copy as a value; the word GONE and NULL mean that there is none."""
    return None if text is None or text == GONE else loads(text)


def text_of(side: Side) -> str:
    """The inverse for a side that is to be stored."""
    return GONE if side is None else dumps(side)


def row_of(store: Store, id_: str) -> Row:
    """One appointment; Usage when there is none."""
    found = _rows(store, "id = ?", (id_,))
    if not found:
        raise Usage(f"There is no appointment “{id_}”.", "`calsync search` finds appointments by their words.")
    return found[0]


def find(store: Store, id_: str) -> Row | None:
    """One appointment, or None."""
    return next(iter(_rows(store, "id = ?", (id_,))), None)


def not_at_rest(store: Store, calendars: Sequence[str]) -> list[Row]:
    """The planner's whole input, oldest first; detached rows are never planned."""
    return _restless(store, calendars, "(ours IS NOT NULL OR theirs IS NOT NULL)")


def edited(store: Store, calendars: Sequence[str]) -> list[Row]:
    """Those of them that the user changed or deleted."""
    return _restless(store, calendars, "(ours IS NOT NULL OR theirs IS NOT NULL) AND ours IS NOT NULL")


def _restless(store: Store, calendars: Sequence[str], which: str) -> list[Row]:
    if not calendars:
        return []
    where = f"calendar IN ({','.join('?' * len(calendars))}) AND {which} AND detached = 0"
    # Named, because SQLite would rather walk through all of the calendar, to save itself the sorting.
    return _rows(store, where, tuple(calendars), "INDEXED BY appointments_not_at_rest")


def of_series(store: Store, calendar: str, series: Sequence[str]) -> dict[str, Row]:
    """The rows of these series, by series; detached ones are not linked any more."""
    out: dict[str, Row] = {}
    for i in range(0, len(series), 500):
        chunk = series[i : i + 500]
        marks = ",".join("?" * len(chunk))
        out |= {
            row.series or "": row
            for row in _rows(store, f"calendar = ? AND detached = 0 AND series IN ({marks})", (calendar, *chunk))
        }
    return out


def with_uid(store: Store, calendar: str, uid: str) -> Row | None:
    """The linked row with this UID, if any."""
    return next(iter(_rows(store, "calendar = ? AND uid = ? AND detached = 0", (calendar, uid))), None)


def with_uids(store: Store, calendar: str, uids: Sequence[str]) -> dict[str, Row]:
    """The linked rows with these UIDs, by UID; the oldest where several have the same."""
    out: dict[str, Row] = {}
    for i in range(0, len(uids), 500):
        chunk = uids[i : i + 500]
        marks = ",".join("?" * len(chunk))
        for row in _rows(store, f"calendar = ? AND detached = 0 AND uid IN ({marks})", (calendar, *chunk)):
            out.setdefault(row.uid, row)
    return out


def follow(store: Store, old: str, new: str) -> None:
    """What waited for the row ``old`` waits for the row ``new``."""
    store.raw.execute("UPDATE appointments SET follows = ? WHERE follows = ?", (new, old))


def namesake(store: Store, calendar: str, uid: str, but: str) -> Row | None:
    """The same appointment as it lives in this or another calendar of the same connection, but for the row ``but``."""
    where = """
    uid = ? AND id != ? AND detached = 0 AND coalesce(ours, base, theirs) != 'gone' AND coalesce(theirs, '') != 'gone'
      AND calendar IN (SELECT c.id FROM calendars c JOIN calendars one ON one.connection = c.connection WHERE one.id = ?)
    """
    return next(iter(_rows(store, where, (uid, but, calendar))), None)


def unheard_of(store: Store, calendars: Sequence[str]) -> list[Row]:
    """What is to be made in these calendars and may be there already: brought back after it was gone, or begun to be sent."""
    if not calendars:
        return []
    marks = ",".join("?" * len(calendars))
    begun = "EXISTS (SELECT 1 FROM intents WHERE intents.appointment = appointments.id)"
    known = "EXISTS (SELECT 1 FROM history WHERE history.appointment = appointments.id AND direction IN ('in', 'out'))"
    where = f"calendar IN ({marks}) AND base IS NULL AND ours IS NOT NULL AND theirs IS NULL AND detached = 0 AND ({begun} OR {known})"
    return _rows(store, where, tuple(calendars), "INDEXED BY appointments_not_at_rest")


def leaving(store: Store, calendar: str, uid: str) -> list[Row]:
    """The same appointment where it is to be deleted in other calendars of the connection, not for being moved."""
    where = """
    uid = ? AND calendar != ? AND detached = 0 AND base IS NOT NULL AND ours = 'gone' AND follows IS NULL
      AND calendar IN (SELECT c.id FROM calendars c JOIN calendars one ON one.connection = c.connection WHERE one.id = ?)
    """
    return _rows(store, where, (uid, calendar, calendar))


def stranger(store: Store, row: Row) -> Row | None:
    """The same appointment in another calendar of the connection, seen there and not taken yet."""
    where = """
    uid = ? AND calendar != ? AND detached = 0 AND base IS NULL AND ours IS NULL AND theirs IS NOT NULL AND theirs != 'gone'
      AND calendar IN (SELECT c.id FROM calendars c JOIN calendars one ON one.connection = c.connection WHERE one.id = ?)
    """
    return next(iter(_rows(store, where, (row.uid, row.calendar, row.calendar))), None)


def waiting_for(store: Store, moved: Row) -> Row | None:
    """The row that is to be deleted where ``moved`` was moved away from, as long as it is there."""
    where = "follows = ? AND uid = ? AND ours = 'gone'"
    return next(iter(_rows(store, where, (moved.id, moved.uid))), None)


def insert_rows(store: Store, rows: Iterable[Row], now: datetime) -> None:
    """New rows in one go."""
    at = iso(now)
    values = [
        (r.id, r.calendar, r.uid, r.series, r.base, r.ours, r.theirs, r.theirs_modified, r.theirs_since, at, at)
        for r in rows
    ]
    store.raw.executemany(_INSERT, values)


def save(store: Store, id_: str, now: datetime, **values: Any) -> None:
    """Write columns of one row."""
    names = ", ".join(f"{name} = ?" for name in values)
    sql = f"UPDATE appointments SET {names}, updated_at = ? WHERE id = ?"  # noqa: S608 - our names
    store.raw.execute(sql, (*values.values(), iso(now), id_))


def still_new(store: Store, ids: Sequence[str]) -> set[str]:
    """Those of these rows, at most some hundred, that nobody has taken or edited yet."""
    marks = ",".join("?" * len(ids))
    sql = f"SELECT id FROM appointments WHERE id IN ({marks}) AND base IS NULL AND ours IS NULL"  # noqa: S608 - only marks
    return {id_ for (id_,) in store.raw.execute(sql, tuple(ids))}


def take_all(store: Store, ids: Iterable[str], now: datetime) -> None:
    """Theirs becomes the base of rows that have no edit of ours: the commonest step, in one go."""
    at = iso(now)
    sql = "UPDATE appointments SET base = theirs, theirs = NULL, updated_at = ? WHERE id = ? AND ours IS NULL AND theirs IS NOT NULL"
    store.raw.executemany(sql, [(at, id_) for id_ in ids])


def retire(store: Store, calendar: str, retired: Mapping[str, bool]) -> None:
    """By series: whether it lies outside of what is listed, so that it is shown and may be edited, but is not refreshed any more."""
    sql = "UPDATE appointments SET retired = ? WHERE calendar = ? AND series = ? AND retired <> ?"
    store.raw.executemany(sql, [(flag, calendar, series, flag) for series, flag in retired.items()])


def unretire(store: Store, calendar: str, round_: int) -> None:
    """What the listing ``round_`` spoke of is refreshed (again)."""
    seen = "SELECT series FROM pieces WHERE calendar = ?1 AND round >= ?2"
    sql = f"UPDATE appointments SET retired = 0 WHERE calendar = ?1 AND retired AND series IN ({seen})"  # noqa: S608 - constant
    store.raw.execute(sql, (calendar, round_))


def remove(store: Store, id_: str) -> None:
    """The appointment exists on neither side any more; its history stays."""
    store.raw.execute("DELETE FROM appointments WHERE id = ?", (id_,))


def field_times(store: Store, id_: str) -> dict[str, datetime]:
    """When each path was last edited here."""
    rows = store.raw.execute("SELECT path, at FROM field_times WHERE appointment = ?", (id_,)).fetchall()
    return {path: at for path, text in rows if (at := moment(text))}


def touch_fields(store: Store, id_: str, paths: Iterable[str], now: datetime) -> None:
    """These paths were edited now."""
    sql = "INSERT OR REPLACE INTO field_times (appointment, path, at) VALUES (?,?,?)"
    store.raw.executemany(sql, [(id_, path, iso(now)) for path in paths])


def clear_fields(store: Store, id_: str) -> None:
    """Nothing of it waits any more."""
    store.raw.execute("DELETE FROM field_times WHERE appointment = ?", (id_,))


def linked(store: Store, calendar: str) -> list[Row]:
    """The rows that both sides have agreed on, those that are only here left out."""
    return _rows(store, "calendar = ? AND detached = 0 AND base IS NOT NULL", (calendar,))


def live(store: Store, calendars: Iterable[str]) -> dict[str, int]:
    """How many appointments of each calendar both sides had when they last agreed, those left out that nobody looks after any more."""
    sql = "SELECT count(*) FROM appointments WHERE calendar = ? AND base IS NOT NULL AND detached = 0 AND retired = 0"
    return {calendar: store.raw.execute(sql, (calendar,)).fetchone()[0] for calendar in calendars}


def appointments_in(store: Store, calendar: str) -> list[Appointment]:
    """Everything that is shown of a calendar, for export and comparison."""
    return [shown for row in _rows(store, "calendar = ?", (calendar,)) if (shown := row.shown) is not None]


def _rows(store: Store, where: str, values: Mapping[str, Any] | tuple[Any, ...], index: str = "") -> list[Row]:
    sql = f"SELECT {_COLUMNS} FROM appointments {index} WHERE {where} ORDER BY rowid"  # noqa: S608 - ``where`` is ours, values are bound
    return [Row(*row) for row in store.raw.execute(sql, values)]
