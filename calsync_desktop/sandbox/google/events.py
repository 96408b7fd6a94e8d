"""An event as a whole: found by its id, exceptions filled up from their series, instances made from the rule."""

from datetime import UTC, datetime, timedelta
from typing import Final

from calsync_desktop.sandbox.google import series
from calsync_desktop.sandbox.google.calendars import Calendar, Row
from calsync_desktop.sandbox.google.http import Resource
from calsync_desktop.sandbox.google.times import instant

FAR: Final = datetime(9999, 1, 1, tzinfo=UTC)
# What an exception has of its own, whatever its series says.
_OWN: Final = frozenset({"recurrence", "start", "end", "status", "updated", "recurringEventId", "originalStartTime"})


def find(calendar: Calendar, event_id: str) -> Row | None:
    """The row of that id; an untouched instance of a living series has one as soon as it is asked for."""
    row = calendar.rows.get(event_id)
    if row is not None:
        return row
    parts = series.split_id(event_id)
    master = calendar.rows.get(parts[0]) if parts else None
    if parts is None or master is None or master.cancelled or "recurrence" not in master.body:
        return None
    slot = series.slot(master.body, parts[1])
    return instance(master, slot) if slot is not None else None


def instance(master: Row, slot: series.Slot) -> Row:
    """An untouched occurrence: it has the version of its series."""
    body = {
        "status": master.body.get("status", "confirmed"),
        "recurringEventId": master.id,
        "originalStartTime": slot.start,
        "start": slot.start,
        "end": slot.end,
        "updated": master.body["updated"],
    }
    return Row(f"{master.id}_{slot.mark}", body, master.number, master.change, reminders=master.reminders)


def whole(calendar: Calendar, row: Row) -> Resource:
    """Everything the event says; an exception takes from its series what it does not say itself."""
    if row.series is None:
        return row.body
    key = ("whole", basis(calendar, row))
    if key not in row.memo:
        master = calendar.rows.get(row.series)
        held = inherited(master.body) if master is not None else {}
        row.memo[key] = {name: value for name, value in (held | row.body).items() if value is not None}
    found: Resource = row.memo[key]
    return found


def basis(calendar: Calendar, row: Row) -> int | None:
    """The version of the series that an exception is filled up from; what was worked out from another is stale."""
    series = row.body.get("recurringEventId")
    master = calendar.rows.get(series) if series is not None else None
    return master.number if master is not None else None


def inherited(master: Resource) -> Resource:
    """What an instance has from its series."""
    return {name: value for name, value in master.items() if name not in _OWN}


def sparse(calendar: Calendar, made: Resource) -> Resource:
    """What an exception keeps: what its series does not say, or says otherwise (None: it says it, the exception not)."""
    master = calendar.rows.get(made["recurringEventId"])
    held = inherited(master.body) if master is not None else {}
    kept = {name: value for name, value in made.items() if name in _OWN or held.get(name) != value}
    return kept | {name: None for name in held if name not in made}


def instances(calendar: Calendar, master: Row, most: int = series.MOST) -> list[Row]:
    """Every occurrence of the series in order of the rule: untouched, changed or cancelled."""
    changed = {row.id: row for row in calendar.exceptions_of(master.id) if has_its_place(calendar, row)}
    made = [instance(master, slot) for slot in series.slots(master.body, most)]
    found = [changed.pop(each.id, each) for each in made]
    return [*found, *changed.values()]


def has_its_place(calendar: Calendar, row: Row) -> bool:
    """False for what vanished: an instance that its rule dropped stays cancelled, but counts only where the rule gives it again."""
    if not row.stub:
        return True
    master = calendar.living_master(row)
    if master is None or "recurrence" not in master.body:
        return False
    return series.slot(master.body, series.mark(row.body["originalStartTime"])) is not None


def span(calendar: Calendar, row: Row) -> tuple[datetime, datetime]:
    """From when to when it lies on the line of time; a series up to its last occurrence."""
    key = ("span", calendar.zone)
    if key not in row.memo:
        row.memo[key] = _span(calendar, row)
    found: tuple[datetime, datetime] = row.memo[key]
    return found


def _span(calendar: Calendar, row: Row) -> tuple[datetime, datetime]:
    body = whole(calendar, row)
    start = body.get("start") or body.get("originalStartTime")
    if start is None:
        return FAR, FAR
    begin = instant(start, calendar.zone)
    if "recurrence" in body:
        return begin, FAR if series.is_endless(body) else _last_end(body, calendar.zone)
    return begin, instant(body["end"], calendar.zone) if "end" in body else begin


def _last_end(body: Resource, zone: str) -> datetime:
    return max((instant(each.end, zone) for each in series.slots(body)), default=FAR)


def overlaps(begin: datetime, end: datetime, after: datetime | None, before: datetime | None) -> bool:
    """timeMin bounds the end, timeMax the start, both exclusive (protocols 1.3)."""
    lasting = max(end, begin + timedelta(microseconds=1))
    return (after is None or lasting > after) and (before is None or begin < before)
