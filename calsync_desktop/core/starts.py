"""Whether a series has a start of its own under a key, without which an override or a skip of it stands for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.recurrence import moment_of, occurrences
from calsync_desktop.core.when import start_of_key

_AROUND = timedelta(days=2)  # more than any zone is away from UTC


def gives(series: Appointment, key: str) -> bool:
    """The rule or an added date names the start ``key``, skipped or not; never in a single event. In doubt (a barred rule) it does."""
    if series.recurrence is None:
        return False
    bare = replace(series, recurrence=replace(series.recurrence, skipped=()), overrides=())
    around = moment_of(start_of_key(key, series.content.when)).replace(tzinfo=UTC)
    try:
        found = occurrences(bare, around - _AROUND, around + _AROUND)
    except (Refused, OverflowError):
        return True
    return any(each.original_start == key for each in found)
