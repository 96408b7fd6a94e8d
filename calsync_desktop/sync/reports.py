"""What a run of the engine amounted to, as values that every front door prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from calsync_desktop.core.errors import CalSyncError


@dataclass(frozen=True, slots=True)
class Counts:
    """Appointments created, updated and deleted in one direction."""

    created: int = 0
    updated: int = 0
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of a preview: ``direction`` in or out, ``fields`` as people name them, ``notifies`` how many people would be mailed."""

    appointment: str
    title: str
    calendar: str
    step: str
    direction: str
    fields: tuple[str, ...] = ()
    notifies: int = 0


@dataclass(frozen=True, slots=True)
class RunReport:
    """One sync of one connection. ``status``: ok, offline, failed, sign-in or question; ``error``: kind, message, hint.

    ``again_after``: the seconds that the server asked to be left alone.
    """

    id: str
    connection: str
    status: str = "ok"
    pulled: Counts = field(default_factory=Counts)
    pushed: Counts = field(default_factory=Counts)
    merged: int = 0
    conflicts: int = 0
    parked: int = 0
    questions: int = 0
    requests: int = 0
    seconds: float = 0.0
    error: Mapping[str, str] | None = None
    plan: tuple[PlanLine, ...] = ()
    again_after: float | None = None


def failed_report(id_: str, connection: str, status: str, error: CalSyncError) -> RunReport:
    """Of a run that came to nothing."""
    told = {"kind": error.kind, "message": error.message, "hint": error.hint}
    return RunReport(id_, connection, status, error=told)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: appointments created, skipped because they are here already, and failed ones (uid, reason)."""

    created: int = 0
    skipped: int = 0
    failed: tuple[tuple[str, str], ...] = ()
