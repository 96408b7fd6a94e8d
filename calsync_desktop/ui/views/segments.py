"""A switch of few possibilities, one of which is on: all of them in sight, or as a menu where there is no room."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from calsync_desktop.ui import icons
from calsync_desktop.ui.theme import FIELD


class Segments(QWidget):
    """``chosen`` carries the word behind the possibility that was pressed."""

    chosen = Signal(str)

    def __init__(self, words: Mapping[str, str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.bar, self.box = QFrame(), QToolButton()
        self.bar.setObjectName("segments")
        self.bar.setAccessibleName(name)
        self.box.setObjectName("menu")
        self.box.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.box.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow behind the words
        self._name, self._group = name, QButtonGroup(self)
        self.buttons = {word: self._button(word, shown) for word, shown in words.items()}
        self.box.setMenu(self._menu())
        outside = QHBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self.bar)
        outside.addWidget(self.box)
        inside = QHBoxLayout(self.bar)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.setSpacing(0)
        for one in self.buttons.values():
            inside.addWidget(one)
        self.compress(compact=False)

    def choose(self, word: str) -> None:
        """Show which one is on."""
        self.buttons[word].setChecked(True)
        self.box.setText(self._words[word])
        self.box.setAccessibleName(f"{self._name}: {self._words[word]}")

    def compress(self, *, compact: bool) -> None:
        """As a menu, or all in sight."""
        self.bar.setVisible(not compact)
        self.box.setVisible(compact)

    def _button(self, word: str, shown: str) -> QPushButton:
        out = QPushButton(shown, self.bar)
        out.setCheckable(True)
        out.setAutoDefault(False)
        out.setProperty("word", word)
        out.clicked.connect(self._pressed)
        self._group.addButton(out)
        return out

    def _menu(self) -> QMenu:
        out = QMenu(self)
        for word, shown in self._words.items():
            action = out.addAction(shown)
            action.setData(word)
        out.triggered.connect(lambda action: self.chosen.emit(action.data()))
        self.box.setIcon(icons.icon("chevron-down", FIELD))
        self.box.setIconSize(QSize(16, 16))
        self.box.setToolButtonStyle(self.box.toolButtonStyle().ToolButtonTextBesideIcon)
        return out

    @Slot()
    def _pressed(self) -> None:
        self.chosen.emit(self.sender().property("word"))
