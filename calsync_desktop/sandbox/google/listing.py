"""events.list and events.instances: which events, in which order, on which page (protocols 1.3, 1.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from calsync_desktop.sandbox.google import series
from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.calendars import Row
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.events import FAR, find, has_its_place, instance, instances, overlaps, span, whole
from calsync_desktop.sandbox.google.times import instant, instant_of

FORBIDDEN: Final = (
    "iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin", "timeMax", "updatedMin",
)  # fmt: skip
# With one of these in the first request no sync token comes at the end.
NO_TOKEN: Final = frozenset(
    {"iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "updatedMin"}
)
# May differ between the pages and the rounds of one sync.
_FREE: Final = frozenset({"maxResults", "pageToken", "syncToken", "fields", "prettyPrint", "alt", "key", "quotaUser"})
_HALF_A_YEAR: Final = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a listing asks for."""

    single: bool
    deleted: bool
    after: datetime | None
    before: datetime | None
    updated: datetime | None
    order: str | None
    words: str | None
    uid: str | None
    private: tuple[str, ...]
    shared: tuple[str, ...]
    types: tuple[str, ...]
    hidden: bool

    @property
    def takes_all(self) -> bool:
        """No filter is set."""
        bounds = (self.after, self.before, self.updated, self.words, self.uid)
        return not self.private and not self.shared and not self.types and all(each is None for each in bounds)


def wish_of(ask: Ask) -> Wish:
    """The parameters as values; 400 and 410 for what cannot be asked."""
    one, many = ask.request.one, ask.request.many
    after, before, updated = (_instant(ask, name) for name in ("timeMin", "timeMax", "updatedMin"))
    if after is not None and before is not None and before <= after:
        raise RefusedError("timeRangeEmpty")
    if updated is not None and ask.world.is_old(updated):
        raise RefusedError("updatedMinTooLongAgo")
    single, order = bool(ask.flag("singleEvents")), one("orderBy")
    if order == "startTime" and not single:
        raise RefusedError("badRequest", "The requested ordering is not available for the particular query.")
    deleted = bool(ask.flag("showDeleted"))
    hidden = bool(ask.flag("showHiddenInvitations"))
    sides = many("privateExtendedProperty"), many("sharedExtendedProperty")
    return Wish(
        single, deleted, after, before, updated, order, one("q"), one("iCalUID"), *sides, many("eventTypes"), hidden
    )


def check_token_alone(ask: Ask) -> None:
    """400 when something is asked together with a sync token that must not be (protocols 1.4)."""
    if any(ask.request.one(name) is not None for name in FORBIDDEN) or ask.flag("showDeleted") is False:
        raise RefusedError("syncTokenWithRequestRestrictions")


def params_of(ask: Ask) -> tuple[tuple[str, str], ...]:
    """The parameters that must be the same in every request of one sync; timeMin and timeMax bound only the first."""
    bounds = {"timeMin", "timeMax"} | NO_TOKEN
    return tuple(sorted((name, value) for name, value in ask.request.query if name not in _FREE | bounds))


def everything(ask: Ask, wish: Wish) -> list[Row]:
    """What a full listing holds."""
    rows = [row for row in ask.calendar.rows.values() if not row.stub or has_its_place(ask.calendar, row)]
    shown = [row for row in rows if _is_told(ask, row, wish)]
    if ask.calendar.hidden and not wish.hidden:
        shown = [row for row in shown if not _is_hidden(ask, row)]
    if wish.single:
        shown = [each for row in shown for each in _singled(ask, row, wish)]
    chosen = shown if wish.takes_all else [row for row in shown if _matches(ask, row, wish)]
    return _in_order(ask, chosen, wish)


def changed(ask: Ask, wish: Wish, since: int) -> list[Row]:
    """What a delta holds: every row that changed after the state `since`, deleted ones always."""
    calendar = ask.calendar
    rows = [row for row in calendar.rows.values() if row.change > since and (wish.hidden or not _is_hidden(ask, row))]
    rows = [row for row in rows if row.stub or row.series is None or calendar.living_master(row) is not None]
    if wish.single:
        rows = [each for row in rows for each in _singled_change(ask, row)]
    return _in_order(ask, [row for row in rows if _has_type(ask, row, wish)], wish)


def instances_of(ask: Ask, event_id: str) -> list[Row]:
    """What events.instances holds; 404 for what is no series."""
    master = find(ask.calendar, event_id)
    if master is None or "recurrence" not in master.body:
        raise RefusedError("notFound")
    after, before = _instant(ask, "timeMin"), _instant(ask, "timeMax")
    found = [row for row in instances(ask.calendar, master) if ask.flag("showDeleted") or not row.cancelled]
    found = [row for row in found if overlaps(*span(ask.calendar, row), after, before)]
    wanted = ask.request.one("originalStart")
    return [row for row in found if wanted is None or _began(ask, row, wanted)]


def _began(ask: Ask, row: Row, wanted: str) -> bool:
    original, zone = row.body["originalStartTime"], ask.calendar.zone
    if "T" not in wanted.upper():
        return bool(original.get("date") == wanted)
    return "date" not in original and instant(original, zone) == instant_of(wanted, "originalStart")


def _instant(ask: Ask, name: str) -> datetime | None:
    given = ask.request.one(name)
    return instant_of(given, name) if given is not None else None


def _is_hidden(ask: Ask, row: Row) -> bool:
    return (row.series or row.id) in ask.calendar.hidden


def _is_told(ask: Ask, row: Row, wish: Wish) -> bool:
    """Deleted ones when asked for; a cancelled instance of a living series always (with singleEvents: see _singled)."""
    if "recurringEventId" in row.body and ask.calendar.living_master(row) is None:
        return False
    if wish.deleted or row.body.get("status") != "cancelled":
        return True
    return wish.updated is not None or row.series is not None


def _singled(ask: Ask, row: Row, wish: Wish) -> Iterator[Row]:
    """Instead of a series its occurrences; its exceptions come with it."""
    if "recurrence" not in row.body:
        if row.series is None:
            yield row
        return
    if row.cancelled:
        yield from _singled_change(ask, row) if wish.deleted else ()
        return
    for each in _bounded(ask, row, wish):
        if wish.deleted or wish.updated is not None or not each.cancelled:
            yield each


def _bounded(ask: Ask, row: Row, wish: Wish) -> list[Row]:
    """The occurrences up to timeMax, without making those that lie far behind it."""
    if wish.before is None:
        return instances(ask.calendar, row)
    found = {each.id: each for each in ask.calendar.exceptions_of(row.id) if has_its_place(ask.calendar, each)}
    for slot in series.slots(row.body, 20_000):
        if instant(slot.start, ask.calendar.zone) >= wish.before:
            break
        made = instance(row, slot)
        found.setdefault(made.id, made)
    return [*found.values()]


def _singled_change(ask: Ask, row: Row) -> list[Row]:
    """A changed series is told as all its instances; of a deleted one only about six months are (protocols 1.4)."""
    if "recurrence" not in row.body:
        return [row]
    if not row.cancelled:
        return instances(ask.calendar, row)
    now = ask.world.now()
    made = [each for each in instances(ask.calendar, row) if not each.cancelled or each.series]
    near = [each for each in made if abs(span(ask.calendar, each)[0] - now) < _HALF_A_YEAR]
    return [Row(each.id, each.body | {"status": "cancelled"}, row.number, row.change) for each in near]


def _matches(ask: Ask, row: Row, wish: Wish) -> bool:
    if not _has_type(ask, row, wish) or not _in_time(ask, row, wish):
        return False
    body = whole(ask.calendar, row)
    if wish.uid is not None and body.get("iCalUID") != wish.uid:
        return False
    if wish.updated is not None and datetime.fromisoformat(body["updated"]) < wish.updated:
        return False
    kept = body.get("extendedProperties", {})
    pairs = [(kept.get("private", {}), each) for each in wish.private]
    pairs += [(kept.get("shared", {}), each) for each in wish.shared]
    if any(held.get(wanted.partition("=")[0]) != wanted.partition("=")[2] for held, wanted in pairs):
        return False
    return wish.words is None or _mentions(body, wish.words.lower())


def _in_time(ask: Ask, row: Row, wish: Wish) -> bool:
    if wish.after is None and wish.before is None:
        return True
    if row.cancelled and wish.updated is not None:
        return True
    return overlaps(*span(ask.calendar, row), wish.after, wish.before)


def _has_type(ask: Ask, row: Row, wish: Wish) -> bool:
    return not wish.types or row.stub or whole(ask.calendar, row).get("eventType", "default") in wish.types


def _mentions(body: dict[str, Any], words: str) -> bool:
    people = [*body.get("attendees", []), body.get("organizer", {})]
    texts = [body.get(name, "") for name in ("summary", "description", "location")]
    texts += [each.get(name, "") for each in people for name in ("displayName", "email")]
    return all(any(word in text.lower() for text in texts) for word in words.split())


def _in_order(ask: Ask, rows: list[Row], wish: Wish) -> list[Row]:
    if wish.order == "startTime":
        return sorted(rows, key=lambda row: span(ask.calendar, row)[0] if not row.stub else FAR)
    if wish.order == "updated":
        return sorted(rows, key=lambda row: str(row.body.get("updated", "")))
    first = ask.world.quirks.exceptions_first
    return sorted(rows, key=lambda row: (first and row.series is None, row.change))
