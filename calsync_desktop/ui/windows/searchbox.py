"""Where one types what to look for; from it the keys lead down into what was found, and out again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from calsync_desktop.ui import view_words
from calsync_desktop.ui.icons import icon
from calsync_desktop.ui.theme import FIELD, UNIT


class SearchBox(QLineEdit):
    """``descended``: Down was pressed; ``entered``: Enter was; ``left``: Escape was, and nothing is looked for any more."""

    descended = Signal()
    entered = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search")
        self.setPlaceholderText(view_words.SEARCH)
        self.setAccessibleName(view_words.SEARCH_NAME)
        self.setFixedWidth(22 * UNIT)
        self.addAction(icon("search", FIELD), QLineEdit.ActionPosition.LeadingPosition)
        clear = self.addAction(icon("close", FIELD), QLineEdit.ActionPosition.TrailingPosition)
        clear.setVisible(False)
        clear.triggered.connect(self._leave)
        self.textChanged.connect(lambda text: clear.setVisible(bool(text)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.descended.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _leave(self) -> None:
        self.clear()
        self.left.emit()
