"""The words of each language that the quick line understands, and the names it answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ENGLISH, GERMAN = "en", "de"
# What stands for a part of the line that was understood already: no letter, no space.
TAKEN = "\ufffc"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language. Mappings go from a word, in lower case, to what it stands for; ``phrases`` are regular expressions by the slot they fill.

    ``short_days`` are weekdays that are words of everyday speech too: they count only before a number or a time. ``units`` name FREQ of RFC 5545,
    ``lengths`` minutes. ``bare_afternoon``: hours from 1 to 6 without more are in the afternoon.
    """

    language: str
    weekday_names: tuple[str, ...]
    month_names: tuple[str, ...]
    weekdays: Mapping[str, int]
    short_days: Mapping[str, int]
    months: Mapping[str, int]
    near: Mapping[str, int]
    units: Mapping[str, str]
    adverbs: Mapping[str, str]
    ordinals: Mapping[str, int]
    lengths: Mapping[str, float]
    clocks: Mapping[str, int]
    phrases: Mapping[str, str]
    bare_afternoon: bool
    day_first: bool


def _numbered(*spellings: str) -> dict[str, int]:
    """``"jan january"`` and so on as word -> position, counted from 0."""
    return {word: place for place, words in enumerate(spellings) for word in words.split()}


def _from_one(*spellings: str) -> dict[str, int]:
    return {word: place + 1 for word, place in _numbered(*spellings).items()}


_ENGLISH = Lexicon(
    language=ENGLISH,
    weekday_names=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    month_names=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    weekdays=_numbered("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    | _numbered("mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"),
    short_days=_numbered("mon", "tue tues", "wed", "thu thur thurs", "fri", "sat", "sun"),
    months=_from_one(
        "jan january", "feb february", "mar march", "apr april", "may", "jun june",
        "jul july", "aug august", "sep sept september", "oct october", "nov november", "dec december",
    ),
    near={"today": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2},
    units={
        "day": "DAILY", "days": "DAILY", "week": "WEEKLY", "weeks": "WEEKLY",
        "month": "MONTHLY", "months": "MONTHLY", "year": "YEARLY", "years": "YEARLY",
    },
    adverbs={"daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY", "yearly": "YEARLY", "annually": "YEARLY"},
    ordinals=_from_one("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th") | {"last": -1},
    lengths={
        "minutes": 1, "minute": 1, "mins": 1, "min": 1, "m": 1, "hours": 60, "hour": 60, "hrs": 60, "hr": 60, "h": 60,
        "days": 1440, "day": 1440, "weeks": 10080, "week": 10080,
    },
    clocks={"noon": 720, "midday": 720, "midnight": 1440},
    phrases={
        "on": "on", "start": "starting|from|as of", "next": "next", "this": "this|coming", "at": "at", "from": "from", "to": "to|until|till", "until": "until|till",
        "for": "for", "oclock": "o['’]?clock|h", "allday": "all[ -]day", "workday": "weekday|workday|working day", "and": "and|&",
        "every": "every|each", "other": "other|second", "in": "in", "with": "with", "place": "at|in", "article": "the",
        "times": "times", "of_month": "of (?:the|each|every) month", "nth": r"(?:on )?the (?P<d>\d{1,2})(?:st|nd|rd|th)", "half": "half an hour",
        "one": "an?|one", "one_and_half": "one and a half|an hour and a half", "meridiem": "am|pm|a\\.m\\.|p\\.m\\.", "of": "of",
    },
    bare_afternoon=True,
    day_first=False,
)  # fmt: skip

_GERMAN = Lexicon(
    language=GERMAN,
    weekday_names=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    month_names=(
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
    weekdays=_numbered("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag sonnabend", "sonntag")
    | _numbered("montags", "dienstags", "mittwochs", "donnerstags", "freitags", "samstags sonnabends", "sonntags"),
    short_days=_numbered("mo", "di", "mi", "do", "fr", "sa", "so"),
    months=_from_one(
        "jan januar jänner", "feb februar", "mär mrz märz", "apr april", "mai", "jun juni",
        "jul juli", "aug august", "sep sept september", "okt oktober", "nov november", "dez dezember",
    ),
    near={"heute": 0, "morgen": 1, "übermorgen": 2},
    units={
        "tag": "DAILY", "tage": "DAILY", "tagen": "DAILY", "woche": "WEEKLY", "wochen": "WEEKLY", "monat": "MONTHLY", "monate": "MONTHLY",
        "monaten": "MONTHLY", "jahr": "YEARLY", "jahre": "YEARLY", "jahren": "YEARLY",
    },
    adverbs={"täglich": "DAILY", "wöchentlich": "WEEKLY", "monatlich": "MONTHLY", "jährlich": "YEARLY"},
    ordinals=_from_one("ersten 1.", "zweiten 2.", "dritten 3.", "vierten 4.", "fünften 5.") | {"letzten": -1},
    lengths={
        "minuten": 1, "minute": 1, "min.": 1, "min": 1, "stunden": 60, "stunde": 60, "std.": 60, "std": 60, "h": 60,
        "tage": 1440, "tag": 1440, "wochen": 10080, "woche": 10080,
    },
    clocks={"mittags": 720, "mitternacht": 1440},
    phrases={
        "on": "am", "start": "ab|vom|von|seit", "next": "nächste[nrs]?", "this": "diese[nrs]?|kommende[nrs]?", "at": "um|ab", "from": "von", "to": "bis", "until": "bis",
        "for": "für", "oclock": "uhr|h", "allday": "ganztägig|ganztags", "workday": "werktag|arbeitstag|wochentag", "and": "und|&",
        "every": "jeden|jede|jedes|alle", "other": "zweiten|zweite|zweites", "in": "in", "with": "mit",
        "place": "in|im|bei|beim|am", "article": "der|dem|den|die|das",
        "times": "mal", "of_month": "im monat|des monats", "nth": r"am (?P<d>\d{1,2})\.", "half": "eine halbe stunde",
        "one": "eine[nr]?|ein", "one_and_half": "eineinhalb stunden|anderthalb stunden", "meridiem": "(?!)", "of": "(?!)",
    },
    bare_afternoon=False,
    day_first=True,
)  # fmt: skip

LEXICONS: Mapping[str, Lexicon] = {ENGLISH: _ENGLISH, GERMAN: _GERMAN}


def lexicon(language: str) -> Lexicon:
    """The words of a language (``de``, ``de_AT``); English for those we do not speak."""
    return LEXICONS.get(language[:2].lower(), _ENGLISH)
