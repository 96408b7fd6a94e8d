"""The window: connections on the left, the days on the right, one calm sentence below."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QLocale, QSignalMapper, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QFont
from PySide6.QtWidgets import QLineEdit, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from calsync_desktop.ui import dates, wording
from calsync_desktop.ui.icons import application_icon, icon
from calsync_desktop.ui.models.agenda import AgendaModel
from calsync_desktop.ui.models.look import Look
from calsync_desktop.ui.theme import FIELD, TITLE, UNIT
from calsync_desktop.ui.views.agenda import AgendaView
from calsync_desktop.ui.views.parts import EmptyState, IconButton, TroubleBar, button, hairline, label, row
from calsync_desktop.ui.views.sidebar import Sidebar
from calsync_desktop.ui.windows import verbs
from calsync_desktop.ui.windows.status import StatusLine

_WIDEST = 120 * UNIT


class MainWindow(QMainWindow):
    """Shows; decides nothing. ``wanted`` carries a verb of ``windows.verbs``, ``leaving`` that the user closed the window."""

    wanted = Signal(str)
    leaving = Signal()

    def __init__(self, look: Look, agenda: AgendaModel, profile: str, locale: QLocale) -> None:
        super().__init__()
        self._agenda, self._locale = agenda, locale
        self.setWindowTitle(wording.APPLICATION if profile == "default" else f"{profile} – {wording.APPLICATION}")
        self.setWindowIcon(application_icon())
        self.verbs = verbs.build(self)
        self._carry()
        self.view = AgendaView(agenda, look.zone, look.today, locale)
        self.empty = EmptyState("calendar")
        self.trouble = TroubleBar(dismissable=True)
        self.status = StatusLine()
        self.setStatusBar(self.status)
        menu = [
            self.verbs[v] if v else None
            for v in ("new", "sync", "pause", "resume", "attention", "history", "", "connect", "", "close", "quit")
        ]
        self.sidebar = Sidebar(self.verbs["connect"], self.verbs["attention"], menu)
        self._title = label(size=TITLE, weight=QFont.Weight.DemiBold)
        self.search = self._search_box()
        self._lay_out()
        self.view.setFocus()
        agenda.turned.connect(self.show_range)
        self.show_range()

    @Slot()
    def show_range(self) -> None:
        """Say which days are in view."""
        words = (
            f"Found for “{self._agenda.searching}”"
            if self._agenda.searching
            else dates.span(self._agenda.first, self._agenda.last, self._locale)
        )
        self._title.setText(words)

    def show_empty(self, words: tuple[str, str, str, str] | None) -> None:
        """Title, sentence, button and the verb it stands for, instead of the agenda; None shows the agenda."""
        self._pages.setCurrentIndex(0 if words is None else 1)
        if words is not None:
            title, text, press, verb = words
            self.empty.say(title, text, press)
            self.empty.button.setProperty("verb", verb)

    def allow_new(self, possible: bool) -> None:
        """Whether there is anything that an appointment could be added to."""
        self.verbs["new"].setEnabled(possible)
        self._new.setVisible(possible)

    def focus_search(self) -> None:
        """Let the user type what to look for."""
        self.search.setFocus()
        self.search.selectAll()

    def turn_to(self, appointment: str, day: date) -> None:
        """Show an appointment that was just written, and put the cursor on it once it is there."""
        if not self._agenda.searching and not self._agenda.first <= day <= self._agenda.last:
            self._agenda.show_day(day)
        self.view.expect(appointment)

    def bring_up(self) -> None:
        """Show it in front of everything, wherever it was."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is a question for the desk: in the background, or quit."""
        event.ignore()
        self.leaving.emit()

    def _carry(self) -> None:
        mapper = QSignalMapper(self)
        for verb, action in self.verbs.items():
            action.triggered.connect(mapper.map)
            mapper.setMapping(action, verb)
        mapper.mappedString.connect(self.wanted)

    def _search_box(self) -> QLineEdit:
        out = QLineEdit()
        out.setObjectName("search")
        out.setPlaceholderText("Search")
        out.setAccessibleName("Search appointments")
        out.setFixedWidth(27 * UNIT)
        out.addAction(icon("search", FIELD), QLineEdit.ActionPosition.LeadingPosition)
        clear = out.addAction(icon("close", FIELD), QLineEdit.ActionPosition.TrailingPosition)
        clear.setVisible(False)
        clear.triggered.connect(out.clear)
        out.textChanged.connect(lambda text: clear.setVisible(bool(text)))
        return out

    def _head(self) -> QVBoxLayout:
        new = self._new = button("New Appointment")
        new.setProperty("main", True)
        back, forward = IconButton("chevron-left", "Previous week"), IconButton("chevron-right", "Next week")
        today = button("Today")
        for widget, verb in ((new, "new"), (back, "back"), (forward, "forward"), (today, "today")):
            widget.clicked.connect(self.verbs[verb].trigger)
        out = QVBoxLayout()
        out.setSpacing(UNIT + 4)
        out.addLayout(row(self._title, None, new))
        lower = row(today, back, forward, None, self.search, spacing=4)
        out.addLayout(lower)
        out.setContentsMargins(UNIT + 4, 0, UNIT + 4, 0)
        return out

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.empty)
        self.empty.button.clicked.connect(self._press_empty)
        page = QWidget()
        page.setMaximumWidth(_WIDEST)
        inside = QVBoxLayout(page)
        inside.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 0)
        inside.setSpacing(UNIT + 4)
        inside.addLayout(self._head())
        inside.addWidget(self.trouble)
        inside.addWidget(hairline())
        inside.addWidget(self._pages, 1)
        room = QWidget()
        middle = row(None, page, None, spacing=0)
        middle.setStretch(1, 1000)
        room.setLayout(middle)
        split = QSplitter()
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.sidebar)
        split.addWidget(room)
        split.setStretchFactor(1, 1)
        split.setSizes([34 * UNIT, 90 * UNIT])
        self.sidebar.setMinimumWidth(28 * UNIT)
        self.sidebar.setMaximumWidth(48 * UNIT)
        self.setCentralWidget(split)
        self.resize(130 * UNIT, 90 * UNIT)
        self.setMinimumSize(90 * UNIT, 60 * UNIT)

    @Slot()
    def _press_empty(self) -> None:
        self.wanted.emit(self.empty.button.property("verb"))
