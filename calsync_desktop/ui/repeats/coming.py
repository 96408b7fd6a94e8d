"""The dates that come next, so that whoever makes a rule sees what it does."""

from __future__ import annotations

from datetime import datetime, timedelta

from calsync_desktop.core.appointment import Appointment, Content, Recurrence
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.recurrence import add, occurrences
from calsync_desktop.core.when import When

SHOWN = 5
_FIRST_LOOK, _FARTHEST = timedelta(days=70), timedelta(days=366 * 60)
_STEPS = 4_000  # enough for five dates of any rule a person makes, and quick enough for every key that is pressed


def coming(when: When, rule: str, after: datetime, local: str, count: int = SHOWN) -> tuple[When, ...]:
    """The first ``count`` occurrences that end after ``after`` (aware) of a series that begins as ``when``.

    Fewer when the series ends, or rests for more than sixty years. Refused, in a sentence, when the rule cannot be shown.
    """
    appointment = Appointment("coming", Content(when), Recurrence(rule))
    begin = max(after, add_aware(when.start_instant(local), -timedelta(days=1)))
    width = _FIRST_LOOK
    while True:
        found = occurrences(appointment, begin, add_aware(begin, width), local=local, budget=_STEPS)
        if len(found) >= count or width > _FARTHEST:
            return tuple(each.when for each in found[:count])
        width *= 4


def add_aware(moment: datetime, delta: timedelta) -> datetime:
    """The sum, held within what a datetime can be."""
    return add(moment.replace(tzinfo=None), delta).replace(tzinfo=moment.tzinfo)


def complaint(when: When, rule: str, after: datetime, local: str) -> str:
    """Why a rule cannot be used, in a sentence; empty when it can."""
    try:
        found = coming(when, rule, after, local, 1)
    except Refused as problem:
        return problem.message
    if not found and when.end_instant(local) > after:
        return "This rule names no date."
    return ""
