"""The window's title: which days are looked at, in as few words as they need."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QLocale

from calsync_desktop.ui import dates, view_words
from calsync_desktop.ui.models.period import Kind, Period


def title(period: Period, locale: QLocale) -> tuple[str, str]:
    """What is written strong, and the year behind it."""
    first, last = period.first, period.last
    if period.kind is Kind.MONTH:
        first = last = period.day
    if period.kind is Kind.DAY:
        return dates.day(first, locale, "d MMMM"), str(first.year)
    if (first.year, first.month) == (last.year, last.month):
        return _name(first, locale, short=False), str(first.year)
    if first.year == last.year:
        return f"{_name(first, locale, short=True)} – {_name(last, locale, short=True)}", str(first.year)
    return f"{_name(first, locale, short=True)} {first.year} – {_name(last, locale, short=True)}", str(last.year)


def week(period: Period) -> str:
    """The number of the week, where there is one."""
    if period.kind in (Kind.MONTH, Kind.AGENDA):
        return ""
    return view_words.week_number(period.days[len(period.days) // 2].isocalendar().week)


def _name(day: date, locale: QLocale, *, short: bool) -> str:
    form = QLocale.FormatType.ShortFormat if short else QLocale.FormatType.LongFormat
    return locale.standaloneMonthName(day.month, form)
