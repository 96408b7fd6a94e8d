"""The exact text of a resource that is to be written: made new, or the server's own text edited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.fields import changed, lay_out
from calsync_desktop.core.provider import PieceWrite, Verb
from calsync_desktop.providers.caldav.mapping.edit import Edit
from calsync_desktop.providers.caldav.mapping.fields import Names, write_when
from calsync_desktop.providers.caldav.mapping.lines import BrokenCalendar, Component, Line, parse, serialise
from calsync_desktop.providers.caldav.mapping.people import email
from calsync_desktop.providers.caldav.mapping.read import DAMAGED, read_resource
from calsync_desktop.providers.caldav.mapping.times import Zones, stamp
from calsync_desktop.providers.caldav.mapping.vtimezone import tzid_of, vtimezone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PRODUCT = "-//CalSync Desktop//CalSync Desktop//EN"


def compose(write: PieceWrite, now: datetime, zone: str, addresses: frozenset[str]) -> str:
    """The text to PUT. Refused when there is no text to start from, or the result could not be held.

    ``zone`` is the calendar's own, for floating times; ``addresses`` are the account's: SEQUENCE is counted by the organizer only.
    """
    if write.after is None:
        raise Refused("There is nothing to write.")
    try:
        if _is_calendar(write.raw):
            return _edited(write, write.after, now, zone, addresses)
        if write.verb is Verb.UPDATE:
            raise Refused("It cannot be changed, because the server's own text of it is not readable.")
        return serialise([created(write.after, now, zone)])
    except DAMAGED as error:
        words = str(error) if isinstance(error, BrokenCalendar) else "It has a time that no calendar can hold."
        raise Refused(f"It cannot be written. {words}") from None


def write_calendar(appointments: Iterable[Appointment], now: datetime = EPOCH, zone: str = "") -> str:
    """One .ics file with all appointments, each zone described once; ``now`` is the DTSTAMP (by default as old as can be)."""
    whole = _empty()
    described: set[str] = set()
    for appointment in appointments:
        for part in created(appointment, now, zone).parts:
            name = part.value("TZID") if part.name == "VTIMEZONE" else ""
            if not name or name not in described:
                whole.parts.append(part)
                described.add(name)
    whole.parts.sort(key=lambda part: part.name != "VTIMEZONE")
    return serialise([whole])


def created(after: Appointment, now: datetime, zone: str) -> Component:
    """A new VCALENDAR that says all of an appointment (RFC 5545 minimum and more)."""
    calendar = _empty()
    if not after.masterless:
        event = Component(
            "VEVENT", [Line("UID", "", _uid(after)), Line("CREATED", "", stamp(now)), Line("SEQUENCE", "", "0")]
        )
        write_when(event, after.content.when, Names(Zones(calendar)))
        calendar.parts.append(event)
    Edit(calendar, after, zone, now).carry_out(frozenset(lay_out(after)), reschedules=False)
    _describe_zones(calendar, after)
    return calendar


def _edited(write: PieceWrite, after: Appointment, now: datetime, zone: str, addresses: frozenset[str]) -> str:
    """The server's text with the changed paths; a text that is to be created elsewhere differs from it in whatever it differs."""
    calendar = parse(write.raw)[0]
    paths = write.fields
    if write.verb is Verb.CREATE:
        reading = read_resource(write.raw, zone)
        held = reading.appointment if reading is not None else None
        if held is None:
            return serialise([created(after, now, zone)])
        paths = changed(lay_out(held), lay_out(after))
    events = [part for part in calendar.parts if part.name == "VEVENT"]
    Edit(calendar, after, zone, now).carry_out(paths, reschedules=_ours(events, addresses))
    for event in (part for part in calendar.parts if part.name == "VEVENT"):
        event.put("UID", _uid(after))
    calendar.drop("METHOD")  # RFC 4791 section 4.1
    _describe_zones(calendar, after)
    return serialise([calendar])


def _empty() -> Component:
    return Component(
        "VCALENDAR", [Line("VERSION", "", "2.0"), Line("PRODID", "", PRODUCT), Line("CALSCALE", "", "GREGORIAN")]
    )


def _uid(after: Appointment) -> str:
    clean = "".join(char for char in after.uid if char.isprintable())
    if not clean:
        raise BrokenCalendar("It has no UID.")
    return clean


def _is_calendar(text: str) -> bool:
    head = text[:200].lstrip("\ufeff \r\n\t").replace("\r", "").replace("\n ", "")
    return head.upper().startswith("BEGIN:VCALENDAR")


def _ours(events: Iterable[Component], addresses: frozenset[str]) -> bool:
    """Nobody else organizes it. Where the account's addresses are not known, it is taken for ours."""
    organizers = {email(line) for event in events for line in event.every("ORGANIZER")}
    return not organizers or not addresses or bool(organizers & addresses)


def _describe_zones(calendar: Component, after: Appointment) -> None:
    """Each TZID that is used and not described gets its VTIMEZONE, before all else (RFC 5545 section 3.6.5)."""
    contents = [after.content, *(override.content for override in after.overrides)]
    kept = {
        tzid_of(zone): zone
        for content in contents
        for zone in (content.when.zone, content.when.end_zone)
        if zone not in ("", "UTC")
    }
    described = {part.value("TZID") for part in calendar.parts if part.name == "VTIMEZONE"}
    used = {
        line.param("TZID")
        for part in calendar.parts
        if part.name == "VEVENT"
        for line in part.lines
        if "TZID" in line.params
    }
    year = min(content.when.start.year for content in contents)
    made = [vtimezone(kept[name], year) for name in sorted(used - described) if name in kept]
    calendar.parts[:0] = made
