"""The window: connections on the left, the days on the right, one calm sentence below."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QLocale, QSignalMapper, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QWidget

from calsync_desktop.core.zones import tzinfo
from calsync_desktop.ui import wording
from calsync_desktop.ui.icons import application_icon
from calsync_desktop.ui.models.agenda import AgendaModel
from calsync_desktop.ui.models.days import DaysModel
from calsync_desktop.ui.models.look import Look
from calsync_desktop.ui.models.period import Kind, Period
from calsync_desktop.ui.preferences import Preferences
from calsync_desktop.ui.theme import UNIT
from calsync_desktop.ui.views.agenda import AgendaView
from calsync_desktop.ui.views.canvas import Canvas
from calsync_desktop.ui.views.month import MonthView
from calsync_desktop.ui.views.parts import EmptyState, TroubleBar, column, row
from calsync_desktop.ui.views.sidebar import Sidebar
from calsync_desktop.ui.views.timegrid import TimeGrid
from calsync_desktop.ui.windows import verbs
from calsync_desktop.ui.windows.context import ContextMenu
from calsync_desktop.ui.windows.menus import menu
from calsync_desktop.ui.windows.status import StatusLine
from calsync_desktop.ui.windows.toolbar import Toolbar

_WIDEST = 120 * UNIT  # of lines that are read
ROOM = 147 * UNIT  # from which on details stand beside the days
_NARROW = 112 * UNIT  # below this, the days need the sidebar's room


class MainWindow(QMainWindow):
    """Shows; decides nothing. ``wanted`` carries a verb of ``windows.verbs``, ``leaving`` that the user closed the window.

    ``view`` is the view in sight; ``picked`` carries the entry under its cursor, or None. ``panel`` is docked on the right.
    """

    wanted = Signal(str)
    leaving = Signal()
    picked = Signal(object)

    def __init__(
        self, look: Look, agenda: AgendaModel, profile: str, locale: QLocale, preferences: Preferences
    ) -> None:
        super().__init__()
        self._agenda, self._locale, self._look = agenda, locale, look
        self.preferences = preferences
        self.setWindowTitle(wording.APPLICATION if profile == "default" else f"{profile} – {wording.APPLICATION}")
        self.setWindowIcon(application_icon())
        self.verbs = verbs.build(self)
        self._carry()
        self.days = DaysModel(look, _period(preferences, look, locale), locale, lambda: preferences.hidden, self)
        self.agenda_view = AgendaView(agenda, look.zone, look.today, locale)
        now = lambda: look.now().astimezone(tzinfo(look.zone)).replace(tzinfo=None)  # noqa: E731
        self.grid = TimeGrid(self.days, locale, look.today, now)
        self.grid.show_second_zone(preferences.second_zone)
        self.month = MonthView(self.days, locale, look.today)
        self.month.setSelectionModel(self.grid.selectionModel())
        self.empty, self.trouble, self.status = EmptyState("calendar"), TroubleBar(dismissable=True), StatusLine()
        self.toolbar = Toolbar(self.verbs, locale)
        self.search = self.toolbar.search
        self.sidebar = Sidebar(self.verbs, menu(self.verbs, preferences, self), look.today, locale)
        self.panel: QWidget | None = None
        self._narrow = False
        self._lay_out()
        agenda.turned.connect(self._show_title)
        self.days.turned.connect(self._show_title)
        self.show_kind(self.days.period.kind)
        self.view.setFocus()

    @property
    def canvases(self) -> tuple[Canvas, ...]:
        """The views that are painted by us."""
        return self.grid, self.month

    @property
    def view(self) -> AgendaView | TimeGrid | MonthView:
        """The view in sight, or that would be, were there anything to see."""
        if self.days.period.kind is Kind.AGENDA or self._agenda.searching:
            return self.agenda_view
        return self.month if self.days.period.kind is Kind.MONTH else self.grid

    @property
    def has_room(self) -> bool:
        """Whether details can stand beside the days."""
        return self.width() >= ROOM

    @property
    def day(self) -> date:
        """The day that is looked at: the cursor's, else today where it is in view, else the first one."""
        chosen, view = self.view.chosen, self.view
        if chosen is not None:
            return max(chosen.days[0], self.days.period.first)
        if isinstance(view, Canvas):
            return view.day
        today = self._look.today()
        return today if self.days.period.first <= today <= self.days.period.last else self.days.period.first

    def show_kind(self, kind: Kind) -> None:
        """Look at the days in another way."""
        had_focus = self.view.hasFocus()
        self.days.show_period(self.days.period.shown_as(kind))
        self.show_view()
        if had_focus:
            self.view.setFocus()

    def show_view(self) -> None:
        """Bring the view up that fits what is looked at."""
        view = self.view
        page = self._reading if view is self.agenda_view else view
        if page is not self._pages.currentWidget():
            self._pages.setCurrentWidget(page)
            self._tell_picked()
        self._show_title()

    def show_empty(self, words: tuple[str, str, str, str] | None) -> None:
        """Title, sentence, button and the verb it stands for, instead of the days; None shows the days."""
        if words is None:
            self.show_view()
            return
        title, text, press, verb = words
        self.empty.say(title, text, press)
        self.empty.button.setProperty("verb", verb)
        self._pages.setCurrentWidget(self.empty)

    def allow_new(self, possible: bool) -> None:
        """Whether there is anything that an appointment could be added to."""
        self.verbs["new"].setEnabled(possible)
        self.toolbar.new.setVisible(possible)

    def focus_search(self) -> None:
        """Let the user type what to look for."""
        self.toolbar.open_search()

    def turn_to(self, appointment: str, day: date) -> None:
        """Show an appointment that was just written, and put the cursor on it once it is there."""
        if not self._agenda.searching and not self.days.period.first <= day <= self.days.period.last:
            self.days.show_period(self.days.period.at(day))
            self._agenda.show_day(day)
        self.view.expect(appointment)

    def dock(self, panel: QWidget) -> None:
        """Put a panel beside the days; it is shown and hidden by whoever made it."""
        self.panel = panel
        self._split.addWidget(panel)
        self._split.setStretchFactor(2, 0)
        panel.hide()

    def show_sidebar(self, wanted: bool) -> None:
        """Show or hide what is on the left."""
        self.sidebar.setVisible(wanted)

    def toggle_sidebar(self) -> None:
        """The other of shown and hidden; remembered where there is room for it."""
        wanted = self.sidebar.isHidden()
        self.show_sidebar(wanted)
        if not self._narrow:
            self.preferences.sidebar = wanted

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it becomes narrow, the sidebar goes; where there is room again, it comes back if it is wanted."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        if narrow is not self._narrow:
            self._narrow = narrow
            self.show_sidebar(self.preferences.sidebar and not narrow)
        if self.panel is not None and not self.has_room:
            self.panel.hide()

    @Slot()
    def _show_title(self) -> None:
        if self._agenda.searching:
            self.toolbar.show_search(self._agenda.searching)
        else:
            self.toolbar.show_period(self.days.period)
        self.sidebar.month.show_period(self.days.period)

    def _carry(self) -> None:
        mapper = QSignalMapper(self)
        for verb, action in self.verbs.items():
            action.triggered.connect(mapper.map)
            mapper.setMapping(action, verb)
        mapper.mappedString.connect(self.wanted)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._reading = _centred(self.agenda_view)
        for page in (self._reading, self.grid, self.month, self.empty):
            self._pages.addWidget(page)
        self.empty.button.clicked.connect(self._press_empty)
        for canvas in self.canvases:
            canvas.picked.connect(self._tell_picked)
        for view in (self.agenda_view, *self.canvases):
            ContextMenu(view, self.verbs)
        self.agenda_view.selectionModel().currentChanged.connect(self._tell_picked)
        page = QWidget()
        trouble = row(self.trouble)
        trouble.setContentsMargins(2 * UNIT, 0, 2 * UNIT, UNIT)
        inside = column(spacing=0)
        inside.addWidget(self.toolbar)
        inside.addLayout(trouble)
        inside.addWidget(self._pages, 1)
        page.setLayout(inside)
        self._split = QSplitter()
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.sidebar)
        self._split.addWidget(page)
        self._split.setStretchFactor(1, 1)
        self._split.setStretchFactor(0, 0)
        self._split.setSizes([34 * UNIT, 118 * UNIT])
        self.sidebar.setMinimumWidth(32 * UNIT)
        self.sidebar.setMaximumWidth(44 * UNIT)
        self.setCentralWidget(self._split)
        self.setStatusBar(self.status)
        self.resize(152 * UNIT, 98 * UNIT)
        self.setMinimumSize(90 * UNIT, 60 * UNIT)
        self.show_sidebar(self.preferences.sidebar)

    @Slot()
    def _tell_picked(self) -> None:
        self.picked.emit(self.view.chosen)

    @Slot()
    def _press_empty(self) -> None:
        self.wanted.emit(self.empty.button.property("verb"))


def _centred(view: QWidget) -> QWidget:
    """What is read, no wider than it can be read."""
    view.setMaximumWidth(_WIDEST)
    out = QWidget()
    inside = row(None, view, None, spacing=0)
    inside.setContentsMargins(2 * UNIT, 0, 2 * UNIT, 0)
    inside.setStretch(1, 1000)
    out.setLayout(inside)
    return out


def _period(preferences: Preferences, look: Look, locale: QLocale) -> Period:
    """What was looked at last, around today."""
    kind = Kind(preferences.view) if preferences.view in set(Kind) else Kind.WEEK
    work = tuple(day.value for day in locale.weekdays())
    return Period(kind, look.today(), locale.firstDayOfWeek().value, work)
