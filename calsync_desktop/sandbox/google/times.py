"""Moments as Google writes them: a date, or a dateTime with an offset beside the zone that it is meant in."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.http import Resource


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name; 400 when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise RefusedError("invalid", "Invalid time zone definition.") from None


def stamp(moment: datetime) -> str:
    """A UTC instant with milliseconds, as in `created` and `updated`."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def instant_of(text: str, name: str) -> datetime:
    """The instant a parameter names; 400 when it has no offset (protocols 1.3). Sub-seconds are ignored."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError("badRequest", at=name) from None
    if found.tzinfo is None or "T" not in text.upper():
        raise RefusedError("badRequest", at=name)
    return found.astimezone(UTC).replace(microsecond=0)


def normal(moment: object, name: str, fallback: str) -> Resource:
    """A start or end as it is kept: one of date and dateTime, a dateTime with its offset in its own zone.

    400 when it is none, both, or a dateTime with neither offset nor zone. `fallback` is the calendar's zone.
    """
    given = {key: value for key, value in (moment.items() if isinstance(moment, dict) else ()) if value is not None}
    if ("date" in given) == ("dateTime" in given):
        raise RefusedError("invalid" if "date" in given else "required", f"Invalid or missing {name} time.")
    try:
        if "date" in given:
            return {"date": date.fromisoformat(given["date"]).isoformat()}
        found = datetime.fromisoformat(given["dateTime"])
    except (TypeError, ValueError):
        raise RefusedError("badRequest", f"Invalid {name} time.") from None
    return _timed(found, given.get("timeZone"), name, fallback)


def _timed(found: datetime, named: str | None, name: str, fallback: str) -> Resource:
    if found.tzinfo is None and named is None:
        raise RefusedError("required", f"Missing time zone definition for {name} time.")
    home = zone(named or fallback)
    local = found.replace(tzinfo=home) if found.tzinfo is None else found.astimezone(home)
    return {"dateTime": _written(local), "timeZone": named or fallback}


def instant(moment: Resource, home: str) -> datetime:
    """Where it lies on the line of time, in UTC; a date begins at midnight of the zone `home`."""
    if "date" in moment:
        return datetime.combine(date.fromisoformat(moment["date"]), time(), zone(home)).astimezone(UTC)
    return datetime.fromisoformat(moment["dateTime"]).astimezone(UTC)


def shown(moment: Resource, home: ZoneInfo) -> Resource:
    """The same moment with its offset in the zone of the answer; the zone that it is meant in stays beside it."""
    if "date" in moment:
        return moment
    return moment | {"dateTime": _written(datetime.fromisoformat(moment["dateTime"]).astimezone(home))}


def in_zone(moment: datetime, name: str) -> Resource:
    """An instant as a dateTime in the zone."""
    return {"dateTime": _written(moment.astimezone(zone(name))), "timeZone": name}


def shifted(start: Resource, length: timedelta) -> Resource:
    """The end of what begins at `start`: whole days for a date, elapsed time for a dateTime."""
    if "date" in start:
        return {"date": (date.fromisoformat(start["date"]) + length).isoformat()}
    return in_zone(datetime.fromisoformat(start["dateTime"]).astimezone(UTC) + length, start["timeZone"])


def _written(moment: datetime) -> str:
    text = moment.isoformat(timespec="seconds")
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text
