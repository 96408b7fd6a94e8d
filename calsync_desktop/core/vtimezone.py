"""A sender's own zone rules (VTIMEZONE, RFC 5545 section 3.6.5), made into a zone that Python can reckon with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from datetime import tzinfo as TzInfo  # noqa: N812
from functools import lru_cache
from itertools import chain
from struct import pack
from zoneinfo import ZoneInfo

from calsync_desktop.core.errors import Refused
from calsync_desktop.core.rule import Freq, parse_rule
from calsync_desktop.core.walk import Budget, instances
from calsync_desktop.core.zones import canonical, known_names, tzinfo

_FROM, _TO = datetime(1950, 1, 1), datetime(2100, 1, 1)  # the time for which changes are worked out
_SURE_FROM, _SURE_TO = datetime(2000, 1, 1), datetime(2038, 1, 1)  # the time in which a zone must agree to be named
_EPOCH = datetime(1970, 1, 1)
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?", re.ASCII)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?", re.ASCII)
# Of the many places with equal rules, those that people know.
_WELL_KNOWN = (
    *("Europe/London", "Europe/Berlin", "Europe/Helsinki", "Europe/Lisbon", "Europe/Moscow", "Europe/Istanbul"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix"),
    *("America/Anchorage", "America/Halifax", "America/St_Johns", "America/Sao_Paulo", "America/Mexico_City"),
    *("Australia/Sydney", "Australia/Adelaide", "Australia/Brisbane", "Pacific/Auckland", "Asia/Jerusalem"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Australia/Darwin", "Asia/Yangon", "Asia/Kabul"),
)


@dataclass(frozen=True, slots=True, order=True)
class Observance:
    """STANDARD or DAYLIGHT: from ``start`` (wall time before the change) and at what ``rule`` and ``more`` name.

    Seconds east of UTC.
    """

    start: datetime
    before: int
    after: int
    daylight: bool
    rule: str = ""
    more: tuple[datetime, ...] = ()


def kept(text: str) -> str:
    """The IANA name that agrees with a VTIMEZONE from 2000 to 2037, else the text in our own words.

    Refused when it makes no sense.
    The zones that the text itself names are tried first, then well-known ones, then all by the alphabet: always the
    same answer.
    """
    name, hint, observances = read(text)
    own = written(name, observances)
    zone = rules(own)
    probes = list(_probes(zone, observances))
    hints = (part for label in (hint, name) for part in _tails(label))
    constant = (
        (f"Etc/GMT{-hour:+d}" if hour else "UTC" for hour in range(-12, 15)) if len({o for _, o in probes}) == 1 else ()
    )
    for candidate in chain(hints, constant, _WELL_KNOWN, known_names()):
        if _agrees(candidate, probes):
            return canonical(candidate)
    return own


@lru_cache(maxsize=64)
def rules(text: str) -> TzInfo:
    """The zone that a VTIMEZONE text describes, worked out until 2100 and then as it was last.

    Refused when it makes no sense.
    """
    _, _, observances = read(text)
    budget = Budget(20_000)
    changes = {moment: (each.after, each.daylight) for each in observances for moment in sorted(_changes(each, budget))}
    first = min(observances).before
    return ZoneInfo.from_file(_Tape(_tzif((first, False), sorted(changes.items()))))


def fixed(minutes: int) -> str:
    """The VTIMEZONE text of a zone that is always as many minutes east of UTC."""
    hours, rest = divmod(abs(minutes), 60)
    name = f"UTC{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
    return written(name, (Observance(_EPOCH, minutes * 60, minutes * 60, daylight=False),))


def read(text: str) -> tuple[str, str, tuple[Observance, ...]]:
    """TZID, X-LIC-LOCATION and the observances, sorted, of the first VTIMEZONE in ``text``.

    Refused when there is none.
    """
    name, hint, found, parts = "", "", [], dict[str, list[str]]()
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        head, _, value = line.strip().partition(":")
        word = head.partition(";")[0].upper()
        if word == "BEGIN" and value.upper() in ("STANDARD", "DAYLIGHT"):
            parts = {}
        elif word == "END" and value.upper() in ("STANDARD", "DAYLIGHT"):
            found.append(_observance(parts, value.upper() == "DAYLIGHT"))
        elif word == "TZID":
            name = value
        elif word == "X-LIC-LOCATION":
            hint = value
        parts.setdefault(word, []).append(value)
    if not found:
        raise Refused("Its time zone has no rules.")
    return name, hint, tuple(sorted(set(found)))


def written(name: str, observances: Iterable[Observance]) -> str:
    """A VTIMEZONE text; equal zones of the same name give equal text."""
    printable = "".join(letter for letter in name if letter.isprintable())
    lines = ["BEGIN:VTIMEZONE", f"TZID:{printable or 'Custom'}"]
    for each in observances:
        kind = "DAYLIGHT" if each.daylight else "STANDARD"
        lines += [f"BEGIN:{kind}", f"DTSTART:{_stamp(each.start)}"]
        lines += [f"TZOFFSETFROM:{_offset_text(each.before)}", f"TZOFFSETTO:{_offset_text(each.after)}"]
        lines += [f"RRULE:{each.rule}"] if each.rule else []
        lines += [f"RDATE:{_stamp(moment)}" for moment in each.more]
        lines.append(f"END:{kind}")
    return "\r\n".join([*lines, "END:VTIMEZONE", ""])


def _observance(parts: dict[str, list[str]], daylight: bool) -> Observance:
    if not {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"} <= parts.keys():
        raise Refused("Its time zone leaves out when, or by how much, the clock changes.")
    rule = parts.get("RRULE", [""])[0].strip().upper()
    if rule and parse_rule(rule).freq > Freq.DAILY:
        raise Refused("Its time zone changes the clock by the hour.")
    more = (_moment(stamp) for value in parts.get("RDATE", ()) for stamp in value.split(","))
    before, after = _offset(parts["TZOFFSETFROM"][0]), _offset(parts["TZOFFSETTO"][0])
    return Observance(_moment(parts["DTSTART"][0]), before, after, daylight, rule, tuple(sorted(more)))


def _offset(value: str) -> int:
    match = _OFFSET.fullmatch(value.strip())
    seconds = int(match[2]) * 3600 + int(match[3]) * 60 + int(match[4] or 0) if match else 86_400
    if match is None or seconds >= 86_400:
        raise Refused("Its time zone is not any number of hours and minutes away from UTC.")
    return -seconds if match[1] == "-" else seconds


def _moment(value: str) -> datetime:
    match = _STAMP.match(value.strip())
    try:
        if match is None:
            raise ValueError(value)  # noqa: TRY301  # both are told in one way
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]  # six numbers
    except ValueError:
        raise Refused("Its time zone changes the clock at a time that does not exist.") from None


def _stamp(moment: datetime) -> str:
    return moment.isoformat().replace("-", "").replace(":", "")


def _offset_text(seconds: int) -> str:
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else '+'}{minutes // 60:02d}{minutes % 60:02d}{f'{rest:02d}' if rest else ''}"


def _changes(each: Observance, budget: Budget) -> Iterator[datetime]:
    """The moments in UTC, naive, at which an observance begins."""
    shift = timedelta(seconds=each.before)
    for moment in chain((each.start,), each.more, _by_rule(each, budget)):
        if _FROM <= moment < _TO:
            yield moment - shift


def _by_rule(each: Observance, budget: Budget) -> Iterator[datetime]:
    if not each.rule:
        return
    rule = parse_rule(each.rule)
    for moment in instances(rule, each.start, max(_FROM, each.start), _TO, budget):
        if rule.until is not None and _past(moment, rule.until, each.before):
            return
        yield moment


def _past(moment: datetime, until: date, before: int) -> bool:
    """UNTIL is in UTC (RFC 5545 section 3.6.5), in wild data also a date or wall time."""
    if not isinstance(until, datetime):
        return moment > datetime.combine(until, time(23, 59, 59))
    return moment - timedelta(seconds=before if until.tzinfo else 0) > until.replace(tzinfo=None)


def _tzif(first: tuple[int, bool], changes: list[tuple[datetime, tuple[int, bool]]]) -> bytes:
    """The zone as a file of version 2 (RFC 8536), which is what Python reckons with most quickly and exactly."""
    kinds = [first, *sorted({kind for _, kind in changes} - {first})]
    header = b"TZif2" + bytes(15)
    body = b"".join(pack(">q", (moment - _EPOCH) // timedelta(seconds=1)) for moment, _ in changes)
    body += bytes(kinds.index(kind) for _, kind in changes)
    body += b"".join(pack(">lbb", offset, daylight, 0) for offset, daylight in kinds) + b"\0"
    return header + bytes(24) + header + pack(">6l", 0, 0, 0, len(changes), len(kinds), 1) + body + b"\n\n"


class _Tape:
    """Bytes in memory as the file that ``ZoneInfo.from_file`` asks for; nothing of core opens files."""

    def __init__(self, content: bytes) -> None:
        self._rest = content

    def read(self, size: int, /) -> bytes:
        """The next ``size`` bytes."""
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def seek(self, size: int, _whence: int = 1, /) -> None:
        """Pass over ``size`` bytes; that is the only way in which it is asked for."""
        self._rest = self._rest[size:]


def _probes(zone: TzInfo, observances: Iterable[Observance]) -> Iterator[tuple[datetime, timedelta | None]]:
    """Moments at which another zone must have the same offset: around every change, then weekly, the latest first."""
    budget, second = Budget(20_000), timedelta(seconds=1)
    changes = {moment for each in observances for moment in _changes(each, budget)}
    weekly = {_SURE_FROM + timedelta(days=7 * n) for n in range((_SURE_TO - _SURE_FROM).days // 7)}
    for moment in sorted({*changes, *(moment - second for moment in changes), *weekly}, reverse=True):
        if _SURE_FROM <= moment < _SURE_TO:
            aware = moment.replace(tzinfo=UTC)
            yield aware, aware.astimezone(zone).utcoffset()


def _agrees(name: str, probes: list[tuple[datetime, timedelta | None]]) -> bool:
    try:
        zone = tzinfo(name)
    except Refused:
        return False
    return all(moment.astimezone(zone).utcoffset() == offset for moment, offset in probes)


def _tails(label: str) -> Iterator[str]:
    parts = [part for part in label.replace(" ", "_").split("/") if part]
    return ("/".join(parts[-count:]) for count in (3, 2, 1) if count <= len(parts))
