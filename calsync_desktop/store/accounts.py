"""Connections and calendars as the engine writes and reads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, select, update

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
from calsync_desktop.core.provider import Place
from calsync_desktop.store.moments import iso, moment
from calsync_desktop.store.opening import Store
from calsync_desktop.store.tables import calendars, connections


@dataclass(frozen=True, slots=True)
class Watched:
    """A calendar with where its observation stands: ``cursor`` of the last complete delta, ``page_cursor`` within one, ``listing`` (0: none)."""

    calendar: Calendar
    cursor: str | None
    page_cursor: str | None
    round: int
    listing: int
    observed_at: datetime | None

    @property
    def remote(self) -> RemoteCalendar:
        """The calendar in the provider's words."""
        c = self.calendar
        return RemoteCalendar(c.remote_id, c.name, c.color, c.access, zone=c.zone, mails=c.mails)


def connection_of(store: Store, id_: str) -> Connection:
    """One connection; Usage when there is none."""
    row = store.connection.execute(select(connections).where(connections.c.id == id_)).mappings().first()
    if row is None:
        raise Usage(f"There is no connection “{id_}”.", "`calsync connections` lists them.")
    return _connection(row)


def all_connections(store: Store) -> tuple[Connection, ...]:
    """Every connection, oldest first."""
    rows = store.connection.execute(select(connections).order_by(connections.c.created_at, connections.c.id)).mappings()
    return tuple(_connection(row) for row in rows)


def add_connection(store: Store, id_: str, provider: str, place: Place, now: datetime) -> None:
    """A new connection with the settings of the document; Usage when the account is connected already."""
    same = select(connections.c.id).where(connections.c.provider == provider, connections.c.account == place.account)
    same = same.where(connections.c.place == place.place)
    if store.connection.execute(same).first():
        raise Usage("This account is connected already.", "Reconnect it instead, or disconnect it first.")
    values = {
        "id": id_,
        "provider": provider,
        "created_at": iso(now),
        "updated_at": iso(now),
        "provider_user_id": place.place,
    }
    store.connection.execute(insert(connections).values(**values, **_of_place(place)))


def replace_place(store: Store, id_: str, place: Place, now: datetime) -> None:
    """Where the account is served from, found anew; the connection is active again."""
    values = {**_of_place(place), "status": str(Status.ACTIVE), "error_message": "", "updated_at": iso(now)}
    store.connection.execute(update(connections).where(connections.c.id == id_).values(**values))


def remove_connection(store: Store, id_: str) -> None:
    """Forget a connection with all that hangs on it."""
    store.connection.execute(delete(connections).where(connections.c.id == id_))


def keep_as_copy(store: Store, id_: str, now: datetime) -> None:
    """The account's appointments stay to be read; it is not synced any more until it is reconnected."""
    values = {
        "sync_enabled": False,
        "status": str(Status.REVOKED),
        "error_message": "Disconnected",
        "updated_at": iso(now),
    }
    store.connection.execute(update(connections).where(connections.c.id == id_).values(**values))


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
    store.connection.execute(update(connections).where(connections.c.id == id_).values(**values))


def save_outcome(store: Store, id_: str, status: Status, error: str, synced_at: datetime | None) -> None:
    """How the last run ended; ``synced_at`` None leaves the time of the last good one."""
    values: dict[str, Any] = {"status": str(status), "error_message": error}
    if synced_at is not None:
        values["last_sync_at"] = iso(synced_at)
    store.connection.execute(update(connections).where(connections.c.id == id_).values(**values))


def watched(store: Store, connection: str, *, selected: bool = True) -> tuple[Watched, ...]:
    """The calendars of a connection (only the selected ones that are still there, unless told otherwise), by name."""
    query = select(calendars).where(calendars.c.connection == connection).order_by(calendars.c.name, calendars.c.id)
    if selected:
        query = query.where(calendars.c.selected, ~calendars.c.missing)
    return tuple(_watched(row) for row in store.connection.execute(query).mappings())


def calendar_of(store: Store, id_: str) -> Watched:
    """One calendar; Usage when there is none."""
    row = store.connection.execute(select(calendars).where(calendars.c.id == id_)).mappings().first()
    if row is None:
        raise Usage(f"There is no calendar “{id_}”.", "`calsync calendars` lists them.")
    return _watched(row)


def save_calendars(store: Store, connection: str, seen: Iterable[RemoteCalendar], new_id: Callable[[str], str]) -> bool:
    """Take over the provider's list: new ones are selected unless hidden, vanished ones are marked, never removed. True when something changed."""
    held = {w.calendar.remote_id: w.calendar for w in watched(store, connection, selected=False)}
    listed = {remote.remote_id: remote for remote in seen}
    for remote in listed.values():
        if remote.remote_id in held:
            store.connection.execute(
                update(calendars)
                .where(calendars.c.id == held[remote.remote_id].id)
                .values(**_of_remote(remote), missing=False)
            )
        else:
            fresh = {
                "id": new_id("c"),
                "connection": connection,
                "remote_id": remote.remote_id,
                "selected": not remote.hidden,
            }
            store.connection.execute(insert(calendars).values(**fresh, **_of_remote(remote)))
    gone = [calendar.id for remote_id, calendar in held.items() if remote_id not in listed]
    if gone:
        store.connection.execute(update(calendars).where(calendars.c.id.in_(gone)).values(missing=True))
    return held.keys() != listed.keys()


def select_calendars(store: Store, ids: Sequence[str], selected: bool) -> None:
    """Which calendars are synced and shown."""
    store.connection.execute(update(calendars).where(calendars.c.id.in_(ids)).values(selected=selected))


def save_calendar(store: Store, id_: str, **values: Any) -> None:
    """Write columns of one calendar row (cursor, round, listing, ...)."""
    store.connection.execute(update(calendars).where(calendars.c.id == id_).values(**values))


def forget_cursors(store: Store, connection: str) -> None:
    """Every calendar of the connection is listed from scratch next."""
    query = update(calendars).where(calendars.c.connection == connection)
    store.connection.execute(query.values(cursor=None, page_cursor=None, listing=0))


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


def _watched(row: RowMapping) -> Watched:
    names = ("id", "connection", "remote_id", "name", "color")
    calendar = Calendar(
        **{n: row[n] for n in names},
        access=Access(row["access"]),
        selected=row["selected"],
        zone=row["zone"],
        mails=row["mails"],
    )
    return Watched(
        calendar, row["cursor"], row["page_cursor"], row["round"], row["listing"], moment(row["observed_at"])
    )


def _connection(row: RowMapping) -> Connection:
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


def _settings(row: RowMapping) -> Settings:
    hiding = json.loads(row["hiding"])
    return Settings(
        sync_enabled=bool(row["sync_enabled"]),
        window_days=row["window_days"],
        interval_minutes=row["interval_minutes"],
        on_conflict=Policy(row["on_conflict"]),
        on_remote_delete=OnRemoteDelete(row["on_remote_delete"]),
        hiding=Hiding(tuple(hiding.get("kinds", ())), hiding.get("titles", ""), tuple(hiding.get("categories", ()))),
    )


def counted(store: Store, connection: str) -> int:
    """How many calendars of a connection are selected."""
    query = (
        select(func.count()).select_from(calendars).where(calendars.c.connection == connection, calendars.c.selected)
    )
    return store.connection.execute(query).scalar_one()
