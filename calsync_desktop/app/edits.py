"""The words of `add`, `edit`, `delete` and `reply` become what the engine is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from sqlite3 import Connection as Reading
from typing import Any

from calsync_desktop.app import times, wording
from calsync_desktop.core.appointment import Appointment, Content, Reply
from calsync_desktop.core.errors import Gone
from calsync_desktop.core.provider import Notify
from calsync_desktop.core.when import When
from calsync_desktop.store.appointments import AppointmentRow
from calsync_desktop.store.reading import resolve_id
from calsync_desktop.sync.editing import Edit

Args = Mapping[str, Any]


def new_content(conn: Reading, calendar: str, args: Args) -> tuple[Content, str, Notify]:
    """What a new appointment says, its rule and whether guests are mailed; ``local`` of ``args`` reads times without a zone."""
    zone = times.zone_typed(args["zone"]) if args["zone"] else args["local"]
    guests = wording.guests(args["guests"])
    content = Content(
        when=times.new_when(args["start"], args["end"], zone, args["all_day"]),
        title=args["title"],
        notes=args["notes"],
        location=args["location"],
        attendees=guests,
        organizer=wording.organizer(*_own(conn, calendar)) if guests else None,
    )
    return content, args["rrule"].removeprefix("RRULE:"), wording.notify(args["notify"])


def edit_of(conn: Reading, row: AppointmentRow, args: Args) -> tuple[Edit, Notify]:
    """The edit that was typed, for all of an appointment or for some of its occurrences."""
    at, following, notify = span_of(row, args)
    values = wording.edited(args["values"], _when_at(shown_of(row), at or following), args["local"])
    if "calendar" in values:
        values["calendar"] = resolve_id(conn, "calendars", values["calendar"])
    return Edit(values, at, following), notify


def span_of(row: AppointmentRow, args: Args) -> tuple[str | None, str | None, Notify]:
    """Keys of the one occurrence, or of the first of those that follow; None where none was named."""
    when = shown_of(row).content.when
    keys = [
        times.occurrence_key(args[name], when, args["local"]) if args.get(name) else None
        for name in ("at", "following")
    ]
    return keys[0], keys[1], wording.notify(args["notify"])


def answer_of(word: str) -> Reply:
    """accept, tentative or decline."""
    return wording.REPLIES[word]


def shown_of(row: AppointmentRow) -> Appointment:
    """The copy that is shown; Gone when it was deleted."""
    if row.shown is None:
        raise Gone("This appointment was deleted.", "`calsync history` tells when.")
    return row.shown


def _when_at(appointment: Appointment, key: str | None) -> When:
    """When the occurrence takes place, which an edit of start or end begins from."""
    if key is None:
        return appointment.content.when
    override = appointment.override(key)
    return override.content.when if override else times.when_of(appointment.content.when, key)


def _own(conn: Reading, calendar: str) -> tuple[list[str], str]:
    import json

    query = "SELECT k.addresses, k.account FROM connections k JOIN calendars c ON c.connection = k.id WHERE c.id = ?"
    addresses, account = conn.execute(query, (calendar,)).fetchone()
    return json.loads(addresses), account
