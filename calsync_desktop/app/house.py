"""An open profile: its store, vault, services and engine, put together and let go of in the right order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from calsync_desktop import clock
from calsync_desktop.app.profile import Profile
from calsync_desktop.core.errors import DamagedDatabase
from calsync_desktop.sync.ground import Door, Ground
from calsync_desktop.sync.notices import Notice, RunEnded

if TYPE_CHECKING:
    from calsync_desktop.core.provider import Vault
    from calsync_desktop.sync.engine import Engine

_log = logging.getLogger("calsync.app")

Listener = Callable[[Notice], None]
VaultMaker = Callable[[Profile], "Vault"]


@dataclass(slots=True)
class Listeners:
    """Everybody who hears the engine's notices."""

    all: list[Listener] = field(default_factory=list)

    def tell(self, notice: Notice) -> None:
        """Pass a notice on."""
        for listener in tuple(self.all):
            listener(notice)

    @contextmanager
    def hearing(self, listener: Listener) -> Iterator[None]:
        """``listener`` is told while inside."""
        self.all.append(listener)
        try:
            yield
        finally:
            self.all.remove(listener)


@dataclass(frozen=True, slots=True)
class House:
    """A profile whose engine is ours. ``scheduling``: the engine syncs in the background by itself."""

    profile: Profile
    engine: Engine
    vault: Vault
    listeners: Listeners
    zone: str
    close: Callable[[], None]
    scheduling: bool = False


def open_house(profile: Profile, zone: str, vault_maker: VaultMaker | None = None, scheduling: bool = False) -> House:
    """Put everything together; the errors of the store and the vault are raised here. The caller holds the profile's lock."""
    from calsync_desktop.store.faces import horizon_at
    from calsync_desktop.store.salvage import open_mended
    from calsync_desktop.sync.engine import Engine

    store = open_mended(profile.database, horizon_at(clock.now().date()))
    listeners = Listeners([_note, lambda notice: _doubt(profile, notice)])
    vault = (vault_maker or vault_of)(profile)
    standing = ground(zone)
    engine = Engine(store, doors(vault, standing), vault, standing, listeners.tell)
    return House(profile, engine, vault, listeners, zone, store.close, scheduling)


def doubt(profile: Profile) -> None:
    """Something of the profile could not be read: it is looked through, and mended, when it is opened next."""
    from calsync_desktop.store.salvage import suspect

    suspect(profile.database)


def _doubt(profile: Profile, notice: Notice) -> None:
    if isinstance(notice, RunEnded) and notice.report.error and notice.report.error["kind"] == DamagedDatabase.kind:
        doubt(profile)


def _note(notice: Notice) -> None:
    """What of the notices belongs in the log: how runs ended, in numbers and kinds, never in words of a calendar."""
    if isinstance(notice, RunEnded):
        run = notice.report
        moved = [(counts.created, counts.updated, counts.deleted) for counts in (run.pulled, run.pushed)]
        kind = f" {run.error['kind']}" if run.error else ""
        told = (
            run.id,
            run.connection,
            run.status,
            kind,
            *moved,
            run.merged,
            run.conflicts,
            run.parked,
            run.requests,
            run.seconds,
        )
        _log.info("run %s of %s: %s%s, in %s, out %s, merged %d, conflicts %d, parked %d, %d requests, %.2f s", *told)


def ground(zone: str) -> Ground:
    """The real clock, sleep, chance and ids."""
    return Ground(clock.now, clock.monotonic, clock.sleep, clock.new_id, clock.chance, zone)


def doors(vault: Vault, standing: Ground) -> Mapping[str, Door]:
    """How each kind of service is entered."""
    from calsync_desktop.app.google import google
    from calsync_desktop.app.services import caldav

    return {"caldav": caldav(), "google": google(vault, standing)}


def vault_of(profile: Profile) -> Vault:
    """Where this profile's secrets rest."""
    from calsync_desktop.app.secrets import profile_vault

    return profile_vault(profile)
