"""What the quick line answers, in each language."""

from __future__ import annotations

from collections.abc import Mapping

Phrases = Mapping[str, str]

_ENGLISH: Phrases = {
    "today": "Today, {weekday} {date}",
    "tomorrow": "Tomorrow, {weekday} {date}",
    "day": "{weekday} {date}",
    "date": "{day} {month}",
    "date.year": "{day} {month} {year}",
    "all-day": "{day}, all day",
    "days": "{first} to {last}, all day",
    "timed": "{day}, {start} – {end}",
    "over.midnight": "{day}, {start} to {last}, {end}",
    "place": "at {place}",
    "guests": "with {people}",
    "category": "tagged {names}",
    "calendar": "in {name}",
    "untitled": "No title yet",
    "hint": "Lunch with Ana tomorrow 12:30 at Café Paris",
}
_GERMAN: Phrases = {
    "today": "Heute, {weekday}, {date}",
    "tomorrow": "Morgen, {weekday}, {date}",
    "day": "{weekday}, {date}",
    "date": "{day}. {month}",
    "date.year": "{day}. {month} {year}",
    "all-day": "{day}, ganztägig",
    "days": "{first} bis {last}, ganztägig",
    "timed": "{day}, {start} – {end}",
    "over.midnight": "{day}, {start} bis {last}, {end}",
    "place": "Ort: {place}",
    "guests": "mit {people}",
    "category": "Kategorie {names}",
    "calendar": "in {name}",
    "untitled": "Noch kein Titel",
    "hint": "Mittagessen mit Ana morgen um 12:30 im Café Paris",
}
PHRASES: Mapping[str, Phrases] = {"en": _ENGLISH, "de": _GERMAN}


def phrases(language: str) -> Phrases:
    """Those of a language; English for the languages that have none yet."""
    return PHRASES.get(language[:2].lower(), _ENGLISH)
