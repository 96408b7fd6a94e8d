"""How something repeats in plain words, in each language: whole phrases, so that each language may order its words as it likes."""

from __future__ import annotations

from collections.abc import Mapping

# Phrases by what a rule says; "one" is for an interval of 1, "many" for {n} of them.
Phrases = Mapping[str, str]

_ENGLISH: Phrases = {
    "hourly.one": "Every hour",
    "hourly.many": "Every {n} hours",
    "daily.one": "Every day",
    "daily.many": "Every {n} days",
    "weekly.one": "Every week on {days}",
    "weekly.many": "Every {n} weeks on {days}",
    "workdays.one": "Every weekday, Monday to Friday",
    "workdays.many": "Every {n} weeks, Monday to Friday",
    "monthly.one": "Every month on the {day}",
    "monthly.many": "Every {n} months on the {day}",
    "monthly.last.one": "Every month on its last day",
    "monthly.last.many": "Every {n} months on the last day of the month",
    "monthly.nth.one": "Every month on the {which} {weekday}",
    "monthly.nth.many": "Every {n} months on the {which} {weekday}",
    "yearly.one": "Every year on {date}",
    "yearly.many": "Every {n} years on {date}",
    "yearly.nth.one": "Every year on the {which} {weekday} of {month}",
    "yearly.nth.many": "Every {n} years on the {which} {weekday} of {month}",
    "until": "{what}, until {date}",
    "count.one": "Once",
    "count.many": "{what}, {n} times",
    "special": "By a rule of its own",
    "none": "Does not repeat",
    "dates": "On dates of its own",
    "date": "{day} {month}",
    "full": "{day} {month} {year}",
    "and": "{some} and {last}",
    "which.1": "first",
    "which.2": "second",
    "which.3": "third",
    "which.4": "fourth",
    "which.5": "fifth",
    "which.-1": "last",
    "which.-2": "second-last",
}
_GERMAN: Phrases = {
    "hourly.one": "Jede Stunde",
    "hourly.many": "Alle {n} Stunden",
    "daily.one": "Jeden Tag",
    "daily.many": "Alle {n} Tage",
    "weekly.one": "Jede Woche am {days}",
    "weekly.many": "Alle {n} Wochen am {days}",
    "workdays.one": "Jeden Werktag, Montag bis Freitag",
    "workdays.many": "Alle {n} Wochen von Montag bis Freitag",
    "monthly.one": "Jeden Monat am {day}",
    "monthly.many": "Alle {n} Monate am {day}",
    "monthly.last.one": "Jeden Monat am letzten Tag",
    "monthly.last.many": "Alle {n} Monate am letzten Tag des Monats",
    "monthly.nth.one": "Jeden Monat am {which} {weekday}",
    "monthly.nth.many": "Alle {n} Monate am {which} {weekday}",
    "yearly.one": "Jedes Jahr am {date}",
    "yearly.many": "Alle {n} Jahre am {date}",
    "yearly.nth.one": "Jedes Jahr am {which} {weekday} im {month}",
    "yearly.nth.many": "Alle {n} Jahre am {which} {weekday} im {month}",
    "until": "{what}, bis {date}",
    "count.one": "Einmal",
    "count.many": "{what}, {n}-mal",
    "special": "Nach einer eigenen Regel",
    "none": "Wiederholt sich nicht",
    "dates": "An eigenen Tagen",
    "date": "{day}. {month}",
    "full": "{day}. {month} {year}",
    "and": "{some} und {last}",
    "which.1": "ersten",
    "which.2": "zweiten",
    "which.3": "dritten",
    "which.4": "vierten",
    "which.5": "fünften",
    "which.-1": "letzten",
    "which.-2": "vorletzten",
}
PHRASES: Mapping[str, Phrases] = {"en": _ENGLISH, "de": _GERMAN}


def phrases(language: str) -> Phrases:
    """Those of a language; English for the languages that have none yet."""
    return PHRASES.get(language[:2].lower(), _ENGLISH)


def nth_day(day: int, language: str) -> str:
    """A day of the month: ``15th``, ``15.``"""
    if language.startswith("de"):
        return f"{day}."
    ending = "th" if 11 <= day % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def listed(words: list[str], language: str) -> str:
    """``Monday, Tuesday and Friday``."""
    if len(words) < 2:
        return "".join(words)
    return phrases(language)["and"].format(some=", ".join(words[:-1]), last=words[-1])
