"""All keys of the window in one list, so that nobody has to guess them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont, QKeySequence
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from calsync_desktop.ui import view_words
from calsync_desktop.ui.dialogs.sheet import Sheet
from calsync_desktop.ui.theme import UNIT
from calsync_desktop.ui.views.parts import button, label


class ShortcutsDialog(Sheet):
    """What the verbs' own keys are, and what the keys mean in a view."""

    def __init__(self, parent: QWidget, verbs: Mapping[str, QAction]) -> None:
        super().__init__(parent, view_words.SHORTCUTS, width=60)
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, UNIT, 0)
        self._grid.setVerticalSpacing(UNIT)
        self._grid.setColumnStretch(0, 1)
        self._part(view_words.EVERYWHERE, _known(verbs))
        self._part(view_words.IN_VIEWS, view_words.VIEW_KEYS)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(view_words.SHORTCUTS)
        self.body.addWidget(scroll, 1)
        main = button(view_words.CLOSE, main=True)
        main.clicked.connect(self.accept)
        self.foot(None, main)
        self.roomy(60, 80)

    def _part(self, title: str, rows: Mapping[str, str]) -> None:
        at = self._grid.rowCount()
        self._grid.addWidget(label(title, weight=QFont.Weight.DemiBold), at, 0, 1, 2)
        for n, (words, keys) in enumerate(rows.items(), at + 1):
            self._grid.addWidget(label(words), n, 0)
            self._grid.addWidget(label(keys, tone="muted"), n, 1, Qt.AlignmentFlag.AlignRight)
        self._grid.setRowMinimumHeight(self._grid.rowCount(), 2 * UNIT)


def _known(verbs: Mapping[str, QAction]) -> dict[str, str]:
    """Each verb that has keys, in its own words."""
    native = QKeySequence.SequenceFormat.NativeText
    keyed = ((action.text().rstrip("…"), action.shortcuts()) for action in verbs.values())
    return {words: view_words.or_(key.toString(native) for key in keys) for words, keys in keyed if keys}
