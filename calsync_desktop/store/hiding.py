"""What the user does not want to see in views: decided for each row, and nothing is ever deleted because of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple


class Hideable(NamedTuple):
    """What hiding looks at; ``categories`` one a line."""

    title: str
    all_day: bool
    my_reply: str
    visibility: str
    show_as: str
    categories: str


Hidden = Callable[[Hideable], bool]

_KINDS: dict[str, Hidden] = {
    "all_day": lambda row: bool(row.all_day),
    "declined": lambda row: row.my_reply == "declined",
    "private": lambda row: row.visibility in ("private", "confidential"),
    "free": lambda row: row.show_as == "free",
}


@lru_cache(maxsize=64)
def hidden_by(hiding: str) -> Hidden:
    """The decision that a connection's ``hiding`` (JSON of ``core.calendar.Hiding``) asks for."""
    wanted: dict[str, Any] = json.loads(hiding)
    tests = [_KINDS[kind] for kind in wanted.get("kinds") or () if kind in _KINDS]
    if (title := _pattern(wanted.get("titles") or "")) is not None:
        tests.append(lambda row: title.search(row.title) is not None)
    if categories := {name.casefold() for name in wanted.get("categories") or ()}:
        tests.append(lambda row: not categories.isdisjoint(row.categories.casefold().split("\n")))
    return lambda row: any(test(row) for test in tests)


def _pattern(text: str) -> re.Pattern[str] | None:
    """A pattern that is none hides nothing: it is refused where it is set, not where a calendar is shown."""
    try:
        return re.compile(text, re.IGNORECASE) if text else None
    except re.error:
        return None
