"""Moments as the store writes them: ISO 8601 in UTC with Z, so that text order is time order."""

from __future__ import annotations

from datetime import UTC, datetime

from calsync_desktop.store.failures import readable


def iso(moment: datetime) -> str:
    """An aware datetime as text, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str | None) -> datetime | None:
    """The inverse of ``iso``; None stays None."""
    with readable():
        return datetime.fromisoformat(text) if text else None
