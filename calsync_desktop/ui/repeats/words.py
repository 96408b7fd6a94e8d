"""A rule in plain words: one sentence a person would say, in English or German."""

from __future__ import annotations

from datetime import date

from calsync_desktop.core.appointment import Recurrence
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.recurrence import last_moment, moment_of
from calsync_desktop.core.rule import Freq, Rule, parse_rule
from calsync_desktop.core.when import When
from calsync_desktop.ui.quick.lexicon import lexicon
from calsync_desktop.ui.repeats.builder import ORDINALS, DayOf, Nth, repeat_of
from calsync_desktop.ui.wording_repeats import listed, nth_day, phrases

_WORKDAYS = (0, 1, 2, 3, 4)
_SPOKEN = (*ORDINALS, -2)


def series_in_words(recurrence: Recurrence | None, when: When, language: str) -> str:
    """How a series that begins as ``when`` repeats; of None that it does not."""
    if recurrence is None:
        return phrases(language)["none"]
    return rule_in_words(recurrence.rule, when, language) if recurrence.rule else phrases(language)["dates"]


def rule_in_words(text: str, when: When, language: str) -> str:
    """What the RRULE ``text`` says, with its end; of rules that nobody would say aloud only that there is one."""
    if not text:
        return phrases(language)["none"]
    said = phrases(language)
    try:
        rule = parse_rule(text)
    except Refused:
        return said["special"]
    what = _what(rule, text, when, language)
    if rule.until is not None:
        return said["until"].format(what=what, date=day_in_words(last_moment(rule.until, when).date(), language))
    if rule.count is None:
        return what
    return said["count.one"] if rule.count == 1 else said["count.many"].format(what=what, n=rule.count)


def day_in_words(day: date, language: str) -> str:
    """``12 March 2026``."""
    return phrases(language)["full"].format(
        day=day.day, month=lexicon(language).month_names[day.month - 1], year=day.year
    )


def _what(rule: Rule, text: str, when: When, language: str) -> str:
    """The rule without its end."""
    said = phrases(language)
    if rule.freq is Freq.HOURLY and text.count("BY") == 0:
        return _counted("hourly", rule.interval, language)
    if _is_workdays(rule):
        return _counted("workdays", rule.interval, language)
    repeat = repeat_of(text, when)
    if repeat is None:
        return _by_days_of_month(rule, language) or said["special"]
    if rule.freq is Freq.DAILY or len(repeat.days) == 7:
        return _counted(
            "daily" if rule.freq is Freq.DAILY or rule.interval == 1 else "weekly",
            rule.interval,
            language,
            days=_weekdays(repeat.days, language),
        )
    if rule.freq is Freq.WEEKLY:
        days = repeat.days or (moment_of(when.start).weekday(),)
        return _counted("weekly", rule.interval, language, days=_weekdays(days, language))
    return _in_month(rule, repeat.on, repeat.month, when, language)


def _in_month(rule: Rule, on: DayOf | Nth | None, month: int, when: When, language: str) -> str:
    """Monthly and yearly rules."""
    start, names = moment_of(when.start), lexicon(language)
    kind = "monthly" if rule.freq is Freq.MONTHLY else "yearly"
    named = names.month_names[(month or start.month) - 1]
    if isinstance(on, Nth):
        which, weekday = phrases(language)[f"which.{on.which}"], names.weekday_names[on.weekday]
        return _counted(f"{kind}.nth", rule.interval, language, which=which, weekday=weekday, month=named)
    day = on.day if isinstance(on, DayOf) else start.day
    if day == -1:
        return _counted("monthly.last", rule.interval, language) if kind == "monthly" else phrases(language)["special"]
    date_ = phrases(language)["date"].format(day=day, month=named)
    return _counted(kind, rule.interval, language, day=nth_day(day, language), date=date_)


def _by_days_of_month(rule: Rule, language: str) -> str:
    """Several days of the month, or the last but one such weekday, which the form does not show but anybody can say."""
    others = (
        rule.by_month,
        rule.by_weekno,
        rule.by_yearday,
        rule.by_hour,
        rule.by_minute,
        rule.by_second,
        rule.by_setpos,
    )
    if rule.freq is not Freq.MONTHLY or any(others):
        return ""
    if rule.by_monthday and not rule.by_day and min(rule.by_monthday) > 0:
        return _counted(
            "monthly", rule.interval, language, day=listed([nth_day(d, language) for d in rule.by_monthday], language)
        )
    if len(rule.by_day) == 1 and not rule.by_monthday and rule.by_day[0][0] in _SPOKEN:
        which, weekday = rule.by_day[0]
        words = {"which": phrases(language)[f"which.{which}"], "weekday": lexicon(language).weekday_names[weekday]}
        return _counted("monthly.nth", rule.interval, language, **words)
    return ""


def _is_workdays(rule: Rule) -> bool:
    parts = (
        rule.by_monthday,
        rule.by_month,
        rule.by_weekno,
        rule.by_yearday,
        rule.by_hour,
        rule.by_minute,
        rule.by_second,
        rule.by_setpos,
    )
    weekly = rule.freq is Freq.WEEKLY or (rule.freq is Freq.DAILY and rule.interval == 1)
    return weekly and not any(parts) and rule.by_day == tuple((0, day) for day in _WORKDAYS)


def _weekdays(days: tuple[int, ...], language: str) -> str:
    return listed([lexicon(language).weekday_names[day] for day in sorted(days)], language)


def _counted(kind: str, interval: int, language: str, **words: str) -> str:
    """The phrase for one period or for many."""
    return phrases(language)[f"{kind}.{'one' if interval == 1 else 'many'}"].format(n=interval, **words)
