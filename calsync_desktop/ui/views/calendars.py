"""The calendars of a card: a tick in the calendar's colour, its name, and a lock where it can only be read."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from calsync_desktop.ui import icons, view_words
from calsync_desktop.ui.models.calendars import CalendarRole, CalendarsModel
from calsync_desktop.ui.theme import UNIT, Tokens, readable, tokens_of

_ROW, _TICK = 28, 16
Index = QModelIndex | QPersistentModelIndex


class CalendarList(QListView):
    """As high as its rows; a click anywhere on a row, or Space, ticks it. Its menu says whether a calendar is synced at all."""

    def __init__(self, model: CalendarsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_CalendarPaint(self))
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("background: transparent;")
        self._calendars = model
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        model.modelReset.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """Take the height of the rows."""
        self.setFixedHeight(self.model().rowCount() * _ROW)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By right click or by the menu key: whether the calendar is synced."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        calendar = index.data(CalendarRole)
        if calendar is None:
            return
        menu = QMenu(self)
        words = view_words.KEEP_OUT if calendar.selected else view_words.SYNC_CALENDAR
        menu.addAction(words).triggered.connect(lambda: self._calendars.ask_sync(calendar))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()) if by_key else event.globalPos())


class _CalendarPaint(QStyledItemDelegate):
    """Paints and ticks one row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        calendar, tokens, box = index.data(CalendarRole), tokens_of(option.palette), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _ground(painter, box, option.state, tokens)
        ticked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
        tick = QRectF(box.left() + UNIT, box.center().y() - _TICK / 2 + 1, _TICK, _TICK)
        _tick(painter, tick, readable(calendar.color, tokens), tokens, ticked=ticked)
        mark = "not-synced" if not calendar.selected else "" if calendar.access == "write" else "lock"
        lock = _TICK if mark else 0
        name = box.adjusted(UNIT + _TICK + UNIT + 2, 0, -UNIT - lock, 0)
        painter.setFont(option.font)
        painter.setPen(QColor(tokens.ink if ticked else tokens.muted))
        text = QFontMetrics(option.font).elidedText(calendar.name, Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine.value), text)
        if lock:
            icons.paint(painter, mark, QRectF(box.right() - UNIT - 14, box.center().y() - 6, 14, 14), tokens.muted)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        pressed = (
            isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Space
        )
        clicked = isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonRelease
        if pressed or clicked:
            return model.setData(_plain(model, index), None, int(Qt.ItemDataRole.CheckStateRole))
        return False


def _plain(model: QAbstractItemModel, index: Index) -> QModelIndex:
    return model.index(index.row(), 0)


def _ground(painter: QPainter, box: QRect, state: QStyle.StateFlag, tokens: Tokens) -> None:
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    if state & QStyle.StateFlag.State_MouseOver or focused:
        painter.setPen(QPen(QColor(tokens.accent), 2) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.line))
        painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 6, 6)


def _tick(painter: QPainter, box: QRectF, color: QColor, tokens: Tokens, *, ticked: bool) -> None:
    painter.setPen(QPen(color, 1.5))
    painter.setBrush(color if ticked else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
    if ticked:
        check = "field-check-dark" if tokens.dark else "field-check-light"
        icons.paint(painter, check, box.adjusted(2, 2, -2, -2), tokens.paper)
