"""What was understood, told back in words: when, how often, where, with whom, and in which calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from calsync_desktop.core.when import When
from calsync_desktop.ui.quick.lexicon import lexicon
from calsync_desktop.ui.quick.reading import Understood
from calsync_desktop.ui.repeats.words import rule_in_words
from calsync_desktop.ui.wording_quick import phrases

Clock = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was understood: an icon's name and words."""

    icon: str
    words: str


def clock_24(value: datetime) -> str:
    """``14:30``."""
    return f"{value.hour:02d}:{value.minute:02d}"


def told(understood: Understood, today: date, language: str, clock: Clock = clock_24) -> tuple[Line, ...]:
    """One line for each thing that the appointment will have beside its title; when it takes place always is one."""
    said, lines = phrases(language), [Line("calendar", when_in_words(understood.when, today, language, clock))]
    if understood.rule:
        lines.append(Line("repeat", rule_in_words(understood.rule, understood.when, language)))
    if understood.location:
        lines.append(Line("place", said["place"].format(place=understood.location)))
    if understood.guests:
        lines.append(Line("people", said["guests"].format(people=", ".join(understood.guests))))
    if understood.categories:
        lines.append(Line("tag", said["category"].format(names=", ".join(understood.categories))))
    if understood.calendar:
        lines.append(Line("folder", said["calendar"].format(name=understood.calendar)))
    return tuple(lines)


def when_in_words(when: When, today: date, language: str, clock: Clock = clock_24) -> str:
    """``Tomorrow, Tuesday 3 March, 12:30 – 13:30``; the year only when it is not this one. Wall times as they stand in ``when``."""
    said = phrases(language)
    first = day_in_words(_date(when.start), today, language)
    if not isinstance(when.start, datetime) or not isinstance(when.end, datetime):
        last = when.end - timedelta(days=1)
        if last <= when.start:
            return said["all-day"].format(day=first)
        return said["days"].format(first=first, last=day_in_words(last, today, language))
    start, end = clock(when.start), clock(when.end)
    if when.end.date() == when.start.date() or when.end - when.start < timedelta(hours=12):
        return said["timed"].format(day=first, start=start, end=end)
    last_day = day_in_words(when.end.date(), today, language)
    return said["over.midnight"].format(day=first, start=start, last=last_day, end=end)


def day_in_words(day: date, today: date, language: str) -> str:
    """``Tuesday 3 March``, and that it is today or tomorrow."""
    said, names = phrases(language), lexicon(language)
    short = "date" if day.year == today.year else "date.year"
    words = said[short].format(day=day.day, month=names.month_names[day.month - 1], year=day.year)
    near = {0: "today", 1: "tomorrow"}.get((day - today).days, "day")
    return said[near].format(weekday=names.weekday_names[day.weekday()], date=words)


def _date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
