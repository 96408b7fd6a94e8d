"""How often something repeats, as a phrase says it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from calsync_desktop.core.rule import Freq, Rule
from calsync_desktop.ui.quick.days import Basis
from calsync_desktop.ui.quick.slots import loose

WORKDAYS = tuple((0, day) for day in range(5))
_FARTHEST = 366 * 5  # days in which a rule's first day is looked for
Found = re.Match[str]


def workdays(_: Found, __: Basis) -> Rule | None:
    """Monday to Friday."""
    return Rule(Freq.WEEKLY, by_day=WORKDAYS)


def of_the_month(found: Found, basis: Basis) -> Rule | None:
    """The first, second, ... or last such weekday of each month."""
    which = basis.lexicon.ordinals[found["ordinal"].lower()]
    return Rule(Freq.MONTHLY, by_day=tuple((which, day) for _, day in _days(found["days"], basis)))


def weekdays(found: Found, basis: Basis) -> Rule | None:
    """Every such weekday, or in every other week."""
    other = bool(found.groupdict().get("other"))
    return Rule(Freq.WEEKLY, interval=2 if other else 1, by_day=_days(found["days"], basis))


def periods(found: Found, basis: Basis) -> Rule | None:
    """Every so many days, weeks, months or years, maybe on certain weekdays or a certain day of the month."""
    part = found.groupdict()
    interval = 2 if part.get("other") else int(part.get("count") or 1)
    word = (part.get("unit") or "").lower()
    name = basis.lexicon.units[word] if word else basis.lexicon.adverbs[(part.get("adverb") or "").lower()]
    if interval < 1 or interval > 999:
        return None
    rule = Rule(Freq[name], interval=interval)
    if part.get("days") and rule.freq is Freq.WEEKLY:
        rule = replace(rule, by_day=_days(found["days"], basis))
    if part.get("d") and rule.freq is Freq.MONTHLY and 1 <= int(found["d"]) <= 31:
        rule = replace(rule, by_monthday=(int(found["d"]),))
    return rule


def first_day(rule: Rule, day: date) -> date:
    """The first day from ``day`` on that the rule names; ``day`` itself when the rule leaves it open, or names none for years."""
    days = (day + timedelta(days=n) for n in range(min(_FARTHEST, (date.max - day).days)))
    return next((each for each in days if _names(rule, each)), day)


def _names(rule: Rule, day: date) -> bool:
    if rule.by_monthday:
        return day.day in rule.by_monthday
    if not rule.by_day:
        return True
    following = day + timedelta(days=7)
    place, last = (day.day - 1) // 7 + 1, following.month != day.month
    return any(
        day.weekday() == wanted and (not which or which == place or (which == -1 and last))
        for which, wanted in rule.by_day
    )


def _days(text: str, basis: Basis) -> tuple[tuple[int, int], ...]:
    names = {**basis.lexicon.short_days, **basis.lexicon.weekdays}
    found = {names[word.lower()] for word in loose(r"\b<anyday>\b", basis.lexicon.language).findall(text)}
    return tuple((0, day) for day in sorted(found))
