"""The engine's door: commands in, notices out; one sync at a time per connection."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

from calsync_desktop.core.appointment import Appointment, Content, Reply
from calsync_desktop.core.calendar import Connection, Status
from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.core.provider import Notify, Vault
from calsync_desktop.store import accounts, faces, ledger, salvage
from calsync_desktop.store.moments import iso, moment
from calsync_desktop.store.opening import Store
from calsync_desktop.sync import connecting, importing, questioning, settling, undoing, writing
from calsync_desktop.sync.configuring import configured
from calsync_desktop.sync.connecting import Reception
from calsync_desktop.sync.doctor import Finding, examine
from calsync_desktop.sync.editing import Edit
from calsync_desktop.sync.ground import Door, Ground
from calsync_desktop.sync.horizon import keep_horizon
from calsync_desktop.sync.notices import (
    AppointmentsChanged,
    CalendarsChanged,
    ConflictsChanged,
    ConnectionChanged,
    Fell,
    ParkedChanged,
    Paused,
    RunEnded,
    RunStarted,
    Tell,
)
from calsync_desktop.sync.reports import ImportReport, RunReport, failed_report
from calsync_desktop.sync.run import Run
from calsync_desktop.sync.scheduler import Scheduler
from calsync_desktop.sync.signing import Asked, SignIns
from calsync_desktop.sync.syncing import Wish, sync_connection
from calsync_desktop.sync.undoing import Undone
from calsync_desktop.sync.writing import Desk

FOREVER = "forever"


class Engine:
    """Everything that can be asked of a profile. All commands raise ``core.errors``; each is complete when it returns."""

    def __init__(self, store: Store, doors: Mapping[str, Door], vault: Vault, ground: Ground, tell: Tell) -> None:
        """``tell`` is called on the engine's loop with every notice. ``sign_ins`` knows what is under way in the browser, and the user's own clients."""
        self.store = store
        self.ground = ground
        self._reception = Reception(store, doors, vault, ground)
        self._tell = tell
        self.sign_ins = SignIns(self._reception, tell)
        self._locks: dict[str, asyncio.Lock] = {}
        self._scheduler = Scheduler(ground)

    async def news(self) -> Fell | None:
        """What happened to the profile while nobody could be told; asked for once, when somebody listens."""
        found = salvage.news(self.store)
        return Fell("salvaged", found.message, found.hint) if found is not None else None

    # --- accounts -----------------------------------------------------------------------------------------------------

    async def connect(self, provider: str, secret: Mapping[str, str], options: Mapping[str, str]) -> str:
        """Sign in to an account and list its calendars; does not sync. The connection's id. Option ``hold``: nor by itself, until its settings say so."""
        id_ = await connecting.connect(self._reception, provider, secret, options)
        if options.get("hold"):
            await self.configure(id_, {"sync_enabled": "off"})
        self._tell(ConnectionChanged(id_))
        self._tell(CalendarsChanged(id_))
        self._scheduler.nudge()
        return id_

    async def authorize(self, asked: Asked) -> str:
        """Connect an account, again or for the first time, whose owner signs in in the browser (SignInOpened says where); the connection's id."""
        return await self.sign_ins.sign_in(asked, self._arrived)

    async def _arrived(self, asked: Asked, secret: Mapping[str, str]) -> str:
        if asked.connection is None:
            return await self.connect(asked.provider, secret, {"hold": "on"} if asked.hold else {})
        await self.reconnect(asked.connection, secret)
        return asked.connection

    async def reconnect(self, connection: str, secret: Mapping[str, str]) -> None:
        """New credentials for an account."""
        async with self._lock(connection):
            await connecting.reconnect(self._reception, connection, secret)
        self._scheduler.forgive(connection)
        self._tell(ConnectionChanged(connection))

    async def disconnect(self, connection: str, *, keep: bool = False) -> None:
        """Forget an account; with ``keep`` its appointments stay readable."""
        async with self._lock(connection):
            deaf = await connecting.disconnect(self._reception, connection, keep=keep)
        self._tell(ConnectionChanged(connection))
        self._tell(AppointmentsChanged(""))
        if deaf is not None:
            self._tell(Fell("not-revoked", deaf.message, deaf.hint, connection))

    async def configure(self, connection: str, values: Mapping[str, str]) -> None:
        """Change settings by the words of the command line."""
        settings = configured(accounts.connection_of(self.store, connection).settings, values)
        with self.store.begin():
            accounts.save_settings(self.store, connection, settings, self.ground.now())
        self._scheduler.nudge()
        self._tell(ConnectionChanged(connection))
        self._tell(AppointmentsChanged(""))

    async def select(self, calendars: Sequence[str], selected: bool) -> None:
        """Which calendars are synced and shown; what is not selected is kept, but neither shown nor refreshed."""
        some = [accounts.calendar_of(self.store, id_).calendar for id_ in calendars]
        with self.store.begin():
            accounts.select_calendars(self.store, calendars, selected)
        for calendar in some:
            self._tell(CalendarsChanged(calendar.connection))
            self._tell(AppointmentsChanged(calendar.id))

    async def create_calendar(self, connection: str, name: str, color: str = "") -> str:
        """A new calendar in the account; its id."""
        made = await connecting.create_calendar(self._reception, connection, name, color)
        self._tell(CalendarsChanged(connection))
        return made

    # --- syncing ------------------------------------------------------------------------------------------------------

    async def sync(
        self, connections: Sequence[str] = (), *, preview: bool = False, from_scratch: bool = False
    ) -> tuple[RunReport, ...]:
        """Sync these connections (all that are enabled when none is named), now, also while paused. Failures are in the reports."""
        found = accounts.all_connections(self.store)
        if connections:
            chosen = [accounts.connection_of(self.store, id_) for id_ in connections]
        else:
            chosen = [c for c in found if c.settings.sync_enabled and c.status is not Status.REVOKED]
        await keep_horizon(self._desk(), self._tell)
        runs = [self._sync(c.id, Wish(preview=preview), from_scratch=from_scratch) for c in chosen]
        return tuple(await asyncio.gather(*runs))

    async def doctor(self, connections: Sequence[str] = ()) -> tuple[Finding, ...]:
        """Read both sides of these connections (default: all) completely and tell where they differ; nothing is changed."""
        found: list[Finding] = []
        for account in accounts.all_connections(self.store):
            if (connections and account.id not in connections) or account.status is Status.REVOKED:
                continue
            async with self._lock(account.id):
                client = await connecting.client_of(self._reception, account)
                try:
                    found += [finding async for finding in examine(self.store, client, account.id)]
                finally:
                    await client.aclose()
        return tuple(found)

    async def run(self, stop: asyncio.Event) -> None:
        """Sync in the background until ``stop`` is set: every interval, seconds after an edit, with back-off after failures."""
        await self._scheduler.run(self, stop)

    async def watching(self, visible: bool) -> None:
        """Whether somebody looks at what is synced: then what changes there is seen within a minute."""
        self._scheduler.watching(visible)

    async def due_sync(self, connection: str) -> RunReport:
        """One background run of one connection, for the scheduler."""
        await keep_horizon(self._desk(), self._tell)
        return await self._sync(connection, Wish())

    async def pause(self, minutes: int | None = None) -> None:
        """No background syncing for so long (None: until resumed); what the user starts still runs."""
        until = self.ground.now() + timedelta(minutes=minutes) if minutes is not None else None
        with self.store.begin():
            ledger.save_setting(self.store, "paused_until", iso(until) if until else FOREVER)
        self._scheduler.nudge()
        self._tell(Paused(until))

    async def resume(self) -> None:
        """Background syncing goes on, at once."""
        with self.store.begin():
            ledger.save_setting(self.store, "paused_until", None)
        self._scheduler.nudge()
        self._tell(Paused(resumed=True))

    def paused(self) -> bool:
        """Background syncing rests now."""
        text = ledger.setting(self.store, "paused_until")
        return text is not None and (text == FOREVER or (moment(text) or self.ground.now()) > self.ground.now())

    # --- appointments -------------------------------------------------------------------------------------------------

    async def add(self, calendar: str, content: Content, rule: str = "", notify: Notify = Notify.NONE) -> str:
        """A new appointment; its id."""
        with self._edit():
            return writing.add(self._desk(), calendar, content, rule, notify)

    async def edit(self, appointment: str, change: Edit, notify: Notify = Notify.NONE) -> str:
        """Edit an appointment; the id of the one that holds what was edited."""
        with self._edit():
            return writing.edit(self._desk(), appointment, change, notify)

    async def delete(
        self, appointment: str, at: str | None = None, following: str | None = None, notify: Notify = Notify.NONE
    ) -> None:
        """Delete an appointment, one occurrence of it (``at``), or an occurrence and all after it."""
        with self._edit():
            writing.delete(self._desk(), appointment, at, following, notify)

    async def reply(self, appointment: str, reply: Reply, at: str | None = None, notify: Notify = Notify.NONE) -> None:
        """The user's own answer to an invitation."""
        with self._edit():
            writing.reply(self._desk(), appointment, reply, at, notify)

    async def import_(
        self, calendar: str, appointments: Sequence[Appointment], *, preview: bool = False
    ) -> ImportReport:
        """Add appointments that the calendar does not hold yet (by UID); each stands for itself."""
        report = await importing.import_all(self._desk(), calendar, appointments, preview=preview)
        self._edited()
        return report

    async def send_now(self, appointment: str) -> None:
        """Send what the sync window holds back, with the next sync."""
        with self._edit():
            writing.send_now(self._desk(), appointment)

    async def resolve(
        self, conflict: str, keep: str, fields: Mapping[str, str] | None = None, version: str | None = None
    ) -> None:
        """Settle a conflict here; the next sync carries it out. Refused when the versions that were shown moved on."""
        with self._edit():
            settling.resolve(self._desk(), conflict, keep, fields or {}, version)
        self._tell(ConflictsChanged())

    async def answer(self, question: str, word: str) -> None:
        """Answer a question: keep or delete, send or hold; the next sync carries it out."""
        with self._edit():
            questioning.answer(self._desk(), question, word)

    async def undo(self, change: str, *, notify: Notify = Notify.NONE, preview: bool = False) -> list[Undone]:
        """Undo a change, or a whole run, as an edit over what is there now; with ``preview`` only tell what that would be."""
        with self._edit():
            return undoing.undo(self._desk(), change, notify, preview=preview)

    # --- inside -------------------------------------------------------------------------------------------------------

    async def _sync(self, connection: str, wish: Wish, *, from_scratch: bool = False) -> RunReport:
        async with self._lock(connection):
            account = accounts.connection_of(self.store, connection)
            self._tell(RunStarted(connection))
            try:
                report = await self._run(account, wish, from_scratch)
            except CalSyncError as error:  # this computer's own trouble, which could not even be written down
                report = failed_report(self.ground.new_id("r"), connection, "failed", error)
            self._tell(RunEnded(connection, report))
            self._tell(ConnectionChanged(connection))
            if report.error is not None:
                self._tell(Fell(report.error["kind"], report.error["message"], report.error["hint"], connection))
            return report

    async def _run(self, account: Connection, wish: Wish, from_scratch: bool) -> RunReport:
        id_ = self.ground.new_id("r")
        try:
            client = await connecting.client_of(self._reception, account)
        except CalSyncError as error:
            return self._failed(id_, account, error)
        try:
            if from_scratch:
                with self.store.begin():
                    accounts.forget_cursors(self.store, account.id)
            run = Run(id_, self.store, self.ground, account, client, self._tell, self._horizon(), from_scratch)
            return await sync_connection(run, wish)
        finally:
            await client.aclose()

    def _failed(self, id_: str, account: Connection, error: CalSyncError) -> RunReport:
        """A run that could not even begin."""
        status = "sign-in" if error.kind in ("sign-in", "vault-locked") else "failed"
        stored = Status.EXPIRED if error.kind == "sign-in" else Status.ERROR
        with self.store.begin():
            accounts.save_outcome(self.store, account.id, stored, error.message, None)
        return failed_report(id_, account.id, status, error)

    def _lock(self, connection: str) -> asyncio.Lock:
        return self._locks.setdefault(connection, asyncio.Lock())

    def _horizon(self) -> faces.Horizon:
        return faces.horizon_at(self.ground.now().date())

    def _desk(self) -> Desk:
        return Desk(self.store, self.ground, self._horizon())

    @contextmanager
    def _edit(self) -> Iterator[None]:
        yield
        self._edited()

    def _edited(self) -> None:
        self._tell(AppointmentsChanged(""))
        self._tell(ParkedChanged())
        self._scheduler.edited()
