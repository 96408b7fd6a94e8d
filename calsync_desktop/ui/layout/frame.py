"""The measures of a view of hours: where a day and a minute are in pixels, and which day and minute a pixel is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from calsync_desktop.ui.layout.columns import Slot
from calsync_desktop.ui.layout.days import DAY
from calsync_desktop.ui.layout.drag import Spot, snapped

Box = tuple[float, float, float, float]
"""Left, top, width, height."""
LANE, GAP = 24, 2
LEAST = 22  # pixels that the shortest appointment is high: one line of words


@dataclass(frozen=True, slots=True)
class Frame:
    """``width`` of the view, of which ``gutter`` on the left is for the hours; ``head`` above the days, ``lanes`` of whole days below it; ``hour`` in pixels."""

    days: Sequence[date]
    width: float
    gutter: float
    head: float
    lanes: int
    hour: float

    @property
    def top(self) -> float:
        """Where the hours begin."""
        return self.head + self.lanes * LANE + 6

    @property
    def height(self) -> float:
        """Of all hours."""
        return 24 * self.hour

    @property
    def least(self) -> int:
        """How many minutes the shortest appointment takes up."""
        return max(1, round(LEAST * 60 / self.hour))

    def x(self, column: float) -> float:
        """The left edge of a day, on a whole pixel."""
        return self.gutter + round((self.width - self.gutter) * column / len(self.days))

    def y(self, minute: float) -> float:
        """Where a minute is below the top of the content."""
        return self.top + minute * self.hour / 60

    def piece(self, day: int, start: int, end: int, slot: Slot) -> Box:
        """Where a piece of a day stands."""
        left, room = self.x(day) + 1, self.x(day + 1) - self.x(day) - 6
        high = min(self.y(start), self.y(DAY) - LEAST)
        low = max(self.y(end), high + LEAST)
        # On whole pixels, so that edges are crisp.
        near, far = (round(room * column / slot.columns) for column in (slot.column, slot.column + slot.width))
        gap = GAP if slot.column + slot.width < slot.columns else 0
        top = round(high)
        return left + near, top + 1, far - near - gap, round(low) - top - 2

    def bar(self, first: int, last: int, lane: int) -> Box:
        """Where a bar stands above the hours."""
        left = self.x(first) + 1
        return left, self.head + lane * LANE + 2, self.x(last + 1) - left - 5, LANE - GAP

    def column_at(self, x: float) -> int | None:
        """The day under a pixel; None: left of all days."""
        if x < self.gutter:
            return None
        share = (x - self.gutter) / max(1.0, self.width - self.gutter)
        return min(int(share * len(self.days)), len(self.days) - 1)

    def spot(self, x: float, y: float, scrolled: float) -> Spot | None:
        """The day and minute under a pixel of what is visible while so much is scrolled."""
        column = self.column_at(x)
        if column is None or y < self.head:
            return None
        if y < self.top:
            return Spot(self.days[column])
        return Spot(self.days[column], min(max(snapped((y + scrolled - self.top) * 60 / self.hour), 0), DAY))
