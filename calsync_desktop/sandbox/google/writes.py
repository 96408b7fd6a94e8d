"""Every way to change events: made, patched, replaced, deleted, imported, moved (protocols 1.6)."""

import re
from typing import Any, Final

from calsync_desktop.sandbox.google import kinds, labels, series
from calsync_desktop.sandbox.google.ask import Ask, said, taken
from calsync_desktop.sandbox.google.calendars import Row
from calsync_desktop.sandbox.google.conference import opened
from calsync_desktop.sandbox.google.content import OWN, WRITABLE, reminders, same_rooms, settled
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.events import find, has_its_place, sparse, whole
from calsync_desktop.sandbox.google.http import Resource
from calsync_desktop.sandbox.google.post import tell
from calsync_desktop.sandbox.google.rights import check_changes, may_write, organizes
from calsync_desktop.sandbox.google.times import stamp

_CHOSEN_ID: Final = re.compile(r"[a-v0-9]{5,1024}")
_MOVES_TIME: Final = frozenset({"start", "end", "recurrence"})
# What PUT leaves as it is, because a client cannot set it (or only with a parameter that was not sent).
_KEPT: Final = frozenset(
    {
        "iCalUID",
        "created",
        "updated",
        "creator",
        "organizer",
        "htmlLink",
        "recurringEventId",
        "originalStartTime",
        "sequence",
    }
    | {"eventType", "locked", "privateCopy", "hangoutLink", "conferenceData", "attachments", "eventLabelId"}
)
_SECRECY: Final = ("public", "default", "private", "confidential")


def insert(ask: Ask, given: Resource) -> Row:
    """A new event; 409 when the id is taken, be it by a deleted one."""
    ask.must_be("writerWithoutPrivateAccess")
    if given.get("id") is not None and given.get("iCalUID") is not None:
        raise RefusedError("invalid", "Only one of id and iCalUID can be given.")
    event_id = _new_id(ask, given.get("id"))
    given = kinds.as_made(given)
    body = _first(ask, event_id, given)
    kinds.check_creation(body, ask.calendar, work_events=ask.world.quirks.work_events)
    row = ask.world.commit(ask.calendar, event_id, body, reminders=_reminders(ask, None, given))
    tell(ask, {}, body, event_id)
    return row


def import_event(ask: Ask, given: Resource) -> Row:
    """A private copy under a UID of its own: no mail; a second import changes the first copy (protocols 1.6)."""
    ask.must_be("writerWithoutPrivateAccess")
    if not given.get("iCalUID"):
        raise RefusedError("required", "Missing iCalUID.")
    kinds.check_plain(given)
    before = ask.calendar.by_uid(str(given["iCalUID"]))
    if before is not None and not _may_import_again(ask, before, given):
        raise RefusedError("duplicate")
    event_id = before.id if before is not None else f"_{_new_id(ask, None)}"
    body = _first(ask, event_id, given)
    if given.get("organizer"):
        body["organizer"] = taken(given["organizer"], frozenset({"email", "displayName"}))
    body |= {"privateCopy": True} if not organizes(ask, body) else {}
    return ask.world.commit(ask.calendar, event_id, body, reminders=_reminders(ask, before, given))


def _may_import_again(ask: Ask, before: Row, given: Resource) -> bool:
    if before.cancelled:
        return True
    older = int(given.get("sequence") or 0) < int(before.body.get("sequence", 0))
    return bool(before.id.startswith("_") and not older and ask.world.quirks.import_again == "update")


def patch(ask: Ask, event_id: str, given: Resource) -> Row:
    """Merge what is given: objects member by member, lists whole, null takes away."""
    row = _target(ask, event_id)
    before = whole(ask.calendar, row)
    wanted = merged(before, {name: given[name] for name in _writable(ask) & given.keys()})
    return _replace(ask, row, wanted, given)


def update(ask: Ask, event_id: str, given: Resource) -> Row:
    """Replace it: what is not given is reset to its default."""
    row = _target(ask, event_id)
    before = whole(ask.calendar, row)
    names = _writable(ask)
    wanted = {name: before[name] for name in _KEPT & before.keys() if name not in names or name == "sequence"}
    return _replace(ask, row, wanted | taken(given, names) | {"status": given.get("status") or "confirmed"}, given)


def delete(ask: Ask, event_id: str) -> None:
    """Leave it cancelled; one instance becomes a cancelled exception, the series keeps its rule."""
    row = find(ask.calendar, event_id)
    if row is None:
        raise RefusedError("notFound")
    may_write(ask, row)
    if row.cancelled or (row.series is not None and ask.calendar.living_master(row) is None):
        raise RefusedError("deleted")
    ask.only_if(row.etag)
    before = whole(ask.calendar, row)
    kinds.check_deletion(before)
    keep(ask, row, before | {"status": "cancelled"})
    tell(ask, before, {}, event_id)


def move(ask: Ask, event_id: str, target: Ask) -> Row:
    """Into another calendar under the same id, which changes its organizer; here a stub with nothing but the id stays."""
    row = find(ask.calendar, event_id)
    if row is None or row.cancelled:
        raise RefusedError("notFound")
    may_write(ask, row)
    target.must_be("writerWithoutPrivateAccess")
    if row.series is not None or target.calendar is ask.calendar:
        raise RefusedError("invalid", "Only whole events can be moved, and only elsewhere.")
    ask.only_if(row.etag)
    kinds.check_plain(row.body)
    if not organizes(ask, row.body):
        raise RefusedError("forbiddenForNonOrganizer")
    there = target.calendar.rows.get(event_id)
    if there is not None and not there.stub:
        raise RefusedError("duplicate")
    made = target.world.commit(
        target.calendar, event_id, row.body | {"organizer": _organizer(target)}, reminders=dict(row.reminders)
    )
    for each in [*ask.calendar.exceptions_of(event_id)]:
        target.world.commit(target.calendar, each.id, each.body, stub=each.stub, reminders=dict(each.reminders))
        _vanish(ask, each)
    ask.world.commit(ask.calendar, event_id, {"status": "cancelled"}, stub=True)
    tell(target, row.body, made.body, event_id)
    return made


def keep(ask: Ask, row: Row, body: Resource, *, mine: dict[str, Resource] | None = None, quiet: bool = False) -> Row:
    """The next state of the event, with what follows for the rest of its series."""
    if row.series is not None:
        body = sparse(ask.calendar, body)
    anchored = row.body.get("recurrence"), row.body.get("start")
    made = ask.world.commit(
        ask.calendar, row.id, body, quiet=quiet, reminders=mine if mine is not None else dict(row.reminders)
    )
    if row.series is None and not made.cancelled:
        _follow(ask, made, moved=anchored != (body.get("recurrence"), body.get("start")), quiet=quiet)
    return made


def merged(before: Any, given: Any) -> Any:
    """JSON merge: objects member by member, everything else is replaced, null takes away."""
    if not isinstance(given, dict):
        return said(given)
    made = dict(before) if isinstance(before, dict) else {}
    for name, value in given.items():
        if value is None:
            made.pop(name, None)
        else:
            made[name] = merged(made.get(name), value)
    return made


def _target(ask: Ask, event_id: str) -> Row:
    row = find(ask.calendar, event_id)
    if row is None or not has_its_place(ask.calendar, row):
        raise RefusedError("notFound")
    may_write(ask, row)
    ask.only_if(row.etag)
    return row


def _replace(ask: Ask, row: Row, wanted: Resource, given: Resource) -> Row:
    before = whole(ask.calendar, row)
    kind = before.get("eventType", "default")
    if given.get("eventType") not in (None, kind):
        raise RefusedError("eventTypeRestriction", "The event type cannot be changed.")
    wanted.pop("reminders", None)
    if ask.version("eventLabelVersion") and not given.get("eventLabelId"):
        wanted.pop("eventLabelId", None)
    after = same_rooms(before, _settled(ask, opened(ask, wanted), given))
    changed = check_changes(ask, row, after)
    kinds.check_change(before, changed)
    kinds.check_shape(after)
    after["sequence"] = _sequence(ask, before, given, changed)
    quiet = not changed and "reminders" in given
    after = _raised(ask, row, after)
    made = keep(ask, row, after, mine=_reminders(ask, row, given), quiet=quiet)
    tell(ask, before, after, row.id)
    return made


def _settled(ask: Ask, body: Resource, given: Resource) -> Resource:
    if ask.version("eventLabelVersion"):
        labels.check(ask.calendar, given.get("eventLabelId") or None)
    return settled(body, ask.calendar, cut=ask.world.quirks.long_text == "cut")


def _sequence(ask: Ask, before: Resource, given: Resource, changed: frozenset[str]) -> int:
    stored, sent = int(before.get("sequence", 0)), given.get("sequence")
    if sent is not None and int(sent) < stored:
        raise RefusedError("invalid", "Invalid sequence value. The number is below the current sequence number.")
    return max(int(sent or 0), stored + bool(changed & _MOVES_TIME and organizes(ask, before)))


def _raised(ask: Ask, row: Row, after: Resource) -> Resource:
    """Privacy raised on one instance is the whole series'; lowered on one instance it stays (protocols 1.5)."""
    master = ask.calendar.living_master(row)
    if master is None:
        return after
    ours, theirs = after.get("visibility", "default"), master.body.get("visibility", "default")
    if _SECRECY.index(ours) > _SECRECY.index(theirs):
        keep(ask, master, master.body | {"visibility": ours})
    elif ours != theirs:
        after = {name: value for name, value in after.items() if name != "visibility"}
        after |= {"visibility": theirs} if theirs != "default" else {}
    return after


def _follow(ask: Ask, master: Row, *, moved: bool, quiet: bool) -> None:
    """Exceptions are told again with their series; what its new rule does not give any more is dropped."""
    for row in [*ask.calendar.exceptions_of(master.id)]:
        if row.stub:
            if moved and has_its_place(ask.calendar, row):
                ask.world.commit(ask.calendar, row.id, row.body, stub=True)
            continue
        wanted = series.mark(row.body["originalStartTime"])
        if "recurrence" not in master.body or (moved and series.slot(master.body, wanted) is None):
            _vanish(ask, row)
        elif not row.cancelled:
            ask.world.commit(ask.calendar, row.id, row.body, quiet=quiet)


def _vanish(ask: Ask, row: Row) -> None:
    kept = {name: row.body[name] for name in ("recurringEventId", "originalStartTime")}
    ask.world.commit(ask.calendar, row.id, kept | {"status": "cancelled"}, stub=True)


def _writable(ask: Ask) -> frozenset[str]:
    """The members this call may write, by its parameters."""
    names = WRITABLE
    if ask.version("conferenceDataVersion"):
        names |= {"conferenceData"}
    if ask.flag("supportsAttachments"):
        names |= {"attachments"}
    return (names | {"eventLabelId"}) - {"colorId"} if ask.version("eventLabelVersion") else names


def _first(ask: Ask, event_id: str, given: Resource) -> Resource:
    """The whole body of a new event."""
    given = {"eventType": "default", "status": "confirmed", "iCalUID": f"{event_id}@google.com"} | {
        name: value for name, value in given.items() if value not in (None, "")
    }
    body = opened(ask, taken(given, _writable(ask) | OWN | {"eventType", "iCalUID"}))
    body.pop("reminders", None)
    made = _settled(ask, body, given)
    return made | {
        "created": stamp(ask.world.now()),
        "creator": {"email": ask.account.email},
        "organizer": _organizer(ask),
        "htmlLink": f"https://www.google.com/calendar/event?eid={event_id}",
        "sequence": int(given.get("sequence") or 0),
    }


def _organizer(ask: Ask) -> Resource:
    is_primary = ask.calendar.id == ask.calendar.owner
    name = ask.world.accounts[ask.calendar.owner].name if is_primary else ask.calendar.summary
    return {"email": ask.calendar.id, "displayName": name}


def _new_id(ask: Ask, chosen: object) -> str:
    if chosen is None:
        return f"e{ask.world.number():x}".translate(str.maketrans("wxyz", "abcd"))
    if not isinstance(chosen, str) or not _CHOSEN_ID.fullmatch(chosen):
        raise RefusedError("invalid", "Invalid resource id value.")
    if chosen in ask.calendar.rows:
        raise RefusedError("duplicate")
    return chosen


def _reminders(ask: Ask, row: Row | None, given: Resource) -> dict[str, Resource]:
    """Everybody's reminders, with the caller's as they are now; PUT without any resets them."""
    kept = dict(row.reminders) if row is not None else {}
    if given.get("reminders") is not None:
        kept[ask.account.email] = reminders(given["reminders"])
    elif "reminders" in given or ask.request.method == "PUT":
        kept.pop(ask.account.email, None)
    return kept
