"""The calendars of one connection, to be ticked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from calsync_desktop.store.overview import CalendarRow

Index = QModelIndex | QPersistentModelIndex
CalendarRole = int(Qt.ItemDataRole.UserRole) + 1


class CalendarsModel(QAbstractListModel):
    """``ticked`` asks for a calendar to be synced and shown, or not (id, bool); the tick moves once the engine has said so."""

    ticked = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calendars: tuple[CalendarRow, ...] = ()

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

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._calendars)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._calendars):
            return None
        calendar = self._calendars[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if calendar.selected else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (
                calendar.name
                + ("" if calendar.access == "write" else ", read-only")
                + (", shown" if calendar.selected else ", not shown")
            )
        return {int(Qt.ItemDataRole.DisplayRole): calendar.name, CalendarRole: calendar}.get(role)

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        calendar = self._calendars[index.row()]
        self.ticked.emit(calendar.id, not calendar.selected)
        return True
