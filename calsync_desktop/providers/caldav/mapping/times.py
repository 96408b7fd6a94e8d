"""DTSTART, DTEND, DURATION, EXDATE, RDATE and RECURRENCE-ID between their text and ``core.when``.

=======================  ==========================  =====================================
written                  read as                     written back as
=======================  ==========================  =====================================
VALUE=DATE               all_day                     VALUE=DATE
...Z                     timed in UTC                ...Z
TZID=name                timed in the resolved zone  TZID that the text used for that zone
neither                  floating                    neither
=======================  ==========================  =====================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from calsync_desktop.core import zones
from calsync_desktop.core.recurrence import key_in
from calsync_desktop.core.when import When, all_day, floating, start_of_key, timed
from calsync_desktop.providers.caldav.mapping.lines import BrokenCalendar, Component, Line, serialise

_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", re.IGNORECASE)
_LENGTH = re.compile(r"([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE)


class Zones:
    """Which zone a TZID of one calendar text means, and which TZID its text uses for a zone."""

    def __init__(self, calendar: Component, fallback: str = "") -> None:
        """``fallback``: the calendar's own zone, for a TZID that nothing explains."""
        self._calendar = calendar
        self._fallback = fallback or "UTC"
        self._known: dict[str, str] = {}

    def zone(self, tzid: str) -> str:
        """The zone that we keep for a TZID (core.zones)."""
        if tzid not in self._known:
            self._known[tzid] = self._resolve(tzid)
        return self._known[tzid]

    def tzid(self, zone: str) -> str:
        """The TZID that the text already defines for a zone; "" when it defines none."""
        for part in self._calendar.parts:
            name = part.value("TZID") if part.name == "VTIMEZONE" else ""
            if name and self.zone(name) == zone:
                return name
        return ""

    def _resolve(self, tzid: str) -> str:
        plain = _by_name(tzid)
        if plain:
            return plain
        block = next((p for p in self._calendar.parts if p.name == "VTIMEZONE" and p.value("TZID") == tzid), None)
        return (_by_rules(tzid, serialise([block])) if block is not None else "") or self._fallback


@lru_cache(maxsize=256)
def _by_name(tzid: str) -> str:
    """What a TZID means without its rules; "" when it takes them."""
    return zones.resolve(tzid)


@lru_cache(maxsize=256)
def _by_rules(tzid: str, text: str) -> str:
    """What a TZID means by its VTIMEZONE, which takes a while to find out."""
    return zones.resolve(tzid, text)


def moment(line: Line, named: Zones) -> tuple[date, str]:
    """A date, or a naive datetime with its zone ("" when floating)."""
    return _moment(line.value, line.param("TZID") if line.params else "", named)


def _moment(text: str, tzid: str, named: Zones) -> tuple[date, str]:
    found = _MOMENT.match(text.strip())
    if found is None:
        raise BrokenCalendar("It has a time that cannot be read.")
    year, month, day, hour, minute, second, utc = found.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day)), ""
        wall = datetime(int(year), int(month), int(day), int(hour), int(minute), min(int(second), 59))
    except ValueError:
        raise BrokenCalendar("It has a time that does not exist.") from None
    if utc:
        return wall, "UTC"
    return wall, named.zone(tzid) if tzid else ""


def read_when(event: Component, named: Zones) -> When:
    """Start and end of a VEVENT; an end before the start counts as none. BrokenCalendar without a readable DTSTART."""
    line = event.first("DTSTART")
    if line is None:
        raise BrokenCalendar("It has no start.")
    start, zone = moment(line, named)
    end_line = event.first("DTEND")
    end, end_zone = moment(end_line, named) if end_line is not None else (None, "")
    span = _span(event.value("DURATION")) if end is None else None
    if not isinstance(start, datetime):
        return all_day(start, _end_date(start, end, span))
    if end is None:
        end, end_zone = _end_after(start, zone, *(span or (0, timedelta(0)))), zone
    elif not isinstance(end, datetime):
        end, end_zone = datetime(end.year, end.month, end.day), zone
    return _timed(start, zone, end, end_zone)


def _timed(start: datetime, zone: str, end: datetime, end_zone: str) -> When:
    if not zone:
        return floating(start, max(start, end))
    if not end_zone:
        end_zone = zone
    if end_zone == "UTC" != zone:  # one moment written in UTC beside a zoned one: an end in the zone itself
        end, end_zone = end.replace(tzinfo=UTC).astimezone(zones.tzinfo(zone)).replace(tzinfo=None), zone
    made = timed(start, end, zone, end_zone)
    if end_zone == zone:
        return made if end >= start else timed(start, start, zone)
    real_end = end.replace(tzinfo=zones.tzinfo(end_zone)).astimezone(UTC)
    return made if real_end >= made.start_instant() else timed(start, start, zone)


def _end_date(start: date, end: date | None, span: tuple[int, timedelta] | None) -> date | None:
    if isinstance(end, datetime):
        return end.date()
    return start + timedelta(days=span[0] + span[1].days) if end is None and span else end


def _end_after(start: datetime, zone: str, days: int, rest: timedelta) -> datetime:
    """Days are counted on the calendar, the rest of a duration on the clock (RFC 5545 section 3.3.6)."""
    end = start + timedelta(days=days)
    if not zone or zone == "UTC" or not rest:
        return end + rest
    tz = zones.tzinfo(zone)
    return (end.replace(tzinfo=tz).astimezone(UTC) + rest).astimezone(tz).replace(tzinfo=None)


def length(text: str) -> timedelta | None:
    """A DURATION; None when there is none or it cannot be read."""
    try:
        span = _span(text)
        return timedelta(days=span[0]) + span[1] if span else None
    except (OverflowError, ValueError):  # longer than time itself
        return None


def _span(text: str) -> tuple[int, timedelta] | None:
    """Days on the calendar, and the rest on the clock."""
    found = _LENGTH.fullmatch(text.strip()) if text else None
    if found is None:
        return None
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    sign = -1 if found[1] == "-" else 1
    return sign * (weeks * 7 + days), sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def read_keys(lines: Iterable[Line], series: When, named: Zones) -> list[str]:
    """The keys that EXDATE, RDATE or RECURRENCE-ID lines name, in the form that the series' own starts have."""
    keys = []
    for line in lines:
        tzid = line.param("TZID") if line.params else ""
        for text in line.value.split(","):
            start = text.partition("/")[0]  # RDATE;VALUE=PERIOD: the start is what counts
            if start.strip():
                keys.append(key_in(series, *_moment(start, tzid, named)))
    return keys


def write_moment(name: str, start: date, zone: str, tzid: str) -> Line:
    """A line in the form of the table above; ``tzid`` is the name that the text gives to ``zone``."""
    if not isinstance(start, datetime):
        return Line(name, ";VALUE=DATE", f"{start:%Y%m%d}")
    text = start.strftime("%Y%m%dT%H%M%S")
    if zone == "UTC":
        return Line(name, "", f"{text}Z")
    return Line(name, f";TZID={tzid}" if zone else "", text)


def write_key(name: str, key: str, series: When, tzid: str) -> Line:
    """RECURRENCE-ID, EXDATE or RDATE in the value type and zone of the series' DTSTART (protocols 4.5)."""
    return write_moment(name, start_of_key(key, series), series.zone, tzid)


def read_instant(text: str) -> datetime | None:
    """A UTC stamp (DTSTAMP, LAST-MODIFIED) as an aware datetime; None when it cannot be read."""
    found = _MOMENT.match(text.strip())
    if found is None or found[4] is None:
        return None
    try:
        return datetime(*(int(each) for each in found.groups()[:6]), tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def stamp(now: datetime) -> str:
    """A moment as UTC stamp."""
    return now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
