"""What a series is made of: the occurrences of its rule, and the ids that Google gives them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final

from dateutil.rrule import rruleset, rrulestr

from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.http import Resource
from calsync_desktop.sandbox.google.times import in_zone, instant, shifted, zone

# How far a listing of instances reaches when nothing else ends it: a weekly series then ends about 14 years ahead.
MOST: Final = 730
LAST_YEAR: Final = 2099
_FARTHEST: Final = 20_000
_ID: Final = re.compile(r"(?P<master>.+)_(?P<stamp>\d{8}(T\d{6}Z)?)")
_UNTIL: Final = re.compile(r"UNTIL=(\d{8})(T\d{6})?(Z?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Slot:
    """One occurrence as the rule gives it: its identity in the series, and where it would lie untouched."""

    start: Resource
    end: Resource

    @property
    def mark(self) -> str:
        return mark(self.start)


def mark(original: Resource) -> str:
    """The suffix of an instance's id: 20260501T070000Z, or 20260501 in an all-day series."""
    if "date" in original:
        return str(original["date"]).replace("-", "")
    return f"{datetime.fromisoformat(original['dateTime']).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def split_id(event_id: str) -> tuple[str, str] | None:
    """The series and the mark that an id names, or None when it is no instance's id."""
    found = _ID.fullmatch(event_id)
    return (found["master"], found["stamp"]) if found else None


def slots(master: Resource, most: int = MOST) -> Iterator[Slot]:
    """The occurrences of a series from its start on, at most so many and none after 2099."""
    start, length = master["start"], duration(master)
    for wall in islice(_rule(master), most):
        if wall.year > LAST_YEAR:
            return
        first = {"date": wall.date().isoformat()} if "date" in start else _zoned(wall, start["timeZone"])
        yield Slot(first, shifted(first, length))


def slot(master: Resource, wanted: str) -> Slot | None:
    """The occurrence with this mark, or None when the rule does not give it."""
    for each in slots(master, _FARTHEST):
        if each.mark == wanted:
            return each
        if each.mark > wanted:
            return None
    return None


def duration(body: Resource) -> timedelta:
    """From start to end: days of an all-day event, elapsed time of a timed one."""
    start, end = body["start"], body["end"]
    if "date" in start:
        return date.fromisoformat(end["date"]) - date.fromisoformat(start["date"])
    return instant(end, "UTC") - instant(start, "UTC")


def check(master: Resource) -> None:
    """400 for what Google does not take as a recurrence (protocols 1.5)."""
    lines = master["recurrence"]
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise RefusedError("invalid", "Invalid recurrence rule.")
    names = [re.split("[:;]", line, maxsplit=1)[0].upper() for line in lines]
    if not {"RRULE", "RDATE"} & set(names) or set(names) - {"RRULE", "EXRULE", "RDATE", "EXDATE"}:
        raise RefusedError("invalid", "Invalid recurrence rule.")
    if any(re.search(r"FREQ=(SECONDLY|MINUTELY)|INTERVAL=0(;|$)", line, re.IGNORECASE) for line in lines):
        raise RefusedError("invalid", "Invalid recurrence rule.")
    try:
        next(slots(master), None)
    except (ValueError, KeyError, TypeError, IndexError):
        raise RefusedError("invalid", "Invalid recurrence rule.") from None


def is_endless(master: Resource) -> bool:
    """Some rule of it has neither UNTIL nor COUNT."""
    rules = [line.upper() for line in master["recurrence"] if line.upper().startswith("RRULE")]
    return any("UNTIL=" not in rule and "COUNT=" not in rule for rule in rules)


def _rule(master: Resource) -> Any:
    """An iterable of naive wall times; the start itself is always one of them (RFC 5545, 3.8.5.3)."""
    first, home = _wall(master["start"]), master["start"].get("timeZone")
    made = rruleset()
    made.rdate(first)
    for line in master["recurrence"]:
        head, _, value = line.partition(":")
        name, _, params = head.upper().partition(";")
        if name in ("RRULE", "EXRULE"):
            rule = rrulestr(_UNTIL.sub(lambda found: _until(found, home), value), dtstart=first)
            (made.rrule if name == "RRULE" else made.exrule)(rule)
        else:
            add = made.rdate if name == "RDATE" else made.exdate
            for text in value.split(","):
                add(_listed(text, _tzid(head) if "TZID=" in params else None, home, first))
    return made


def _tzid(head: str) -> str:
    return head[head.upper().index("TZID=") + 5 :].split(";", maxsplit=1)[0]


def _wall(moment: Resource) -> datetime:
    if "date" in moment:
        return datetime.combine(date.fromisoformat(moment["date"]), time())
    return datetime.fromisoformat(moment["dateTime"]).astimezone(zone(moment["timeZone"])).replace(tzinfo=None)


def _zoned(wall: datetime, name: str) -> Resource:
    return in_zone(wall.replace(tzinfo=zone(name)).astimezone(UTC), name)


def _until(found: re.Match[str], home: str | None) -> str:
    """UNTIL as wall time of the series, because its occurrences are expanded in wall time."""
    day, clock, utc = found.groups()
    if clock is None:
        return f"UNTIL={day}T235959"
    wall = datetime.strptime(day + clock, "%Y%m%dT%H%M%S")
    if utc and home is not None:
        wall = wall.replace(tzinfo=UTC).astimezone(zone(home)).replace(tzinfo=None)
    return f"UNTIL={wall:%Y%m%dT%H%M%S}"


def _listed(text: str, named: str | None, home: str | None, first: datetime) -> datetime:
    """One value of EXDATE or RDATE as wall time of the series; a date stands for the start's time on that day."""
    day, _, clock = text.strip().partition("T")
    if not clock:
        return datetime.combine(datetime.strptime(day, "%Y%m%d").date(), first.time())
    wall = datetime.strptime(f"{day}T{clock.rstrip('Z')[:6]}", "%Y%m%dT%H%M%S")
    if home is None:
        return datetime.combine(wall.date(), time())
    source = UTC if clock.endswith("Z") else zone(named or home)
    return wall.replace(tzinfo=source).astimezone(zone(home)).replace(tzinfo=None)
