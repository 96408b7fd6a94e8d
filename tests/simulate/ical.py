"""Calendar texts as a stranger's program handles them: lines, and nothing of our mapping, so that it can bear witness against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = "Europe/Berlin"
_VTIMEZONE = (
    "BEGIN:VTIMEZONE", f"TZID:{ZONE}",
    "BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT",
    "BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD",
    "END:VTIMEZONE",
)  # fmt: skip


@dataclass(slots=True)
class Text:
    """A resource: the lines around its events, and the lines of each event."""

    head: list[str]
    events: list[list[str]]
    tail: list[str]

    @property
    def master(self) -> list[str]:
        """The event without RECURRENCE-ID, or the first one."""
        return next((e for e in self.events if line(e, "RECURRENCE-ID") is None), self.events[0])

    def apart(self, key: str) -> list[str] | None:
        """The event that stands for the occurrence ``key``."""
        return next((e for e in self.events if key_of(e) == key), None)

    def __str__(self) -> str:
        inner = [text for event in self.events for text in ("BEGIN:VEVENT", *event, "END:VEVENT")]
        return "\r\n".join([*self.head, *inner, *self.tail, ""])


def parsed(text: str) -> Text:
    """The inverse of ``str``, for any server's or client's text."""
    head: list[str] = []
    events: list[list[str]] = []
    tail: list[str] = []
    inside = False
    for each in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        if each in ("BEGIN:VEVENT", "END:VEVENT"):
            inside = each.startswith("BEGIN")
            events += [[]] if inside else []
        elif inside:
            events[-1].append(each)
        else:
            (tail if events else head).append(each)
    return Text(head, events, tail)


def line(event: list[str], name: str) -> str | None:
    """The first property of that name outside of alarms, parameters included."""
    return next(iter(lines(event, name)), None)


def lines(event: list[str], name: str) -> list[str]:
    """All of that name."""
    found, depth = [], 0
    for each in event:
        depth += each.startswith("BEGIN:")
        if depth == 0 and re.match(rf"{name}[;:]", each, re.IGNORECASE):
            found.append(each)
        depth -= each.startswith("END:")
    return found


def value(event: list[str], name: str) -> str:
    """The text of a property without its parameters, "" when it is not there."""
    found = line(event, name)
    return re.sub(r"\\(.)", r"\1", _split(found)[1]) if found else ""


def replace_line(event: list[str], name: str, new: str | None) -> None:
    """Put ``new`` in the place of every property of that name (None: take them out)."""
    old = lines(event, name)
    event[:] = [each for each in event if each not in old]
    if new is not None:
        event.insert(0, new)


def moments(event: list[str], name: str) -> list[tuple[date, str]]:
    """Dates or wall times with their zone ("" for a date) of every property of that name."""
    return [
        _moment(part, head) for each in lines(event, name) for head, text in [_split(each)] for part in text.split(",")
    ]


def key_of(event: list[str]) -> str | None:
    """The key of the occurrence that an event stands for; None for the master."""
    found = moments(event, "RECURRENCE-ID")
    return key(*found[0]) if found else None


def key(start: date, zone: str) -> str:
    """How an occurrence is named: by its original start as UTC, or its date."""
    if not isinstance(start, datetime):
        return f"{start:%Y%m%d}"
    return f"{start.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def start_of(key_: str, like: list[str]) -> date:
    """The start that a key names, in the shape of the event's own DTSTART."""
    first, zone = moments(like, "DTSTART")[0]
    if not isinstance(first, datetime):
        return datetime.strptime(key_, "%Y%m%d").replace(tzinfo=UTC).date()
    found = datetime.strptime(key_, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return found.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def stamp(name: str, start: date, zone: str = ZONE) -> str:
    """A property line for a moment."""
    if not isinstance(start, datetime):
        return f"{name};VALUE=DATE:{start:%Y%m%d}"
    return f"{name}:{start:%Y%m%dT%H%M%SZ}" if zone == "UTC" else f"{name};TZID={zone}:{start:%Y%m%dT%H%M%S}"


def place(event: list[str], start: date) -> None:
    """Let an event begin elsewhere, its length kept."""
    (old, zone), (end, end_zone) = moments(event, "DTSTART")[0], moments(event, "DTEND")[0]
    replace_line(event, "DTSTART", stamp("DTSTART", start, zone))
    replace_line(event, "DTEND", stamp("DTEND", start + (end - old), end_zone))


def written(uid: str, title: str, start: date, length: timedelta, *more: str) -> str:
    """A stranger's new resource."""
    event = [
        f"UID:{uid}", "DTSTAMP:20260301T000000Z", f"SUMMARY:{title}", stamp("DTSTART", start), stamp("DTEND", start + length),
        f"X-STRANGER:{uid}-x", *more,
    ]  # fmt: skip
    return str(
        Text(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//stranger//EN", *_VTIMEZONE], [event], ["END:VCALENDAR"])
    )


def _split(text: str) -> tuple[str, str]:
    head, _, rest = text.partition(":")
    return head, rest


def _moment(text: str, head: str) -> tuple[date, str]:
    if len(text) == 8:
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date(), ""
    found = datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S")
    zone = re.search(r"TZID=\"?([^;:\"]+)", head)
    return found, "UTC" if text.endswith("Z") else zone[1] if zone else ZONE
