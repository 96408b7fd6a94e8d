"""Appointments as files of the user: reading one for an import, writing one for an export."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from calsync_desktop import clock
from calsync_desktop.app.profile import Profile
from calsync_desktop.app.reading import nothing_here, opened
from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.errors import Usage

LARGEST = 100_000_000  # bytes
_COLUMNS = (
    "title",
    "start",
    "end",
    "all_day",
    "zone",
    "location",
    "status",
    "rrule",
    "categories",
    "organizer",
    "guests",
    "url",
    "notes",
    "uid",
)


def read_text(file: Path) -> str:
    """A file's text; Usage with what is wrong with it."""
    try:
        if file.stat().st_size > LARGEST:
            raise Usage("The file is larger than 100 MB.", "Split it, then import the parts.")
        return file.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise Usage(f"The file cannot be read: {error.strerror}.", "Check its name.") from error


def export(profile: Profile, file: Path, calendar: str | None, zone: str) -> dict[str, Any]:
    """Write what is shown of the selected calendars, or of one; ``{"file", "count"}``. The ending says how: .ics or .csv."""
    kinds = {".ics": _as_ics, ".csv": _as_csv}
    if file.suffix.lower() not in kinds:
        raise Usage("A file to export to ends with .ics or .csv.", "Choose such a name.")
    appointments = _shown(profile, calendar)
    text = kinds[file.suffix.lower()](appointments, zone)
    _write(file, text)
    return {"file": str(file), "count": len(appointments)}


def _shown(profile: Profile, calendar: str | None) -> list[Appointment]:
    from calsync_desktop.store.appointments import shown_appointments
    from calsync_desktop.store.reading import resolve_id

    with opened(profile) as conn:
        if conn is None:
            if calendar:
                raise nothing_here("calendar", calendar)
            return []
        chosen = resolve_id(conn, "calendars", calendar) if calendar else None
        return [appointment for _, appointment in shown_appointments(conn, chosen)]


def _as_ics(appointments: Sequence[Appointment], _: str) -> str:
    from calsync_desktop.providers.caldav.mapping.compose import write_calendar

    return write_calendar(appointments, clock.now())


def _as_csv(appointments: Sequence[Appointment], zone: str) -> str:
    """One line an appointment (a series is one), for spreadsheets: nothing in it is read as a formula."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(_COLUMNS)
    lines.writerows([_harmless(cell) for cell in _cells(appointment, zone)] for appointment in appointments)
    return out.getvalue()


def _cells(appointment: Appointment, zone: str) -> list[str]:
    from calsync_desktop.store.telling import when_json

    content, recurrence = appointment.content, appointment.recurrence
    when = when_json(content.when, zone)
    return [
        content.title,
        when["start"],
        when["end"],
        "yes" if when["all_day"] else "no",
        when["zone"],
        content.location,
        str(content.status),
        recurrence.rule if recurrence else "",
        ", ".join(content.categories),
        content.organizer.email if content.organizer else "",
        ", ".join(attendee.email for attendee in content.attendees),
        content.url,
        content.notes,
        appointment.uid,
    ]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _write(file: Path, text: str) -> None:
    """For the user alone; an older file of the name is replaced only once the new one is whole."""
    part = file.with_name(f".{file.name}.part")
    try:
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
        ) as out:
            out.write(text)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Usage(f"The file cannot be written: {error.strerror}.", "Choose another place.") from error
