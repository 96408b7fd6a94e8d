"""How one appointment stands with its service, and why it is not synced when it is not: the first row that applies.

===========================  ================================================
what is known                standing
===========================  ================================================
a conflict, a question       conflict, mail
set aside                    parked, held (its day has not come)
kept after a deletion there  detached
an edit waits                sign-in, paused, off, offline, failing, waiting
its calendar is not ticked   unselected
it may not be changed        read-only
access has ended             stale
left the synced days         retired
otherwise                    fine
===========================  ================================================
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from calsync_desktop.core.calendar import Access
from calsync_desktop.store.appointments import AppointmentRow
from calsync_desktop.store.overview import CalendarRow, ConnectionRow
from calsync_desktop.ui.models.matters import Matter
from calsync_desktop.ui.wording_detail import STANDINGS

READ_ONLY = "This calendar is shared as read-only."


@dataclass(frozen=True, slots=True)
class Standing:
    """Icon, tone, title and sentence; ``verb`` and the words of its button when something can be done."""

    kind: str
    icon: str
    tone: str
    title: str
    why: str = ""
    verb: str = ""
    button: str = ""


def standing(
    row: AppointmentRow,
    shelf: CalendarRow,
    connection: ConnectionRow | None,
    matters: Iterable[Matter],
    *,
    paused: bool,
) -> Standing:
    """How it stands. ``matters`` are all that wait for the user; ``paused``: background syncing rests."""
    found = next((m for m in matters if m.appointment == row.id), None)
    if found is not None:
        return _of_matter(found)
    if row.detached:
        return _named("detached")
    if row.waiting:
        return _waiting(connection, paused=paused)
    if not shelf.selected:
        return _named("unselected")
    if row.access == Access.READ:
        return _named("read-only", READ_ONLY)
    if connection is not None and connection.stored in ("expired", "revoked"):
        return _named("stale")
    return _named("retired" if row.retired else "fine")


def _of_matter(matter: Matter) -> Standing:
    if matter.kind == "conflict":
        return _named("conflict")
    if matter.kind in ("question", "kept"):
        return _named("mail" if matter.kind == "question" else "kept")
    reason = getattr(matter.row, "reason", "")
    return _named("held" if matter.kind == "held" else "parked", reason)


def _waiting(connection: ConnectionRow | None, *, paused: bool) -> Standing:
    """Why an edit has not gone yet."""
    if connection is None or connection.stored in ("expired", "revoked"):
        return _named("sign-in")
    if paused:
        return _named("paused")
    if not connection.sync_enabled:
        return _named("off")
    if connection.status == "offline":
        return _named("offline")
    if connection.stored == "error":
        return _named("failing", connection.error_message)
    return _named("waiting")


def _named(kind: str, reason: str = "") -> Standing:
    icon, tone, title, why, verb, button = STANDINGS[kind]
    return Standing(kind, icon, tone, title, why.format(reason=reason).strip(), verb, button)
