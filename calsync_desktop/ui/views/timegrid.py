"""Days beside one another with their hours downwards: the week, the work week and the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from calsync_desktop.ui import view_words
from calsync_desktop.ui.layout.columns import Slot
from calsync_desktop.ui.layout.days import Bar, bars, minute_of, pieces
from calsync_desktop.ui.layout.drag import Spot, Times
from calsync_desktop.ui.layout.frame import Box, Frame
from calsync_desktop.ui.layout.lanes import Fit, fit, lanes
from calsync_desktop.ui.models.days import DaysModel
from calsync_desktop.ui.views.canvas import Canvas, Shape
from calsync_desktop.ui.views.timegrid_paint import GridPaint

HEAD, GUTTER, SECOND = 40, 60, 52
FEWEST_LANES, MOST_LANES = 1, 4
HOUR, SMALLEST, LARGEST = 52.0, 32.0, 144.0
_ALL = 99
_MARGIN = 8  # right of the last day


class TimeGrid(Canvas):
    """``now`` is the local wall time. ``second_zone``: another zone whose hours stand beside ours, empty for none."""

    # Here, because Qt asks for boxes before a constructor is through.
    second_zone, hour, expanded = "", HOUR, False
    bars: Sequence[Bar] = ()
    fit = Fit((), ())
    _wanted = 0

    def __init__(
        self,
        model: DaysModel,
        locale: QLocale,
        today: Callable[[], date],
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, locale, today, parent)
        self.now = now
        self.setAccessibleName(view_words.HOURS)
        self._placed = False
        self.verticalScrollBar().setSingleStep(24)

    @property
    def frame(self) -> Frame:
        """The measures as they are now."""
        gutter = GUTTER + (SECOND if self.second_zone else 0)
        lanes = max(FEWEST_LANES, min(self._wanted, _ALL if self.expanded else MOST_LANES))
        return Frame(self.days.period.days, self.viewport().width() - _MARGIN, gutter, HEAD, lanes, self.hour)

    def show_second_zone(self, zone: str) -> None:
        """Show the hours of another zone too; empty: only ours."""
        self.second_zone = zone
        self.recompose()

    def composed_by(self) -> tuple[object, ...]:
        return self.hour, self.second_zone, self.expanded

    def compose(self) -> list[Shape]:
        days, entries = self.days.period.days, self.days.entries
        self.bars = bars(entries, days)
        spans = [(bar.first, bar.last) for bar in self.bars]
        self._wanted = max(lanes(spans), default=-1) + 1
        frame = self.frame
        self.fit = fit(spans, len(days), frame.lanes)
        out = [
            Shape(p.row, _rect(frame.piece(p.day, p.start, p.end, p.slot)), days[p.day], False, True, p.begins, p.ends)
            for p in pieces(entries, days, frame.least)
        ]
        for bar, lane in zip(self.bars, self.fit.lanes, strict=True):
            if lane is not None:
                box = _rect(frame.bar(bar.first, bar.last, lane))
                out.append(Shape(bar.row, box, days[bar.first], True, False, bar.begins, bar.ends))
        return out

    def top_height(self) -> float:
        return self.frame.top

    def spot(self, point: QPointF) -> Spot | None:
        return self.frame.spot(point.x(), point.y(), self.verticalScrollBar().value())

    def whole_days_at(self, point: QPointF) -> bool:
        return point.y() < self.top_height()

    def inside(self, point: QPointF) -> QPointF:
        frame, size = self.frame, self.viewport().size()
        return QPointF(
            min(max(point.x(), frame.gutter), frame.width - 1), min(max(point.y(), frame.head), size.height())
        )

    def keep_in_sight(self, point: QPointF) -> None:
        bar, top = self.verticalScrollBar(), self.top_height()
        if point.y() > self.viewport().height() - 16:
            bar.setValue(bar.value() + 12)
        elif top < point.y() < top + 16:
            bar.setValue(bar.value() - 12)

    def frames(self, times: Times) -> list[QRectF]:
        frame, (start, end) = self.frame, times
        days, out = frame.days, []
        if not isinstance(start, datetime) or not isinstance(end, datetime):
            touched = [n for n, day in enumerate(days) if start <= day < end]
            return [_rect(frame.bar(touched[0], touched[-1], 0))] if touched else []
        for n, day in enumerate(days):
            if start.date() <= day <= end.date():
                box = _rect(frame.piece(n, minute_of(start, day), minute_of(end, day), Slot(0, 1)))
                if minute_of(end, day) > minute_of(start, day):
                    out.append(box.translated(0, -self.verticalScrollBar().value()))
        return out

    def measure(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height() - self.top_height()
        bar.setPageStep(max(1, round(room)))
        bar.setRange(0, max(0, round(self.frame.height - room + 8)))

    def choose(self, row: int) -> None:
        """What is chosen is seen: where whole days have no room for it, they take more."""
        super().choose(row)
        if row >= 0 and not any(shape.row == row for shape in self.shapes):
            self.expanded = True
            self.recompose()

    def scroll_to_hours(self) -> None:
        """Begin where something happens: a little before now when today is in view, else before nine."""
        hour = self.now().hour if self.today() in self.days.period.days else 9
        room = self.viewport().height() - self.top_height()
        above = max(1.5, room / self.hour / 3)
        self.verticalScrollBar().setValue(round((min(max(hour - above, 0), 17) if hour > 11 else 7.5) * self.hour))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.recompose()
        if not self._placed:
            self._placed = True
            self.scroll_to_hours()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self.zoom(1.1 if event.angleDelta().y() > 0 else 1 / 1.1, event.position().y())
        event.accept()

    def zoom(self, by: float, at: float) -> None:
        """Make the hours higher or lower; what is at the height ``at`` stays there."""
        bar, top = self.verticalScrollBar(), self.top_height()
        moment = (at + bar.value() - top) / self.hour
        self.hour = min(max(self.hour * by, SMALLEST), LARGEST)
        self.recompose()
        bar.setValue(round(moment * self.hour - at + top))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        frame, point = self.frame, event.position()
        column = frame.column_at(point.x())
        if self.more_at(point) or (self.expanded and column is None and frame.head < point.y() < frame.top):
            self.expanded = not self.expanded
            self.recompose()
        elif point.y() < frame.head and column is not None:
            self.day_opened.emit(frame.days[column])
        else:
            super().mousePressEvent(event)

    def more_at(self, point: QPointF) -> bool:
        """Whether a point says how many whole days are left out."""
        return any(box.contains(point) for box in self.more_boxes().values())

    def more_boxes(self) -> dict[int, QRectF]:
        """Where each day says how many of its whole days are left out."""
        frame = self.frame
        return {n: _rect(frame.bar(n, n, frame.lanes - 1)) for n, count in enumerate(self.fit.more) if count}

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        GridPaint(self, painter).paint()
        painter.end()


def _rect(box: Box) -> QRectF:
    return QRectF(*box)
