"""An agenda for people: grouped by day, aligned, readable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from calsync_desktop.cli.words import heading, many, padded, plain, shortened

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_TITLE, _CALENDAR = 44, 18


def agenda_words(
    occurrences: Iterable[Mapping[str, Any]], calendars: Mapping[str, str], today: date, since: date | None = None
) -> Iterator[str]:
    """The lines of an agenda; what began before ``since`` is listed there. Without anything: one sentence."""
    day: date | None = None
    rows = sorted(occurrences, key=lambda row: (max(_day(row), since or _day(row)), not row["all_day"]))
    for row in rows:
        first = max(_day(row), since or _day(row))
        if first != day:
            if day is not None:
                yield ""
            yield heading(day_name(first, today))
            day = first
        yield line(row, calendars)
    if day is None:
        yield "Nothing in these days."


def found_words(occurrences: Iterable[Mapping[str, Any]], calendars: Mapping[str, str], today: date) -> Iterator[str]:
    """What a search found."""
    rows = list(occurrences)
    if not rows:
        yield "Nothing was found."
        return
    yield many(len(rows), "appointment")
    yield ""
    yield from agenda_words(rows, calendars, today)


def day_name(day: date, today: date) -> str:
    """``Monday 2 March 2026``, with a word for the days around today."""
    near = {-1: " · yesterday", 0: " · today", 1: " · tomorrow"}.get((day - today).days, "")
    return _spelled(day) + near


def span(start: str, end: str) -> str:
    """From when to when: ISO times, or dates with an exclusive end, as a person says it."""
    if len(start) == 10:
        first, last = date.fromisoformat(start), date.fromisoformat(end) - timedelta(days=1)
        return _spelled(first) if last <= first else f"{_spelled(first)} to {_spelled(last)}"
    begins, ends = datetime.fromisoformat(start), datetime.fromisoformat(end)
    again = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{_spelled(ends.date())}, {ends:%H:%M}"
    return f"{_spelled(begins.date())}, {begins:%H:%M} – {again}"


def line(row: Mapping[str, Any], calendars: Mapping[str, str]) -> str:
    """One occurrence: when, what, in which calendar, where, and what is special about it."""
    cells = (
        padded(_hours(row), 13),
        padded(shortened(_title(row), _TITLE), _TITLE),
        padded(shortened(plain(calendars.get(row["calendar"], "")), _CALENDAR), _CALENDAR),
        plain(row["location"]),
    )
    return f"  {'  '.join(cells)}".rstrip() + _marks(row)


def _spelled(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _title(row: Mapping[str, Any]) -> str:
    return (plain(row["title"]) or "(no title)") + (" ↻" if row["series"] else "")


def _marks(row: Mapping[str, Any]) -> str:
    marks = [row["status"]] if row["status"] != "confirmed" else []
    marks += ["waiting"] if row["waiting"] else []
    return f"  ({', '.join(marks)})" if marks else ""


def _hours(row: Mapping[str, Any]) -> str:
    if row["all_day"]:
        last = date.fromisoformat(row["end"]) - timedelta(days=1)
        return "all day" if row["start"] == last.isoformat() else f"until {last.day} {_MONTHS[last.month - 1][:3]}"
    start, end = datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"])
    if start == end:
        return f"{start:%H:%M}"
    later = (end.date() - start.date()).days
    return f"{start:%H:%M} – {end:%H:%M}" + (
        f" +{later}" if later and (later > 1 or end.time() > end.min.time()) else ""
    )


def _day(row: Mapping[str, Any]) -> date:
    return datetime.fromisoformat(row["start"]).date()
