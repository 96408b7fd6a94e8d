"""Reports and notices of the engine as JSON, for the command line and for those who ask at the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from calsync_desktop.sync.notices import Notice, RunEnded
from calsync_desktop.sync.reports import ImportReport, PlanLine, RunReport


def sync_json(reports: Iterable[RunReport], preview: bool) -> dict[str, Any]:
    """``{"runs": [...]}``, with a preview also ``"plan"``."""
    done = list(reports)
    told: dict[str, Any] = {"runs": [run_json(report) for report in done]}
    return told | {"plan": [_plan_json(line) for report in done for line in report.plan]} if preview else told


def run_json(report: RunReport) -> dict[str, Any]:
    """One run as the contract words it."""
    told = asdict(report)
    del told["plan"]
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


def _plan_json(line: PlanLine) -> dict[str, Any]:
    return asdict(line) | {"fields": list(line.fields)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
