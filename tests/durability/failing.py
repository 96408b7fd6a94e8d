"""The n-th statement, request or call of the vault fails, once or from then on, and afterwards everything is well again (S09)."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from calsync_desktop.core.errors import CalSyncError, DiskTrouble, Offline, ServerTrouble, VaultLocked
from calsync_desktop.store.failures import Telling
from calsync_desktop.store.opening import Store
from tests.durability.place import quieten
from tests.durability.power import dump
from tests.fakes import FakeVault
from tests.journeys.crashing import End, end_of
from tests.journeys.house import House, copied, reopened

KINDS = ("statement", "call offline", "call broken", "vault locked")
FOREVER = 10**9


class FailingConnection(Telling):
    """Statements ``nth`` to ``last`` fail as on a full disk; PRAGMAs and what ends a transaction touch no disk."""

    met, nth, last = 0, FOREVER, FOREVER

    def _count(self) -> None:
        self.met += 1
        if self.nth <= self.met <= self.last:
            raise DiskTrouble("The disk is full.")

    def execute(self, *args: Any) -> sqlite3.Cursor:
        if not str(args[0]).startswith("PRAGMA"):
            self._count()
        return super().execute(*args)

    def executemany(self, *args: Any) -> sqlite3.Cursor:
        self._count()
        return super().executemany(*args)

    def commit(self) -> None:
        self._count()
        super().commit()


class FailingVault(FakeVault):
    """Calls ``nth`` to ``last`` find the password store locked."""

    met, nth, last = 0, FOREVER, FOREVER

    def _open(self) -> None:
        self.met += 1
        if self.nth <= self.met <= self.last:
            raise VaultLocked("The password store is locked.")


@dataclass(frozen=True, slots=True)
class Fault:
    """``kind`` at the ``nth`` time, and until it is healed when it is ``lasting``."""

    kind: str
    nth: int
    lasting: bool


def failing(old: House) -> House:
    """The same house with a store and a vault that can fail."""
    twin = copied(old)
    raw = sqlite3.connect(":memory:", isolation_level=None, factory=FailingConnection)
    raw.execute("PRAGMA foreign_keys = ON")
    twin.store.raw.backup(raw)
    twin.store.close()
    vault = FailingVault()
    vault.records = twin.vault.records
    return reopened(House(twin.ground, vault, twin.engine, [], twin.connection, server=twin.server), store=Store(raw))


async def fails(old: House, fault: Fault, wanted: End) -> bool:
    """Sync with the fault, heal it, and sync again: both sides are what they are when nothing fails. False when it was never met."""
    home = failing(old)
    met = _inject(home, fault)
    with suppress(CalSyncError):
        report = await home.sync()
        assert report.status != "ok" or not met() or fault.kind.startswith("call"), (fault, report)
    if not met():
        return False
    assert home.store.raw.execute("PRAGMA foreign_key_check").fetchone() is None
    assert not home.store.raw.in_transaction
    _heal(home)
    await quieten(home)
    assert end_of(home) == wanted, fault
    return True


async def command_fails(old: House, act: Callable[[House], Awaitable[None]], nth: int) -> bool:
    """A command of the user whose ``nth`` statement fails leaves nothing half done, and can be given again. False when it was never met."""
    home = failing(old)
    raw = home.store.raw
    assert isinstance(raw, FailingConnection)
    before = dump(raw)
    raw.nth, raw.met = nth, 0
    raw.last = FOREVER
    try:
        await act(home)
    except DiskTrouble:
        pass
    else:
        return False
    raw.nth = FOREVER
    assert dump(raw) == before, nth
    await act(home)
    await quieten(home)
    return True


async def ended(old: House) -> End:
    """What both sides are when nothing fails."""
    home = failing(old)
    await quieten(home)
    return end_of(home)


def _inject(home: House, fault: Fault) -> Callable[[], bool]:
    last = FOREVER if fault.lasting else fault.nth
    if fault.kind.startswith("call"):
        error = Offline("No answer.") if fault.kind == "call offline" else ServerTrouble("The server answered 500.")
        home.server.faults.fail(error, "", nth=fault.nth, times=last - fault.nth + 1)
        (planned,) = home.server.faults.planned
        return lambda: planned.met >= fault.nth
    counting: Any = home.vault if fault.kind.startswith("vault") else home.store.raw
    counting.met, counting.nth, counting.last = 0, fault.nth, last
    return lambda: bool(counting.met >= fault.nth)


def _heal(home: House) -> None:
    home.server.faults.clear()
    healed: Any
    for healed in (home.vault, home.store.raw):
        healed.nth = FOREVER


async def every(old: House, kind: str, lasting: bool, numbers: range) -> int:
    """Try each number of a range until one is beyond the end; how many were met."""
    wanted, found = await ended(old), 0
    for nth in numbers:
        if not await fails(old, Fault(kind, nth, lasting), wanted):
            break
        found += 1
    return found
