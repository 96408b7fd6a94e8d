"""Reports and notices of the engine as JSON, for the command line and for those who ask at the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from calsync_desktop.app.reading import change_json
from calsync_desktop.store.past import history
from calsync_desktop.sync.notices import Notice, RunEnded
from calsync_desktop.sync.reports import ImportReport, PlanLine, RunReport
from calsync_desktop.sync.undoing import Undone


def sync_json(reports: Iterable[RunReport], preview: bool) -> dict[str, Any]:
    """``{"runs": [...]}``, with a preview also ``"plan"``."""
    done = list(reports)
    told: dict[str, Any] = {"runs": [run_json(report) for report in done]}
    return told | {"plan": [_plan_json(line) for report in done for line in report.plan]} if preview else told


def run_json(report: RunReport) -> dict[str, Any]:
    """One run as the contract words it."""
    told = asdict(report)
    del told["plan"], told["again_after"]
    return told | {"seconds": round(report.seconds, 3), "error": dict(report.error) if report.error else None}


def import_json(report: ImportReport) -> dict[str, Any]:
    """``{"created", "skipped", "failed": [{"uid", "reason"}]}``."""
    failed = [{"uid": uid, "reason": reason} for uid, reason in report.failed]
    return {"created": report.created, "skipped": report.skipped, "failed": failed}


def notice_json(notice: Notice) -> dict[str, Any]:
    """``{"notice": its name, ...}`` with everything that it carries."""
    told: Mapping[str, Any] = asdict(notice)
    if isinstance(notice, RunEnded):
        told = {"connection": notice.connection, "report": run_json(notice.report)}
    return {"notice": type(notice).__name__} | {name: _plain(value) for name, value in told.items()}


def undone_json(conn: Connection, undone: Iterable[Undone]) -> list[dict[str, Any]]:
    """What undoing would do, as changes: ``id`` is the one that would be undone, ``kept`` what was changed again since and stays."""
    past = {row.id: row for row in history(conn, limit=-1)}
    return [
        change_json(past[one.change])
        | {"kind": one.kind, "direction": "here", "fields": list(one.fields), "kept": list(one.kept)}
        for one in undone
    ]


def _plan_json(line: PlanLine) -> dict[str, Any]:
    return asdict(line) | {"fields": list(line.fields)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
