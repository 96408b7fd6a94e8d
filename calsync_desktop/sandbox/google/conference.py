"""Online meetings, which are made a moment after they were asked for (protocols 1.5)."""

from typing import Any
from zlib import crc32

from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.calendars import Calendar
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.http import Resource
from calsync_desktop.sandbox.google.world import World


def opened(ask: Ask, body: Resource) -> Resource:
    """The body with its meeting as requested: pending until the calendar is asked again."""
    request = body.get("conferenceData", {}).get("createRequest")
    if request is None or "status" in request:
        return body
    if not request.get("requestId"):
        raise RefusedError("invalid", "Invalid conference request.")
    ask.calendar.pending.add(str(request["requestId"]))
    return body | {"conferenceData": {"createRequest": request | {"status": {"statusCode": "pending"}}}}


def settle(world: World, calendar: Calendar) -> None:
    """Make the meetings that were asked for before."""
    if not calendar.pending:
        return
    for row in [*calendar.rows.values()]:
        asked: dict[str, Any] = (row.body.get("conferenceData") or {}).get("createRequest") or {}
        if asked.get("requestId") in calendar.pending:
            world.commit(calendar, row.id, row.body | _made(asked))
    calendar.pending.clear()


def _made(asked: Resource) -> Resource:
    code = f"sbx-{crc32(asked['requestId'].encode()) % 10_000:04}-box"
    link = f"https://meet.google.com/{code}"
    return {
        "hangoutLink": link,
        "conferenceData": {
            "createRequest": asked | {"status": {"statusCode": "success"}},
            "entryPoints": [{"entryPointType": "video", "uri": link, "label": link.removeprefix("https://")}],
            "conferenceSolution": {"key": {"type": "hangoutsMeet"}, "name": "Google Meet"},
            "conferenceId": code,
        },
    }
