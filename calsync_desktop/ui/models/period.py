"""Which days are looked at, and how: the value behind the window's title, its arrows and its switch of views."""

from __future__ import annotations

import contextlib
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

AGENDA_DAYS = 28
# Beyond these, a view around a day would reach where there are no dates.
_EARLIEST, _LATEST = date(1, 3, 1), date(9999, 10, 31)


class Kind(StrEnum):
    """The views."""

    AGENDA = "agenda"
    DAY = "day"
    WORK = "workweek"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a view around ``day``. ``begins``: the week's first day and ``work``: the days one works, as ISO numbers from Monday = 1."""

    kind: Kind
    day: date
    begins: int = 1
    work: tuple[int, ...] = (1, 2, 3, 4, 5)

    @property
    def days(self) -> tuple[date, ...]:
        """All days in view, ascending."""
        match self.kind:
            case Kind.DAY:
                return (self.day,)
            case Kind.WORK:
                week = _from(week_of(self.day, self.begins), 7)
                return tuple(day for day in week if day.isoweekday() in self.work) or week
            case Kind.WEEK:
                return _from(week_of(self.day, self.begins), 7)
            case Kind.MONTH:
                last = self.day.replace(day=monthrange(self.day.year, self.day.month)[1])
                first = week_of(self.day.replace(day=1), self.begins)
                return _from(first, ((last - first).days // 7 + 1) * 7)
        return _from(week_of(self.day, self.begins), AGENDA_DAYS)

    @property
    def first(self) -> date:
        """The first day in view."""
        return self.days[0]

    @property
    def last(self) -> date:
        """The last day in view."""
        return self.days[-1]

    def at(self, day: date) -> Period:
        """The same view around another day, as far as there are dates."""
        return replace(self, day=min(max(day, _EARLIEST), _LATEST))

    def shown_as(self, kind: Kind) -> Period:
        """Another view around the same day."""
        return replace(self, kind=kind)

    def turned(self, steps: int) -> Period:
        """So many periods later (or earlier), as far as there are dates."""
        with contextlib.suppress(OverflowError, ValueError):
            if self.kind is Kind.MONTH:
                return self.at(_months_later(self.day, steps))
            return self.at(self.day + timedelta(days=steps * (1 if self.kind is Kind.DAY else 7)))
        return self


def week_of(day: date, begins: int) -> date:
    """The first day of the week of ``day``; ``begins``: which ISO day that is."""
    return day - timedelta(days=(day.isoweekday() - begins) % 7)


def _months_later(day: date, steps: int) -> date:
    """The same day so many months later, the last one where the month is shorter."""
    months = day.year * 12 + day.month - 1 + steps
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _from(first: date, count: int) -> tuple[date, ...]:
    return tuple(first + timedelta(days=n) for n in range(count))
