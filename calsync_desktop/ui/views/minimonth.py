"""A small month to find a day by: today, the days in view, and a cursor that keys move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QLocale, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from calsync_desktop.ui import dates
from calsync_desktop.ui.models.period import Kind, Period
from calsync_desktop.ui.theme import SMALL, UNIT, sized, tokens_of

_CELL, _HEAD, _NAMES = 3 * UNIT + 4, 4 * UNIT, 2 * UNIT + 4
_CENTER = int(Qt.AlignmentFlag.AlignCenter)
_MIDDLE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}


class MiniMonth(QWidget):
    """``picked`` carries the day that was pressed, by mouse or Enter; arrows, Page Up and Page Down move the cursor."""

    picked = Signal(object)

    def __init__(self, today: Callable[[], date], locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today, self._locale = today, locale
        self.cursor_day = today()
        self._shown: frozenset[date] = frozenset()
        self._over = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._name()

    @property
    def period(self) -> Period:
        """The month around the cursor."""
        return Period(Kind.MONTH, self.cursor_day, self._locale.firstDayOfWeek().value)

    def show_period(self, period: Period) -> None:
        """Mark the days in view, and turn to their month."""
        self._shown = frozenset(period.days) if period.kind not in (Kind.MONTH, Kind.AGENDA) else frozenset()
        self._go(period.day)

    def sizeHint(self) -> QSize:
        return QSize(7 * _CELL, _HEAD + _NAMES + 6 * _CELL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._go(self.period.at(self.cursor_day + timedelta(days=_STEPS[key])).day)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._turn(-1 if key is Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self.cursor_day)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if point.y() < _HEAD:
            if point.x() > self.width() - 7 * UNIT:
                self._turn(-1 if point.x() < self.width() - 4 * UNIT else 1)
            return
        cell = self._cell(point.x(), point.y())
        if cell is not None:
            self._go(self._days()[cell])
            self.picked.emit(self.cursor_day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self._cell(event.position().x(), event.position().y())
        if (over := -1 if cell is None else cell) != self._over:
            self._over = over
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = -1
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._turn(-1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter)
        tokens, today = tokens_of(self.palette()), self._today()
        painter.setFont(sized(self.font(), SMALL))
        for cell, day in enumerate(self._days()):
            self._paint_ground(painter, cell, day, today=day == today)
            outside = day.month != self.cursor_day.month
            painter.setPen(QColor(tokens.on_accent if day == today else tokens.muted if outside else tokens.ink))
            painter.drawText(self._box(cell), _CENTER, str(day.day))
        painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        from calsync_desktop.ui import icons

        tokens, month = tokens_of(self.palette()), self.period.day
        painter.setFont(sized(self.font(), 1, self.font().weight().DemiBold))
        painter.setPen(QColor(tokens.ink))
        painter.drawText(QRectF(6, 0, self.width(), _HEAD), _MIDDLE, dates.day(month, self._locale, "MMMM yyyy"))
        for n, name in enumerate(("chevron-left", "chevron-right")):
            icons.paint(painter, name, QRectF(self.width() - (6 - 3 * n) * UNIT + 2, 8, 16, 16), tokens.muted)
        painter.setFont(sized(self.font(), SMALL))
        painter.setPen(QColor(tokens.muted))
        for n, day in enumerate(self._days()[:7]):
            name = self._locale.standaloneDayName(day.isoweekday(), QLocale.FormatType.NarrowFormat)
            painter.drawText(QRectF(self._x(n), _HEAD, self._step, _NAMES), _CENTER, name)

    def _paint_ground(self, painter: QPainter, cell: int, day: date, *, today: bool) -> None:
        cursor = day == self.cursor_day and self.hasFocus()
        if not (today or cursor or cell == self._over or day in self._shown):
            return
        tokens, box = tokens_of(self.palette()), self._box(cell)
        round_ = QRectF(box.center().x() - 12, box.center().y() - 12, 24, 24)
        painter.setPen(Qt.PenStyle.NoPen)
        if day in self._shown:
            painter.fillRect(QRectF(box.left(), round_.top(), box.width(), 24), QColor(tokens.wash))
        if today or cell == self._over:
            painter.setBrush(QColor(tokens.accent if today else tokens.hover))
            painter.drawRoundedRect(round_, 7, 7)
        if cursor:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(round_.adjusted(-1, -1, 1, 1), 8, 8)

    def _days(self) -> list[date]:
        first = self.period.first
        return [first + timedelta(days=n) for n in range(42)]

    @property
    def _step(self) -> float:
        return self.width() / 7

    def _x(self, column: int) -> float:
        return column * self._step

    def _box(self, cell: int) -> QRectF:
        week, column = divmod(cell, 7)
        return QRectF(self._x(column), _HEAD + _NAMES + week * _CELL, self._step, _CELL)

    def _cell(self, x: float, y: float) -> int | None:
        week, column = int((y - _HEAD - _NAMES) // _CELL), int(x // self._step)
        return week * 7 + column if 0 <= week < 6 and 0 <= column < 7 else None

    def _turn(self, by: int) -> None:
        self._go(self.period.turned(by).day)

    def _go(self, day: date) -> None:
        self.cursor_day = day
        self._name()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(f"Month, {dates.day(self.cursor_day, self._locale, 'dddd d MMMM yyyy')}")
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
