"""Which part of a calendar is listed, so wide that the sync window moves inside it for months; what lies outside is retired, never deleted.

=====================  ==================================  ==============================
the service            is listed (W: the window's days)    listed anew when
=====================  ==================================  ==============================
lists from a day on    from today - W - 30                 it does not reach today - W
freezes what it lists  today - W - 60 to today + W + 180   it reaches less than 60 days
                                                           beyond the window's end, or
                                                           not to its beginning
lists everything       everything; where that is too much, never; as the one above
                       as the one above
=====================  ==================================  ==============================
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.provider import Capabilities, Scope, Shape
from calsync_desktop.core.recurrence import takes_place
from calsync_desktop.core.rule import parse_rule
from calsync_desktop.core.when import EARLIEST, LATEST

EVERYTHING = Scope()
BEFORE, FROZEN_BEFORE, FROZEN_AFTER, LEAST_AFTER = (timedelta(days=n) for n in (30, 60, 180, 60))
NEARLY = timedelta(days=1)  # no zone is further away: whole days and floating times are somewhere in it


def wanted(capabilities: Capabilities, window_days: int, today: date) -> Scope:
    """What to ask a service for; one that lists everything may narrow it to this, and then says so."""
    width, now = timedelta(days=window_days), datetime.combine(today, time(), UTC)
    if capabilities.shape is Shape.PIECES and not capabilities.frozen_window:
        return Scope(now - width - BEFORE)
    return Scope(now - width - FROZEN_BEFORE, now + width + FROZEN_AFTER)


def suffices(listed: Scope, window_days: int, today: date) -> bool:
    """Whether what was listed holds the window and enough of what will come into it."""
    width, now = timedelta(days=window_days), datetime.combine(today, time(), UTC)
    reaches_back = listed.start is None or listed.start <= now - width
    return reaches_back and (listed.end is None or listed.end >= now + width + LEAST_AFTER)


def lies_in(appointment: Appointment, scope: Scope, slack: timedelta = timedelta(0)) -> bool:
    """Whether any of it takes place in a scope made wider by ``slack`` on both sides; what cannot be said counts as inside."""
    if scope == EVERYTHING or (scope.end is None and _goes_on(appointment)):
        return True
    start = scope.start - slack if scope.start else EARLIEST.replace(tzinfo=UTC)
    end = scope.end + slack if scope.end else LATEST.replace(tzinfo=UTC)
    try:
        return takes_place(appointment, start, end)
    except Refused:
        return True


def _goes_on(appointment: Appointment) -> bool:
    """A series without end."""
    if appointment.recurrence is None or not appointment.recurrence.rule:
        return False
    try:
        rule = parse_rule(appointment.recurrence.rule)
    except Refused:
        return True
    return rule.count is None and rule.until is None
