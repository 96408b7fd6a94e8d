"""A recurrence rule as a value, read from any sender's RRULE text and written in one way (RFC 5545 section 3.3.10)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from functools import lru_cache

from calsync_desktop.core.errors import Refused


class Freq(IntEnum):
    """How often, from the slowest to the quickest."""

    YEARLY = 0
    MONTHLY = 1
    WEEKLY = 2
    DAILY = 3
    HOURLY = 4
    MINUTELY = 5
    SECONDLY = 6


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Rule:
    """An RRULE. Lists are sorted and hold nothing twice; empty means "not given".

    ``until`` is a date, a naive datetime, or an aware one in UTC: as the text had it. ``by_day`` holds (ordinal,
    weekday), ordinal 0 for every such day, Monday being 0; so is ``wkst``.
    """

    freq: Freq
    interval: int = 1
    count: int | None = None
    until: date | None = None
    by_month: tuple[int, ...] = ()
    by_weekno: tuple[int, ...] = ()
    by_yearday: tuple[int, ...] = ()
    by_monthday: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    by_setpos: tuple[int, ...] = ()
    wkst: int = 0


# Name in the text -> (field of Rule, least, greatest, may also be negative).
_LISTS: dict[str, tuple[str, int, int, bool]] = {
    "BYMONTH": ("by_month", 1, 12, False),
    "BYWEEKNO": ("by_weekno", 1, 53, True),
    "BYYEARDAY": ("by_yearday", 1, 366, True),
    "BYMONTHDAY": ("by_monthday", 1, 31, True),
    "BYHOUR": ("by_hour", 0, 23, False),
    "BYMINUTE": ("by_minute", 0, 59, False),
    "BYSECOND": ("by_second", 0, 60, False),
    "BYSETPOS": ("by_setpos", 1, 366, True),
}
_KNOWN = frozenset({*_LISTS, "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", "RSCALE", "SKIP"})
_NUMBER = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?", re.ASCII)


@lru_cache(maxsize=2048)
def parse_rule(text: str) -> Rule:
    """The rule that ``text`` (with or without ``RRULE:``) states; Refused, in a sentence, when it is not valid."""
    parts = _parts(text)
    fields = {limits[0]: _numbers(part, parts[part], limits) for part, limits in _LISTS.items() if part in parts}
    freq = _freq(parts)
    return Rule(
        freq=freq,
        interval=_positive(parts, "INTERVAL") or 1,
        count=_positive(parts, "COUNT"),
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        by_day=_days(parts["BYDAY"], freq) if "BYDAY" in parts else (),
        wkst=_weekday(parts.get("WKST", "MO")),
        **fields,
    )


def rule_text(rule: Rule) -> str:
    """The one way in which we write a rule: parts in a fixed order, defaults left out; equal rules give equal text."""
    parts = [f"FREQ={rule.freq.name}"]
    if rule.interval != 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if rule.until is not None:
        parts.append(f"UNTIL={until_text(rule.until)}")
    if rule.by_day:
        parts.append("BYDAY=" + ",".join(f"{ordinal or ''}{WEEKDAYS[day]}" for ordinal, day in rule.by_day))
    for part, (name, *_) in _LISTS.items():
        if numbers := getattr(rule, name):
            parts.append(f"{part}={','.join(map(str, numbers))}")
    if rule.wkst:
        parts.append(f"WKST={WEEKDAYS[rule.wkst]}")
    return ";".join(parts)


def until_text(until: date) -> str:
    """An UNTIL in RFC 5545's words: a date, a local time, or (aware) a UTC time."""
    text = f"{until.year:04d}{until.month:02d}{until.day:02d}"
    if not isinstance(until, datetime):
        return text
    return f"{text}T{until.hour:02d}{until.minute:02d}{until.second:02d}{'Z' if until.tzinfo else ''}"


def _parts(text: str) -> dict[str, str]:
    """NAME -> value in upper case; RSCALE and SKIP (RFC 7529) may only say what is true without them."""
    parts: dict[str, str] = {}
    for item in re.sub(r"\s", "", text).upper().removeprefix("RRULE:").strip(";").split(";"):
        name, equals, value = item.partition("=")
        if not equals or not value or name in parts or name not in _KNOWN:
            raise Refused(f"The rule by which it repeats has a part that is not understood: {item[:40]!r}.")
        parts[name] = value
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN" or parts.get("SKIP", "OMIT") != "OMIT":
        raise Refused("It repeats by a calendar other than the Gregorian, which is not supported.")
    return parts


def _freq(parts: dict[str, str]) -> Freq:
    try:
        return Freq[parts["FREQ"]]
    except KeyError:
        raise Refused("The rule by which it repeats does not say how often (FREQ).") from None


def _positive(parts: dict[str, str], name: str) -> int | None:
    if name not in parts:
        return None
    return _numbers(name, parts[name], (name, 1, 10**12, False))[0]


def _numbers(part: str, value: str, limits: tuple[str, int, int, bool]) -> tuple[int, ...]:
    """Numbers within the limits of RFC 5545, positive ones first."""
    _, least, greatest, negative = limits
    items = value.split(",")
    if not all(map(_NUMBER.fullmatch, items)):
        raise Refused(f"The rule by which it repeats has a {part} that is no number.")
    found = {int(item) for item in items}
    if not all(least <= (abs(n) if negative else n) <= greatest for n in found):
        raise Refused(f"The rule by which it repeats has a {part} out of range.")
    return tuple(sorted(found, key=lambda n: (n < 0, n)))


def _days(value: str, freq: Freq) -> tuple[tuple[int, int], ...]:
    """(ordinal, weekday); ordinals mean nothing below a month, where senders that write them mean the plain day."""
    matches = [_DAY.fullmatch(item) for item in value.split(",")]
    found = {(int(m[1] or 0) if freq <= Freq.MONTHLY else 0, WEEKDAYS.index(m[2])) for m in matches if m}
    if not all(matches) or any(abs(ordinal) > 53 for ordinal, _ in found):
        raise Refused("The rule by which it repeats names a weekday (BYDAY) that does not exist.")
    return tuple(sorted(found, key=lambda d: (d[0] < 0, d)))


def _weekday(value: str) -> int:
    if value not in WEEKDAYS:
        raise Refused("The rule by which it repeats begins its weeks (WKST) on a day that does not exist.")
    return WEEKDAYS.index(value)


def _until(value: str) -> date:
    match = _UNTIL.fullmatch(value)
    try:
        if match is None:
            raise ValueError(value)  # noqa: TRY301  # both are told in one way
        day = date(int(match[1]), int(match[2]), int(match[3]))
        if match[4] is None:
            return day
        # A leap second (RFC 5545 section 3.3.12) is the second before it.
        moment = datetime(day.year, day.month, day.day, int(match[4]), int(match[5]), min(int(match[6]), 59))
        return moment.replace(tzinfo=UTC) if match[7] else moment
    except ValueError:
        raise Refused("The rule by which it repeats ends (UNTIL) at a time that does not exist.") from None
