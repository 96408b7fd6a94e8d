"""What a person types for a time becomes a When or the key of an occurrence; every mistake gets a sentence.

===================  ==========================================================
typed                means
===================  ==========================================================
2026-03-02           that day
2026-03-02T09:00     wall time in the zone that was named, else the machine's
...T09:00+01:00, Z   that moment, kept as wall time of the same zone
===================  ==========================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from calsync_desktop.app.zone import is_zone
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.when import When, all_day, floating, key_of, start_of_key, timed
from calsync_desktop.core.zones import tzinfo

HOUR = timedelta(hours=1)
_ON = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}


def typed_time(text: str, name: str) -> date:
    """A date, or a datetime that is aware when an offset was typed."""
    try:
        return date.fromisoformat(text) if len(text) <= 10 and "T" not in text.upper() else datetime.fromisoformat(text)
    except ValueError as error:
        raise Usage(
            f"“{text}” is not a time that {name} can be.",
            "Write 2026-03-02, 2026-03-02T09:00 or 2026-03-02T09:00+01:00.",
        ) from error


def switch(text: str, name: str) -> bool:
    """On or off."""
    if text.lower() not in _ON:
        raise Usage(f"{name} is on or off, not “{text}”.", f"Write {name}=on or {name}=off.")
    return _ON[text.lower()]


def zone_typed(text: str) -> str:
    """An IANA name."""
    if not is_zone(text):
        raise Usage(f"There is no time zone “{text}”.", "Use an IANA name, such as Europe/Berlin.")
    return text


def new_when(start: str, end: str | None, zone: str, whole_days: bool) -> When:
    """When a new appointment takes place; without ``end`` it lasts an hour, or a day."""
    first = typed_time(start, "--start")
    last = typed_time(end, "--end") if end else None
    if whole_days or not isinstance(first, datetime):
        return _days(_day(first, zone), _day(last, zone) if last else None)
    begins = _wall(first, zone)
    return _timed(begins, _ends(last, zone) if last else begins + HOUR, zone)


def changed_when(now: When, words: Mapping[str, str], local: str) -> When:
    """``now`` with what was typed for start, end, zone and all_day; a new start alone keeps the length. ``local`` reads what has no zone."""
    whole = switch(words["all_day"], "all_day") if "all_day" in words else _becomes_whole(now, words)
    zone = zone_typed(words["zone"]) if "zone" in words else now.zone or (local if now.all_day and not whole else "")
    start = typed_time(words["start"], "start") if "start" in words else None
    end = typed_time(words["end"], "end") if "end" in words else None
    if whole:
        return _changed_days(now, start, end, zone or local)
    if now.all_day and not isinstance(start, datetime):
        raise Usage("A whole day has no time of day.", "Give one: all_day=off start=2026-03-02T09:00.")
    return _changed_times(now, start, end, zone, local)


def occurrence_key(text: str, series: When, local: str) -> str:
    """The key of the original start that was typed; a date alone is completed by the series' time of day."""
    typed = typed_time(text, "--at or --from")
    if series.all_day:
        return key_of(_day(typed, local), "")
    if not isinstance(typed, datetime):
        assert isinstance(series.start, datetime)
        typed = datetime.combine(typed, series.start.time())
    return key_of(_wall(typed, series.zone or local), series.zone)


def when_of(series: When, key: str) -> When:
    """When the rule puts the occurrence that ``key`` names."""
    return series.moved_to(start_of_key(key, series))


def _becomes_whole(now: When, words: Mapping[str, str]) -> bool:
    """Without a word on it everything stays what it is, except that whole days become a time when a time of day is typed."""
    return now.all_day and not ("start" in words and isinstance(typed_time(words["start"], "start"), datetime))


def _changed_days(now: When, start: date | None, end: date | None, zone: str) -> When:
    first = _day(start if start is not None else now.start, zone)
    if end is not None:
        return _days(first, _day(end, zone))
    return _days(first, first + (now.end - now.start) if now.all_day else None)


def _changed_times(now: When, start: date | None, end: date | None, zone: str, local: str) -> When:
    reader = zone or local
    begins = _begins(now, start, reader)
    length = HOUR if now.all_day else now.end - now.start
    ends = _ends(end, reader) if end is not None else begins + length
    if not zone:
        return _in_order(floating(begins, ends))
    return _timed(begins, ends, zone, now.end_zone if end is None and zone == now.zone else "")


def _begins(now: When, start: date | None, zone: str) -> datetime:
    """The typed time; a typed day keeps the time of day."""
    if isinstance(start, datetime):
        return _wall(start, zone)
    assert isinstance(now.start, datetime)
    return datetime.combine(start, now.start.time()) if start is not None else now.start


def _ends(typed: date, zone: str) -> datetime:
    if not isinstance(typed, datetime):
        raise Usage("The end is a day, but the start is a time.", "Give the end as a time too, or the start as a day.")
    return _wall(typed, zone)


def _wall(typed: datetime, zone: str) -> datetime:
    if typed.tzinfo is None:
        return typed
    return typed.astimezone(tzinfo(zone)).replace(tzinfo=None)


def _day(typed: date, zone: str) -> date:
    return _wall(typed, zone).date() if isinstance(typed, datetime) else typed


def _days(first: date, last: date | None) -> When:
    if last is not None and last <= first:
        raise Usage(
            "The end must lie after the start.",
            "The end of whole days is the day after the last one: for one day leave it out.",
        )
    return all_day(first, last)


def _timed(begins: datetime, ends: datetime, zone: str, end_zone: str = "") -> When:
    return _in_order(timed(begins, ends, zone, end_zone))


def _in_order(when: When) -> When:
    if when.end < when.start and not when.end_zone:
        raise Usage("The end must not lie before the start.", "Change start and end together.")
    return when
