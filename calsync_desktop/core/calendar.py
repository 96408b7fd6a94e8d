"""What a person connects and chooses: connections, their calendars, and how each is to be synced."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Access(StrEnum):
    """What we may do with a calendar."""

    READ = "read"
    WRITE = "write"


class Status(StrEnum):
    """How a connection stands, as it is stored."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ERROR = "error"


class Policy(StrEnum):
    """Who wins a clash on a field that both sides changed."""

    NEWEST = "newest"
    MINE = "mine"
    THEIRS = "theirs"
    ASK = "ask"


class OnRemoteDelete(StrEnum):
    """What happens here when an appointment is deleted there."""

    DELETE = "delete"
    KEEP = "keep"


WINDOW_DAYS = range(7, 366)
INTERVAL_MINUTES = range(1, 1441)


@dataclass(frozen=True, slots=True)
class Hiding:
    """What the user does not want to see; nothing of it is ever deleted because of that."""

    kinds: tuple[str, ...] = ()
    titles: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """How one connection is synced: ``window_days`` past and future, ``interval_minutes`` between runs."""

    sync_enabled: bool = True
    window_days: int = 30
    interval_minutes: int = 5
    on_conflict: Policy = Policy.NEWEST
    on_remote_delete: OnRemoteDelete = OnRemoteDelete.DELETE
    hiding: Hiding = field(default_factory=Hiding)


@dataclass(frozen=True, slots=True)
class Connection:
    """One account at one service; ``place`` is where it is served from (the resolved home URLs, as JSON of the provider)."""

    id: str
    provider: str
    account: str
    place: str
    addresses: tuple[str, ...] = ()
    status: Status = Status.ACTIVE
    error_message: str = ""
    last_sync_at: datetime | None = None
    settings: Settings = field(default_factory=Settings)
    calendars: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """One calendar of a connection; ``remote_id`` in the provider's own words, ``color`` as #RRGGBB or empty."""

    id: str
    connection: str
    remote_id: str
    name: str
    color: str = ""
    access: Access = Access.WRITE
    selected: bool = True
    zone: str = ""
    mails: bool = False


@dataclass(frozen=True, slots=True)
class RemoteCalendar:
    """A calendar as the provider lists it; ``zone`` reads floating times, ``mails``: a write with guests mails them."""

    remote_id: str
    name: str
    color: str = ""
    access: Access = Access.WRITE
    hidden: bool = False
    zone: str = ""
    mails: bool = False
