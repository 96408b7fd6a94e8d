"""A consultant's calendar of years: believable events of about one kilobyte each, the same ones on every machine."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SERIES_SHARE = 0.1
OVERRIDDEN_SHARE = 0.3  # of the series
DAYS_BACK, DAYS_AHEAD = 700, 400
STAMP = "20260105T080000Z"

_SUBJECTS = (
    "Review",
    "Kick-off",
    "Workshop",
    "Call",
    "Interview",
    "Retrospective",
    "Planning",
    "Handover",
    "Lunch",
    "Audit",
)
_CLIENTS = (
    "Aster & Sons",
    "Brückner GmbH",
    "Caldera Ltd",
    "Dunmore Trust",
    "Eiger AG",
    "Falkner Druck",
    "Gable Partners",
)
_PLACES = ("Room Nordlicht, 3rd floor", "Online", "Café Morgenrot, Hauptstraße 12", "Client's office", "Studio B", "")
_PEOPLE = ("ana", "bela", "carl", "dora", "emre", "fay", "gus", "hilde", "ivo", "june")
_RULES = (
    "FREQ=WEEKLY;BYDAY={day};COUNT=26",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
    "FREQ=MONTHLY;BYDAY=1{day}",
    "FREQ=DAILY;COUNT=10",
    "FREQ=WEEKLY;BYDAY={day};UNTIL={until}",
    "FREQ=YEARLY",
)
_NOTES = (
    "Agenda: status of the open points\\, decisions of the steering board\\, next steps.",
    "Please bring the signed offer and the figures of the last quarter.",
    "Dial-in is below. If you cannot take part\\, send your remarks the day before.",
    "Notes of the last meeting are in the shared folder\\; tasks are assigned there.",
)
_ZONES = {
    "Europe/Berlin": (
        "+0100",
        "CET",
        "+0200",
        "CEST",
        "19700329T020000",
        "3;BYDAY=-1SU",
        "19701025T030000",
        "10;BYDAY=-1SU",
    ),
    "America/New_York": (
        "-0500",
        "EST",
        "-0400",
        "EDT",
        "19700308T020000",
        "3;BYDAY=2SU",
        "19701101T020000",
        "11;BYDAY=1SU",
    ),
    "Europe/London": (
        "+0000",
        "GMT",
        "+0100",
        "BST",
        "19700329T010000",
        "3;BYDAY=-1SU",
        "19701025T020000",
        "10;BYDAY=-1SU",
    ),
}
_ZONE_SHARES = ("Europe/Berlin",) * 6 + ("America/New_York", "Europe/London", "UTC", "floating")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Event:
    """One resource: the name of its file and its text."""

    name: str
    text: str


def events(count: int, today: date, seed: int = 5) -> Iterator[Event]:
    """``count`` resources around ``today``: a tenth of them series, some with changed occurrences, in several zones, some of whole days."""
    chance = random.Random(seed)
    for number in range(count):
        day = today + timedelta(days=chance.randrange(-DAYS_BACK, DAYS_AHEAD))
        series = chance.random() < SERIES_SHARE
        yield _event(chance, number, day, series)


def _event(chance: random.Random, number: int, day: date, series: bool) -> Event:
    uid = f"{chance.getrandbits(64):016x}-{number}@bench.example"
    zone = chance.choice(_ZONE_SHARES)
    whole = chance.random() < 0.08
    start = datetime(day.year, day.month, day.day, chance.randrange(7, 19), chance.choice((0, 15, 30, 45)))
    length = timedelta(minutes=chance.choice((30, 45, 60, 90, 120)))
    rule = _rule(chance, start, whole) if series else ""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bench//Seed 1.0//EN", "CALSCALE:GREGORIAN"]
    if not whole and zone in _ZONES:
        lines += _vtimezone(zone)
    times = _times("DTSTART", start, zone, whole) + _end(start, length, zone, whole)
    words = _words(chance)
    lines += _vevent(uid, times, words, rule)
    if rule and "YEARLY" not in rule and not whole and chance.random() < OVERRIDDEN_SHARE:
        lines += _override(uid, start, length, zone, words)
    lines.append("END:VCALENDAR")
    return Event(f"{uid.partition('@')[0]}.ics", "".join(f"{_folded(line)}\r\n" for line in lines))


def _rule(chance: random.Random, start: datetime, whole: bool) -> str:
    until = (start + timedelta(days=180)).strftime("%Y%m%d" if whole else "%Y%m%dT000000Z")
    return chance.choice(_RULES).format(day=_DAYS[start.weekday()], until=until)


def _vevent(uid: str, times: list[str], words: list[str], rule: str) -> list[str]:
    repeats = [f"RRULE:{rule}"] if rule else []
    stamps = [f"DTSTAMP:{STAMP}", f"CREATED:{STAMP}", f"LAST-MODIFIED:{STAMP}", "SEQUENCE:0"]
    return ["BEGIN:VEVENT", f"UID:{uid}", *stamps, *times, *repeats, *words, "END:VEVENT"]


def _override(uid: str, start: datetime, length: timedelta, zone: str, words: list[str]) -> list[str]:
    """The first occurrence, two hours later: it exists whatever the rule is."""
    moved = start + timedelta(hours=2)
    times = _times("RECURRENCE-ID", start, zone, False) + _times("DTSTART", moved, zone, False)
    return _vevent(uid, times + _end(moved, length, zone, False), words, "")


def _words(chance: random.Random) -> list[str]:
    title = f"{chance.choice(_SUBJECTS)} {chance.choice(_CLIENTS)}"
    lines = [f"SUMMARY:{title}", f"DESCRIPTION:{chance.choice(_NOTES)}\\n\\n{chance.choice(_NOTES)}"]
    if place := chance.choice(_PLACES):
        lines.append(f"LOCATION:{place.replace(',', chr(92) + ',')}")
    lines += ["STATUS:CONFIRMED", "TRANSP:OPAQUE", f"CATEGORIES:{chance.choice(_CLIENTS)}"]
    if chance.random() < 0.3:
        lines += _guests(chance)
    if chance.random() < 0.6:
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{title}", "TRIGGER:-PT15M", "END:VALARM"]
    return lines


def _guests(chance: random.Random) -> list[str]:
    asked = chance.sample(_PEOPLE, chance.randrange(1, 5))
    named = [
        f"ATTENDEE;CN={who.title()};ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:{who}@bench.example" for who in asked
    ]
    return ["ORGANIZER;CN=Olga:mailto:olga@bench.example", *named]


def _times(name: str, start: datetime, zone: str, whole: bool) -> list[str]:
    if whole:
        return [f"{name};VALUE=DATE:{start:%Y%m%d}"]
    if zone == "UTC":
        return [f"{name}:{start.replace(tzinfo=ZoneInfo('Europe/Berlin')).astimezone(UTC):%Y%m%dT%H%M%SZ}"]
    return [f"{name}:{start:%Y%m%dT%H%M%S}" if zone == "floating" else f"{name};TZID={zone}:{start:%Y%m%dT%H%M%S}"]


def _end(start: datetime, length: timedelta, zone: str, whole: bool) -> list[str]:
    return _times("DTEND", start + (timedelta(days=1) if whole else length), zone, whole)


def _vtimezone(name: str) -> list[str]:
    winter, winter_name, summer, summer_name, to_summer, summer_rule, to_winter, winter_rule = _ZONES[name]
    return [
        "BEGIN:VTIMEZONE", f"TZID:{name}",
        "BEGIN:DAYLIGHT", f"TZOFFSETFROM:{winter}", f"TZOFFSETTO:{summer}", f"TZNAME:{summer_name}",
        f"DTSTART:{to_summer}", f"RRULE:FREQ=YEARLY;BYMONTH={summer_rule}", "END:DAYLIGHT",
        "BEGIN:STANDARD", f"TZOFFSETFROM:{summer}", f"TZOFFSETTO:{winter}", f"TZNAME:{winter_name}",
        f"DTSTART:{to_winter}", f"RRULE:FREQ=YEARLY;BYMONTH={winter_rule}", "END:STANDARD",
        "END:VTIMEZONE",
    ]  # fmt: skip


def _folded(line: str) -> str:
    """RFC 5545 section 3.1, in characters instead of octets: short enough with these texts."""
    parts = [line[start : start + 60] for start in range(0, len(line), 60)]
    return "\r\n ".join(parts)
