"""Everything one pretend server is made of, in one place that the methods share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from urllib.parse import quote, unquote, urljoin, urlsplit

from calsync_desktop.sandbox.caldav import objects, scheduling
from calsync_desktop.sandbox.caldav.faults import FaultPlan
from calsync_desktop.sandbox.caldav.http import Request
from calsync_desktop.sandbox.caldav.journal import Journal
from calsync_desktop.sandbox.caldav.quirks import Quirks
from calsync_desktop.sandbox.caldav.scheduling import Mail
from calsync_desktop.sandbox.caldav.store import Store

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class User:
    """An account; `addresses` are the calendar user addresses that are "me" (RFC 6638, 2.4.1)."""

    name: str = "ana"
    password: str = "secret-ana"  # noqa: S105 - the sandbox's password is public
    addresses: tuple[str, ...] = ("mailto:ana@example.org",)
    full_name: str = "Ana Ruiz"
    extra_homes: tuple[str, ...] = ()

    @property
    def principal(self) -> str:
        return f"/principals/{self.name}/"

    @property
    def homes(self) -> tuple[str, ...]:
        return (f"/calendars/{self.name}/", *self.extra_homes)


def system_clock() -> datetime:
    """The real time in UTC, for the demo."""
    return datetime.now(UTC)


def counted_ids(prefix: str = "id") -> Callable[[], str]:
    """A source of ids that gives the same row every time: id-1, id-2, …"""
    numbers = count(1)
    return lambda: f"{prefix}-{next(numbers)}"


@dataclass(kw_only=True)
class World:
    """The state of one server. All of it may be read and changed by a test between two requests."""

    users: tuple[User, ...] = (User(),)
    quirks: Quirks = field(default_factory=Quirks)
    clock: Callable[[], datetime] = system_clock
    ids: Callable[[], str] = field(default_factory=counted_ids)
    sleep: Sleep
    faults: FaultPlan = field(default_factory=FaultPlan)
    journal: Journal = field(default_factory=Journal)
    mails: list[Mail] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    served: list[tuple[str, int]] = field(default_factory=list)
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store(self.clock, self.ids)

    def add_calendar(self, slug: str, *, user: str = "ana", **properties: object) -> str:
        """A calendar of the user; returns its path. `properties` are fields of store.Collection."""
        properties.setdefault("name", slug.capitalize())
        made = self.store.add_collection(f"/calendars/{user}/{slug}/", **properties)
        return made.path

    @property
    def mail_count(self) -> int:
        """How many mails the server has sent by itself since it was made."""
        return len(self.mails)

    def href(self, path: str, request: Request) -> str:
        """The path as this server writes it: encoded its own way, absolute if it is of that kind."""
        return request.base + self.encoded(path) if self.quirks.absolute_hrefs else self.encoded(path)

    def encoded(self, path: str) -> str:
        """The path in this server's percent-encoding."""
        kind = self.quirks.href_encoding
        made = quote(path, safe="/@:+,;=!$&'()*~" if kind == "usual" else "/")
        return _lower_escapes(made) if kind == "lower" else made

    def etag(self, etag: str) -> str:
        """The etag as this server shows it in answers."""
        return f"W/{etag}" if self.quirks.weak_etags else etag

    def token(self, collection_path: str, sequence: int | None = None) -> str:
        """The sync token of the collection at the path, in this server's style."""
        return self.store.token(self.store.collections[collection_path], sequence, bare=self.quirks.bare_tokens)

    def path_of(self, request: Request, given: str) -> str:
        """The decoded path of an href the client sent, whole URL or path, relative to the request."""
        return unquote(urlsplit(urljoin(request.base + request.target, given)).path)

    def serve(self, path: str, version: int) -> None:
        """Note that the answer in the making carries the content of this version."""
        self.served.append((path, version))

    def mail_about(self, user: User, old: str | None, new: str | None, *, quiet: bool = False) -> None:
        """Send what RFC 6638 sends for this change of one resource; `quiet` is Schedule-Reply: F."""
        if self.quirks.auto_schedule:
            self.mails.extend(scheduling.mails(old, new, user.addresses, quiet=quiet))

    def rewritten(self, user: User, text: str) -> str:
        """The text as this server keeps it: the same, unless it is of the correcting kind."""
        kept = objects.corrected(text) if self.quirks.rewrites else text
        if self.quirks.auto_schedule and self.quirks.schedule_status:
            kept = scheduling.with_status(kept, user.addresses)
        return kept


def _lower_escapes(encoded: str) -> str:
    head, *rest = encoded.split("%")
    return head + "".join(f"%{part[:2].lower()}{part[2:]}" for part in rest)
