"""From when an appointment takes place to the two numbers that table ``occurrences`` keeps of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from calsync_desktop.core.when import Kind, When


def span(when: When) -> tuple[int, int, bool]:
    """Start, end and ``local``: epoch seconds when timed, else local wall time read as if it were UTC (``local`` set)."""
    if when.kind is Kind.TIMED:
        return int(when.start_instant().timestamp()), int(when.end_instant().timestamp()), False
    return _wall(when.start), _wall(when.end), True


def _wall(value: date) -> int:
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    return int(moment.replace(tzinfo=UTC).timestamp())
