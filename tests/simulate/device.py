"""One device of the simulated user: the real engine on a real store, which may crash at any transaction and be opened again."""

from __future__ import annotations

import json
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.encoding import loads
from calsync_desktop.store import accounts
from calsync_desktop.store.marks import GONE
from calsync_desktop.store.opening import Store
from calsync_desktop.sync.engine import Engine
from calsync_desktop.sync.notices import Notice
from calsync_desktop.sync.reports import RunReport
from tests.fakes import Crash, FakeVault
from tests.journeys.house import SECRET
from tests.simulate.clock import DeviceGround
from tests.simulate.essence import marks_counted
from tests.simulate.far import Far, Place
from tests.simulate.memory import fresh_store
from tests.simulate.witness import Marks

T = TypeVar("T")
_SHOWN = """
SELECT a.id, c.remote_id, a.uid, coalesce(a.ours, a.base, a.theirs), a.detached FROM appointments a JOIN calendars c ON c.id = a.calendar ORDER BY a.rowid
"""
_DUMPED = (
    "appointments",
    "pieces",
    "faces",
    "occurrences",
    "history",
    "parked",
    "questions",
    "intents",
    "steps",
    "field_times",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One appointment as the user of a device sees it."""

    id: str
    place: Place
    text: str
    detached: bool

    @property
    def appointment(self) -> Appointment:
        return loads(self.text)


def at_once(command: Coroutine[Any, Any, T]) -> T:
    """What a command of the engine answers that awaits nothing, so that it can be given in the middle of anything."""
    try:
        command.send(None)
    except StopIteration as done:
        answer: T = done.value
        return answer
    raise AssertionError("a command of the user had to wait")


@dataclass
class Device:
    """``policy`` and ``keeps`` are its settings."""

    name: str
    far: Far
    ground: DeviceGround
    policy: str = "newest"
    keeps: bool = False
    vault: FakeVault = field(default_factory=FakeVault)
    notices: list[Notice] = field(default_factory=list)
    connection: str = ""
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.open(fresh_store())

    def open(self, store: Store) -> None:
        """Start the program over what is stored."""
        door = self.far.door(self.name, self.ground)
        self.engine = Engine(store, {"far": door}, self.vault, self.ground.as_ground(), self.notices.append)

    async def begin(self) -> None:
        """Connect and sync for the first time."""
        self.connection = await self.engine.connect("far", SECRET, {})
        settings = {"on_conflict": self.policy, "on_remote_delete": "keep" if self.keeps else "delete"}
        await self.engine.configure(self.connection, settings | {"window_days": "365"})
        await self.engine.sync([self.connection])

    @property
    def store(self) -> Store:
        return self.engine.store

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows as they stand."""
        return self.store.raw.execute(sql, values).fetchall()

    def seen(self) -> list[Seen]:
        """Everything that the user of this device sees."""
        return [
            Seen(id_, (calendar, uid), text, bool(detached))
            for id_, calendar, uid, text, detached in self.rows(_SHOWN)
            if text != GONE
        ]

    def marks(self) -> Marks:
        """The unique texts that he sees."""
        return {one.place: marks_counted(one.text) for one in self.seen()}

    def calendars(self) -> dict[str, str]:
        """Our ids of the calendars by theirs."""
        return {w.calendar.remote_id: w.calendar.id for w in accounts.watched(self.store, self.connection)}

    async def sync(self, crash: tuple[int, bool] | None = None, **options: Any) -> RunReport | None:
        """One sync; None when it crashed (then it was opened again). ``crash``: within (or right after) which transaction."""
        try:
            with crashing(self.store, crash):
                (report,) = await self.engine.sync([self.connection], **options)
        except Crash:
            self.open(self.store)
            return None
        return report

    def waits(self) -> list[str]:
        """What is not at rest, in words."""
        sql = "SELECT uid, ours IS NOT NULL, theirs IS NOT NULL FROM appointments WHERE detached = 0 AND (ours IS NOT NULL OR theirs IS NOT NULL)"
        rows = [f"{uid}{' ours' * o}{' theirs' * t}" for uid, o, t in self.rows(sql)]
        return rows + [f"intent {id_}" for (id_,) in self.rows("SELECT id FROM intents")]

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that must not change when nothing happens. A full listing stamps its round (design.md, section 3), which is a time rather than a thing said."""
        stamped = {"pieces": "calendar, remote_id, series, original_start, version, raw, content, modified, problem"}
        return {table: self.rows(f"SELECT {stamped.get(table, '*')} FROM {table}") for table in _DUMPED}

    def losers(self, also: str = "") -> str:
        """Everything that history keeps of what a clash put aside; ``also`` another column to look into."""
        columns = ", ".join(["loser", *([also] if also else [])])
        rows = self.rows(f"SELECT {columns} FROM history WHERE direction = 'in' OR loser IS NOT NULL")
        return "\n".join(text for row in rows for text in row if text)

    def parked(self) -> list[tuple[str, str, str]]:
        """Id, kind and UID ("" for an unreadable object) of what is parked."""
        sql = "SELECT p.id, p.kind, coalesce(a.uid, '') FROM parked p LEFT JOIN appointments a ON a.id = p.appointment ORDER BY p.rowid"
        return [(id_, kind, uid) for id_, kind, uid in self.rows(sql)]

    def questions(self) -> list[tuple[str, str, list[str]]]:
        """Id, kind and row ids of the questions that wait."""
        found = self.rows("SELECT id, kind, detail FROM questions WHERE answer IS NULL ORDER BY rowid")
        return [(id_, kind, [i["appointment"] for i in json.loads(detail)["items"]]) for id_, kind, detail in found]


@contextmanager
def crashing(store: Store, crash: tuple[int, bool] | None) -> Iterator[None]:
    """The process ends within (True: right after) the nth transaction from now on."""
    if crash is None:
        yield
        return
    left, after = crash
    begin = store.begin

    @contextmanager
    def doomed() -> Iterator[None]:
        nonlocal left
        left -= 1
        with begin():
            yield
            if left == 0 and not after:
                raise Crash
        if left == 0:
            raise Crash

    store.begin = doomed  # type: ignore[method-assign]
    try:
        yield
    finally:
        vars(store).pop("begin", None)
