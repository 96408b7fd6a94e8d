"""The writing calls about events, as HTTP asks for them."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google import writes
from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.calendars import Row
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.quota import did, may
from calsync_desktop.sandbox.google.reads import told
from calsync_desktop.sandbox.google.shapes import EVENT, given
from calsync_desktop.sandbox.google.times import in_zone

T = TypeVar("T")


def insert_event(ask: Ask) -> Answer:
    """POST: a new event."""
    return told(ask, _new(ask, lambda: writes.insert(ask, given(ask.request, EVENT))))


def import_event(ask: Ask) -> Answer:
    """POST: a private copy of somebody's event."""
    return told(ask, _new(ask, lambda: writes.import_event(ask, given(ask.request, EVENT))))


def quick_add(ask: Ask) -> Answer:
    """An hour from the next full one on; no words are understood."""
    text = ask.request.one("text")
    if not text:
        raise RefusedError("required", "Missing text.", at="text")
    begin = ask.world.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    ends = {"start": begin, "end": begin + timedelta(hours=1)}
    body = {"summary": text} | {name: in_zone(at, ask.calendar.zone) for name, at in ends.items()}
    return told(ask, _new(ask, lambda: writes.insert(ask, body)))


def patch_event(ask: Ask) -> Answer:
    """PATCH: what is given is merged."""
    return told(ask, _mailing(ask, lambda: writes.patch(ask, ask.args["eventId"], given(ask.request, EVENT))))


def update_event(ask: Ask) -> Answer:
    """PUT: what is not given is reset."""
    return told(ask, _mailing(ask, lambda: writes.update(ask, ask.args["eventId"], given(ask.request, EVENT))))


def delete_event(ask: Ask) -> Answer:
    """204 without a body."""
    _mailing(ask, lambda: writes.delete(ask, ask.args["eventId"]))
    return Answer(204)


def move_event(ask: Ask) -> Answer:
    """POST: into the calendar that `destination` names."""
    destination = ask.request.one("destination")
    if not destination:
        raise RefusedError("required", "Missing destination.", at="destination")
    target = ask.about(destination)
    return told(target, _mailing(ask, lambda: writes.move(ask, ask.args["eventId"], target)))


def _new(ask: Ask, make: Callable[[], Row]) -> Row:
    """Make something, unless the account made too much of late (protocols 1.8: quotaExceeded)."""
    may(ask.world, "made", ask.account.email)
    row = _mailing(ask, make)
    did(ask.world, "made", ask.account.email)
    return row


def _mailing(ask: Ask, change: Callable[[], T]) -> T:
    """Do what may mail somebody, unless the account had too many mailed of late (protocols 1.8: quotaExceeded)."""
    if ask.send_updates != "none":
        may(ask.world, "mailed", ask.account.email)
    before = len(ask.world.mails)
    done = change()
    did(ask.world, "mailed", ask.account.email, len(ask.world.mails) - before)
    return done
