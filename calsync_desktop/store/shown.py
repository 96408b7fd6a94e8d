"""Turn kept occurrences into what a view or the command line shows, in the zone of whoever looks.

The rows are NamedTuples: a dataclass would cost every ``calsync agenda`` the import of ``inspect``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calsync_desktop.core.errors import Usage

HIDES_NOTHING = "{}"


class Kept(NamedTuple):
    """One occurrence as it is kept: ``start`` and ``end`` as table ``occurrences`` has them, ``key`` its original start."""

    appointment: str
    calendar: str
    title: str
    location: str
    zone: str
    status: str
    series: int
    all_day: int
    show_as: str
    visibility: str
    my_reply: str
    categories: str
    color: str
    waiting: int
    hiding: str
    start: int
    end: int
    local: int
    key: str | None


class OccurrenceRow(NamedTuple):
    """One occurrence as it is shown. The first twelve fields are the command line's (see ``as_json``).

    ``start`` and ``end``: ISO 8601 with the viewer's offset, or dates (exclusive end) when ``all_day``. ``zone``: the appointment's own, empty for dates
    and floating times. ``original_start``: ISO instant in UTC, local time or date of an occurrence of a series, else None. ``key``: the same as
    ``core.when`` spells it. ``begins`` and ``ends``: epoch seconds; dates and floating times are read in the viewer's zone.
    """

    appointment: str
    calendar: str
    title: str
    start: str
    end: str
    all_day: bool
    zone: str
    location: str
    status: str
    series: bool
    original_start: str | None
    waiting: bool
    key: str | None
    begins: int
    ends: int
    color: str
    show_as: str
    visibility: str
    my_reply: str


_SHOWN = OccurrenceRow._fields[:12]


def as_json(row: OccurrenceRow) -> dict[str, object]:
    """The occurrence as ``agenda --json`` and ``search --json`` print it."""
    return dict(zip(_SHOWN, row, strict=False))


def zone_named(name: str) -> ZoneInfo:
    """The rules of the viewer's zone; Usage when there is no such IANA zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Usage(f"There is no time zone “{name}”.", "Use an IANA name, such as Europe/Berlin.") from error


def shown(kept: Kept, zone: ZoneInfo) -> OccurrenceRow:
    """A kept occurrence for somebody in ``zone``."""
    start, end = _moment(kept.start, kept.local, zone), _moment(kept.end, kept.local, zone)
    begins, ends = (int(start.timestamp()), int(end.timestamp())) if kept.local else (kept.start, kept.end)
    return OccurrenceRow(
        kept.appointment,
        kept.calendar,
        kept.title,
        _written(start, kept.all_day),
        _written(end, kept.all_day),
        bool(kept.all_day),
        kept.zone,
        kept.location,
        kept.status,
        bool(kept.series),
        original_start(kept.key) if kept.series and kept.key else None,
        bool(kept.waiting),
        kept.key,
        begins,
        ends,
        kept.color,
        kept.show_as,
        kept.visibility,
        kept.my_reply,
    )


def in_order(rows: list[OccurrenceRow]) -> list[OccurrenceRow]:
    """By start; at one moment whole days first."""
    rows.sort(key=lambda row: (row.begins, not row.all_day, row.ends, row.title, row.appointment))
    return rows


def original_start(key: str) -> str:
    """A key (``core.when``) as ISO 8601: ``20260302T090000Z``, ``20260302T100000`` or ``20260302``."""
    day = f"{key[:4]}-{key[4:6]}-{key[6:8]}"
    if len(key) == 8:
        return day
    return f"{day}T{key[9:11]}:{key[11:13]}:{key[13:15]}{'+00:00' if key.endswith('Z') else ''}"


def wall(day: date) -> int:
    """Midnight of a day as if it were UTC, in epoch seconds."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def midnight(day: date, zone: ZoneInfo) -> int:
    """The instant at which a day begins in ``zone``, in epoch seconds."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def _moment(seconds: int, local: int, zone: ZoneInfo) -> datetime:
    if local:
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=zone)
    return datetime.fromtimestamp(seconds, zone)


def _written(moment: datetime, all_day: int) -> str:
    return moment.date().isoformat() if all_day else moment.isoformat()
