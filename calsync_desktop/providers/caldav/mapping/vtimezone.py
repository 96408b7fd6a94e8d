"""VTIMEZONE blocks for the zones that a text uses, short ones: a yearly rule where the zone has one, single dates where it has none.

RFC 5545 section 3.6.5. Covers from the year before the first start to the horizon; a rule goes on for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from calsync_desktop.core import zones
from calsync_desktop.providers.caldav.mapping.lines import Component, Line, parse, serialise

HORIZON = 2037  # the last year whose changes are looked at
RULE_YEARS = 5  # so many years in a row make a rule
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EMBEDDED = "BEGIN:VTIMEZONE"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the clock: ``onset`` as wall time before it, offsets before and after, the new name, and whether it is summer time."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool

    @property
    def kind(self) -> tuple[timedelta, timedelta, str, bool]:
        """What one STANDARD or DAYLIGHT block describes."""
        return self.before, self.after, self.name, self.summer

    def days(self) -> set[tuple[int, str]]:
        """How a BYDAY may name the day: the n-th weekday of its month, and the last where it is."""
        name = DAYS[self.onset.weekday()]
        last = {(-1, name)} if (self.onset + timedelta(days=7)).month != self.onset.month else set()
        return last | {((self.onset.day - 1) // 7 + 1, name)}

    def follows(self, other: Change) -> bool:
        """The same change in another year, as far as month, hour and offsets go."""
        return (
            self.kind == other.kind
            and self.onset.month == other.onset.month
            and self.onset.time() == other.onset.time()
        )


def tzid_of(zone: str) -> str:
    """The TZID under which we write a zone that we keep."""
    return embedded(zone).value("TZID") if zone.startswith(EMBEDDED) else zone


def embedded(zone: str) -> Component:
    """The block of a zone that is kept as its own text."""
    return parse(f"BEGIN:VCALENDAR\n{zone.strip()}\nEND:VCALENDAR")[0].parts[0]


def vtimezone(zone: str, year: int) -> Component:
    """The block for a zone that is used from ``year`` on; made fresh, so it may be changed."""
    if zone.startswith(EMBEDDED):
        return embedded(zone)
    return parse(_text(zone, min(max(year, 1900), HORIZON - RULE_YEARS)))[0].parts[0]


@lru_cache(maxsize=64)
def _text(zone: str, year: int) -> str:
    tz = zones.tzinfo(zone)
    first = datetime(year - 1, 1, 1, tzinfo=UTC)
    changes = list(_changes(tz, first))
    blocks = [_block(_state(tz, first), ())]
    rules = list(_rules(changes))
    ruled = {change for _, run in rules for change in run}
    blocks += [_block(run[0], (), rule) for rule, run in rules]
    rest: dict[object, list[Change]] = {}
    for change in changes:
        if change not in ruled:
            rest.setdefault(change.kind, []).append(change)
    blocks += [_block(each[0], each[1:]) for each in rest.values()]
    made = Component("VTIMEZONE", [Line("TZID", "", zone)], sorted(blocks, key=lambda block: block.value("DTSTART")))
    return serialise([Component("VCALENDAR", [], [made])])


def _state(tz: tzinfo, moment: datetime) -> Change:
    """What holds before the first change."""
    local = moment.astimezone(tz)
    offset = local.utcoffset() or timedelta(0)
    return Change(moment.replace(tzinfo=None), offset, offset, local.tzname() or "", bool(local.dst()))


def _changes(tz: tzinfo, low: datetime) -> Iterable[Change]:
    """All changes up to the horizon: a week at a time, then halved down to the second."""
    week = timedelta(days=7)
    while low.year <= HORIZON:
        high = low + week
        if _look(tz, low) != _look(tz, high):
            yield _change(tz, low, high)
        low = high


def _change(tz: tzinfo, low: datetime, high: datetime) -> Change:
    before = low.astimezone(tz).utcoffset() or timedelta(0)
    old = _look(tz, low)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _look(tz, middle) == old else (low, middle)
    new = high.astimezone(tz)
    return Change(
        high.replace(tzinfo=None) + before, before, new.utcoffset() or timedelta(0), new.tzname() or "", bool(new.dst())
    )


def _look(tz: tzinfo, moment: datetime) -> tuple[timedelta | None, str | None, bool]:
    local = moment.astimezone(tz)
    return local.utcoffset(), local.tzname(), bool(local.dst())


def _rules(changes: Sequence[Change]) -> Iterable[tuple[str, list[Change]]]:
    """Yearly rules that hold until the horizon, each with the changes that it stands for, oldest first."""
    for last in (each for each in changes if each.onset.year == HORIZON):
        run, days = [last], last.days()
        for year in range(HORIZON - 1, changes[0].onset.year - 1, -1):
            found = next(
                (each for each in changes if each.onset.year == year and each.follows(last) and each.days() & days),
                None,
            )
            if found is None:
                break
            run, days = [found, *run], days & found.days()
        if len(run) >= RULE_YEARS:
            number, day = min(days)
            yield f"FREQ=YEARLY;BYMONTH={last.onset.month};BYDAY={number}{day}", run


def _block(change: Change, more: Iterable[Change], rule: str = "") -> Component:
    made = Component("DAYLIGHT" if change.summer else "STANDARD")
    made.put("DTSTART", f"{change.onset:%Y%m%dT%H%M%S}")
    if rule:
        made.put("RRULE", rule)
    made.lines += [Line("RDATE", "", f"{each.onset:%Y%m%dT%H%M%S}") for each in more]
    made.put("TZNAME", change.name)
    made.put("TZOFFSETFROM", _offset(change.before))
    made.put("TZOFFSETTO", _offset(change.after))
    return made


def _offset(value: timedelta) -> str:
    seconds = abs(int(value.total_seconds()))
    sign = "-" if value < timedelta(0) else "+"
    tail = f"{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02}{seconds // 60 % 60:02}{tail}"
