"""Which resources a calendar-query means: component, time range (recurring masters expanded) and simple texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice

from dateutil.rrule import rruleset, rrulestr

from calsync_desktop.sandbox.caldav.answers import Element
from calsync_desktop.sandbox.caldav.names import caldav
from calsync_desktop.sandbox.caldav.objects import Part, parse, parts

EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, tzinfo=UTC)
MOST_INSTANCES = 20_000


class UnknownFilterError(ValueError):
    """A filter that this server does not know (C:supported-filter)."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a query asks for: the component kind, a UTC range [start, end), exact texts of properties, and which there are or are not."""

    kind: str | None = None
    start: datetime = EARLIEST
    end: datetime = LATEST
    ranged: bool = False
    texts: tuple[tuple[str, str], ...] = ()
    present: tuple[tuple[str, bool], ...] = ()


def read_filter(root: Element) -> Wish:
    """The wish inside C:filter; UnknownFilterError for what is not supported."""
    calendar = root.find(f"{caldav('filter')}/{caldav('comp-filter')}")
    if calendar is None or calendar.get("name") != "VCALENDAR":
        raise UnknownFilterError("the outer comp-filter must be VCALENDAR")
    inner = calendar.find(caldav("comp-filter"))
    if inner is None:
        return Wish()
    start, end, ranged = _range(inner.find(caldav("time-range")))
    return Wish(inner.get("name"), start, end, ranged, tuple(_texts(inner)), tuple(_presence(inner)))


def matches(text: str, wish: Wish) -> bool:
    """True when any component (any instance of it, for a range) is what the wish asks for."""
    calendar = parse(text)
    found = [part for part in parts(calendar) if wish.kind in (None, part.name)] if calendar is not None else []
    if wish.ranged and not any(_overlaps(part, found, wish) for part in found):
        return False
    return any(_says(part, wish) for part in found)


def _says(part: Part, wish: Wish) -> bool:
    present = all((name in part) is there for name, there in wish.present)
    return present and all(value in str(part.get(name, "")) for name, value in wish.texts)


def _presence(inner: Element) -> Iterator[tuple[str, bool]]:
    """RFC 4791, 9.7.2: an empty filter, or C:is-not-defined."""
    for asked in inner.iterfind(caldav("prop-filter")):
        if not len(asked) or asked.find(caldav("is-not-defined")) is not None:
            yield asked.get("name", ""), not len(asked)


def _texts(inner: Element) -> Iterator[tuple[str, str]]:
    for asked in inner.iterfind(caldav("prop-filter")):
        if not len(asked) or asked.find(caldav("is-not-defined")) is not None:
            continue
        match = asked.find(caldav("text-match"))
        if match is None or match.get("negate-condition") == "yes":
            raise UnknownFilterError("only prop-filter with a plain text-match")
        yield asked.get("name", ""), match.text or ""


def _range(asked: Element | None) -> tuple[datetime, datetime, bool]:
    if asked is None:
        return EARLIEST, LATEST, False
    return _instant(asked.get("start"), EARLIEST), _instant(asked.get("end"), LATEST), True


def _instant(text: str | None, default: datetime) -> datetime:
    if text is None:
        return default
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as trouble:
        raise UnknownFilterError("a time-range is UTC basic format") from trouble


def _overlaps(part: Part, siblings: list[Part], wish: Wish) -> bool:
    if "DTSTART" not in part:
        return True
    length = _length(part)
    return any(_touches(_utc(start), length, wish) for start in _starts(part, siblings, wish, length))


def _touches(start: datetime, length: timedelta, wish: Wish) -> bool:
    """RFC 4791, 9.9: zero-length components count when they start inside."""
    return start < wish.end and (start + length > wish.start or (not length and start >= wish.start))


def _length(part: Part) -> timedelta:
    start = part["DTSTART"].dt
    if "DURATION" in part:
        duration: timedelta = part["DURATION"].dt
        return duration
    if "DTEND" in part and type(part["DTEND"].dt) is type(start):
        return max(_utc(part["DTEND"].dt) - _utc(start), timedelta(0))
    return timedelta(0) if isinstance(start, datetime) else timedelta(days=1)


def _utc(value: date | datetime) -> datetime:
    """Dates and floating times are read in UTC: a server without the user's zone can do no better."""
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value.astimezone(UTC) if value.tzinfo is not None else value.replace(tzinfo=UTC)


def _starts(part: Part, siblings: list[Part], wish: Wish, length: timedelta) -> Iterator[date | datetime]:
    first = part["DTSTART"].dt
    if "RRULE" not in part and "RDATE" not in part:
        yield first
        return
    zone = first.tzinfo if isinstance(first, datetime) else None
    moved = {_utc(each["RECURRENCE-ID"].dt) for each in siblings if "RECURRENCE-ID" in each}
    for start in islice(_rule_set(part, first), MOST_INSTANCES):
        aware = _aware(start, zone)
        if _utc(aware) >= wish.end:
            return
        if _utc(aware) + length >= wish.start and _utc(aware) not in moved:
            yield aware


def _rule_set(part: Part, first: date | datetime) -> Iterator[datetime]:
    """The naive wall-clock starts of a recurring master, lazily."""
    made = rruleset()
    made.rdate(_wall(first))
    for rule in _listed(part, "RRULE"):
        if "SECONDLY" in str(rule) or rule.get("INTERVAL", [1])[0] < 1:
            continue
        made.rrule(rrulestr(_naive_until(rule.to_ical().decode(), first), dtstart=_wall(first)))
    for extra in _dates(part, "RDATE"):
        made.rdate(_wall(extra))
    for skipped in _dates(part, "EXDATE"):
        made.exdate(_wall(skipped, like=first))
    return iter(made)


def _listed(part: Part, name: str) -> list[Part]:
    value = part.get(name, [])
    return value if isinstance(value, list) else [value]


def _dates(part: Part, name: str) -> Iterator[date | datetime]:
    for row in _listed(part, name):
        for each in getattr(row, "dts", ()):
            value = each.dt
            yield value[0] if isinstance(value, tuple) else value


def _wall(value: date | datetime, like: date | datetime | None = None) -> datetime:
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    zone: tzinfo | None = like.tzinfo if isinstance(like, datetime) else None
    local = value.astimezone(zone) if zone is not None and value.tzinfo is not None else value
    return local.replace(tzinfo=None)


def _aware(wall: datetime, zone: tzinfo | None) -> datetime:
    return wall.replace(tzinfo=zone) if zone is not None else wall


def _naive_until(rule: str, first: date | datetime) -> str:
    """dateutil wants UNTIL as naive as DTSTART, so a UTC UNTIL becomes wall time of the master's zone."""
    kept = []
    for item in rule.split(";"):
        name, _, value = item.partition("=")
        if name.upper() == "UNTIL" and value.endswith("Z"):
            until = datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            value = _wall(until, like=first).strftime("%Y%m%dT%H%M%S")
        kept.append(f"{name}={value}")
    return ";".join(kept)
