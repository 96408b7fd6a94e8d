"""One VEVENT brought to what we want it to say, field by field; lines that no changed field names stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from calsync_desktop.core.appointment import Appointment, Content, Reminder
from calsync_desktop.core.fields import lay_out
from calsync_desktop.core.when import When
from calsync_desktop.providers.caldav.mapping import people, words
from calsync_desktop.providers.caldav.mapping.alarms import reminder, trigger, write_reminder
from calsync_desktop.providers.caldav.mapping.lines import Component, Line
from calsync_desktop.providers.caldav.mapping.times import Zones, write_moment
from calsync_desktop.providers.caldav.mapping.vtimezone import tzid_of

Writer = Callable[[Component, Content], None]


def _notes(event: Component, content: Content) -> None:
    event.put_text("DESCRIPTION", content.notes)
    event.put_text(words.HTML_LINE, content.notes_html, ";FMTTYPE=text/html")


WRITERS: dict[str, Writer] = {
    "title": lambda event, content: event.put_text("SUMMARY", content.title),
    "location": lambda event, content: event.put_text("LOCATION", content.location),
    "notes": _notes,
    "status": lambda event, content: event.put("STATUS", content.status.value.upper()),
    "show_as": lambda event, content: words.write_show_as(event, content.show_as),
    "visibility": lambda event, content: words.write_visibility(event, content.visibility),
    "color": lambda event, content: event.put_text("COLOR", content.color),
    "url": lambda event, content: event.put("URL", words.uri(content.url)) if content.url else event.drop("URL"),
    "meeting_url": lambda event, content: words.write_meeting(event, content.meeting_url),
    "organizer": lambda event, content: people.write_organizer(event, content.organizer),
}


class Names:
    """Which TZID to write for a zone: the one that the text defines already, else our own."""

    def __init__(self, named: Zones) -> None:
        self._named = named

    def tzid(self, zone: str) -> str:
        """ "" for UTC and floating times."""
        return "" if zone in ("", "UTC") else self._named.tzid(zone) or tzid_of(zone)

    def moment(self, name: str, start: date, zone: str) -> Line:
        """A DTSTART or DTEND line."""
        return write_moment(name, start, zone, self.tzid(zone))


def layout(content: Content) -> dict[str, object]:
    """The fields of one VEVENT by path."""
    return lay_out(Appointment("", content))


def write_fields(
    event: Component, paths: Iterable[str], content: Content, names: Names, *, before: When | None, zone: str
) -> None:
    """Bring the fields at ``paths`` to what ``content`` says. ``before``: what the block's times were; ``zone`` reads floating times."""
    wanted, ordered = layout(content), sorted(paths)
    for path in (each for each in ordered if each.startswith("reminders/")):
        method, _, minutes = path.partition("/")[2].rpartition(":")
        write_reminder(event, Reminder(int(minutes), method), path in wanted, before or content.when, zone)
    for path in ordered:
        head, _, key = path.partition("/")
        if head in WRITERS:
            WRITERS[head](event, content)
        elif head == "attendees":
            people.write_attendee(event, key, next((each for each in content.attendees if each.email == key), None))
        elif head == "categories":
            words.write_category(event, key, path in wanted)
        elif head == "attachments":
            words.write_attachment(event, key, next((each for each in content.attachments if each.url == key), None))
    if "when" in ordered:
        write_when(event, content.when, names)
        if before is not None:
            _keep_reminders(event, before, content.when, zone)


def write_when(event: Component, when: When, names: Names) -> None:
    """DTSTART and always DTEND, never DURATION (protocols 3.4)."""
    for line in (
        names.moment("DTSTART", when.start, when.zone),
        names.moment("DTEND", when.end, when.end_zone or when.zone),
    ):
        event.put(line.name, line.value, line.params)
    event.drop("DURATION")


def _keep_reminders(event: Component, before: When, after: When, zone: str) -> None:
    """Alarms that are not reckoned from the start would fire at another distance now: they are put where they were."""
    for part in event.parts:
        was = reminder(part, before, zone)
        if was is not None and reminder(part, after, zone) != was:
            part.put("TRIGGER", trigger(was.minutes))
