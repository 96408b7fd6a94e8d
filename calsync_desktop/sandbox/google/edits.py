"""The writing calls about events, as HTTP asks for them."""

from datetime import timedelta

from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google import writes
from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.reads import told
from calsync_desktop.sandbox.google.times import in_zone


def insert_event(ask: Ask) -> Answer:
    """POST: a new event."""
    return told(ask, writes.insert(ask, ask.request.resource()))


def import_event(ask: Ask) -> Answer:
    """POST: a private copy of somebody's event."""
    return told(ask, writes.import_event(ask, ask.request.resource()))


def quick_add(ask: Ask) -> Answer:
    """An hour from the next full one on; no words are understood."""
    text = ask.request.one("text")
    if not text:
        raise RefusedError("required", "Missing text.", at="text")
    begin = ask.world.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    ends = {"start": begin, "end": begin + timedelta(hours=1)}
    return told(
        ask, writes.insert(ask, {"summary": text} | {name: in_zone(at, ask.calendar.zone) for name, at in ends.items()})
    )


def patch_event(ask: Ask) -> Answer:
    """PATCH: what is given is merged."""
    return told(ask, writes.patch(ask, ask.args["eventId"], ask.request.resource()))


def update_event(ask: Ask) -> Answer:
    """PUT: what is not given is reset."""
    return told(ask, writes.update(ask, ask.args["eventId"], ask.request.resource()))


def delete_event(ask: Ask) -> Answer:
    """204 without a body."""
    writes.delete(ask, ask.args["eventId"])
    return Answer(204)


def move_event(ask: Ask) -> Answer:
    """POST: into the calendar that `destination` names."""
    destination = ask.request.one("destination")
    if not destination:
        raise RefusedError("required", "Missing destination.", at="destination")
    target = ask.about(destination)
    return told(target, writes.move(ask, ask.args["eventId"], target))
