"""From a calendar text to appointments: what every other program writes, in one form of ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from calsync_desktop.core.appointment import Appointment, Content, EventStatus, Override, Recurrence
from calsync_desktop.core.recurrence import gate, normalise
from calsync_desktop.core.when import When
from calsync_desktop.providers.caldav.mapping import words
from calsync_desktop.providers.caldav.mapping.alarms import read_reminders
from calsync_desktop.providers.caldav.mapping.lines import LARGEST, BrokenCalendar, Component, Line, decode, parse
from calsync_desktop.providers.caldav.mapping.people import read_attendees, read_organizer
from calsync_desktop.providers.caldav.mapping.times import Zones, read_instant, read_keys, read_when

DAMAGED = (BrokenCalendar, ValueError, OverflowError)
_LISTED = frozenset({"CATEGORIES", "ATTACH"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One UID of a text: the appointment, or why it cannot be shown; ``modified`` is its newest stamp."""

    uid: str
    appointment: Appointment | None = None
    problem: str = ""
    modified: datetime | None = None


def read_resource(text: str, fallback: str = "") -> Reading | None:
    """One CalDAV resource (RFC 4791 section 4.1: one UID); None when it holds no VEVENT at all. Never raises.

    ``fallback`` is the calendar's zone, for times whose TZID nothing explains.
    """
    if len(text) > LARGEST:
        return Reading("", problem="It is larger than one megabyte.")
    try:
        readings = list(_readings(parse(text), fallback))
    except DAMAGED as error:
        return Reading("", problem=_sentence(error))
    if len(readings) > 1:
        return Reading(readings[0].uid, problem="It holds several appointments in one, which no calendar may do.")
    return readings[0] if readings else None


def read_calendar(data: str | bytes, fallback: str = "") -> tuple[list[Appointment], list[tuple[str, str]]]:
    """The appointments of an .ics file, and UID and sentence of each that cannot be read. Never raises."""
    try:
        readings = list(_readings(parse(decode(data)), fallback))
    except DAMAGED as error:
        return [], [("", _sentence(error))]
    good = [each.appointment for each in readings if each.appointment is not None]
    return good, [(each.uid, each.problem) for each in readings if each.appointment is None]


def _readings(calendars: Iterable[Component], fallback: str) -> Iterable[Reading]:
    for calendar in calendars:
        by_uid: dict[str, list[Component]] = {}
        for part in calendar.parts:
            if part.name == "VEVENT":
                by_uid.setdefault(part.value("UID").strip(), []).append(part)
        named = Zones(calendar, fallback)
        for uid, events in by_uid.items():
            yield _reading(uid, events, named, fallback or "UTC")


def _reading(uid: str, events: list[Component], named: Zones, zone: str) -> Reading:
    modified = max((moment for event in events if (moment := _modified(event)) is not None), default=None)
    try:
        appointment = _appointment(uid, events, named, zone)
        problem = gate(appointment)
    except DAMAGED as error:
        return Reading(uid, None, _sentence(error), modified)
    return Reading(uid, None if problem else appointment, problem, modified)


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, BrokenCalendar) else "It has a time that cannot be reckoned with."


def _modified(event: Component) -> datetime | None:
    return read_instant(event.value("LAST-MODIFIED") or event.value("DTSTAMP"))


def _appointment(uid: str, events: list[Component], named: Zones, zone: str) -> Appointment:
    if not uid:
        raise BrokenCalendar("It has no UID.")
    master = master_of(events)
    exceptions = [event for event in events if event.first("RECURRENCE-ID") is not None]
    if master is None:
        return _masterless(uid, exceptions, named, zone)
    content = read_content(master, read_when(master, named), zone)
    recurrence = read_recurrence(master, content.when, named, series=bool(exceptions))
    if not exceptions:
        return Appointment(uid, content, recurrence)
    overrides, cancelled = _overrides(exceptions, content.when, named, zone)
    assert recurrence is not None
    skipped = set(recurrence.skipped) | cancelled
    kept = tuple(overrides[key] for key in sorted(overrides) if key not in skipped)
    return Appointment(uid, content, replace(recurrence, skipped=tuple(sorted(skipped))), kept)


def master_of(events: Iterable[Component]) -> Component | None:
    """The VEVENT without RECURRENCE-ID; where a broken text has several, the newest SEQUENCE."""
    masters = [event for event in events if event.first("RECURRENCE-ID") is None]
    return max(masters, key=sequence) if masters else None


def sequence(event: Component) -> int:
    """SEQUENCE, 0 when absent or unreadable."""
    text = event.value("SEQUENCE").strip()
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _masterless(uid: str, exceptions: list[Component], named: Zones, zone: str) -> Appointment:
    """Only single occurrences of somebody else's series."""
    like = read_when(exceptions[0], named)
    overrides, cancelled = _overrides(exceptions, like, named, zone)
    kept = tuple(overrides[key] for key in sorted(overrides) if key not in cancelled)
    if not kept:
        raise BrokenCalendar("All that is known of it is cancelled.")
    return Appointment(uid, kept[0].content, None, kept, masterless=True)


def _overrides(
    exceptions: list[Component], series: When, named: Zones, zone: str
) -> tuple[dict[str, Override], set[str]]:
    """Overrides by key, and the keys whose override says that the occurrence is cancelled."""
    found: dict[str, Override] = {}
    cancelled: set[str] = set()
    for event in sorted(exceptions, key=sequence):
        line = event.first("RECURRENCE-ID")
        assert line is not None
        if line.params and line.param("RANGE"):
            raise BrokenCalendar("It changes one occurrence and all later ones in one step, which cannot be shown.")
        keys = read_keys([line], series, named)
        if not keys:
            raise BrokenCalendar("It changes an occurrence without saying which.")
        content = read_content(event, read_when(event, named), zone)
        found[keys[0]] = Override(keys[0], content)
        (cancelled.add if content.status is EventStatus.CANCELLED else cancelled.discard)(keys[0])
    return found, cancelled


def read_recurrence(event: Component, when: When, named: Zones, *, series: bool) -> Recurrence | None:
    """RRULE, RDATE and EXDATE; EXRULE, which RFC 5545 has dropped, is passed over. ``series``: it is one even without a rule."""
    rules = [line for line in event.every("RRULE") if line.value.strip()]
    if len(rules) > 1:
        raise BrokenCalendar("It repeats by several rules at once, which cannot be shown.")
    extra = read_keys(event.every("RDATE"), when, named)
    if not rules and not extra and not series:
        return None
    skipped = read_keys(event.every("EXDATE"), when, named)
    rule = normalise(rules[0].value.strip(), when) if rules else ""
    return Recurrence(rule, tuple(sorted(set(extra))), tuple(sorted(set(skipped))))


def read_content(event: Component, when: When, zone: str) -> Content:
    """What one VEVENT says, whatever the order of its lines."""
    first: dict[str, Line] = {}
    lists: dict[str, list[Line]] = {name: [] for name in _LISTED}
    for line in event.lines:
        if line.name in lists:
            lists[line.name].append(line)
        else:
            first.setdefault(line.name, line)

    def text(name: str) -> str:
        line = first.get(name)
        return line.text() if line is not None else ""

    def raw(name: str) -> str:
        line = first.get(name)
        return line.value if line is not None else ""

    return Content(
        when=when,
        title=text("SUMMARY"),
        notes=text("DESCRIPTION"),
        notes_html=text(words.HTML_LINE) if words.HTML_LINE in first else "",
        location=text("LOCATION"),
        status=words.read_status(raw("STATUS")),
        show_as=words.read_show_as(raw("TRANSP"), raw(words.BUSY_LINE)),
        visibility=words.read_visibility(raw("CLASS")),
        reminders=read_reminders(event, when, zone),
        attendees=read_attendees(event) if "ATTENDEE" in first else (),
        organizer=read_organizer(event) if "ORGANIZER" in first else None,
        categories=words.read_categories(lists["CATEGORIES"]) if lists["CATEGORIES"] else (),
        color=text("COLOR").strip().lower(),
        url=raw("URL").strip(),
        meeting_url=words.read_meeting(event),
        attachments=words.read_attachments(lists["ATTACH"]) if lists["ATTACH"] else (),
    )
