"""How the cursor goes from day to day and from entry to entry in a view that is painted by us."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from calsync_desktop.ui import dates, view_words
from calsync_desktop.ui.layout.days import nearest

if TYPE_CHECKING:
    from calsync_desktop.ui.views.canvas import Canvas


def move_day(canvas: Canvas, by: int) -> None:
    """The cursor goes to another day: onto its entry nearest in time, else onto the day alone; beyond the last one the view turns."""
    before, period, day = canvas.chosen, canvas.days.period, canvas.day + timedelta(days=by)
    if not period.first <= day <= period.last:
        canvas.day = day
        canvas.turn(1 if by > 0 else -1)
        return
    if day not in period.days:
        move_day(canvas, by + (1 if by > 0 else -1))
        return
    canvas.day = day
    canvas.choose(nearest([(n, canvas.days.entries[n]) for n in on_day(canvas, day)], before))
    if canvas.chosen is None:
        canvas.say(view_words.nothing_on(dates.day(day, canvas.locale_, "dddd d MMMM")))


def move_entry(canvas: Canvas, by: int) -> bool:
    """The cursor goes to the entry before or after on its day; whether there is one."""
    rows, current = on_day(canvas, canvas.day), canvas.currentIndex().row()
    at = rows.index(current) + by if current in rows else (0 if by > 0 else len(rows) - 1)
    if not 0 <= at < len(rows):
        return False
    canvas.choose(rows[at])
    return True


def on_day(canvas: Canvas, day: date) -> list[int]:
    """The rows of what takes place on a day, in order."""
    return [n for n, e in enumerate(canvas.days.entries) if e.days[0] <= day <= e.days[1]]
