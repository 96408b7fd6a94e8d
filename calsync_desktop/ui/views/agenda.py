"""The agenda: days downwards, everything on it reachable by key and readable aloud."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QLocale, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from calsync_desktop.ui.models.agenda import AgendaModel
from calsync_desktop.ui.models.entries import Entry, Line
from calsync_desktop.ui.views.agenda_paint import AgendaPaint


class AgendaView(QListView):
    """``opened`` and ``unwanted`` carry the Entry that Enter (or a double click) and Del were pressed on."""

    opened = Signal(object)
    unwanted = Signal(object)

    def __init__(
        self, model: AgendaModel, local: str, today: Callable[[], date], locale: QLocale, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._agenda, self._today = model, today
        self._kept: tuple[Entry | None, int, int] = (None, 0, 0)
        self._expected = ""
        self._anchor: date | None = None
        self.verticalScrollBar().actionTriggered.connect(self._cast_off)
        self.setModel(model)
        self.setItemDelegate(AgendaPaint(local, locale, today, self))
        self.setAccessibleName("Agenda")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(24)
        self.doubleClicked.connect(self._open)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._find_again)

    @property
    def chosen(self) -> Entry | None:
        """The entry under the cursor."""
        row = self._agenda.row(self.currentIndex())
        return row.entry if isinstance(row, Line) else None

    def go_to(self, day: date) -> None:
        """Scroll to a day's heading (the next one with something on it), and stay there until the user moves on."""
        self._anchor = day
        if (row := self._agenda.row_of(day)) >= 0:
            self.scrollTo(self._agenda.index(row), QAbstractItemView.ScrollHint.PositionAtTop)

    def expect(self, appointment: str) -> None:
        """Put the cursor on an appointment, now or as soon as it comes into view."""
        self._expected = appointment
        self._find_expected()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._cast_off()
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._cast_off()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._cast_off()
        entry = self.chosen
        if entry is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(entry)
        elif entry is not None and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.unwanted.emit(entry)
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self._agenda.row(index)
        if isinstance(row, Line):
            self.opened.emit(row.entry)

    @Slot()
    def _cast_off(self) -> None:
        """The user moves: from now on the place is theirs."""
        self._anchor = None

    @Slot()
    def _keep(self) -> None:
        self._kept = (self.chosen, self.currentIndex().row(), self.verticalScrollBar().value())

    @Slot()
    def _find_again(self) -> None:
        """The cursor stays on its entry; when that is gone, on what took its place."""
        entry, row, scrolled = self._kept
        if entry is not None:
            same = self._agenda.row_of_occurrence(entry.appointment, entry.key)
            self.setCurrentIndex(self._agenda.index(same if same >= 0 else self._agenda.line_near(row)))
        self.doItemsLayout()
        self.verticalScrollBar().setValue(scrolled)
        if self._anchor is not None:
            self.go_to(self._anchor)
        self._find_expected()

    def _find_expected(self) -> None:
        if self._expected and (row := self._agenda.row_of_appointment(self._expected)) >= 0:
            self._expected, self._anchor = "", None
            self.setCurrentIndex(self._agenda.index(row))
            self.scrollTo(self._agenda.index(row))
