"""One sync of one connection: what its stages share, and the numbers that they add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import Connection
from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.core.merge import Side
from calsync_desktop.core.provider import Provider
from calsync_desktop.core.zones import tzinfo
from calsync_desktop.store import faces, ledger
from calsync_desktop.store.opening import Store
from calsync_desktop.sync.ground import Ground
from calsync_desktop.sync.notices import Tell
from calsync_desktop.sync.reports import Counts

SLICE = 100


@dataclass(slots=True)
class Tally:
    """Counts of a run while it goes on."""

    pulled: Counts = field(default_factory=Counts)
    pushed: Counts = field(default_factory=Counts)
    merged: int = 0
    errors: list[CalSyncError] = field(default_factory=list)

    def pull(self, kind: str) -> None:
        """One appointment was created, updated or deleted here."""
        self.pulled = replace(self.pulled, **{f"{kind}d": getattr(self.pulled, f"{kind}d") + 1})

    def push(self, kind: str) -> None:
        """The same there."""
        self.pushed = replace(self.pushed, **{f"{kind}d": getattr(self.pushed, f"{kind}d") + 1})


@dataclass(slots=True)
class Run:
    """What observing, planning and applying share.

    ``fresh``: appointments just parsed, by row id, so that they are not decoded again. ``parked``: something that is no appointment was parked or came free.
    ``clock``: the service's minus ours.
    ``unfound``: intents whose creation got no answer and was not found where it should be.
    ``read``: by calendar, whether it could be.
    ``let_go``: by calendar and direction, the rows that were deleted without asking.
    ``tried``: what was sent of an appointment and how often, where nobody can say whether it arrived before everything is read and planned anew.
    """

    id: str
    store: Store
    ground: Ground
    connection: Connection
    provider: Provider
    tell: Tell
    horizon: faces.Horizon
    from_scratch: bool = False
    tally: Tally = field(default_factory=Tally)
    fresh: dict[str, Appointment] = field(default_factory=dict)
    changes: dict[str, set[str]] = field(default_factory=dict)
    parked: bool = False
    clock: timedelta = timedelta(0)
    unfound: set[str] = field(default_factory=set)
    let_go: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    read: dict[str, bool] = field(default_factory=dict)
    tried: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The injected clock."""
        return self.ground.now()

    @property
    def today(self) -> date:
        """The user's own date."""
        return self.now.astimezone(tzinfo(self.ground.zone)).date()

    @property
    def day_there(self) -> date:
        """The same by the service's clock, as far as it is known: ours may be wrong by years, and what is listed must not depend on that (I14)."""
        return (self.now + self.clock).astimezone(tzinfo(self.ground.zone)).date()

    @property
    def new_id(self) -> Callable[[str], str]:
        """The injected source of ids."""
        return self.ground.new_id

    async def breathe(self) -> None:
        """Let the user's commands go first."""
        await self.ground.sleep(0)

    def show(self, shown: Iterable[tuple[str, Appointment]], *, fresh: bool = False) -> None:
        """Build what is seen of these appointments; what cannot be shown is parked with its reason by the caller's transaction."""
        ones = [faces.Shown(id_, appointment, self.connection.addresses) for id_, appointment in shown]
        if ones:
            faces.show(self.store, ones, self.horizon, fresh=fresh)

    def changed(self, calendar: str, id_: str) -> None:
        """What is shown of this appointment is different now."""
        self.changes.setdefault(calendar, set()).add(id_)

    def change(self, row_id: str, calendar: str, direction: str, before: Side, after: Side) -> ledger.Change:
        """The history's line for a change between two sides; the texts are filled in by the caller."""
        kind = "create" if before is None else "delete" if after is None else "update"
        some = after or before
        title = some.content.title if some else ""
        return ledger.Change(row_id, calendar, self.connection.id, title, direction, kind)
