"""A field of several short values, each a chip that can be taken off: guests, categories."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QWidget

from calsync_desktop.ui import wording_editor as words
from calsync_desktop.ui.dialogs.flow import Flow
from calsync_desktop.ui.icons import icon
from calsync_desktop.ui.theme import FIELD, UNIT
from calsync_desktop.ui.views.parts import button

_ADDRESS = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\".]+")
_LONGEST = 40 * UNIT  # pixels of a chip


class Chips(QWidget):
    """Enter or a comma adds what is typed, Backspace in the empty field takes off the last. ``changed`` after either.

    ``read`` turns what was typed into a value; None leaves it where it is. ``shown``: how a value is called.
    """

    changed = Signal()

    def __init__(self, hint: str, read: Callable[[str], str | None], shown: Callable[[str], str] = str) -> None:
        super().__init__()
        self._read, self._shown = read, shown
        self._chips: dict[str, QPushButton] = {}
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(hint)
        self.line.setMinimumWidth(26 * UNIT)
        self.line.returnPressed.connect(self.take)
        self.line.editingFinished.connect(self.take)
        self.line.textEdited.connect(self._split)
        self.line.installEventFilter(self)
        self._flow = Flow(self)
        self._flow.addWidget(self.line)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(self.line)

    @property
    def values(self) -> tuple[str, ...]:
        """What is there, in the order in which it was added."""
        return tuple(self._chips)

    def show_values(self, values: Iterable[str]) -> None:
        """Show these."""
        for value in list(self._chips):
            self._drop(value)
        for value in values:
            self._add(value)

    @property
    def unread(self) -> str:
        """What was typed and is no value."""
        return self.line.text().strip()

    @Slot()
    def take(self) -> bool:
        """Add what is typed; whether that came to something."""
        value = self._read(self.line.text().strip())
        if value is None:
            return False
        self.line.clear()
        if value not in self._chips:
            self._add(value)
            self.changed.emit()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Backspace and not self.line.text() and self._chips:
                self.remove(next(reversed(self._chips)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.line.text().strip():
                # Enter adds here; in the empty field it presses the dialog's button.
                self.take()
                return True
        return super().eventFilter(watched, event)

    def remove(self, value: str) -> None:
        """Take one off."""
        self._drop(value)
        self.line.setFocus()
        self.changed.emit()

    @Slot(str)
    def _split(self, text: str) -> None:
        if text.rstrip().endswith((",", ";")):
            self.line.setText(text.rstrip().rstrip(",;"))
            self.take()

    def _add(self, value: str) -> None:
        shown = self._shown(value)
        chip = button("")
        chip.setText(
            QFontMetrics(chip.font()).elidedText(shown, Qt.TextElideMode.ElideMiddle, _LONGEST).replace("&", "&&")
        )
        chip.setProperty("segment", True)
        chip.setIcon(icon("close", FIELD))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setAccessibleName(words.REMOVE.format(name=shown))
        chip.clicked.connect(lambda: self.remove(value))
        self._chips[value] = chip
        self._flow.insert(self._flow.count() - 1, chip)
        QWidget.setTabOrder(chip, self.line)
        self.updateGeometry()

    def _drop(self, value: str) -> None:
        chip = self._chips.pop(value)
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()
        self.updateGeometry()


def mail_address(text: str) -> str | None:
    """A mail address out of what was typed (also ``Ana <ana@example.org>``); None when there is none."""
    found = _ADDRESS.findall(text)
    return found[0].lower() if len(found) == 1 else None


def plain_word(text: str) -> str | None:
    """Any word or words."""
    return " ".join(text.split()) or None
