"""The row above the days: which days these are, how to turn them, how to look at them, and what can be found or added."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from calsync_desktop.ui import period_words, view_words
from calsync_desktop.ui.icons import icon
from calsync_desktop.ui.models.period import Period
from calsync_desktop.ui.theme import SMALL, TITLE, UNIT, tokens_of
from calsync_desktop.ui.views.parts import Elided, IconButton, button, label, row
from calsync_desktop.ui.views.segments import Segments
from calsync_desktop.ui.windows.searchbox import SearchBox

# What is given up first where there is little room.
_SAVES = ("week", "search", "words", "kinds", "turning")


class Toolbar(QWidget):
    """``looked`` carries the view that was chosen. The buttons trigger the window's actions."""

    looked = Signal(str)

    def __init__(self, verbs: Mapping[str, QAction], locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verbs, self._locale = verbs, locale
        self._open = False
        self.title = Elided(size=TITLE, weight=QFont.Weight.DemiBold)
        self.title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.year = label(size=TITLE, tone="muted")
        self.week = label(size=SMALL, tone="muted")
        self.search = SearchBox()
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
        self._open = True
        self._fit()
        self.search.setFocus()
        self.search.selectAll()

    def close_search(self) -> None:
        """Make room again where there is little."""
        self._open = False
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
        """Give up, one after another, what there is no room for: the week's number, the search field, words, the switch of views."""
        metrics, width = QFontMetrics(self.title.font()), self.width()
        self.title.setFixedWidth(min(metrics.horizontalAdvance(self.title.text()) + 2, max(20 * UNIT, width // 3)))
        self.new.setText(view_words.ADD)
        sparing = 0
        while sparing < len(_SAVES) and self._needed(sparing) > width:
            sparing += 1
        self._spare(frozenset(_SAVES[:sparing]))

    def _needed(self, sparing: int) -> int:
        """The width of everything when the first so many savings are made."""
        spared = _SAVES[:sparing]
        names = self.title.width() + self.year.sizeHint().width() + (0 if "week" in spared else self._week_width())
        turn = self.today.sizeHint().width() + 2 * self.back.sizeHint().width() + 8
        search = self.finder.sizeHint().width() if "search" in spared and not self._searching else self.search.width()
        new = 7 * UNIT if "words" in spared else self.new.sizeHint().width()
        kinds = (self.kinds.box if "kinds" in spared else self.kinds.bar).sizeHint().width()
        if "turning" in spared:
            turn = 0
        return self.side.sizeHint().width() + names + turn + search + new + kinds + 11 * UNIT

    def _spare(self, spared: frozenset[str]) -> None:
        self.week.setVisible(bool(self.week.text()) and "week" not in spared)
        self.search.setVisible("search" not in spared or self._searching)
        self.finder.setVisible("search" in spared and not self._searching)
        self.new.setText("" if "words" in spared else view_words.ADD)
        self.kinds.compress(compact="kinds" in spared)
        for widget in (self.today, self.back, self.forward):
            widget.setVisible(not ("turning" in spared and self._searching))

    @property
    def _searching(self) -> bool:
        """Whether something is looked for, or about to be."""
        return self._open or bool(self.search.text())

    def _week_width(self) -> int:
        return self.week.sizeHint().width() + 2 * UNIT if self.week.text() else 0

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
        inside.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumWidth(50 * UNIT)
        inside.addWidget(self.side)
        inside.addLayout(names)
        inside.addStretch(1)
        inside.addLayout(turn)
        inside.addWidget(self.kinds)
        inside.addWidget(self.search)
        inside.addWidget(self.finder)
        inside.addWidget(self.new)
