"""Another client of the same service: changes calendars without HTTP, preconditions, quotas or mails."""

from calsync_desktop.sandbox.google import split as splitting
from calsync_desktop.sandbox.google import writes
from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.events import find
from calsync_desktop.sandbox.google.http import Request, Resource
from calsync_desktop.sandbox.google.kinds import belongs_elsewhere
from calsync_desktop.sandbox.google.shown import event, event_bytes, view_of
from calsync_desktop.sandbox.google.world import World


def asking(world: World, calendar_id: str, method: str = "PATCH", email: str | None = None) -> Ask:
    """A call by the calendar's owner (or by somebody else)."""
    calendar = world.calendars[calendar_id]
    account = world.accounts[email or calendar.owner]
    return Ask(world, account, Request(method, "")).about(calendar_id)


def put(world: World, calendar_id: str, body: Resource) -> str:
    """A new event; its id is answered. With an `organizer` of its own it is an invitation from them.

    What no client can make is made here: events that are locked, that come from Gmail, whose end nobody knows, and
    birthdays of contacts.
    """
    ask = asking(world, calendar_id, "POST")
    names = {"organizer", "locked", "endTimeUnspecified", "hangoutLink"}
    names |= {"eventType"} if body.get("eventType") == "fromGmail" else set()
    names |= {"birthdayProperties"} if belongs_elsewhere(body.get("birthdayProperties")) else set()
    extra = {name: body[name] for name in sorted(names & body.keys())}
    row = writes.insert(ask, {name: value for name, value in body.items() if name not in extra})
    if extra:
        row = writes.keep(ask, row, row.body | extra)
    event_bytes(ask, row, view_of(ask))  # written now, as for a client that makes it, and not when it is listed
    return row.id


def edit(world: World, calendar_id: str, event_id: str, changes: Resource) -> str:
    """Change an event as PATCH does; the new etag is answered."""
    return writes.patch(asking(world, calendar_id), event_id, changes).etag


def remove(world: World, calendar_id: str, event_id: str) -> None:
    """Delete an event, a series or one instance."""
    writes.delete(asking(world, calendar_id), event_id)


def split(world: World, calendar_id: str, instance_id: str) -> str:
    """Cut a series in two before this occurrence, as Google's own window does; the id of the new one is answered."""
    return splitting.split(asking(world, calendar_id), instance_id)


def look(world: World, calendar_id: str, event_id: str) -> Resource | None:
    """The event as its owner sees it, deleted or not; None when there never was one."""
    ask = asking(world, calendar_id)
    row = find(ask.calendar, event_id)
    return event(ask, row) if row is not None else None


def living(world: World, calendar_id: str) -> dict[str, Resource]:
    """Every event that is not deleted, by id: series and their exceptions, no instances."""
    ask = asking(world, calendar_id)
    return {row.id: event(ask, row) for row in ask.calendar.rows.values() if not row.cancelled}


def slip_in(world: World, given: Resource) -> None:
    """What a fault's `edit` does: {"calendar", "event", "changes"}, without an event a new one, without changes a deletion."""
    try:
        if "event" not in given:
            put(world, given["calendar"], given["changes"])
        elif "changes" in given:
            edit(world, given["calendar"], given["event"], given["changes"])
        else:
            remove(world, given["calendar"], given["event"])
    except RefusedError as error:
        raise ValueError(f"another client was refused: {error}") from error
