"""What happened and what waits: runs, history and parked items."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from calsync_desktop.store.failures import object_of
from calsync_desktop.store.moments import iso
from calsync_desktop.store.opening import Store

KEPT_RUNS = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """One applied change. ``direction``: in, out or here; ``kind``: create, update or delete; before, after and loser are stored copies."""

    appointment: str
    calendar: str
    connection: str
    title: str
    direction: str
    kind: str
    fields: tuple[str, ...] = ()
    before: str | None = None
    after: str | None = None
    loser: str | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """Something that waits apart. ``kind``: conflict, unreadable, refused or mail; ``retry_at`` None: only when something changes."""

    id: str
    calendar: str
    appointment: str | None
    remote_id: str
    kind: str
    reason: str
    detail: Mapping[str, Any]
    attempts: int
    retry_at: str | None


def record(
    store: Store, changes: Iterable[Change], run: str | None, now: datetime, new_id: Callable[[str], str]
) -> None:
    """Append to history."""
    at = iso(now)
    sql = """
    INSERT INTO history (id, run, at, connection, calendar, appointment, title, direction, kind, fields, before, after, loser)
    VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)
    """
    store.raw.executemany(sql, [_history(c, new_id("h"), run, at) for c in changes])


def mark_undone(store: Store, id_: str) -> None:
    """This change was undone, and is not undone again."""
    store.raw.execute("UPDATE history SET undone = 1 WHERE id = ?", (id_,))


def was_there(store: Store, appointment: str) -> bool:
    """History knows that this appointment was on the server."""
    sql = "SELECT 1 FROM history WHERE appointment = ? AND direction IN ('in', 'out') LIMIT 1"
    return store.raw.execute(sql, (appointment,)).fetchone() is not None


def begin_run(store: Store, id_: str, connection: str, now: datetime) -> None:
    """A run began."""
    store.raw.execute(
        "INSERT INTO runs (id, connection, started_at, status) VALUES (?,?,?,'running')", (id_, connection, iso(now))
    )


def end_run(store: Store, id_: str, status: str, *, seconds: float, counts: Mapping[str, Any], error: str) -> None:
    """A run ended; the oldest ones beyond 2,000 are forgotten."""
    sql = "UPDATE runs SET status = ?, seconds = ?, counts = ?, error = ? WHERE id = ?"
    store.raw.execute(sql, (status, f"{seconds:.3f}", json.dumps(counts, separators=(",", ":")), error, id_))
    store.raw.execute("DELETE FROM runs WHERE rowid <= (SELECT max(rowid) FROM runs) - ?", (KEPT_RUNS,))


def park(store: Store, item: Parked, now: datetime) -> None:
    """Put an item aside, in place of what was parked of it before (its age and attempts go on counting)."""
    old = store.raw.execute(
        "SELECT id, attempts, since FROM parked WHERE calendar = ? AND remote_id = ? AND appointment IS ?",
        (item.calendar, item.remote_id, item.appointment),
    ).fetchone()
    id_, attempts, since = (old[0], old[1] + 1, old[2]) if old else (item.id, item.attempts, iso(now))
    sql = """
    INSERT OR REPLACE INTO parked (id, calendar, appointment, remote_id, kind, reason, detail, attempts, since, retry_at) VALUES (?,?,?,?,?,?,?,?,?,?)
    """
    detail = json.dumps(item.detail, ensure_ascii=False, separators=(",", ":"))
    store.raw.execute(
        sql,
        (
            id_,
            item.calendar,
            item.appointment,
            item.remote_id,
            item.kind,
            item.reason,
            detail,
            attempts,
            since,
            item.retry_at,
        ),
    )


def unpark(store: Store, appointment: str) -> bool:
    """The appointment is free again; True when it was parked."""
    return bool(store.raw.execute("DELETE FROM parked WHERE appointment = ?", (appointment,)).rowcount)


def follow(store: Store, appointment: str, calendar: str) -> None:
    """What is parked of the appointment goes with it into another calendar."""
    store.raw.execute("UPDATE parked SET calendar = ? WHERE appointment = ?", (calendar, appointment))


def unpark_edited(store: Store, appointment: str) -> None:
    """The user changed it: what was refused may be accepted now. A conflict stays until it is settled."""
    store.raw.execute("DELETE FROM parked WHERE appointment = ? AND kind != 'conflict'", (appointment,))


def unpark_remote(store: Store, calendar: str, remote_ids: Iterable[str]) -> bool:
    """These remote objects can be read now, or are gone; True when one of them was parked."""
    sql = "DELETE FROM parked WHERE calendar = ? AND remote_id = ? AND appointment IS NULL"
    return store.raw.executemany(sql, [(calendar, r) for r in remote_ids]).rowcount > 0


def unreadable_due(store: Store, calendar: str, now: datetime, then: datetime) -> list[str]:
    """The remote objects of a calendar that cannot be read and are to be looked at again: now, or where no time was set since ``then``."""
    due = "CASE WHEN retry_at IS NULL THEN since <= ? ELSE retry_at <= ? END"
    sql = f"SELECT remote_id FROM parked WHERE calendar = ? AND kind = 'unreadable' AND {due}"  # noqa: S608 - constant
    return [remote_id for (remote_id,) in store.raw.execute(sql, (calendar, iso(then), iso(now)))]


def postpone(store: Store, calendar: str, remote_ids: Iterable[str], until: datetime) -> None:
    """These, as far as they are still parked, are looked at again at ``until``."""
    sql = "UPDATE parked SET retry_at = ? WHERE calendar = ? AND remote_id = ? AND kind = 'unreadable'"
    store.raw.executemany(sql, [(iso(until), calendar, r) for r in remote_ids])


def parked_of(store: Store, calendars: Iterable[str]) -> dict[str, Parked]:
    """What is parked of these calendars' appointments, by appointment."""
    out: dict[str, Parked] = {}
    sql = "SELECT id, calendar, appointment, remote_id, kind, reason, detail, attempts, retry_at FROM parked WHERE calendar = ? AND appointment IS NOT NULL"
    for calendar in calendars:
        for row in store.raw.execute(sql, (calendar,)):
            out[row[2]] = _parked(row)
    return out


def parked_with_id(store: Store, id_: str) -> Parked | None:
    """One parked item by its own id."""
    sql = (
        "SELECT id, calendar, appointment, remote_id, kind, reason, detail, attempts, retry_at FROM parked WHERE id = ?"
    )
    row = store.raw.execute(sql, (id_,)).fetchone()
    return _parked(row) if row else None


def parked_counts(store: Store, connection: str) -> dict[str, int]:
    """How many items of a connection are parked, by kind."""
    sql = "SELECT p.kind, count(*) FROM parked p JOIN calendars c ON c.id = p.calendar WHERE c.connection = ? GROUP BY p.kind"
    return dict(store.raw.execute(sql, (connection,)).fetchall())


def setting(store: Store, name: str) -> str | None:
    """A setting of the profile."""
    row = store.raw.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def save_setting(store: Store, name: str, value: str | None) -> None:
    """Write a setting; None removes it."""
    if value is None:
        store.raw.execute("DELETE FROM settings WHERE name = ?", (name,))
    else:
        store.raw.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?,?)", (name, value))


def counts_of(report: Any) -> dict[str, Any]:
    """A report's numbers, as they are kept with the run."""
    values = asdict(report)
    return {
        name: values[name] for name in ("pulled", "pushed", "merged", "conflicts", "parked", "questions", "requests")
    }


def _parked(row: tuple[Any, ...]) -> Parked:
    id_, calendar, appointment, remote_id, kind, reason, detail, attempts, retry_at = row
    told = object_of(detail, "what waits for you")
    return Parked(id_, calendar, appointment, remote_id, kind, reason, told, attempts, retry_at)


def _history(change: Change, id_: str, run: str | None, at: str) -> tuple[object, ...]:
    c = change
    fields = json.dumps(c.fields, separators=(",", ":"))
    return (
        id_,
        run,
        at,
        c.connection,
        c.calendar,
        c.appointment,
        c.title,
        c.direction,
        c.kind,
        fields,
        c.before,
        c.after,
        c.loser,
    )
