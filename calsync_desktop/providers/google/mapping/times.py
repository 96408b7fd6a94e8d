"""Start, end and originalStartTime between Google's objects and ``core.when`` (protocols 1.5 and 5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from datetime import tzinfo as TzInfo  # noqa: N812
from functools import lru_cache
from typing import Any

from calsync_desktop.core.when import Kind, When, all_day, in_utc, local_key
from calsync_desktop.core.zones import resolve, tzinfo

Moment = Mapping[str, Any]


def read_when(start: Moment, end: Moment, home: str) -> When:
    """When an event takes place; ``home`` is the calendar's zone, in which a time without a zone of its own is meant.

    ValueError, KeyError and TypeError for what is no time.
    """
    if "dateTime" not in start:
        return all_day(date.fromisoformat(start["date"]), date.fromisoformat(end["date"]))
    name, other = start.get("timeZone"), end.get("timeZone")
    zone, rules = _zone(name, home)
    first = _wall(start["dateTime"], rules)
    if other == name or other is None:
        return When(Kind.TIMED, first, _wall(end["dateTime"], rules), zone)
    end_zone, end_rules = _zone(other, home)
    last = _wall(end["dateTime"], end_rules)
    return When(Kind.TIMED, first, last, zone, "" if end_zone == zone else end_zone)


@lru_cache(maxsize=256)
def _zone(name: str | None, home: str) -> tuple[str, TzInfo]:
    """The zone that we keep for Google's name of it, with its rules."""
    zone = resolve(name, None, home) if name else home
    return zone, tzinfo(zone)


def _wall(text: str, rules: TzInfo) -> datetime:
    """A dateTime as wall time of a zone, in whatever offset it is told; a part of a second is passed over.

    Most are told in the offset of their own zone, and are read as they stand: this runs twice for every event.
    """
    moment = datetime.fromisoformat(text[:19])
    if rules.utcoffset(moment) == _offset(text[19:]):
        return moment
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(rules).replace(tzinfo=None, fold=0)
    return moment.replace(microsecond=0)


@lru_cache(maxsize=256)
def _offset(text: str) -> timedelta | None:
    """The offset that the end of a dateTime names; None when it names none, or something stands before it."""
    try:
        return datetime.fromisoformat(f"2000-01-01T00:00:00{text}").utcoffset()
    except ValueError:
        return None


def read_key(original: Moment, home: str) -> str:
    """The key of an occurrence: the instant at which the rule put it, or its date."""
    if "dateTime" not in original:
        return str(original["date"]).replace("-", "")
    moment = datetime.fromisoformat(original["dateTime"])
    if moment.tzinfo is None:
        name = original.get("timeZone")
        return local_key(in_utc(moment, tzinfo(resolve(name, None, home) if name else home))) + "Z"
    return local_key(moment.astimezone(UTC)) + "Z"


def write_when(when: When, home: str) -> dict[str, dict[str, str | None]]:
    """Both moments; what the other kind of time would say is taken away. Floating times are read in ``home``: Google has none."""
    if when.all_day:
        return {"start": _day(when.start), "end": _day(when.end)}
    zone = when.zone or home
    return {"start": _moment(when.start, zone), "end": _moment(when.end, when.end_zone or zone)}


def original_start(key: str, home: str) -> str:
    """A key as the API's originalStart parameter."""
    if "T" not in key:
        return f"{key[:4]}-{key[4:6]}-{key[6:8]}"
    text = f"{key[:4]}-{key[4:6]}-{key[6:11]}:{key[11:13]}:{key[13:15]}"
    if key.endswith("Z"):
        return f"{text}Z"
    return f"{in_utc(datetime.fromisoformat(text), tzinfo(home)).isoformat()}Z"


def _day(value: date) -> dict[str, str | None]:
    return {"date": value.isoformat()[:10], "dateTime": None, "timeZone": None}


def _moment(value: date, zone: str) -> dict[str, str | None]:
    return {"date": None, "dateTime": value.isoformat(), "timeZone": zone}
