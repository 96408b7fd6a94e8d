"""An engine on a store in memory, connected to a pretend service: what every journey starts from."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from calsync_desktop.core.appointment import Appointment, Content, Recurrence
from calsync_desktop.core.edits import content_at, override
from calsync_desktop.core.recurrence import Occurrence, occurrences
from calsync_desktop.core.when import Kind, timed
from calsync_desktop.store import accounts, copies, faces, opening
from calsync_desktop.store.copies import Row
from calsync_desktop.store.opening import Store, memory_store
from calsync_desktop.sync.editing import Edit
from calsync_desktop.sync.engine import Engine
from calsync_desktop.sync.notices import Notice
from calsync_desktop.sync.reports import RunReport
from tests.fakes import FakeGround, FakeServer, FakeVault, Temper

ZONE = "Europe/Berlin"
SECRET = {"user": "ada@example.com", "password": "open sesame"}


_CENTURY = timedelta(days=36_500)
_DRAWN = """
SELECT f.appointment, o.original_start, o.start, o."end", o.local, f.title, f.location FROM occurrences o JOIN faces f ON f.id = o.face
"""


def _as_drawn(each: Occurrence, shown: Appointment | None) -> tuple[Any, ...]:
    """The row of a timed occurrence (seconds UTC) or of a local one (its wall time read as UTC)."""
    start, end = each.when.start_instant("UTC"), each.when.end_instant("UTC")
    key = each.original_start if shown is not None and shown.series else None
    local = each.when.kind is not Kind.TIMED
    return (key, int(start.timestamp()), int(end.timestamp()), int(local), each.content.title, each.content.location)


@dataclass
class Rooms:
    """One device: its engine and what it was told."""

    ground: FakeGround
    vault: FakeVault
    engine: Engine
    notices: list[Notice] = field(default_factory=list)
    connection: str = ""
    device: str = "laptop"

    @property
    def store(self) -> Store:
        return self.engine.store

    async def sync(self, **options: Any) -> RunReport:
        """One sync, whose report it gives."""
        (report,) = await self.engine.sync([self.connection], **options)
        return report

    def calendar(self, name: str = "home") -> str:
        """The id of the calendar with this remote id."""
        found = {
            w.calendar.remote_id: w.calendar.id for w in accounts.watched(self.store, self.connection, selected=False)
        }
        return found[name]

    def rows(self) -> list[Row]:
        """Every appointment's row."""
        ids = self.store.raw.execute("SELECT id FROM appointments ORDER BY rowid").fetchall()
        return [copies.row_of(self.store, id_) for (id_,) in ids]

    def row(self, uid: str) -> Row:
        """The one row with this UID."""
        (found,) = [row for row in self.rows() if row.uid == uid]
        return found

    def titles(self) -> list[str]:
        """What is shown, by title."""
        return sorted(row.shown.content.title for row in self.rows() if row.shown is not None)

    async def edit(self, uid: str, **values: Any) -> None:
        """Change fields of the whole appointment."""
        await self.engine.edit(self.row(uid).id, Edit(values))

    def parked(self) -> list[tuple[str, str]]:
        """Kind and reason of everything that is parked."""
        return self.store.raw.execute("SELECT kind, reason FROM parked ORDER BY id").fetchall()

    def at_rest(self) -> bool:
        """Nothing waits, nothing is open."""
        return all(row.at_rest for row in self.rows()) and not self.count("intents")

    def check_faces(self) -> None:
        """What is drawn is what the shown copies say, occurrence by occurrence, and their words can be found."""
        low, high = faces.horizon_at(self.ground.now().date()).bounds
        drawn: dict[str, list[tuple[Any, ...]]] = {row.id: [] for row in self.rows()}
        for id_, *times in self.store.raw.execute(_DRAWN):
            drawn[id_].append(tuple(times))
        for row in self.rows():
            shown = row.shown
            # What takes place once is kept wherever it lies.
            span = (low, high) if shown is not None and shown.series else (low - _CENTURY, high + _CENTURY)
            found = occurrences(shown, *span) if shown is not None else []
            assert sorted(drawn[row.id], key=repr) == sorted((_as_drawn(o, shown) for o in found), key=repr)
        assert self.count("search") == self.count("faces")

    def count(self, table: str) -> int:
        """How many rows a table has."""
        found: int = self.store.raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return found


@dataclass(kw_only=True)
class House(Rooms):
    """A device with a pretend service at the other end."""

    server: FakeServer

    def check(self) -> None:
        """What must hold whenever everybody rests (trust.md, section 2): both sides equal, nothing unconditional, nothing open."""
        self.server.assert_careful()
        assert self.at_rest()
        self.check_faces()
        for remote_id in self.server.shelves:
            there = self.server.everything(remote_id)
            here = {r.uid: r.shown for r in self.rows() if r.calendar == self.calendar(remote_id) and not r.detached}
            assert here == there


async def house(
    temper: Temper = Temper.RESOURCE,
    *,
    server: FakeServer | None = None,
    device: str = "laptop",
    ground: FakeGround | None = None,
    store: Store | None = None,
    connected: bool = True,
    **settings: str,
) -> House:
    """A connected house that has synced once; ``settings`` are the words of ``configure``."""
    ground = ground or FakeGround()
    server = server or FakeServer(temper, now=ground.now)
    notices: list[Notice] = []
    vault = FakeVault()
    engine = Engine(
        store or copied_store(_blank()), {"fake": server.door(device)}, vault, ground.as_ground(), notices.append
    )
    made = House(ground, vault, engine, notices, device=device, server=server)
    if connected:
        made.connection = await engine.connect("fake", SECRET, {})
        if settings:
            await engine.configure(made.connection, settings)
        assert (await made.sync()).status == "ok"
    return made


def reopened(old: House, device: str = "laptop", store: Store | None = None) -> House:
    """The same profile after the process ended, however it ended."""
    notices: list[Notice] = []
    engine = Engine(
        store or old.store, {"fake": old.server.door(device)}, old.vault, old.ground.as_ground(), notices.append
    )
    return House(old.ground, old.vault, engine, notices, old.connection, device, server=old.server)


def copied(old: House) -> House:
    """The same house once more, with a server, clock and store of its own: what happens to one does not happen to the other."""
    server, ground, vault = copy.deepcopy((old.server, old.ground, old.vault))
    twin = House(ground, vault, old.engine, [], old.connection, old.device, server=server)
    return reopened(twin, old.device, copied_store(old.store))


def copied_store(old: Store) -> Store:
    """A store in memory with the same content."""
    raw = opening._connect(":memory:")
    old.raw.backup(raw)
    return Store(raw)


@cache
def _blank() -> Store:
    return memory_store()


def call(title: str = "Client call", uid: str = "call", hour: int = 10, day: int = 2, **fields: Any) -> Appointment:
    """One hour on a day of March 2026 in Berlin."""
    when = timed(datetime(2026, 3, day, hour), datetime(2026, 3, day, hour + 1), ZONE)
    return Appointment(uid, Content(when, title, **fields))


def series(
    title: str = "Jour fixe", uid: str = "series", rule: str = "FREQ=WEEKLY;COUNT=8", **more: Any
) -> Appointment:
    """Mondays at ten, from 2 March 2026."""
    return replace(call(title, uid), recurrence=Recurrence(rule, **more))


def retitled(title: str) -> Callable[[Appointment], Appointment]:
    """An edit as another device makes it."""
    return lambda appointment: replace(appointment, content=replace(appointment.content, title=title))


def relocated(location: str) -> Callable[[Appointment], Appointment]:
    """The same with the place."""
    return lambda appointment: replace(appointment, content=replace(appointment.content, location=location))


def retitled_at(title: str, key: str) -> Callable[[Appointment], Appointment]:
    """One occurrence renamed."""

    def edit(old: Appointment) -> Appointment:
        return override(old, key, replace(content_at(old, key), title=title))

    return edit
