"""The calendars of one connection, to be ticked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from calsync_desktop.store.overview import CalendarRow
from calsync_desktop.ui import view_words

Index = QModelIndex | QPersistentModelIndex
CalendarRole = int(Qt.ItemDataRole.UserRole) + 1


class CalendarsModel(QAbstractListModel):
    """A tick says that a calendar is looked at. ``shown`` asks for that, or not (id, bool).

    ``ticked`` asks for a calendar to be synced, or not; it moves once the engine has said so. One that is not synced has no tick: ticking syncs it.
    """

    ticked = Signal(str, bool)
    shown = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calendars: tuple[CalendarRow, ...] = ()
        self._hidden: frozenset[str] = frozenset()

    def show_calendars(self, calendars: Sequence[CalendarRow]) -> None:
        """Show these; equal ones stay as they are."""
        if tuple(calendars) == self._calendars:
            return
        same = [c.id for c in calendars] == [c.id for c in self._calendars]
        if same:
            self._calendars = tuple(calendars)
            self.dataChanged.emit(self.index(0), self.index(len(self._calendars) - 1))
            return
        self.beginResetModel()
        self._calendars = tuple(calendars)
        self.endResetModel()

    def show_hidden(self, hidden: frozenset[str]) -> None:
        """Which of them are not looked at."""
        if hidden != self._hidden:
            self._hidden = hidden
            self.dataChanged.emit(self.index(0), self.index(len(self._calendars) - 1))

    def looked_at(self, calendar: CalendarRow) -> bool:
        """Whether its appointments are in the views."""
        return calendar.selected and calendar.id not in self._hidden

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._calendars)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._calendars):
            return None
        calendar = self._calendars[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if self.looked_at(calendar) else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(calendar)
        return {int(Qt.ItemDataRole.DisplayRole): calendar.name, CalendarRole: calendar}.get(role)

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        calendar = self._calendars[index.row()]
        if not calendar.selected:
            self.ticked.emit(calendar.id, True)
        else:
            self.shown.emit(calendar.id, not self.looked_at(calendar))
        return True

    def ask_sync(self, calendar: CalendarRow) -> None:
        """Ask for the other of synced and not synced."""
        self.ticked.emit(calendar.id, not calendar.selected)

    def _spoken(self, calendar: CalendarRow) -> str:
        parts = [calendar.name] if calendar.access == "write" else [calendar.name, view_words.READ_ONLY]
        if not calendar.selected:
            return ", ".join([*parts, view_words.NOT_SYNCED])
        return ", ".join([*parts, view_words.SHOWN if self.looked_at(calendar) else view_words.HIDDEN])
