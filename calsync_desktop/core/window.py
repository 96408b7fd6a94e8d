"""Whether what was made here goes out yet: confirmed and inside the sync window, or else from which day on, in a sentence.

========================  ==========================================
made here                 goes out
========================  ==========================================
tentative                 once it is confirmed
starts beyond the window  on the day on which it comes inside
over before the window    only when the user sends it
a series under way        now
========================  ==========================================
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from calsync_desktop.core.appointment import Appointment, EventStatus


def holds_back(appointment: Appointment, window_days: int, today: date) -> str:
    """Why a new appointment stays here for now; empty when it may go. ``today`` is the user's own date."""
    content, width = appointment.content, timedelta(days=window_days)
    if content.status is EventStatus.TENTATIVE:
        return "It is tentative, so it stays on this computer until it is confirmed."
    start, end = _day(content.when.start), _day(content.when.end)
    if start > today + width:
        goes = start - width
        return f"It begins after the sync window of {window_days} days. It is sent on {goes.isoformat()}, or when you send it now."
    if end < today - width and not appointment.series:
        return f"It lies before the sync window of {window_days} days, so it stays on this computer unless you send it now."
    return ""


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
