"""When an appointment takes place: wall time in a zone, whole days, or wall time wherever one is.

=========  =============================  =======================  ==========
kind       start, end                     zone, end_zone           key
=========  =============================  =======================  ==========
timed      naive datetimes (wall time)    IANA, "" = same as zone  20260302T090000Z (UTC)
all_day    dates, exclusive end           ""                       20260302
floating   naive datetimes                ""                       20260302T100000
=========  =============================  =======================  ==========

Keys name an occurrence by its original start (RFC 5545 RECURRENCE-ID): always the instant, never the sender's text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import tzinfo as TzInfo  # noqa: N812
from enum import StrEnum

from calsync_desktop.core.zones import tzinfo

EARLIEST, LATEST = datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59)


class Kind(StrEnum):
    """The three kinds of time."""

    TIMED = "timed"
    ALL_DAY = "all_day"
    FLOATING = "floating"


@dataclass(frozen=True, slots=True)
class When:
    """Start and exclusive end in the shape that the table above gives for ``kind``."""

    kind: Kind
    start: date
    end: date
    zone: str = ""
    end_zone: str = ""

    @property
    def all_day(self) -> bool:
        """Whole days rather than moments."""
        return self.kind is Kind.ALL_DAY

    @property
    def key(self) -> str:
        """The key of this start; equal for every spelling of the same moment."""
        return key_of(self.start, self.zone)

    def moved_to(self, start: date) -> When:
        """The same length of wall time (whole days when all-day) from another start of the same kind, until the year 9999."""
        try:
            end = start + (self.end - self.start)
        except OverflowError:
            end = LATEST if isinstance(start, datetime) else LATEST.date()
        # Spelled out: replace() would take longer than all the rest of an expansion.
        return When(self.kind, start, end, self.zone, self.end_zone)

    def start_instant(self, local: str = "UTC") -> datetime:
        """The first moment in UTC; dates and floating times are read in the zone ``local``."""
        return instant(self.start, self.zone or local)

    def end_instant(self, local: str = "UTC") -> datetime:
        """The end in UTC, never before the start: a wall time that a clock change swallows keeps its nominal length."""
        start = self.start_instant(local)
        end = instant(self.end, self.end_zone or self.zone or local)
        if end <= start and self.end > self.start and not self.end_zone:
            return start + (self.end - self.start)
        return max(start, end)


def timed(start: datetime, end: datetime, zone: str, end_zone: str = "") -> When:
    """Wall time in an IANA zone; ``start`` and ``end`` are naive."""
    return When(Kind.TIMED, start, end, zone, "" if end_zone == zone else end_zone)


def all_day(start: date, end: date | None = None) -> When:
    """Whole days; without ``end`` it is one day. ``end`` is exclusive."""
    return When(Kind.ALL_DAY, start, end if end is not None and end > start else start + timedelta(days=1))


def floating(start: datetime, end: datetime) -> When:
    """Wall time wherever the reader is."""
    return When(Kind.FLOATING, start, end)


def instant(value: date, zone: str) -> datetime:
    """The UTC moment of a wall time (or of a date's midnight) in ``zone``; in a gap the old offset holds (PEP 495).

    What lies before the year 1 or after 9999 in UTC is held at that edge.
    """
    wall = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    return in_utc(wall, tzinfo(zone)).replace(tzinfo=UTC)


def in_utc(wall: datetime, zone: TzInfo) -> datetime:
    """As ``instant``, naive: the form in which thousands of starts are compared (ten times quicker than aware ones)."""
    try:
        return wall - (zone.utcoffset(wall) or timedelta())
    except OverflowError:
        return EARLIEST if wall.year == 1 else LATEST


def key_of(start: date, zone: str) -> str:
    """The key of a start: UTC instant when ``zone`` is given, else the local time or the date."""
    if not isinstance(start, datetime):
        return f"{start.year:04d}{start.month:02d}{start.day:02d}"
    return local_key(in_utc(start, tzinfo(zone))) + "Z" if zone else local_key(start)


def local_key(moment: datetime) -> str:
    """A moment's date and time in RFC 5545's words, whatever zone it is in."""
    text = moment.isoformat()
    return f"{text[:4]}{text[5:7]}{text[8:13]}{text[14:16]}{text[17:19]}"


def start_of_key(key: str, like: When) -> date:
    """The start that ``key`` names, as a wall time of the series ``like`` (a date when it is all-day).

    ValueError for no key.
    """
    day = date(int(key[:4]), int(key[4:6]), int(key[6:8]))
    if like.all_day:
        return day
    hours, minutes, seconds = (int(key[at : at + 2] or 0) for at in (9, 11, 13))
    moment = datetime(day.year, day.month, day.day, hours, minutes, seconds)
    if not key.endswith("Z"):
        return moment
    try:
        return moment.replace(tzinfo=UTC).astimezone(tzinfo(like.zone or "UTC")).replace(tzinfo=None, fold=0)
    except OverflowError:
        return moment
