"""What the tests of edits share: a text of another program, and the edit of it that must be read back as it was wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.fields import changed, lay_out
from calsync_desktop.core.provider import PieceWrite, Verb
from calsync_desktop.providers.caldav.mapping.compose import compose
from calsync_desktop.providers.caldav.mapping.read import read_resource

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ME = frozenset({"ada@example.org"})
OUTLOOK = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Other//Program//EN
METHOD:PUBLISH
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:series-1
DTSTAMP:20260101T000000Z
SEQUENCE:4
DTSTART;TZID=W. Europe Standard Time:20260302T090000
DURATION:PT1H
RRULE:FREQ=WEEKLY;COUNT=9
EXDATE;TZID=W. Europe Standard Time:20260316T090000,20260323T090000
SUMMARY;LANGUAGE=de:Besprechung
X-WR-SOMETHING;VALUE=URI:kept:as is
ORGANIZER;CN=Ada:mailto:ada@example.org
ATTENDEE;CN=Bo;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CUTYPE=INDIVIDUAL:mailto:bo@example.org
ATTENDEE;CN=Cy;PARTSTAT=ACCEPTED;X-NUM-GUESTS=2:mailto:cy@example.org
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT15M
X-WR-ALARMUID:alarm-1
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:series-1
DTSTAMP:20260101T000000Z
RECURRENCE-ID;TZID=W. Europe Standard Time:20260309T090000
DTSTART;TZID=W. Europe Standard Time:20260309T150000
DTEND;TZID=W. Europe Standard Time:20260309T160000
SUMMARY:Besprechung\\, spaet
X-OVERRIDE:kept
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def read(text: str) -> Appointment:
    reading = read_resource(text)
    assert reading is not None
    assert reading.appointment is not None, reading.problem
    return reading.appointment


def edit(change: Callable[[Appointment], Appointment], raw: str = OUTLOOK, addresses: frozenset[str] = ME) -> str:
    before = read(raw)
    after = change(before)
    fields = changed(lay_out(before), lay_out(after))
    text = compose(PieceWrite(Verb.UPDATE, "/s", "/s", None, '"1"', before, after, fields, raw), NOW, "", addresses)
    assert lay_out(read(text)) == lay_out(after)
    return text


def content(**changes: object) -> Callable[[Appointment], Appointment]:
    return lambda a: replace(a, content=replace(a.content, **changes))  # type: ignore[arg-type]


def lines_that_differ(text: str, raw: str = OUTLOOK) -> tuple[set[str], set[str]]:
    """Lines that went and lines that came, unfolded."""
    one, two = (set(each.replace("\r\n ", "").split("\r\n")) for each in (raw, text))
    return one - two, two - one
