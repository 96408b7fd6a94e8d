"""The row above the days: which days these are, how to turn them, how to look at them, and what can be found or added."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from calsync_desktop.ui import period_words, view_words
from calsync_desktop.ui.icons import icon
from calsync_desktop.ui.models.period import Period
from calsync_desktop.ui.theme import FIELD, SMALL, TITLE, UNIT, tokens_of
from calsync_desktop.ui.views.parts import Elided, IconButton, button, label, row
from calsync_desktop.ui.views.segments import Segments

# Below these widths, the search field becomes a button, the views become a menu.
_ROOMY, _SNUG = 980, 780


class Toolbar(QWidget):
    """``looked`` carries the view that was chosen. The buttons trigger the window's actions."""

    looked = Signal(str)

    def __init__(self, verbs: Mapping[str, QAction], locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verbs, self._locale = verbs, locale
        self._searching = False
        self.title = Elided(size=TITLE, weight=QFont.Weight.DemiBold)
        self.title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.year = label(size=TITLE, tone="muted")
        self.week = label(size=SMALL, tone="muted")
        self.search = _search_box()
        self.kinds = Segments(view_words.KINDS, "View")
        self.kinds.chosen.connect(self.looked)
        self.side = self._icon("sidebar", "sidebar", "Show or hide the sidebar")
        self.back = self._icon("chevron-left", "back", "Previous week")
        self.forward = self._icon("chevron-right", "forward", "Next week")
        self.finder = self._icon("search", "search", "Search")
        self.new = button(view_words.ADD)
        self.new.setProperty("main", True)
        self.new.setAccessibleName("New appointment")
        self.new.clicked.connect(verbs["new"].trigger)
        self.today = button("Today")
        self.today.clicked.connect(verbs["today"].trigger)
        self._draw()
        self._lay_out()

    def show_period(self, period: Period) -> None:
        """Say which days are in view, and what the arrows do."""
        strong, year = period_words.title(period, self._locale)
        self.title.setText(strong)
        self.year.setText(year)
        self.week.setText(period_words.week(period))
        self.kinds.choose(str(period.kind))
        for widget, words in ((self.back, view_words.BEFORE), (self.forward, view_words.AFTER)):
            widget.setAccessibleName(words[period.kind])
            widget.setToolTip(words[period.kind])
        self._fit()

    def show_search(self, text: str) -> None:
        """Say what was searched for."""
        self.title.setText(view_words.found_for(text))
        self.year.setText("")
        self.week.setText("")
        self._fit()

    def open_search(self) -> None:
        """Let the user type what to look for."""
        self._searching = True
        self._fit()
        self.search.setFocus()
        self.search.selectAll()

    def close_search(self) -> None:
        """Make room again where there is little."""
        self._searching = bool(self.search.text())
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _draw(self) -> None:
        self.new.setIcon(icon("plus", tokens_of(self.palette()).on_accent))

    def _fit(self) -> None:
        width = self.width()
        typing = self._searching and width < _ROOMY
        self.kinds.compress(compact=width < _SNUG)
        self.search.setVisible(width >= _ROOMY or self._searching)
        self.finder.setVisible(width < _ROOMY and not self._searching)
        for widget in (self.today, self.back, self.forward):
            widget.setVisible(not (typing and width < _SNUG))
        self.new.setText(view_words.ADD if width >= _ROOMY else "")
        self.week.setVisible(bool(self.week.text()) and width >= _ROOMY + 80)
        wanted = QFontMetrics(self.title.font()).horizontalAdvance(self.title.text()) + 2
        self.title.setFixedWidth(min(wanted, max(160, width // 3)))

    def _icon(self, name: str, verb: str, words: str) -> IconButton:
        out = IconButton(name, words)
        out.clicked.connect(self._verbs[verb].trigger)
        return out

    def _lay_out(self) -> None:
        names = row(self.title, self.year, self.week, spacing=UNIT - 2)
        names.setAlignment(self.week, Qt.AlignmentFlag.AlignBottom)
        self.week.setContentsMargins(6, 0, 0, 3)
        turn = row(self.today, self.back, self.forward, spacing=4)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(UNIT, UNIT + 4, 2 * UNIT, UNIT + 4)
        inside.setSpacing(UNIT + 4)
        inside.addWidget(self.side)
        inside.addLayout(names)
        inside.addStretch(1)
        inside.addLayout(turn)
        inside.addWidget(self.kinds)
        inside.addWidget(self.search)
        inside.addWidget(self.finder)
        inside.addWidget(self.new)


def _search_box() -> QLineEdit:
    out = QLineEdit()
    out.setObjectName("search")
    out.setPlaceholderText("Search")
    out.setAccessibleName("Search appointments")
    out.setFixedWidth(22 * UNIT)
    out.addAction(icon("search", FIELD), QLineEdit.ActionPosition.LeadingPosition)
    clear = out.addAction(icon("close", FIELD), QLineEdit.ActionPosition.TrailingPosition)
    clear.setVisible(False)
    clear.triggered.connect(out.clear)
    out.textChanged.connect(lambda text: clear.setVisible(bool(text)))
    return out
