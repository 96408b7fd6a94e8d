"""The memory of the service: accounts, their calendar lists, calendars, and in each the events as they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from calsync_desktop.sandbox.google.http import Resource

# From the least to the most that one may do.
ROLES: Final = ("freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner")
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def at_least(role: str, wanted: str) -> bool:
    """The role allows what the wanted one allows."""
    return ROLES.index(role) >= ROLES.index(wanted)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One state of an event or of one exception of a series; a change replaces the row.

    `body` is what is kept: whole for an event, for an exception only what differs from its series (None: taken away).
    `number` is its etag's, `change` the number of the change in its calendar. A `stub` is gone for good: deltas tell
    its id, nothing else ever. `reminders` are by account, because each user has their own. `memo` holds what was
    worked out from this row, so that an answer is written once.
    """

    id: str
    body: Resource
    number: int
    change: int
    stub: bool = False
    reminders: Mapping[str, Resource] = field(default_factory=dict)
    memo: dict[object, Any] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        return f'"{self.number}"'

    @property
    def series(self) -> str | None:
        """The id of the series this is an exception of."""
        return self.body.get("recurringEventId")

    @property
    def cancelled(self) -> bool:
        return bool(self.body.get("status") == "cancelled")


@dataclass(slots=True)
class Calendar:
    """A calendar: who may do what with it, its rows by event id, and how often it changed.

    `pending` are online meetings in the making, `hidden` the invitations that a listing leaves out (protocols 1.3).
    """

    id: str
    summary: str
    zone: str
    owner: str
    number: int
    description: str | None = None
    location: str | None = None
    roles: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    exceptions: dict[str, set[str]] = field(default_factory=dict)
    sequence: int = 0
    updated: datetime = EPOCH
    pending: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    labels: list[Resource] = field(default_factory=list)

    def living_master(self, row: Row) -> Row | None:
        """The series of an exception, while it lives."""
        master = self.rows.get(row.series or "")
        return master if master is not None and not master.cancelled else None

    def exceptions_of(self, event_id: str) -> Iterator[Row]:
        """Every row that departs from the series, cancelled ones too."""
        return (self.rows[each] for each in sorted(self.exceptions.get(event_id, ())))

    def by_uid(self, uid: str) -> Row | None:
        """The event or series with this iCalUID, deleted or not."""
        return next((row for row in self.rows.values() if row.body.get("iCalUID") == uid and not row.series), None)


@dataclass(slots=True)
class Entry:
    """A calendar as it stands in the list of one account; `own` is what this user said about it."""

    calendar: str
    number: int
    change: int
    own: Resource = field(default_factory=dict)
    deleted: bool = False

    @property
    def etag(self) -> str:
        return f'"{self.number}"'


@dataclass(slots=True)
class Account:
    """Somebody who can sign in. `sub` never changes, `email` is also the id of the primary calendar."""

    email: str
    name: str
    sub: str
    zone: str
    entries: dict[str, Entry] = field(default_factory=dict)
    sequence: int = 0
    settings: dict[str, str] = field(default_factory=dict)
    hosted: bool = False
