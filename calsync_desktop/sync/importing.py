"""Appointments from a file into a calendar: those that it does not hold yet, each on its own merits, a slice a transaction."""

from __future__ import annotations

from collections.abc import Sequence

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.recurrence import gate
from calsync_desktop.store import accounts, copies
from calsync_desktop.sync.reports import ImportReport
from calsync_desktop.sync.run import SLICE
from calsync_desktop.sync.writing import Desk, add_all


async def import_all(desk: Desk, calendar: str, appointments: Sequence[Appointment], *, preview: bool) -> ImportReport:
    """What was made of them; with ``preview`` only what would be. Usage and NotAllowed when the calendar cannot take any."""
    accounts.calendar_of(desk.store, calendar)
    failed = tuple((a.uid, reason) for a in appointments if (reason := _fault(a)))
    sound = {a.uid: a for a in appointments if not _fault(a)}
    new = [a for uid, a in sound.items() if copies.with_uid(desk.store, calendar, uid) is None]
    for i in range(0, 0 if preview else len(new), SLICE):
        add_all(desk, calendar, new[i : i + SLICE])
        await desk.ground.sleep(0)
    return ImportReport(len(new), len(appointments) - len(failed) - len(new), failed)


def _fault(appointment: Appointment) -> str:
    """Why an appointment cannot be taken in; empty when it can."""
    if appointment.content.when.end < appointment.content.when.start and not appointment.content.when.end_zone:
        return "The end is before the start."
    return gate(appointment) if appointment.recurrence is not None else ""
