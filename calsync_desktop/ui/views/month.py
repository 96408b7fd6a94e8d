"""A month: its weeks below one another, on each day what there is room for, and how much more there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from calsync_desktop.ui import view_words
from calsync_desktop.ui.layout.days import fills_days
from calsync_desktop.ui.layout.drag import Spot, Times
from calsync_desktop.ui.layout.month import WEEK, Week, month
from calsync_desktop.ui.layout.sheet import Sheet
from calsync_desktop.ui.models.days import DaysModel
from calsync_desktop.ui.models.period import Kind
from calsync_desktop.ui.views.canvas import Canvas, Shape
from calsync_desktop.ui.views.cursor import move_day
from calsync_desktop.ui.views.month_paint import MonthPaint


class MonthView(Canvas):
    """The wheel and the keys beyond its edges ask for the month beside."""

    # Here, because Qt asks for boxes before a constructor is through.
    weeks: Sequence[Week] = ()

    def __init__(
        self, model: DaysModel, locale: QLocale, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(model, locale, today, parent)
        self._turning = 0
        self.setAccessibleName(view_words.WEEKS)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def sheet(self) -> Sheet:
        """The measures as they are now."""
        size = self.viewport().size()
        return Sheet(size.width(), size.height(), max(1, len(self.days.period.days) // WEEK))

    def fits(self, kind: Kind) -> bool:
        return kind is Kind.MONTH

    def compose(self) -> list[Shape]:
        sheet, period = self.sheet, self.days.period
        self.weeks = month(self.days.entries, period.first, period.last, sheet.lanes)
        return [shape for n, week in enumerate(self.weeks) for shape in _shapes(sheet, n, week)]

    def spot(self, point: QPointF) -> Spot | None:
        cell = self.sheet.cell(point.x(), point.y())
        return Spot(self.days.period.days[cell]) if cell is not None else None

    def whole_days_at(self, point: QPointF) -> bool:
        return False

    def stretches(self, shape: Shape) -> bool:
        return fills_days(self.days.entries[shape.row]) and self.days.entries[shape.row].all_day

    def inside(self, point: QPointF) -> QPointF:
        size, head = self.viewport().size(), self.sheet.head
        return QPointF(min(max(point.x(), 1), size.width() - 1), min(max(point.y(), head), size.height() - 1))

    def frames(self, times: Times) -> list[QRectF]:
        first, last = _day(times[0]), _last(times)
        touched = [n for n, day in enumerate(self.days.period.days) if first <= day <= last]
        return [QRectF(*self.sheet.day(n)) for n in touched]

    def beyond(self, by: int) -> None:
        move_day(self, by * WEEK)

    def more_at(self, point: QPointF) -> date | None:
        """The day whose number of left out entries is under a point."""
        cell = self.sheet.cell(point.x(), point.y())
        if cell is None or not self.weeks:
            return None
        week, column = divmod(cell, WEEK)
        box = QRectF(*self.sheet.lane(week, column, column, self.sheet.lanes - 1))
        return self.days.period.days[cell] if self.weeks[week].fit.more[column] and box.contains(point) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self.more_at(event.position()) or self._number_at(event.position())
        if day is not None and event.button() is Qt.MouseButton.LeftButton:
            self.day_opened.emit(day)
            return
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._turning += event.angleDelta().y()
        if abs(self._turning) >= 120:
            self.turned.emit(-1 if self._turning > 0 else 1)
            self._turning = 0
        event.accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.recompose()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        MonthPaint(self, painter).paint()
        painter.end()

    def _number_at(self, point: QPointF) -> date | None:
        """The day whose number is under a point."""
        cell = self.sheet.cell(point.x(), point.y())
        if cell is None or not QRectF(*self.sheet.number(cell)).contains(point):
            return None
        return self.days.period.days[cell]


def _shapes(sheet: Sheet, n: int, week: Week) -> list[Shape]:
    return [
        Shape(
            bar.row,
            QRectF(*sheet.lane(n, bar.first, bar.last, lane)),
            week.days[bar.first],
            False,
            False,
            bar.begins,
            bar.ends,
        )
        for bar, lane in zip(week.bars, week.fit.lanes, strict=True)
        if lane is not None
    ]


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _last(times: Times) -> date:
    start, end = times
    if isinstance(end, datetime) and isinstance(start, datetime):
        return max(start, end - timedelta(microseconds=1)).date()
    return end - timedelta(days=1)
