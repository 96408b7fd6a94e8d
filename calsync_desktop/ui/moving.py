"""What an appointment's own When becomes when it is dragged on the local wall clock: its zone stays its own."""

from __future__ import annotations

from datetime import date, datetime

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.series import content_at
from calsync_desktop.core.when import Kind, When, all_day, floating, instant, timed
from calsync_desktop.core.zones import tzinfo
from calsync_desktop.ui.layout.drag import Times


def retimed(before: When, times: Times, local: str) -> When:
    """The When at ``times``: in the zones that it had, floating if it was, whole days where they are dates."""
    start, end = times
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return all_day(start, end)
    if before.kind is Kind.FLOATING:
        return floating(start, end)
    zone = before.zone or local
    end_zone = before.end_zone or zone
    return timed(_wall(start, local, zone), _wall(end, local, end_zone), zone, end_zone)


def when_at(appointment: Appointment, key: str | None) -> When:
    """When an appointment takes place, or its occurrence with this key."""
    content = content_at(appointment, key) if key and appointment.series else None
    return (content or appointment.content).when


def _wall(value: date, local: str, zone: str) -> datetime:
    """The wall time elsewhere at a wall time here."""
    return instant(value, local).astimezone(tzinfo(zone)).replace(tzinfo=None)
