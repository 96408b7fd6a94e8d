"""The agenda's rows for the days in view, or for what a search found."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractListModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from calsync_desktop.store.shown import OccurrenceRow
from calsync_desktop.ui import dates, wording
from calsync_desktop.ui.models.entries import Entry, Heading, Line, Row, by_day, found_by_day, spoken
from calsync_desktop.ui.models.look import Look

DAYS = 28
RowRole = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex


class AgendaModel(QAbstractListModel):
    """``DAYS`` days from ``first``, or, while ``searching``, one line for each appointment found. ``turned``: the days in view changed.

    ``wanting`` asks for two days between which nothing is kept in the store; ``fill`` brings their rows. ``hidden``: calendars that are not looked at.
    """

    turned = Signal()
    wanting = Signal(object, object)

    def __init__(self, look: Look, today: Callable[[], date], locale: QLocale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look, self._today, self._locale = look, today, locale
        self._rows: tuple[Row, ...] = ()
        self.first = week_of(today(), locale)
        self.searching = ""
        self.hidden: Callable[[], frozenset[str]] = frozenset

    @property
    def last(self) -> date:
        """The last day in view."""
        return self.first + timedelta(days=DAYS - 1)

    def show_from(self, first: date) -> None:
        """Turn to the days from ``first`` on."""
        self.first = first
        self.refresh()
        self.turned.emit()

    def show_day(self, day: date) -> None:
        """Turn to the week of ``day``."""
        self.show_from(week_of(day, self._locale))

    def stand_at(self, day: date) -> None:
        """Turn to the week of ``day`` without reading it: nobody looks."""
        self.first = week_of(day, self._locale)

    def show_by(self, days: int) -> None:
        """Turn by so many days, as far as there are dates."""
        with contextlib.suppress(OverflowError):
            self.show_from(self.first + timedelta(days=days))

    def search(self, text: str) -> None:
        """Show what ``text`` finds; empty: the days again."""
        self.searching = text.strip()
        self.refresh()
        self.turned.emit()

    def refresh(self) -> None:
        """Read again what is in view; when nothing changed, nothing moves."""
        if self.searching:
            self._put(found_by_day(self._look.found(self.searching)))
            return
        self._put(self._rows_of(self._look.entries(self.first, self.last)))
        if not self._look.kept(self.first, self.last):
            self.wanting.emit(self.first, self.last)

    def fill(self, first: date, rows: Sequence[OccurrenceRow]) -> None:
        """What another thread found for the days from ``first`` on; too late if others are in view by now."""
        if first == self.first and not self.searching:
            self._put(self._rows_of(self._look.entries_of(rows)))

    def row_of(self, day: date) -> int:
        """The row of the first heading on or after ``day``; -1 when there is none."""
        return next((n for n, row in enumerate(self._rows) if isinstance(row, Heading) and row.day >= day), -1)

    def line_near(self, row: int) -> int:
        """The row of the first line from ``row`` on, else the last one before; -1 when there are none."""
        lines = [n for n, r in enumerate(self._rows) if isinstance(r, Line)]
        return next((n for n in lines if n >= row), lines[-1] if lines else -1)

    def row_of_appointment(self, appointment: str) -> int:
        """The row of an appointment's first occurrence in view; -1 when there is none."""
        return next(
            (n for n, r in enumerate(self._rows) if isinstance(r, Line) and r.entry.appointment == appointment), -1
        )

    def row_of_occurrence(self, appointment: str, key: str | None) -> int:
        """The row of an occurrence; -1 when it is not in view."""
        wanted = (appointment, key)
        return next(
            (
                n
                for n, r in enumerate(self._rows)
                if isinstance(r, Line) and (r.entry.appointment, r.entry.key) == wanted
            ),
            -1,
        )

    def row(self, index: Index) -> Row | None:
        """The row behind an index."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    @property
    def entries(self) -> int:
        """How many lines there are."""
        return sum(isinstance(row, Line) for row in self._rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        line = isinstance(self.row(index), Line)
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if line else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        row = self.row(index)
        if row is None:
            return None
        if role == RowRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._title(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        return None

    def _rows_of(self, entries: list[Entry]) -> tuple[Row, ...]:
        hidden = self.hidden()
        seen = [entry for entry in entries if entry.calendar not in hidden]
        return by_day(seen, self.first, self.last, self._today())

    def _put(self, rows: tuple[Row, ...]) -> None:
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def _title(self, row: Row) -> str:
        if isinstance(row, Line):
            return row.entry.title or wording.UNTITLED
        return " ".join(dates.heading(row.day, self._today(), self._locale))

    def _spoken(self, row: Row) -> str:
        if isinstance(row, Line):
            return spoken(row, self._look.zone, self._locale)
        return ", ".join(part for part in (self._title(row), row.note) if part)


def week_of(day: date, locale: QLocale) -> date:
    """The first day of the week, as the reader's country counts it."""
    return day - timedelta(days=(day.isoweekday() - locale.firstDayOfWeek().value) % 7)
