"""A pretend calendar service in memory, with everything that a test may want to do at its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import Access, Connection, RemoteCalendar
from calsync_desktop.core.errors import Gone
from calsync_desktop.core.fields import TOP
from calsync_desktop.core.provider import Mails, Notify, Payload, Provider, SignIn, Verb
from calsync_desktop.sync.ground import Door
from tests.fakes.faults import Faults
from tests.fakes.ground import START
from tests.fakes.listing import Round
from tests.fakes.shapes import Temper
from tests.fakes.shelf import Record, Shelf


@dataclass(frozen=True, slots=True)
class Written:
    """One write as it reached the server: which version it named, which stood there, and whether that device had ever been told the named one."""

    device: str
    calendar: str
    verb: Verb
    remote_id: str
    original_start: str | None
    named: str | None
    found: str | None
    told: bool
    notify: Notify
    body: str
    outcome: str = "done"

    @property
    def unconditional(self) -> bool:
        """It would have overwritten whatever stood there."""
        return (
            self.verb is not Verb.CREATE
            and self.named is None
            and self.original_start is None
            and self.found is not None
        )

    @property
    def blind(self) -> bool:
        """It named a version that its device never saw."""
        return self.named is not None and not self.told


@dataclass(frozen=True, slots=True)
class Mail:
    """Guests of an appointment were mailed because of a write."""

    uid: str
    guests: tuple[str, ...]
    notify: Notify


class FakeServer:
    """One account of a service with a temper. Nothing here is asynchronous; ``provider`` gives a client for each device.

    Options that tests set as attributes: ``page_size``; ``names_versions`` (else a write answers without a version); ``answers_pieces`` (a write
    answers with the piece); ``reads_masters`` (FROZEN: a client adds the masters of what a page touches); ``tidies`` (changes whatever is stored); ``clock_off`` (the server's clock minus ours), ``wrong_clocks`` (how wrong that of a device is); ``password``.
    """

    def __init__(
        self,
        temper: Temper = Temper.RESOURCE,
        *,
        mails: Mails = Mails.NEVER,
        fields: frozenset[str] = TOP,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self.temper, self.mails, self.fields = temper, mails, fields
        self.page_size, self.password, self.clock_off = 100, "open sesame", timedelta(0)
        self.wrong_clocks: dict[str, timedelta] = {}
        self.account, self.addresses = "ada@example.com", ("ada@example.com",)
        self.names_versions, self.answers_pieces = True, temper is not Temper.RESOURCE
        self.reads_masters = True
        self.tidies: Callable[[Appointment], Appointment] = lambda appointment: appointment
        self.faults = Faults()
        self.requests = 0
        self.writes: list[Written] = []
        self.sent_mails: list[Mail] = []
        self.refused: dict[str, str] = {}
        self.told: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self.cursors: dict[str, Round] = {}
        self.shelves: dict[str, Shelf] = {}
        self._now = now or (lambda: START)
        self._numbers = count(1)
        self.add_calendar("home")

    def now(self) -> datetime:
        """The server's own clock."""
        return self._now() + self.clock_off

    # --- calendars ---------------------------------------------------------------------------------------------------

    def add_calendar(
        self, remote_id: str, name: str = "", access: Access = Access.WRITE, color: str = ""
    ) -> RemoteCalendar:
        calendar = RemoteCalendar(
            remote_id, name or remote_id.title(), color, access, mails=self.mails is not Mails.NEVER
        )
        self.shelves[remote_id] = Shelf(self.temper, calendar, self.now, self._numbers, self._tidy)
        return calendar

    def _tidy(self, appointment: Appointment) -> Appointment:
        return self.tidies(appointment)

    def remove_calendar(self, remote_id: str) -> None:
        del self.shelves[remote_id]

    def allow(self, remote_id: str, access: Access) -> None:
        """Change what we may do with a calendar."""
        shelf = self.shelf(remote_id)
        shelf.calendar = replace(shelf.calendar, access=access)

    def shelf(self, calendar: str) -> Shelf:
        """Gone when there is no such calendar."""
        if calendar not in self.shelves:
            raise Gone("This calendar does not exist any more.")
        return self.shelves[calendar]

    # --- what somebody does at the server, or on another device ------------------------------------------------------

    def put(self, appointment: Appointment, calendar: str = "home", *, foreign: str | None = None) -> None:
        """Create it, or make it stand exactly so. ``foreign``: text of the service that we do not model."""
        self.shelf(calendar).put(appointment, foreign)

    def change(self, uid: str, edit: Callable[[Appointment], Appointment], calendar: str = "home") -> Appointment:
        """Edit what is there."""
        edited = edit(self.read(uid, calendar))
        self.put(edited, calendar)
        return edited

    def remove(self, uid: str, calendar: str = "home") -> None:
        self.shelf(calendar).remove(uid)

    def spoil(self, uid: str, problem: str = "Nobody can read it.", calendar: str = "home") -> None:
        """Make it unreadable."""
        self.shelf(calendar).spoil(uid, problem)

    def refuse(self, uid: str, reason: str = "The server does not like it.") -> None:
        """Refuse every write to this appointment from now on (until ``refused`` is cleared)."""
        self.refused[uid] = reason

    def forget_cursors(self) -> None:
        """Every cursor handed out so far is dead."""
        self.cursors.clear()

    # --- what a test asks --------------------------------------------------------------------------------------------

    def find(self, uid: str, calendar: str = "home") -> Appointment | None:
        """The whole appointment as it stands, or None."""
        shelf = self.shelf(calendar)
        master = shelf.master_of(uid)
        return shelf.whole(master.series) if master else None

    def read(self, uid: str, calendar: str = "home") -> Appointment:
        """The same, when it must be there."""
        found = self.find(uid, calendar)
        assert found is not None, f"no appointment {uid} in {calendar}"
        return found

    def everything(self, calendar: str = "home") -> dict[str, Appointment]:
        """All appointments by UID."""
        shelf = self.shelf(calendar)
        uids = {r.uid for r in shelf.records.values() if r.original_start is None and r.content is not None}
        return {uid: self.read(uid, calendar) for uid in sorted(uids)}

    def titles(self, calendar: str = "home") -> list[str]:
        return sorted(a.content.title for a in self.everything(calendar).values())

    def record(self, uid: str, calendar: str = "home") -> Record:
        """The master's record: id, version, foreign text."""
        found = self.shelf(calendar).master_of(uid)
        assert found is not None, f"no appointment {uid} in {calendar}"
        return found

    def assert_careful(self) -> None:
        """The oracle: no write was unconditional, none named a version that its device had not seen."""
        assert not [w for w in self.writes if w.unconditional], "a write named no version"
        assert not [w for w in self.writes if w.blind], "a write named a version that was never seen"

    # --- doors -------------------------------------------------------------------------------------------------------

    def provider(self, device: str = "laptop", secret: Mapping[str, str] | None = None) -> Provider:
        """A client of this account."""
        from tests.fakes.provider import FakeProvider

        return FakeProvider(self, device, (secret or {"password": self.password}).get("password", ""))

    def door(self, device: str = "laptop") -> Door:
        """What the engine is given for this kind of service."""

        def sign_in(secret: Mapping[str, str], options: Mapping[str, str]) -> SignIn:
            from tests.fakes.provider import FakeSignIn

            return FakeSignIn(self, secret)

        def provider(connection: Connection, secret: Mapping[str, str]) -> Provider:
            return self.provider(device, secret)

        return Door(sign_in, provider)

    def mail(self, before: Appointment | None, after: Appointment | None, payload: Payload) -> None:
        """Mail the guests of what a write changed, as this service does."""
        guests = {a.email for side in (before, after) if side for a in side.content.attendees} - set(self.addresses)
        host = before.content.organizer if before is not None else None
        if payload.verb is Verb.DELETE and host is not None and host.email not in self.addresses:
            return  # somebody else's meeting, thrown away: only an answer tells anybody
        speaks = self.mails is Mails.ALWAYS or (self.mails is Mails.TOLD and payload.notify is Notify.ALL)
        one = after or before
        if speaks and guests and one:
            self.sent_mails.append(Mail(one.uid, tuple(sorted(guests)), payload.notify))
