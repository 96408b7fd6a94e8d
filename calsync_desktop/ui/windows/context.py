"""The menu of an appointment, by right click and by the menu key."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import QListView, QMenu

_ON_ENTRY = ("open", "duplicate", "copy", "", "delete")
_ELSEWHERE = ("new", "paste")
_NEAR = 4  # pixels between the pointer and the point: then it was the mouse that asked


class ContextMenu(QObject):
    """Offers the window's verbs on the entry that was pointed at, or what can be done where there is none."""

    def __init__(self, view: QListView, verbs: Mapping[str, QAction]) -> None:
        super().__init__(view)
        self._view, self.menu = view, QMenu(view)
        self._verbs = verbs
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self.show)

    def show(self, point: QPoint) -> None:
        """At a point of the view's port; from the keyboard it is the middle, and the current entry is meant."""
        under = self._view.indexAt(point)
        current = self._view.currentIndex()
        if under.isValid() and under.flags() & Qt.ItemFlag.ItemIsEnabled:
            self._view.setCurrentIndex(under)
            current = under
        elif (self._view.viewport().mapFromGlobal(QCursor.pos()) - point).manhattanLength() < _NEAR:
            current = under
        self.fill(_ON_ENTRY if current.isValid() else _ELSEWHERE)
        self.menu.popup(self._view.viewport().mapToGlobal(point))

    def fill(self, names: tuple[str, ...]) -> None:
        """Offer these verbs."""
        self.menu.clear()
        for name in names:
            if name:
                self.menu.addAction(self._verbs[name])
            else:
                self.menu.addSeparator()
