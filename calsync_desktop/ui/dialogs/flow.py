"""A layout that puts widgets beside one another and goes on in the next line when there is no more room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Items in reading order, ``spacing`` apart in both directions; the last one takes what is left of its line."""

    def __init__(self, parent: QWidget, spacing: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert(self, place: int, widget: QWidget) -> None:
        """Put a widget before the one at ``place``."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Lay everything out in ``rect``; the height that was needed."""
        at, line, gap = QPoint(rect.topLeft()), 0, self.spacing()
        for number, item in enumerate(self._items):
            size = QSize(min(item.sizeHint().width(), rect.width()), item.sizeHint().height())
            if at.x() + size.width() > rect.right() + 1 and line:
                at, line = QPoint(rect.left(), at.y() + line + gap), 0
            if number == len(self._items) - 1:
                size.setWidth(max(size.width(), rect.right() + 1 - at.x()))
            if move:
                item.setGeometry(QRect(at, size))
            at.setX(at.x() + size.width() + gap)
            line = max(line, size.height())
        return at.y() + line - rect.top()
