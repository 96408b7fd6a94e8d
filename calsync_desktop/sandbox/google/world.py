"""Everything the pretend Google is made of, in one place that its rooms share."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from calsync_desktop.sandbox.caldav.world import Sleep, counted_ids, system_clock
from calsync_desktop.sandbox.google.calendars import Account, Calendar, Entry, Row
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.faults import FaultPlan
from calsync_desktop.sandbox.google.http import Resource
from calsync_desktop.sandbox.google.journal import Journal
from calsync_desktop.sandbox.google.palette import next_color
from calsync_desktop.sandbox.google.quirks import Quirks
from calsync_desktop.sandbox.google.signin.grants import SCOPE_PREFIX, Registry
from calsync_desktop.sandbox.google.times import stamp

FIRST_NUMBER: Final = 3_489_000_000_000_000


@dataclass(frozen=True, slots=True)
class Mail:
    """One message the service has sent by itself."""

    to: str
    about: str
    calendar: str
    kind: str


@dataclass(frozen=True, slots=True)
class SyncToken:
    """What a sync token stands for: a state of one list, asked for with these parameters."""

    scope: str
    sequence: int
    params: tuple[tuple[str, str], ...]
    at: datetime


@dataclass(kw_only=True)
class World:
    """The state of the service. All of it may be read and changed by a test between two requests."""

    quirks: Quirks = field(default_factory=Quirks)
    clock: Callable[[], datetime] = system_clock
    ids: Callable[[], str] = field(default_factory=lambda: counted_ids("sandbox"))
    sleep: Sleep
    seed: int = 0
    offset: timedelta = timedelta()
    faults: FaultPlan = field(init=False)
    journal: Journal = field(default_factory=Journal)
    mails: list[Mail] = field(default_factory=list)
    accounts: dict[str, Account] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    tokens: dict[str, SyncToken] = field(default_factory=dict)
    pages: dict[str, object] = field(default_factory=dict)
    served: list[tuple[str, int]] = field(default_factory=list)
    spent: dict[str, deque[datetime]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    registry: Registry = field(init=False)

    def __post_init__(self) -> None:
        self.faults = FaultPlan(self.seed)
        self.registry = Registry(self.now, self.ids)
        self._numbers = count(FIRST_NUMBER, 2000)

    def now(self) -> datetime:
        """The service's time: the clock it was given, moved by `advance`."""
        return self.clock() + self.offset

    def advance(self, **span: float) -> None:
        """Let time pass for the service alone: `advance(days=7)`."""
        self.offset += timedelta(**span)

    def number(self) -> int:
        """The next etag's number."""
        return next(self._numbers)

    def bearer(self, email: str, *scopes: str) -> str:
        """An access token without signing in; by default for everything."""
        wanted = tuple(f"{SCOPE_PREFIX}{scope}" for scope in scopes or ("calendar",))
        return self.registry.issue_access((email, self.registry.client.id), wanted, self.quirks.access_seconds)

    # --- accounts and calendars ---

    def add_account(self, email: str, *, name: str = "", zone: str = "Europe/Madrid", hosted: bool = False) -> Account:
        """Somebody new, with a primary calendar."""
        sub = str(1_000_000_000_000 + 7919 * (len(self.accounts) + 1))
        made = Account(email, name or email.partition("@")[0].capitalize(), sub, zone, hosted=hosted)
        self.accounts[email] = made
        self.add_calendar(made.name, owner=email, calendar_id=email, zone=zone)
        return made

    def add_calendar(self, summary: str, *, owner: str, calendar_id: str | None = None, zone: str = "") -> str:
        """A calendar of that account; returns its id."""
        made_id = calendar_id or f"c_{self.ids().replace('-', '')}@group.calendar.google.com"
        home = zone or self.accounts[owner].zone
        self.calendars[made_id] = Calendar(made_id, summary, home, owner, self.number(), updated=self.now())
        self.share(made_id, owner, "owner")
        return made_id

    def share(self, calendar_id: str, email: str, role: str | None) -> None:
        """Give somebody a role in a calendar (None takes it away); sync tokens of it die (protocols 1.4)."""
        calendar = self.calendars[calendar_id]
        if role is None:
            calendar.roles.pop(email, None)
        else:
            calendar.roles[email] = role
        self.expire_tokens(calendar_id)
        if email in self.accounts:
            self.list_entry(self.accounts[email], calendar_id, deleted=role is None)

    def list_entry(
        self, account: Account, calendar_id: str, own: Resource | None = None, *, deleted: bool = False
    ) -> Entry:
        """Put the calendar on the account's list, or change what stands there."""
        before = account.entries.get(calendar_id)
        kept = (
            own
            if own is not None
            else (before.own if before else {"selected": True, "colorId": next_color(len(account.entries))})
        )
        account.sequence += 1
        made = Entry(calendar_id, self.number(), account.sequence, kept, deleted)
        account.entries[calendar_id] = made
        return made

    def remove_calendar(self, calendar_id: str) -> None:
        """The calendar is gone at once, for everybody."""
        gone = self.calendars.pop(calendar_id)
        for account in self.accounts.values():
            if calendar_id in account.entries and not account.entries[calendar_id].deleted:
                self.list_entry(account, calendar_id, deleted=True)
        self.expire_tokens(gone.id)

    def calendar_of(self, account: Account, calendar_id: str) -> tuple[Calendar, str]:
        """The calendar and the account's role in it; 404 alike for what is not there and what is not shared."""
        calendar = self.calendars.get(account.email if calendar_id == "primary" else calendar_id)
        role = calendar.roles.get(account.email, calendar.roles.get("*")) if calendar is not None else None
        if calendar is None or role is None:
            raise RefusedError("notFound")
        return calendar, role

    # --- events ---

    def commit(
        self,
        calendar: Calendar,
        event_id: str,
        body: Resource,
        *,
        reminders: dict[str, Resource] | None = None,
        stub: bool = False,
        quiet: bool = False,
    ) -> Row:
        """The next state of an event; `quiet` leaves `updated` alone, as a change of reminders does (protocols 1.5)."""
        before = calendar.rows.get(event_id)
        calendar.sequence += 1
        calendar.updated = self.now()
        if not quiet:
            body = body | {"updated": stamp(calendar.updated)}
        kept = reminders if reminders is not None else dict(before.reminders) if before else {}
        made = Row(event_id, body, self.number(), calendar.sequence, stub, kept)
        calendar.rows[event_id] = made
        if made.series is not None:
            calendar.exceptions.setdefault(made.series, set()).add(event_id)
        return made

    # --- sync tokens ---

    def sync_token(self, scope: str, sequence: int, params: tuple[tuple[str, str], ...]) -> str:
        """A token for that state; every one is new, as Google's are."""
        token = f"C{self.ids()}{len(self.tokens):x}="
        self.tokens[token] = SyncToken(scope, sequence, params, self.now())
        return token

    def state_of(self, token: str, scope: str, params: tuple[tuple[str, str], ...]) -> int:
        """The change number a token stands for; 410 when it is dead, 400 when it was got with other parameters."""
        held = self.tokens.get(token)
        if held is None or held.scope != scope or self.is_old(held.at):
            raise RefusedError("fullSyncRequired")
        if held.params != params:
            raise RefusedError("invalid", "Sync token was issued for other parameters.", at="syncToken")
        return held.sequence

    def is_old(self, moment: datetime) -> bool:
        """Too long ago for a sync token or an updatedMin."""
        return self.now() - moment > timedelta(days=self.quirks.token_days)

    def expire_tokens(self, scope: str | None = None) -> None:
        """Every sync token of the calendar (or of all) is dead."""
        self.tokens = {key: held for key, held in self.tokens.items() if scope is not None and held.scope != scope}
