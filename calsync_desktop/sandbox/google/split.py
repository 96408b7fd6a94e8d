"""A series cut in two, as Google's own window does for "this and following" (protocols 1.6)."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Final

from calsync_desktop.sandbox.google import series, writes
from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.events import find
from calsync_desktop.sandbox.google.http import Resource

_ENDS: Final = re.compile(r";?(UNTIL|COUNT)=[^;]*", re.IGNORECASE)
_COUNT: Final = re.compile(r"COUNT=(\d+)", re.IGNORECASE)


def split(ask: Ask, instance_id: str) -> str:
    """From this occurrence on the series is another: the old one ends before it, the id of the new one is answered.

    The new id is the old one with _R and the occurrence's UTC start, and its UID follows it. What was changed in
    occurrences from here on is lost.
    """
    master_id, mark = series.split_id(instance_id) or ("", "")
    master = find(ask.calendar, master_id)
    slot = series.slot(master.body, mark) if master is not None and "recurrence" in master.body else None
    if master is None or slot is None:
        raise RefusedError("notFound")
    passed = sum(1 for _ in takewhile(lambda each: each.mark < mark, series.slots(master.body)))
    lines = master.body["recurrence"]
    writes.patch(ask, master_id, {"recurrence": [_ended(line, slot.start) for line in lines]})
    new_id = f"{master_id}_R{mark.rstrip('Z')}"
    body = master.body | {"start": slot.start, "end": slot.end, "iCalUID": f"{new_id}@google.com", "sequence": 0}
    body |= {"recurrence": [_COUNT.sub(lambda found: f"COUNT={int(found[1]) - passed}", line) for line in lines]}
    return ask.world.commit(ask.calendar, new_id, body, reminders=dict(master.reminders)).id


def _ended(line: str, start: Resource) -> str:
    """A rule that ends just before `start`; other lines stay."""
    if not line.upper().startswith("RRULE"):
        return line
    if "date" in start:
        last = f"{date.fromisoformat(start['date']) - timedelta(days=1):%Y%m%d}"
    else:
        before = datetime.fromisoformat(start["dateTime"]).astimezone(UTC) - timedelta(seconds=1)
        last = f"{before:%Y%m%dT%H%M%SZ}"
    return f"{_ENDS.sub('', line).replace(':;', ':')};UNTIL={last}"
