"""Connections and calendars as the engine writes and reads them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from calsync_desktop.core.calendar import (
    Access,
    Calendar,
    Connection,
    Hiding,
    OnRemoteDelete,
    Policy,
    RemoteCalendar,
    Settings,
    Status,
)
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.provider import Place, Scope
from calsync_desktop.store.failures import readable
from calsync_desktop.store.moments import iso, moment
from calsync_desktop.store.opening import Store

EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Watched:
    """A calendar with where its observation stands: ``cursor`` of the last complete delta, ``page_cursor`` within one, ``listing`` (0: none).

    ``scope``: what part of it the last complete listing covered.
    """

    calendar: Calendar
    cursor: str | None
    page_cursor: str | None
    round: int
    listing: int
    observed_at: datetime | None
    scope: Scope = EVERYTHING

    @property
    def remote(self) -> RemoteCalendar:
        """The calendar in the provider's words."""
        c = self.calendar
        return RemoteCalendar(c.remote_id, c.name, c.color, c.access, zone=c.zone, mails=c.mails)


def connection_of(store: Store, id_: str) -> Connection:
    """One connection; Usage when there is none."""
    found = _rows(store, "SELECT * FROM connections WHERE id = ?", id_)
    if not found:
        raise Usage(f"There is no connection “{id_}”.", "`calsync connections` lists them.")
    with readable():
        return _connection(found[0])


def all_connections(store: Store) -> tuple[Connection, ...]:
    """Every connection, oldest first."""
    with readable():
        return tuple(_connection(row) for row in _rows(store, "SELECT * FROM connections ORDER BY created_at, id"))


def add_connection(store: Store, id_: str, provider: str, place: Place, now: datetime) -> None:
    """A new connection with the settings of the document; Usage when the account is connected already."""
    if _is_connected(store, provider, place):
        raise Usage("This account is connected already.", "Reconnect it instead, or disconnect it first.")
    values = {
        "id": id_,
        "provider": provider,
        "created_at": iso(now),
        "updated_at": iso(now),
        "provider_user_id": place.identity or place.place,
    }
    _insert(store, "connections", {**values, **_of_place(place)})


def is_same_account(store: Store, id_: str, place: Place) -> bool:
    """Whether somebody who signed in owns this connection: by what names the account for ever, else by its name."""
    if place.identity:
        return bool(
            _rows(store, "SELECT id FROM connections WHERE id = ? AND provider_user_id = ?", id_, place.identity)
        )
    return connection_of(store, id_).account == place.account


def replace_place(store: Store, id_: str, place: Place, now: datetime) -> None:
    """Where the account is served from, found anew; the connection is active again."""
    values = {**_of_place(place), "status": str(Status.ACTIVE), "error_message": "", "updated_at": iso(now)}
    _update(store, "connections", id_, values)


def remove_connection(store: Store, id_: str) -> None:
    """Forget a connection with all that hangs on it."""
    store.raw.execute("DELETE FROM connections WHERE id = ?", (id_,))


def keep_as_copy(store: Store, id_: str, now: datetime) -> None:
    """The account's appointments stay to be read; it is not synced any more until it is reconnected."""
    values = {
        "sync_enabled": False,
        "status": str(Status.REVOKED),
        "error_message": "Disconnected",
        "updated_at": iso(now),
    }
    _update(store, "connections", id_, values)


def save_settings(store: Store, id_: str, settings: Settings, now: datetime) -> None:
    """Store how a connection is synced."""
    values = {
        "sync_enabled": settings.sync_enabled,
        "window_days": settings.window_days,
        "interval_minutes": settings.interval_minutes,
        "on_conflict": str(settings.on_conflict),
        "on_remote_delete": str(settings.on_remote_delete),
        "hiding": json.dumps(asdict(settings.hiding), separators=(",", ":")),
        "updated_at": iso(now),
    }
    _update(store, "connections", id_, values)


def save_outcome(store: Store, id_: str, status: Status, error: str, synced_at: datetime | None) -> None:
    """How the last run ended; ``synced_at`` None leaves the time of the last good one."""
    values: dict[str, Any] = {"status": str(status), "error_message": error}
    if synced_at is not None:
        values["last_sync_at"] = iso(synced_at)
    _update(store, "connections", id_, values)


def watched(store: Store, connection: str, *, selected: bool = True) -> tuple[Watched, ...]:
    """The calendars of a connection (only the selected ones that are still there, unless told otherwise), by name."""
    those = "AND selected AND NOT missing" if selected else ""
    query = f"SELECT * FROM calendars WHERE connection = ? {those} ORDER BY name, id"  # noqa: S608 - put together from constants
    with readable():
        return tuple(_watched(row) for row in _rows(store, query, connection))


def calendar_of(store: Store, id_: str) -> Watched:
    """One calendar; Usage when there is none."""
    found = _rows(store, "SELECT * FROM calendars WHERE id = ?", id_)
    if not found:
        raise Usage(f"There is no calendar “{id_}”.", "`calsync calendars` lists them.")
    with readable():
        return _watched(found[0])


def save_calendars(store: Store, connection: str, seen: Iterable[RemoteCalendar], new_id: Callable[[str], str]) -> bool:
    """Take over the provider's list: new ones are selected unless hidden, vanished ones are marked, never removed. True when something changed."""
    held = {w.calendar.remote_id: w.calendar for w in watched(store, connection, selected=False)}
    listed = {remote.remote_id: remote for remote in seen}
    for remote in listed.values():
        if remote.remote_id in held:
            _update(store, "calendars", held[remote.remote_id].id, {**_of_remote(remote), "missing": False})
        else:
            fresh = {
                "id": new_id("c"),
                "connection": connection,
                "remote_id": remote.remote_id,
                "selected": not remote.hidden,
            }
            _insert(store, "calendars", {**fresh, **_of_remote(remote)})
    gone = [calendar.id for remote_id, calendar in held.items() if remote_id not in listed]
    for id_ in gone:
        _update(store, "calendars", id_, {"missing": True})
    return held.keys() != listed.keys()


def select_calendars(store: Store, ids: Sequence[str], selected: bool) -> None:
    """Which calendars are synced and shown."""
    store.raw.executemany("UPDATE calendars SET selected = ? WHERE id = ?", [(selected, id_) for id_ in ids])


def save_calendar(store: Store, id_: str, **values: Any) -> None:
    """Write columns of one calendar row (cursor, round, listing, ...)."""
    _update(store, "calendars", id_, values)


def forget_cursors(store: Store, connection: str) -> None:
    """Every calendar of the connection is listed from scratch next."""
    query = "UPDATE calendars SET cursor = NULL, page_cursor = NULL, listing = 0 WHERE connection = ?"
    store.raw.execute(query, (connection,))


def _is_connected(store: Store, provider: str, place: Place) -> bool:
    if place.identity:
        same = "SELECT id FROM connections WHERE provider = ? AND provider_user_id = ?"
        return bool(_rows(store, same, provider, place.identity))
    same = "SELECT id FROM connections WHERE provider = ? AND account = ? AND place = ?"
    return bool(_rows(store, same, provider, place.account, place.place))


def _rows(store: Store, query: str, *values: str) -> list[sqlite3.Row]:
    cursor = store.raw.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(query, values).fetchall()


def _insert(store: Store, table: str, values: Mapping[str, Any]) -> None:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    store.raw.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608 - names are ours


def _update(store: Store, table: str, id_: str, values: Mapping[str, Any]) -> None:
    names = ", ".join(f"{name} = ?" for name in values)
    store.raw.execute(f"UPDATE {table} SET {names} WHERE id = ?", (*values.values(), id_))  # noqa: S608 - names are ours


def _of_place(place: Place) -> dict[str, str]:
    email = next(iter(place.addresses), place.account if "@" in place.account else "")
    return {
        "account": place.account,
        "place": place.place,
        "addresses": json.dumps(place.addresses),
        "provider_email": email,
    }


def _of_remote(remote: RemoteCalendar) -> dict[str, Any]:
    return {
        "name": remote.name,
        "color": remote.color,
        "access": str(remote.access),
        "zone": remote.zone,
        "mails": remote.mails,
    }


def _watched(row: sqlite3.Row) -> Watched:
    names = ("id", "connection", "remote_id", "name", "color")
    calendar = Calendar(
        **{n: row[n] for n in names},
        access=Access(row["access"]),
        selected=bool(row["selected"]),
        zone=row["zone"],
        mails=bool(row["mails"]),
    )
    scope = Scope(moment(row["scope_start"]), moment(row["scope_end"]))
    observed_at = moment(row["observed_at"])
    return Watched(calendar, row["cursor"], row["page_cursor"], row["round"], row["listing"], observed_at, scope)


def _connection(row: sqlite3.Row) -> Connection:
    return Connection(
        id=row["id"],
        provider=row["provider"],
        account=row["account"],
        place=row["place"],
        addresses=tuple(json.loads(row["addresses"])),
        status=Status(row["status"]),
        error_message=row["error_message"],
        last_sync_at=moment(row["last_sync_at"]),
        settings=_settings(row),
    )


def _settings(row: sqlite3.Row) -> Settings:
    hiding = json.loads(row["hiding"])
    return Settings(
        sync_enabled=bool(row["sync_enabled"]),
        window_days=row["window_days"],
        interval_minutes=row["interval_minutes"],
        on_conflict=Policy(row["on_conflict"]),
        on_remote_delete=OnRemoteDelete(row["on_remote_delete"]),
        hiding=Hiding(tuple(hiding.get("kinds", ())), hiding.get("titles", ""), tuple(hiding.get("categories", ()))),
    )
