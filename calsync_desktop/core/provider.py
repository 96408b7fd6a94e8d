"""What a calendar service must be able to do for us, and the values that pass through that door.

A provider speaks of pieces. It never sees a token (its client is ready made), keeps no state of ours, and decides nothing: it lists, reads, composes
and sends. ``compose`` is pure, so that the exact payload can be stored before the first byte is sent.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import CalSyncError

Cursor = str  # opaque: never tested for shape or truth (RFC 6578 section 3.2)
Version = str


class Shape(StrEnum):
    """What a piece is: a whole resource (CalDAV), or the master and each exception apart (Google, Graph)."""

    RESOURCE = "resource"
    PIECES = "pieces"


class Mails(StrEnum):
    """Whether writing an appointment with guests sends mail: never, as the write says, or always."""

    NEVER = "never"
    TOLD = "told"
    ALWAYS = "always"


class Notify(StrEnum):
    """What the user answered when asked whether guests are to be mailed."""

    NONE = "none"
    ALL = "all"


class Verb(StrEnum):
    """What a step does to a piece."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a service can hold and promise.

    ``fields``: top-level field names of ``core.fields`` that it can hold; others are neither compared nor sent.
    ``listing_proves_absence``: what a complete listing lacks is gone (CalDAV); otherwise each is read by id first.
    ``frozen_window``: the listing covers only the scope that its Delta names; outside it nothing is known.
    """

    shape: Shape
    fields: frozenset[str]
    mails: Mails = Mails.NEVER
    listing_proves_absence: bool = False
    frozen_window: bool = False
    native_move: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of a calendar is listed, as UTC instants; None is unbounded on that side."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One remote object as observed.

    ``series`` is the remote id of the series (its own id when it stands alone); ``original_start`` a key when the piece is one occurrence.
    ``content`` None and no ``problem``: gone (deleted, or for an occurrence: skipped). ``problem``: it exists, but cannot be read, in a sentence.
    ``skeleton``: only existence and version are known (Graph occurrences); content must be fetched. ``raw`` is the service's own text.
    """

    series: str
    remote_id: str
    original_start: str | None = None
    version: Version | None = None
    content: Appointment | None = None
    raw: str = ""
    modified: datetime | None = None
    problem: str = ""
    skeleton: bool = False

    @property
    def gone(self) -> bool:
        """The service says that it does not exist (any more)."""
        return self.content is None and not self.problem and not self.skeleton


@dataclass(frozen=True, slots=True)
class Delta:
    """One page of what changed.

    ``seen``: remote ids that are there with the version that we know (not fetched again). ``full``: the page belongs to a complete listing of ``scope``;
    when its ``last`` page came, what was neither in ``pieces`` nor in ``seen`` is absent. ``cursor``: where to go on, valid once this page is stored
    (None: not resumable here). ``clock``: the server's clock minus ours, from its Date header.
    """

    pieces: tuple[Piece, ...] = ()
    seen: tuple[str, ...] = ()
    cursor: Cursor | None = None
    last: bool = False
    full: bool = False
    scope: Scope = field(default_factory=Scope)
    clock: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class PieceWrite:
    """One write that an edit needs, before it is worded for the service.

    ``before`` and ``after`` are what the piece held and shall hold (None: not there). ``fields``: the paths (see ``core.fields``) that changed;
    a service with partial update sends only these. ``raw`` is the service's text last observed, which what we do not model is kept from.
    ``version`` None only with CREATE, and for an occurrence that was not a piece of its own when last observed: VersionMoved if it is one by now.
    """

    verb: Verb
    series: str
    remote_id: str
    original_start: str | None = None
    version: Version | None = None
    before: Appointment | None = None
    after: Appointment | None = None
    fields: frozenset[str] = frozenset()
    raw: str = ""
    notify: Notify = Notify.NONE


@dataclass(frozen=True, slots=True)
class Payload:
    """A write in the service's words, complete: sending it twice asks for the same thing. ``body`` is text, empty for DELETE."""

    verb: Verb
    series: str
    remote_id: str
    original_start: str | None
    version: Version | None
    body: str
    notify: Notify = Notify.NONE


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a write: under which id and version it stands now (None: it must be read again); ``piece`` when the answer carried it."""

    remote_id: str
    version: Version | None = None
    piece: Piece | None = None
    clock: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account is served from: what the provider needs to go there again (its own JSON) and the account's own addresses.

    ``identity``: what names the account for ever where ``account`` may change (Google's ``sub``); empty where account and place do.
    """

    account: str
    place: str
    addresses: tuple[str, ...] = ()
    identity: str = ""


Known = Callable[[Sequence[str]], Mapping[str, Version]]
"""Which of these remote ids we hold, with their versions."""


class Provider(Protocol):
    """One connected account. Every method may raise TryLater, SignInAgain or Untrusted; others as named."""

    capabilities: Capabilities

    async def calendars(self) -> tuple[RemoteCalendar, ...]:
        """All calendars that can hold appointments."""

    def changes(
        self, calendar: RemoteCalendar, cursor: Cursor | None, known: Known, scope: Scope
    ) -> AsyncIterator[Delta]:
        """What changed since ``cursor`` (None: list everything), page by page; CursorDead, Gone (the calendar itself)."""

    async def fetch(self, calendar: RemoteCalendar, remote_ids: Sequence[str]) -> tuple[Piece, ...]:
        """The pieces as they are now; those that do not exist come back gone."""

    def new_remote_id(self, calendar: RemoteCalendar, uid: str) -> str:
        """The id under which an appointment with this UID is to be created: the same for the same UID."""

    def compose(self, calendar: RemoteCalendar, write: PieceWrite, now: datetime) -> Payload:
        """The exact payload of a write (pure); ``now`` is aware. Refused when the service cannot hold the result."""

    async def send(self, calendar: RemoteCalendar, payload: Payload) -> Receipt:
        """Carry out a payload conditionally: VersionMoved, Exists, Gone, Refused. Deleting what is gone succeeds."""

    async def create_calendar(self, name: str, color: str) -> RemoteCalendar:
        """A new, empty calendar; Refused where the service cannot."""

    @property
    def requests(self) -> int:
        """How many requests were sent since this provider was made."""

    async def aclose(self) -> None:
        """Let go of connections."""


class SignIn(Protocol):
    """How an account is signed in to: credentials go to the vault, what is returned may be stored openly."""

    async def place(self) -> Place:
        """Check the credentials with the service and find out where the account is served from."""


@dataclass(frozen=True, slots=True)
class SignInWish:
    """How somebody wants to sign in through the browser.

    ``login_hint``: the account's address, or empty. ``connection`` and ``kept``: the account that is signed in to again, and its credentials unless they
    are known to be dead. ``client``: the user's own registration with the service, as ``Door.registration`` worded it.
    """

    login_hint: str = ""
    connection: str = ""
    kept: Mapping[str, str] | None = field(default=None, repr=False)
    client: Mapping[str, str] | None = field(default=None, repr=False)


class Authorization(Protocol):
    """One attempt to sign in through the browser, listening for its answer from the moment it exists until ``aclose``."""

    @property
    def url(self) -> str:
        """The page that the person is to open; it holds no secret that is worth anything by itself."""

    @property
    def redirect_uri(self) -> str:
        """Where the browser brings the answer."""

    @property
    def state(self) -> str:
        """What tells the answer to this attempt from all others."""

    async def answered(self) -> None:
        """Wait for the answer; SignInAgain when it is no."""

    async def secret(self) -> Mapping[str, str]:
        """Turn the answer into credentials, once."""

    def nobody_answered(self) -> CalSyncError:
        """What to say when the time is over."""

    async def aclose(self) -> None:
        """Listen no more."""


class Vault(Protocol):
    """Where secrets rest. Records are bound to profile and connection; VaultLocked and NoVault may be raised."""

    async def put(self, connection: str, secret: Mapping[str, str]) -> None:
        """Keep a record, replacing the older one."""

    async def get(self, connection: str) -> Mapping[str, str] | None:
        """The record, or None when there is none."""

    async def drop(self, connection: str) -> None:
        """Forget it; nothing happens when there is none."""
