"""What happened, line by line as the history shows it, and what undoing one of them would do, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from calsync_desktop.store.past import ChangeRow
from calsync_desktop.sync.undoing import Undone
from calsync_desktop.ui import dates, wording
from calsync_desktop.ui.models.look import Look

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("When", "Appointment", "Change", "Where")
_DONE = {"create": "Added", "update": "Changed", "delete": "Deleted"}
_WHERE = {"in": "On the server", "out": "Sent to the server", "here": "Here"}
_LISTED = 8


class HistoryModel(QAbstractTableModel):
    """The latest changes first; ``refresh`` reads them again."""

    def __init__(self, look: Look, locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look, self._locale = look, locale
        self.changes: list[ChangeRow] = []

    def refresh(self) -> None:
        """Read again; nothing moves when nothing is new."""
        found = self._look.history()
        if found != self.changes:
            self.beginResetModel()
            self.changes = found
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.changes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, way: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        shown = way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return COLUMNS[section] if shown else None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return self._words(self.changes[index.row()])[index.column()]

    def _words(self, row: ChangeRow) -> tuple[str, ...]:
        when = dates.moment(datetime.fromisoformat(row.at), self._look.now(), self._look.zone, self._locale)
        return when, row.title or wording.UNTITLED, change_words(row), _WHERE.get(row.direction, "")


def change_words(row: ChangeRow) -> str:
    """What was done: ``Changed: Title, Time``."""
    done = _DONE.get(row.kind, row.kind)
    if row.kind == "update" and row.fields:
        done = f"{done}: {_fields(row.fields)}"
    return f"{done} (undone)" if row.undone else done


def undo_words(undone: Sequence[Undone]) -> str:
    """What undoing would do, one line an appointment, and what it leaves alone."""
    lines = [_line(one) for one in undone[:_LISTED]]
    if len(undone) > _LISTED:
        lines.append(f"and {len(undone) - _LISTED} more")
    return "\n".join([*lines, "", wording.UNDO_SENDS])


def _line(one: Undone) -> str:
    title = f"“{one.title or wording.UNTITLED}”"
    kept = f" Left alone, because it was changed again: {_fields(one.kept)}." if one.kept else ""
    if one.kind == "update":
        return f"{title}: {_fields(one.fields)} as before.{kept}"
    return f"{title} is {'deleted' if one.kind == 'delete' else 'brought back'}.{kept}"


def _fields(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(wording.field(name) for name in sorted(names, key=wording.place_of)))
