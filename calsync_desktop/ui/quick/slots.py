"""The grammar's patterns with a language's words put into their slots, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from calsync_desktop.ui.quick.lexicon import TAKEN, Lexicon, lexicon

# A part stands alone: spaces, punctuation or what was understood already are around it.
_LEFT = rf"(?<![^\s,;({TAKEN}])"
_RIGHT = rf"(?![^\s,;.!?){TAKEN}])(?!\.\d)"
_DASH = r"\s?(?:-|–|—)\s?"


@lru_cache(maxsize=256)
def compiled(pattern: str, language: str) -> re.Pattern[str]:
    """``pattern`` as a part that stands alone; ``<slot>`` is a slot of the table below or a phrase of the lexicon."""
    filled = _fill(pattern, _slots(lexicon(language)))
    return re.compile(f"{_LEFT}(?:{filled}){_RIGHT}", re.IGNORECASE)


@lru_cache(maxsize=256)
def loose(pattern: str, language: str) -> re.Pattern[str]:
    """The same without asking what stands around it."""
    return re.compile(_fill(pattern, _slots(lexicon(language))), re.IGNORECASE)


def _fill(pattern: str, slots: dict[str, str]) -> str:
    return re.sub(r"(?<!\?P)<(\w+)>", lambda match: slots[match[1]], pattern)


def _slots(words: Lexicon) -> dict[str, str]:
    """A slot's name -> pattern; phrases first, so that the others may be made of them."""
    out = {name: f"(?:{pattern})" for name, pattern in words.phrases.items()}
    day, short = _any(words.weekdays), _any(words.short_days)
    either = f"(?:{day}|{short})"
    between = f"(?:,\\s?{out['and']}\\s|,\\s?|\\s{out['and']}\\s)"
    return out | {
        "weekday": day,
        "short": short,
        "anyday": either,
        "daylist": f"{either}(?:{between}{either})*",
        "dayslist": f"{_plural(words)}(?:{between}{_plural(words)})*",
        "month": _any(words.months),
        "near": _any(words.near),
        "unit": _any(words.units),
        "adverb": _any(words.adverbs),
        "ordinal": _any(words.ordinals),
        "length": _any(words.lengths),
        "clockword": _any(words.clocks),
        "dash": _DASH,
        "th": r"(?:st|nd|rd|th|\.)?",
        "to_": f"(?:{_DASH}|\\s{out['to']}\\s)",
        "before": f"(?:(?:{out['on']}|{out['start']})\\s)?",
        "dayname": f"(?:{either}\\.?,?\\s)?",
    }


def _any(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(re.escape(word) for word in longest_first)})"


def _plural(words: Lexicon) -> str:
    """Weekdays that mean each of them: Mondays, montags."""
    names = {name.lower() for name in words.weekday_names}
    return _any(
        word for word in words.weekdays if word not in names and word.endswith("s") and word[:-1] in words.weekdays
    )
