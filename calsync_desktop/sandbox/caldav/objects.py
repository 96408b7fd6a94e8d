"""What makes a text a calendar object resource: the rules of RFC 4791, section 4.1 and 5.3.2.1, checked one by one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from icalendar import Calendar

from calsync_desktop.sandbox.caldav.quirks import Quirks

Part: TypeAlias = Any  # a component of icalendar, whose values are of thirty kinds
UID_LINE = re.compile(r"^UID(?:;[^:\r\n]*)?:(.*(?:\r?\n[ \t].*)*)", re.MULTILINE | re.IGNORECASE)
KINDS = ("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY")


@dataclass(frozen=True, slots=True)
class Objection:
    """A precondition that does not hold: its name in the CalDAV namespace, and a sentence for the person who debugs."""

    condition: str
    sentence: str


def parse(text: str) -> Calendar | None:
    """The one VCALENDAR of the text, or None when it is not iCalendar."""
    try:
        calendars: list[Part] = Calendar.from_ical(text, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return None
    if len(calendars) != 1 or calendars[0].name != "VCALENDAR":
        return None
    found: Calendar = calendars[0]
    return found


def parts(calendar: Calendar) -> list[Part]:
    """The components that carry the UID: everything but the time zones."""
    return [part for part in calendar.subcomponents if part.name != "VTIMEZONE"]


def uid_of(text: str) -> str | None:
    """The first UID of the text, read without parsing the rest, or None when there is none."""
    found = UID_LINE.search(text)
    return re.sub(r"\r?\n[ \t]", "", found.group(1)).strip() if found is not None else None


def corrected(text: str) -> str:
    """What a server stores that "corrects": the same meaning in another order, and a mark of its own."""
    calendar = parse(text)
    if calendar is None:
        return text
    for part in parts(calendar):
        part["X-SANDBOX-CORRECTED"] = "1"
    return str(calendar.to_ical(sorted=True), "utf-8")


def objection(text: str, components: Iterable[str], quirks: Quirks) -> Objection | None:
    """The first rule that the text breaks, or None when it may be stored in a calendar of these component kinds."""
    if len(text.encode()) > quirks.max_resource_size:
        return Objection("max-resource-size", f"more than {quirks.max_resource_size} bytes")
    calendar = parse(text)
    if calendar is None:
        return Objection("valid-calendar-data", "not one readable VCALENDAR")
    found = parts(calendar)
    return (
        _calendar_objection(calendar, found)
        or _kind_objection(found, tuple(components))
        or next((bad for part in found if (bad := _part_objection(part, quirks)) is not None), None)
        or _identity_objection(found)
        or _zone_objection(calendar, found, quirks)
    )


def _calendar_objection(calendar: Calendar, found: list[Part]) -> Objection | None:
    if str(calendar.get("VERSION", "")) != "2.0" or "PRODID" not in calendar:
        return Objection("valid-calendar-data", "VERSION:2.0 and PRODID are required (RFC 5545, 3.6)")
    if "METHOD" in calendar:
        return Objection("valid-calendar-object-resource", "METHOD is for messages, not for stored objects")
    if not found:
        return Objection("valid-calendar-object-resource", "no component besides time zones")
    return None


def _kind_objection(found: list[Part], components: tuple[str, ...]) -> Objection | None:
    kinds = {part.name for part in found}
    if len(kinds) > 1:
        return Objection("valid-calendar-object-resource", "more than one kind of component in one resource")
    if not kinds <= set(components or KINDS):
        return Objection("supported-calendar-component", f"this calendar holds {', '.join(components or KINDS)}")
    return None


def _part_objection(part: Part, quirks: Quirks) -> Objection | None:
    needed = ("UID", "DTSTAMP", "DTSTART") if part.name == "VEVENT" else ("UID", "DTSTAMP")
    missing = [name for name in needed if name not in part]
    if missing:
        return Objection("valid-calendar-data", f"{part.name} without {', '.join(missing)}")
    broken = [name for name, _ in part.errors if name in ("DTSTART", "DTEND", "RECURRENCE-ID", "RRULE", "DURATION")]
    if broken:
        return Objection("valid-calendar-data", f"unreadable {', '.join(broken)}")
    if quirks.needs_end and part.name == "VEVENT" and not {"DTEND", "DURATION"} & set(part.keys()):
        return Objection("valid-calendar-data", "VEVENT without DTEND or DURATION")
    return None


def _identity_objection(found: list[Part]) -> Objection | None:
    if len({str(part["UID"]) for part in found}) > 1:
        return Objection("valid-calendar-object-resource", "more than one UID in one resource")
    starts = [part["RECURRENCE-ID"].to_ical() if "RECURRENCE-ID" in part else None for part in found]
    if len(set(starts)) < len(starts):
        return Objection("valid-calendar-object-resource", "two components for one occurrence, or two masters")
    return None


def _zone_objection(calendar: Calendar, found: list[Part], quirks: Quirks) -> Objection | None:
    if not quirks.needs_vtimezone:
        return None
    held = {str(part.get("TZID", "")) for part in calendar.subcomponents if part.name == "VTIMEZONE"}
    missing = {zone for part in found for zone in _zones_used(part)} - held
    if missing:
        return Objection("valid-calendar-data", f"no VTIMEZONE for {', '.join(sorted(missing))} (RFC 4791, 4.1)")
    return None


def _zones_used(part: Part) -> set[str]:
    values = [each for value in part.values() for each in (value if isinstance(value, list) else [value])]
    used = {str(value.params["TZID"]) for value in values if "TZID" in getattr(value, "params", {})}
    return used.union(*(_zones_used(inner) for inner in part.subcomponents)) - {"UTC"}
