"""The mouse in a view that is painted by us: what is pressed, what is dragged, and what becomes of it when it is let go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QApplication

from calsync_desktop.ui.layout.drag import Spot, Times, drawn, moved, stretched, wall
from calsync_desktop.ui.models.entries import Entry

if TYPE_CHECKING:
    from calsync_desktop.ui.views.canvas import Canvas, Shape

_EDGE = 6  # pixels at the ends of an appointment by which it is stretched


class Grip(StrEnum):
    """What was taken hold of."""

    EMPTY = "empty"
    WHOLE = "whole"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Hold:
    """The press of a button: where, on what, by which part of it."""

    point: QPointF
    spot: Spot
    grip: Grip
    entry: Entry | None


class Pointer:
    """Follows one mouse. ``times`` are where what is dragged would go, None while nothing is dragged."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._hold: Hold | None = None
        self._pressed: tuple[Entry | None, Spot | None, bool] = (None, None, False)
        self.down = False
        self.times: Times | None = None
        self.over = -1

    @property
    def dragged(self) -> Entry | None:
        """The entry under way; None: nothing, or a new one."""
        return self._hold.entry if self._hold is not None and self.times is not None else None

    def press(self, point: QPointF) -> None:
        """The left button went down."""
        canvas, spot = self._canvas, self._canvas.spot(point)
        shape, self.down = canvas.shape_at(point), True
        if spot is not None:
            canvas.day = spot.day
        canvas.choose(shape.row if shape is not None else -1)
        self._pressed = None, spot, False
        if spot is None:
            return
        entry = canvas.days.entries[shape.row] if shape is not None else None
        self._pressed = entry, spot, canvas.whole_days_at(point)
        if entry is None or entry.writable:
            self._hold = Hold(point, spot, self._grip(shape, point), entry)

    def move(self, point: QPointF) -> None:
        """The mouse moved, with or without a button held."""
        hold, canvas = self._hold, self._canvas
        if hold is None:
            self._hover(point)
            return
        far = (point - hold.point).manhattanLength() >= QApplication.startDragDistance()
        spot = canvas.spot(canvas.inside(point))
        if spot is not None and (far or self.times is not None):
            canvas.keep_in_sight(point)
            self.times = _outcome(hold, spot)
            canvas.viewport().update()

    def release(self) -> None:
        """The button went up: what was dragged takes effect."""
        hold, times, self.down = self._hold, self.times, False
        self.cancel()
        if hold is None or times is None:
            return
        if hold.entry is None:
            self._canvas.drawn.emit(times)
        elif times != _times(hold.entry):
            self._canvas.carried.emit(hold.entry, times)

    def cancel(self) -> bool:
        """Forget the drag; whether there was one."""
        under_way = self.times is not None
        self._hold, self.times = None, None
        self._canvas.viewport().update()
        return under_way

    def double(self) -> None:
        """A double click: open what the first click was on, or add something of an hour there.

        Not what is under the mouse now: the first click may have opened what stands beside the days.
        """
        entry, spot, whole_days = self._pressed
        self.cancel()
        if entry is not None:
            self._canvas.opened.emit(entry)
        elif spot is not None:
            self._canvas.drawn.emit(_an_hour(spot, whole_days=whole_days))

    def _hover(self, point: QPointF) -> None:
        shape = self._canvas.shape_at(point)
        over = shape.row if shape is not None else -1
        grip = self._grip(shape, point)
        stretch = shape is not None and grip in (Grip.START, Grip.END) and self._canvas.days.entries[over].writable
        forms = Qt.CursorShape.SizeVerCursor if shape and shape.upright else Qt.CursorShape.SizeHorCursor
        self._canvas.viewport().setCursor(forms if stretch else Qt.CursorShape.ArrowCursor)
        if over != self.over:
            self.over = over
            self._canvas.viewport().update()

    def _grip(self, shape: Shape | None, point: QPointF) -> Grip:
        if shape is None:
            return Grip.EMPTY
        if not self._canvas.stretches(shape):
            return Grip.WHOLE
        box = self._canvas.shown_box(shape)
        at, start, end = _along(box, point, upright=shape.upright)
        edge = min(_EDGE, (end - start) / 4)
        if shape.ends and end - at <= edge:
            return Grip.END
        return Grip.START if shape.begins and at - start <= edge else Grip.WHOLE


def _along(box: QRectF, point: QPointF, *, upright: bool) -> tuple[float, float, float]:
    return (point.y(), box.top(), box.bottom()) if upright else (point.x(), box.left(), box.right())


def _times(entry: Entry) -> Times:
    return wall(entry.start), wall(entry.end)


def _outcome(hold: Hold, spot: Spot) -> Times:
    if hold.entry is None:
        return drawn(hold.spot, spot)
    if hold.grip is Grip.WHOLE:
        return moved(_times(hold.entry), hold.spot, spot)
    return stretched(_times(hold.entry), spot, at_end=hold.grip is Grip.END)


def _an_hour(spot: Spot, *, whole_days: bool) -> Times:
    if whole_days:
        return spot.day, spot.day + timedelta(days=1)
    start = (
        datetime.combine(spot.day, time(9))
        if spot.minute is None
        else spot.moment.replace(minute=spot.moment.minute // 30 * 30)
    )
    return start, start + timedelta(hours=1)
