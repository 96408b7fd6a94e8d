"""One device's client of the pretend service: the Provider and SignIn protocols over it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import Access, RemoteCalendar
from calsync_desktop.core.errors import CalSyncError, CursorDead, Refused, SignInAgain
from calsync_desktop.core.provider import (
    Cursor,
    Delta,
    Known,
    Payload,
    Piece,
    PieceWrite,
    Place,
    Receipt,
    Scope,
)
from tests.fakes.listing import Round, full_round, next_round
from tests.fakes.server import FakeServer, Written
from tests.fakes.shapes import Temper, capabilities
from tests.fakes.shelf import Shelf
from tests.fakes.wording import body_of


class FakeProvider:
    """Behaves as the server's temper says; every request passes the server's planned faults before and after it is carried out."""

    def __init__(self, server: FakeServer, device: str, password: str) -> None:
        self.server, self.device, self.password = server, device, password
        self.capabilities = capabilities(server.temper, server.fields, server.mails)
        self.closed = False
        self._requests = 0

    @property
    def requests(self) -> int:
        return self._requests

    @property
    def clock(self) -> timedelta:
        """The server's clock minus the device's."""
        return self.server.clock_off - self.server.wrong_clocks.get(self.device, timedelta(0))

    async def aclose(self) -> None:
        self.closed = True

    # --- reading -----------------------------------------------------------------------------------------------------

    async def calendars(self) -> tuple[RemoteCalendar, ...]:
        self._ask("calendars")
        found = tuple(shelf.calendar for shelf in self.server.shelves.values())
        self.server.faults.meet("calendars", after=True)
        return found

    async def changes(
        self, calendar: RemoteCalendar, cursor: Cursor | None, known: Known, scope: Scope
    ) -> AsyncIterator[Delta]:
        token, first = cursor, True
        while True:
            self._ask("changes")
            shelf = self.server.shelf(calendar.remote_id)
            listing = self._go_on(shelf, token, scope, first)
            page, rest = listing.items[: self.server.page_size], listing.items[self.server.page_size :]
            token, first = self._issue(replace(listing, items=rest)), False
            self.server.faults.meet("changes", after=True)
            yield self._page(shelf, page, known, listing=listing, rest=bool(rest), token=token)
            if not rest:
                return

    def _go_on(self, shelf: Shelf, token: Cursor | None, scope: Scope, first: bool) -> Round:
        """The round that a token stands in; a finished one begins the next."""
        if token is None:
            return full_round(shelf, scope)
        if token not in self.server.cursors:
            raise CursorDead("The server has forgotten where we were.")
        last = self.server.cursors[token]
        return last if last.items or not first else next_round(shelf, last)

    def _issue(self, listing: Round) -> Cursor:
        token = f"0/{self.server.requests}%{listing.number:x}?{len(listing.items)}"
        self.server.cursors[token] = listing
        return token

    def _page(
        self, shelf: Shelf, page: Sequence[Piece], known: Known, *, listing: Round, rest: bool, token: Cursor
    ) -> Delta:
        seen: tuple[str, ...] = ()
        if self.server.temper is Temper.RESOURCE:
            held = known([p.remote_id for p in page])
            seen = tuple(p.remote_id for p in page if p.version and held.get(p.remote_id) == p.version)
            page = [p for p in page if p.remote_id not in seen]
            if any(not p.gone for p in page):
                self._count()
        page = [*page, *self._masters(shelf, page)]
        self._tell(page)
        cursor = None if rest and self.server.temper is Temper.PIECES else token
        return Delta(tuple(page), seen, cursor, not rest, listing.full, listing.scope, self.clock)

    def _masters(self, shelf: Shelf, page: Sequence[Piece]) -> list[Piece]:
        """The frozen listing never shows a master: this client reads that of each series which the page touches."""
        wanted = {p.series for p in page if p.original_start is not None}
        if not wanted or self.server.temper is not Temper.FROZEN or not self.server.reads_masters:
            return []
        self._count()
        return [shelf.fetch(series) for series in sorted(wanted)]

    async def fetch(self, calendar: RemoteCalendar, remote_ids: Sequence[str]) -> tuple[Piece, ...]:
        self._ask("fetch")
        shelf = self.server.shelf(calendar.remote_id)
        found = tuple(shelf.fetch(remote_id) for remote_id in remote_ids)
        self.server.faults.meet("fetch", after=True)
        self._tell(found)
        return found

    # --- writing -----------------------------------------------------------------------------------------------------

    def new_remote_id(self, calendar: RemoteCalendar, uid: str) -> str:
        return f"{uid}.ics" if self.server.temper is Temper.RESOURCE else f"m{uid.encode().hex()}"

    def compose(self, calendar: RemoteCalendar, write: PieceWrite, now: datetime) -> Payload:
        assert now.tzinfo is not None
        whole = self.server.temper is Temper.RESOURCE
        if self.server.temper is Temper.FROZEN and write.original_start and write.before is None and write.after:
            raise Refused("This service cannot bring a cancelled occurrence back.")
        body = body_of(write, self.server.fields, whole=whole)
        return Payload(
            write.verb, write.series, write.remote_id, write.original_start, write.version, body, write.notify
        )

    async def send(self, calendar: RemoteCalendar, payload: Payload) -> Receipt:
        call = f"send {payload.verb}"
        self._ask(call)
        shelf = self.server.shelf(calendar.remote_id)
        receipt = self._carry_out(shelf, payload)
        self.server.faults.meet(call, after=True)
        if receipt.version:
            self.server.told[self.device].add((receipt.remote_id, receipt.version))
        return receipt

    def _carry_out(self, shelf: Shelf, payload: Payload) -> Receipt:
        before = self._standing(shelf, payload)
        found = shelf.fetch(payload.remote_id)
        told = (payload.remote_id, payload.version or "") in self.server.told[self.device]
        written = Written(
            self.device, shelf.calendar.remote_id, payload.verb, payload.remote_id, payload.original_start, payload.version,
            None if found.gone else found.version, told, payload.notify, payload.body,
        )  # fmt: skip
        try:
            self._refuse(before, payload)
            record = shelf.write(payload)
        except CalSyncError as error:
            self.server.writes.append(replace(written, outcome=error.kind))
            raise
        self.server.writes.append(written)
        self.server.mail(before, record.content if record else None, payload)
        if record is None or record.content is None:
            return Receipt(payload.remote_id, clock=self.clock)
        version = record.version if self.server.names_versions else None
        return Receipt(record.remote_id, version, record.piece if self.server.answers_pieces else None, self.clock)

    def _standing(self, shelf: Shelf, payload: Payload) -> Appointment | None:
        record = shelf.records.get(payload.remote_id) or shelf.records.get(payload.series)
        return record.content if record else None

    def _refuse(self, before: Appointment | None, payload: Payload) -> None:
        said = json.loads(payload.body) if payload.body else {}
        uid = before.uid if before else said.get("uid") or said.get("whole", {}).get("uid", "")
        if uid in self.server.refused:
            raise Refused(self.server.refused[uid])

    async def create_calendar(self, name: str, color: str) -> RemoteCalendar:
        self._ask("create_calendar")
        remote_id = name.lower().replace(" ", "-")
        if remote_id in self.server.shelves:
            raise Refused("There is a calendar of that name.")
        made = self.server.add_calendar(remote_id, name, Access.WRITE, color)
        self.server.faults.meet("create_calendar", after=True)
        return made

    # --- the line ----------------------------------------------------------------------------------------------------

    def _ask(self, call: str) -> None:
        assert not self.closed, "a closed client was asked"
        self._count()
        self.server.faults.meet(call, after=False)
        if self.password != self.server.password:
            raise SignInAgain("The password is not accepted.")

    def _count(self) -> None:
        self._requests += 1
        self.server.requests += 1

    def _tell(self, pieces: Sequence[Piece]) -> None:
        self.server.told[self.device] |= {(p.remote_id, p.version) for p in pieces if p.version}


class FakeSignIn:
    """Lets in whoever knows the password."""

    def __init__(self, server: FakeServer, secret: Mapping[str, str]) -> None:
        self.server, self.secret = server, secret

    async def place(self) -> Place:
        self.server.requests += 1
        self.server.faults.meet("sign in", after=False)
        if self.secret.get("password") != self.server.password:
            raise SignInAgain("The password is not accepted.")
        return Place(self.server.account, json.dumps({"temper": self.server.temper}), self.server.addresses)
