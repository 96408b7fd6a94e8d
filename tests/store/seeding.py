"""Fill a store with appointments as the engine would leave them, so that reading is proven without the engine."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Table, insert

from calsync_desktop.core.appointment import Appointment, Content, Recurrence
from calsync_desktop.core.encoding import dumps
from calsync_desktop.core.when import When, all_day, timed
from calsync_desktop.store import tables
from calsync_desktop.store.agenda import agenda
from calsync_desktop.store.faces import Horizon, Shown, show
from calsync_desktop.store.opening import Store
from calsync_desktop.store.shown import OccurrenceRow

BERLIN, NEW_YORK, TOKYO = "Europe/Berlin", "America/New_York", "Asia/Tokyo"
SECOND = date(2026, 3, 2)
AT = "2026-03-01T00:00:00Z"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
HORIZON = Horizon(date(2025, 1, 25), date(2028, 5, 9))


@dataclass
class Seed:
    """Writes rows with short ids: k1 for connections, c1 for calendars, a1 for appointments, in the order of the calls."""

    store: Store
    counts: dict[str, int] = field(default_factory=dict)

    def connection(self, **values: Any) -> str:
        account = values.setdefault("account", f"somebody{self.counts.get('k', 0)}@example.org")
        row = {"provider": "caldav", "created_at": AT, "updated_at": AT, "provider_user_id": account}
        return self.row(tables.connections, "k", **row | values)

    def calendar(self, connection: str = "", **values: Any) -> str:
        number = self.counts.get("c", 0) + 1
        connection = connection or self.connection()
        return self.row(
            tables.calendars,
            "c",
            **{"connection": connection, "remote_id": f"/{number}/", "name": f"Calendar {number}"} | values,
        )

    def appointment(
        self, calendar: str, value: Appointment | When, *, addresses: tuple[str, ...] = (), **values: Any
    ) -> str:
        """At rest unless ``values`` name other copies; shown with faces, occurrences and words."""
        if isinstance(value, When):
            value = single(value)
        row = {"calendar": calendar, "uid": value.uid, "base": dumps(value), "created_at": AT, "updated_at": AT}
        id_ = self.row(tables.appointments, "a", **row | values)
        with self.store.begin():
            show(self.store, [Shown(id_, value, addresses)], HORIZON)
        return id_

    def row(self, table: Table, prefix: str, **values: Any) -> str:
        """One row of any table that has an id."""
        self.counts[prefix] = self.counts.get(prefix, 0) + 1
        id_ = values.setdefault("id", f"{prefix}{self.counts[prefix]}")
        connection = self.store.connection
        with self.store.begin():
            connection.execute(insert(table).values(**values))
        return str(id_)

    def setting(self, name: str, value: str) -> None:
        connection = self.store.connection
        with self.store.begin():
            connection.execute(insert(tables.settings).values(name=name, value=value))

    def horizon(self) -> None:
        """What is kept, as the engine notes it."""
        self.setting("horizon_from", HORIZON.start.isoformat())
        self.setting("horizon_to", HORIZON.end.isoformat())


def single(when: When, title: str = "Appointment", **content: Any) -> Appointment:
    """One that does not repeat."""
    return Appointment("uid", Content(when, title=title, **content))


def series(when: When, rule: str, title: str = "Series", **content: Any) -> Appointment:
    """One that does."""
    return Appointment("uid", Content(when, title=title, **content), Recurrence(rule))


def at(day: int, hour: int = 9, *, hours: int = 1, zone: str = "Europe/Berlin") -> When:
    """A time in March 2026."""
    start = datetime(2026, 3, day, hour)
    return timed(start, start.replace(hour=hour + hours), zone)


def days(first: int, after: int) -> When:
    """Whole days of March 2026; ``after`` is not one of them."""
    return all_day(date(2026, 3, first), date(2026, 3, after))


def on(
    store: Store, first: date = SECOND, last: date | None = None, zone: str = BERLIN, calendar: str | None = None
) -> list[OccurrenceRow]:
    """The agenda of some days, of the second of March unless told otherwise."""
    return agenda(store.raw, first, last or first, zone, calendar)
