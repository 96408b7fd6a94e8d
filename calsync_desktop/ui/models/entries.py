"""Occurrences laid out by day as the agenda shows them: pure, so that midnight and zones can be tested without a window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PySide6.QtCore import QLocale

from calsync_desktop.ui import dates, wording

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One occurrence. ``start`` and ``end`` (exclusive) are dates when all-day, else aware datetimes in the local zone.

    ``key``: which occurrence of the series (None: the only one). ``zone``: the appointment's own. ``parked``: why it is not synced, or empty.
    """

    appointment: str
    key: str | None
    calendar: str
    calendar_name: str
    color: str
    title: str
    start: date
    end: date
    zone: str = ""
    location: str = ""
    status: str = "confirmed"
    show_as: str = "busy"
    my_reply: str = ""
    series: bool = False
    waiting: bool = False
    conflict: bool = False
    parked: str = ""
    writable: bool = True

    @property
    def all_day(self) -> bool:
        """Whole days rather than moments."""
        return not isinstance(self.start, datetime)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day (inclusive) on which something of it is to be seen."""
        if isinstance(self.start, datetime) and isinstance(self.end, datetime):
            first, last = self.start.date(), self.end.date()
            at_midnight = not (self.end.hour or self.end.minute or self.end.second or self.end.microsecond)
            return first, max(first, last - _DAY) if at_midnight else max(first, last)
        return self.start, max(self.start, self.end - _DAY)


@dataclass(frozen=True, slots=True)
class Heading:
    """The start of a day; ``note`` stands in for entries when there are none."""

    day: date
    today: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry on one of its days; whether it ``begins`` and ``ends`` on it."""

    day: date
    entry: Entry
    begins: bool = True
    ends: bool = True


Row = Heading | Line


def by_day(entries: Iterable[Entry], first: date, last: date, today: date) -> tuple[Row, ...]:
    """Headings and lines of the days from ``first`` to ``last`` (inclusive); days without entries are left out, except today."""
    lines: dict[date, list[Line]] = {}
    for entry in entries:
        begin, end = entry.days
        at = max(begin, first)
        while at <= min(end, last):
            lines.setdefault(at, []).append(Line(at, entry, at == begin, at == end))
            at += timedelta(days=1)
    if first <= today <= last:
        lines.setdefault(today, [])
    rows: list[Row] = []
    for day in sorted(lines):
        ordered: list[Row] = [*sorted(lines[day], key=_order)]
        rows += [Heading(day, day == today, "" if ordered else "Nothing today"), *ordered]
    return tuple(rows)


def found_by_day(entries: Iterable[Entry]) -> tuple[Row, ...]:
    """What a search found, each entry on its first day only."""
    rows: list[Row] = []
    for entry in sorted(entries, key=lambda e: e.days[0]):
        day, last = entry.days
        if not rows or rows[-1].day != day:
            rows.append(Heading(day, today=False))
        rows.append(Line(day, entry, ends=last == day))
    return tuple(rows)


def time_words(line: Line, locale: QLocale) -> str:
    """When, on this line's day: its times here, or that it fills the day."""
    entry = line.entry
    if not isinstance(entry.start, datetime) or not isinstance(entry.end, datetime):
        return "All day"
    start, end = dates.time(entry.start, locale), dates.time(entry.end, locale)
    if line.begins and line.ends:
        return start if entry.end == entry.start else f"{start} – {end}"
    if line.begins:
        return f"from {start}"
    return f"until {end}" if line.ends else "All day"


def marks(entry: Entry) -> Sequence[tuple[str, str, str]]:
    """What is to be known of an entry beyond its words: (icon, tone, word), the most pressing first."""
    out = []
    if entry.conflict:
        out.append(("conflict", "danger", wording.CONFLICT))
    elif entry.parked:
        out.append(("parked", "warn", wording.PARKED))
    elif entry.waiting:
        out.append(("waiting", "accent", wording.WAITING))
    if entry.status == "cancelled":
        out.append(("cancelled", "muted", wording.CANCELLED))
    elif entry.my_reply == "declined":
        out.append(("close", "muted", wording.DECLINED))
    elif entry.my_reply == "none":
        out.append(("people", "accent", wording.UNANSWERED))
    elif "tentative" in (entry.status, entry.my_reply, entry.show_as):
        out.append(("tentative", "muted", wording.TENTATIVE))
    return out


def details(entry: Entry, local: str, locale: QLocale) -> str:
    """The second line of an entry: where, the time there, and whose calendar."""
    away = dates.elsewhere(entry.start, entry.zone, local, locale) if isinstance(entry.start, datetime) else ""
    return " · ".join(part for part in (entry.location, away, entry.calendar_name) if part)


def spoken(line: Line, local: str, locale: QLocale) -> str:
    """A line as a screen reader says it: day, time, title, length, what is special, where."""
    entry = line.entry
    parts = [dates.day(line.day, locale, "dddd d MMMM"), time_words(line, locale), entry.title or wording.UNTITLED]
    if isinstance(entry.start, datetime) and isinstance(entry.end, datetime):
        parts.append(_length(entry.end - entry.start))
    parts += [word for _, _, word in marks(entry)]
    if entry.series:
        parts.append("repeats")
    parts.append(details(entry, local, locale))
    return ", ".join(part for part in parts if part)


def _length(value: timedelta) -> str:
    minutes = int(value.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    parts = [wording.count(hours, "hour", "hours")] if hours else []
    if rest or not hours:
        parts.append(wording.count(rest, "minute", "minutes"))
    return " ".join(parts)


def _order(line: Line) -> tuple[bool, float, str]:
    start = line.entry.start
    fills = line.entry.all_day or not line.begins
    return (not fills, start.timestamp() if isinstance(start, datetime) else 0.0, line.entry.title.casefold())
