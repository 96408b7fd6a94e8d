"""The entries of the days in view, one row each, for the views that are painted by us."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractListModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from calsync_desktop.store.shown import OccurrenceRow
from calsync_desktop.ui import wording
from calsync_desktop.ui.models.entries import Entry, Line, spoken
from calsync_desktop.ui.models.look import Look
from calsync_desktop.ui.models.period import Period

Index = QModelIndex | QPersistentModelIndex
EntryRole = int(Qt.ItemDataRole.UserRole) + 1
_KEPT = 12  # periods that are remembered: those beside the one in view, and where one came from


class DaysModel(QAbstractListModel):
    """What takes place in ``period``, in order of start. ``turned``: another period is in view.

    ``wanting`` asks for two days between which nothing is kept in the store; ``fill`` brings their rows. ``hidden``: calendars that are not looked at.

    ``age`` grows whenever what is known is forgotten.
    """

    turned = Signal()
    wanting = Signal(object, object)

    def __init__(
        self,
        look: Look,
        period: Period,
        locale: QLocale,
        hidden: Callable[[], frozenset[str]] = frozenset,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._locale, self._hidden = look, locale, hidden
        self._known: dict[tuple[date, date], tuple[Entry, ...]] = {}
        self.age = 0
        self.period = period
        self.entries: tuple[Entry, ...] = ()

    @property
    def local(self) -> str:
        """The zone that times are shown in."""
        return self._look.zone

    def show_period(self, period: Period) -> None:
        """Turn to another period; what is known of it is shown at once."""
        self.beginResetModel()
        self.period = period
        self.entries = self._seen(self._read(period))
        self.endResetModel()
        self.turned.emit()
        self._want()

    def refresh(self) -> None:
        """Read again what is in view, and forget the rest; when nothing changed, nothing moves."""
        self._known.clear()
        self.age += 1
        self._put(self._seen(self._read(self.period)))
        self._want()

    def forget(self) -> None:
        """Nobody looks: what is known may be old by the time somebody does."""
        self._known.clear()
        self.age += 1

    def fill(self, first: date, last: date, rows: Sequence[OccurrenceRow]) -> None:
        """What another thread found for these days; too late for the view if others are in it by now."""
        self._remember((first, last), tuple(self._look.entries_of(rows)))
        if (first, last) == (self.period.first, self.period.last):
            self._put(self._seen(self._known[first, last]))

    def beside(self) -> list[Period]:
        """The periods that are likely to be turned to, and of which nothing is known."""
        near = (self.period.turned(step) for step in (1, -1))
        return [period for period in near if (period.first, period.last) not in self._known]

    def learn(self, period: Period, entries: Sequence[Entry], age: int) -> None:
        """What another thread read of a period when the model was of this ``age``: what was forgotten since is not true any more."""
        if age == self.age:
            self._remember((period.first, period.last), tuple(entries))

    def row_of(self, appointment: str, key: str | None = None, *, any_key: bool = False) -> int:
        """The row of an occurrence (``any_key``: of the first one of the appointment); -1 when it is not in view."""
        found = (n for n, e in enumerate(self.entries) if e.appointment == appointment and (any_key or e.key == key))
        return next(found, -1)

    def entry(self, index: Index) -> Entry | None:
        """The entry behind an index."""
        return self.entries[index.row()] if index.isValid() and index.row() < len(self.entries) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        entry = self.entry(index)
        if entry is None:
            return None
        if role == EntryRole:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title or wording.UNTITLED
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(entry)
        if role == Qt.ItemDataRole.ToolTipRole:
            # In a frame, because Qt guesses whether a tool tip is rich text: remote text never is.
            return f"<span>{escape(self._spoken(entry))}</span>"
        return None

    def _spoken(self, entry: Entry) -> str:
        first, last = entry.days
        return spoken(Line(first, entry, ends=first == last), self.local, self._locale)

    def _read(self, period: Period) -> tuple[Entry, ...]:
        key = (period.first, period.last)
        if key not in self._known:
            self._remember(key, tuple(self._look.entries(*key)))
        return self._known[key]

    def _remember(self, key: tuple[date, date], entries: tuple[Entry, ...]) -> None:
        self._known[key] = entries
        while len(self._known) > _KEPT:
            del self._known[next(iter(self._known))]

    def _seen(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        hidden = self._hidden()
        return tuple(e for e in entries if e.calendar not in hidden) if hidden else entries

    def _put(self, entries: tuple[Entry, ...]) -> None:
        if entries != self.entries:
            self.beginResetModel()
            self.entries = entries
            self.endResetModel()

    def _want(self) -> None:
        if not self._look.kept(self.period.first, self.period.last):
            self.wanting.emit(self.period.first, self.period.last)
