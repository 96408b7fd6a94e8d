"""The measures of a month: where a week, a day and a lane are in pixels, and which day a pixel is."""

from __future__ import annotations

from dataclasses import dataclass

from calsync_desktop.ui.layout.frame import Box
from calsync_desktop.ui.layout.month import WEEK

HEAD, NUMBER, LANE, GAP = 32, 32, 22, 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """``width`` and ``height`` of the view, which shows so many ``weeks``."""

    width: int
    height: int
    weeks: int

    @property
    def head(self) -> int:
        """The height of the weekdays' names."""
        return HEAD

    @property
    def lanes(self) -> int:
        """How many lines a day has below its number."""
        return max(1, int((self.height - HEAD) / self.weeks - NUMBER - 2) // LANE)

    def x(self, column: int) -> int:
        """The left edge of a weekday, on a whole pixel."""
        return round(self.width * column / WEEK)

    def y(self, week: int) -> int:
        """The upper edge of a week, on a whole pixel."""
        return HEAD + round((self.height - HEAD) * week / self.weeks)

    def day(self, cell: int) -> Box:
        """The whole of a day."""
        week, column = divmod(cell, WEEK)
        left, top = self.x(column), self.y(week)
        return left, top, self.x(column + 1) - left, self.y(week + 1) - top

    def number(self, cell: int) -> Box:
        """Where the day's number stands."""
        left, top, _, _ = self.day(cell)
        return left + 7, top + 6, 24, 22

    def lane(self, week: int, first: int, last: int, lane: int) -> Box:
        """A line of a week, over some of its days."""
        left = self.x(first) + 3
        return left, self.y(week) + NUMBER + lane * LANE, self.x(last + 1) - left - 4, LANE - GAP

    def cell(self, x: float, y: float) -> int | None:
        """The day under a pixel, counted from the first one; None above them."""
        if y < HEAD or not (0 <= x < self.width and y < self.height):
            return None
        column, week = int(x * WEEK / self.width), int((y - HEAD) * self.weeks / (self.height - HEAD))
        return min(week, self.weeks - 1) * WEEK + min(column, WEEK - 1)
