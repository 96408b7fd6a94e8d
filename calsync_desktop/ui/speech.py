"""How the reader's language and clock word things: what the pure parts need to know of a locale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QLocale

from calsync_desktop.core.when import When, timed
from calsync_desktop.core.zones import tzinfo
from calsync_desktop.ui import dates
from calsync_desktop.ui.quick.speaking import when_in_words


@dataclass(frozen=True, slots=True)
class Speech:
    """``language`` as en or de; ``local`` is the zone here, ``today`` the date here, ``locale`` writes clocks."""

    language: str
    local: str
    today: date
    locale: QLocale

    @property
    def clock(self) -> Callable[[datetime], str]:
        """A wall time as the reader's country writes it."""
        return lambda value: dates.time(value, self.locale)

    @property
    def day_first(self) -> bool:
        """Whether numbers put the day before the month."""
        return self.locale.dateFormat(QLocale.FormatType.ShortFormat).lower().startswith("d")

    def when(self, when: When) -> str:
        """When it is, here."""
        return when_in_words(here(when, self.local), self.today, self.language, self.clock)


def day_form(locale: QLocale, *, year: bool) -> str:
    """A weekday and a date in few letters, as Qt's format."""
    form = "ddd d. MMM" if locale.language() is QLocale.Language.German else "ddd d MMM"
    return f"{form} yyyy" if year else form


def speech(locale: QLocale, local: str, today: date) -> Speech:
    """For a reader; languages that have no words of ours yet are spoken to in English."""
    return Speech("de" if locale.language() is QLocale.Language.German else "en", local, today, locale)


def here(when: When, local: str) -> When:
    """The same moment as wall time in the zone ``local``; whole days and floating times are the same everywhere."""
    if when.all_day or not when.zone:
        return when
    zone = tzinfo(local)
    start, end = when.start_instant(local).astimezone(zone), when.end_instant(local).astimezone(zone)
    return timed(start.replace(tzinfo=None, fold=0), end.replace(tzinfo=None, fold=0), local)
