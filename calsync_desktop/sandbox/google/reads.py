"""The reading calls about events: get, list, instances."""

from typing import Final

from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google import listing
from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.calendars import Row, at_least
from calsync_desktop.sandbox.google.errors import JSON_TYPE, RefusedError
from calsync_desktop.sandbox.google.events import find, whole
from calsync_desktop.sandbox.google.http import Resource
from calsync_desktop.sandbox.google.paging import Params, Snapshot, page, snapshot
from calsync_desktop.sandbox.google.rights import organizes
from calsync_desktop.sandbox.google.shown import event_bytes, view_of
from calsync_desktop.sandbox.google.times import stamp

USUAL_PAGE: Final = 250
LARGEST_PAGE: Final = 2500


def get_event(ask: Ask) -> Answer:
    """One event, also a deleted one: 200 is no proof of life (protocols 1.4). 304 when If-None-Match names it."""
    row = find(ask.calendar, ask.args["eventId"])
    if row is None:
        raise RefusedError("notFound")
    if ask.request.header("if-none-match") == row.etag:
        return Answer(304, (("ETag", row.etag),))
    return told(ask, row)


def told(ask: Ask, row: Row) -> Answer:
    """The event as an answer."""
    _note(ask, row)
    return Answer(200, (("Content-Type", JSON_TYPE), ("ETag", row.etag)), event_bytes(ask, row, view_of(ask)))


def list_events(ask: Ask) -> Answer:
    """A page of a full listing or of a delta."""
    token, params = ask.request.one("syncToken"), listing.params_of(ask)
    if token is not None:
        listing.check_token_alone(ask)
    wish = listing.wish_of(ask)
    held = snapshot(ask, ask.calendar.id, params, lambda: _taken(ask, wish, token, params))
    return _events_page(ask, held, bare=token is not None and not wish.deleted)


def list_instances(ask: Ask) -> Answer:
    """A page of the occurrences of a series; it never brings a sync token."""
    scope, params = f"{ask.calendar.id}/{ask.args['eventId']}", listing.params_of(ask)

    def take() -> Snapshot:
        return Snapshot(scope, listing.instances_of(ask, ask.args["eventId"]), 0, params, None, has_token=False)

    return _events_page(ask, snapshot(ask, scope, params, take), bare=False)


def _taken(ask: Ask, wish: listing.Wish, token: str | None, params: Params) -> Snapshot:
    now = ask.calendar.sequence
    if token is not None:
        rows = listing.changed(ask, wish, ask.world.state_of(token, ask.calendar.id, params))
        return Snapshot(ask.calendar.id, rows, now, params, token)
    has_token = not any(ask.request.one(name) is not None for name in listing.NO_TOKEN)
    return Snapshot(ask.calendar.id, listing.everything(ask, wish), now, params, None, has_token)


def _events_page(ask: Ask, held: Snapshot, *, bare: bool) -> Answer:
    size = min(ask.number("maxResults") or USUAL_PAGE, LARGEST_PAGE)
    size = min(size, ask.world.quirks.page_size or size)

    view, path, served = view_of(ask), event_path(ask.calendar.id, ""), ask.world.served

    def write(row: Row) -> bytes:
        served.append((path + row.id, row.number))
        return event_bytes(ask, row, view, bare=row.cancelled and _is_bare(ask, row, bare=bare))

    return page(ask, held, size, _head(ask), write)


def _is_bare(ask: Ask, row: Row, *, bare: bool) -> bool:
    """Of a deleted event the organizer alone is told more than its id, and only with showDeleted (protocols 1.4)."""
    if bare or not organizes(ask, whole(ask.calendar, row)):
        return True
    return row.series is not None and not ask.flag("showDeleted")


def _note(ask: Ask, row: Row) -> None:
    ask.world.served.append((event_path(ask.calendar.id, row.id), row.number))


def event_path(calendar_id: str, event_id: str) -> str:
    """The path of an event as the journal writes it."""
    return f"/calendars/{calendar_id}/events/{event_id}"


def _head(ask: Ask) -> Resource:
    calendar = ask.calendar
    entry = ask.account.entries.get(calendar.id)
    told = entry.own.get("defaultReminders", []) if entry is not None and at_least(ask.role, "reader") else []
    return {
        "kind": "calendar#events",
        "etag": f'"p{calendar.number + calendar.sequence}"',
        "summary": calendar.summary,
        "description": calendar.description or "",
        "updated": stamp(calendar.updated),
        "timeZone": ask.request.one("timeZone") or calendar.zone,
        "accessRole": ask.role,
        "defaultReminders": told,
    }
