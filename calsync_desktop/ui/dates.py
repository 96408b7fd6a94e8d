"""Days, times and zones in words, as the reader's country writes them."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from PySide6.QtCore import QDate, QLocale, QTime

from calsync_desktop.core.zones import tzinfo


def time(value: datetime, locale: QLocale) -> str:
    """The wall time as the reader's country writes it."""
    return _clock(value.hour, value.minute, locale)


@lru_cache(maxsize=2048)
def _clock(hour: int, minute: int, locale: QLocale) -> str:
    return locale.toString(QTime(hour, minute), QLocale.FormatType.ShortFormat)


def day(value: date, locale: QLocale, form: str = "d MMMM") -> str:
    """A date in words."""
    return locale.toString(QDate(value.year, value.month, value.day), form)


def heading(value: date, today: date, locale: QLocale) -> tuple[str, str]:
    """A day's heading: its short name, and the date (with the year when that is not this one)."""
    near = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get((value - today).days)
    full = day(value, locale, "d MMMM" if value.year == today.year else "d MMMM yyyy")
    name = day(value, locale, "dddd")
    return (near, f"{name}, {full}") if near else (name, full)


def span(first: date, last: date, locale: QLocale) -> str:
    """A range of days, both inclusive, saying month and year only once where they are the same."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} – {day(last, locale, 'd MMMM yyyy')}"
    form = "d MMM" if first.year == last.year else "d MMM yyyy"
    return f"{day(first, locale, form)} – {day(last, locale, 'd MMM yyyy')}"


def city(zone: str) -> str:
    """A zone's name as people say it."""
    return zone.rpartition("/")[2].replace("_", " ")


def elsewhere(start: datetime, zone: str, local: str, locale: QLocale) -> str:
    """What the clock says in the appointment's own zone, when that differs from here at that moment; else nothing."""
    if not zone or zone == local:
        return ""
    there = start.astimezone(tzinfo(zone))
    if there.utcoffset() == start.astimezone(tzinfo(local)).utcoffset():
        return ""
    return f"{time(there, locale)} in {city(zone)}"


def moment(value: datetime | None, now: datetime, local: str, locale: QLocale) -> str:
    """A past or coming moment, as short as it stays clear; ``value`` and ``now`` are aware."""
    if value is None:
        return "never"
    there, here = value.astimezone(tzinfo(local)), now.astimezone(tzinfo(local))
    apart = (there.date() - here.date()).days
    clock = time(there, locale)
    if apart == 0:
        return clock
    if abs(apart) == 1:
        return f"{'yesterday' if apart < 0 else 'tomorrow'} {clock}"
    if -7 < apart < 0:
        return f"{day(there.date(), locale, 'dddd')} {clock}"
    return f"{day(there.date(), locale, 'd MMM')} {clock}"
