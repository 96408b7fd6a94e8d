"""What only the user can settle: conflicts with both sides beside each other, and items that could not be synced, with the reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from calsync_desktop.store.waiting import ConflictRow, ParkedRow
from calsync_desktop.ui import wording
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.sheet import Sheet
from calsync_desktop.ui.theme import UNIT
from calsync_desktop.ui.views.parts import EmptyState, button, column, label, row

Settle = Callable[[ConflictRow, str], Awaitable[object]]
CLASHED = "It was changed here and on the server. What is put aside stays in the history."
KEEPS = (("mine", "Keep Mine"), ("theirs", "Keep Theirs"), ("both", "Keep Both"))


class AttentionDialog(Sheet):
    """Calls ``settle`` with a conflict and "mine", "theirs" or "both". ``edited`` asks for an appointment to be opened (id)."""

    edited = Signal(str)

    def __init__(self, parent: QWidget | None, settle: Settle, chores: Chores) -> None:
        super().__init__(parent, "What Needs Attention", width=92)
        self._settle, self._chores = settle, chores
        self._items: Sequence[ConflictRow | ParkedRow] = ()
        self.list = QListWidget()
        self.list.setAccessibleName("Waiting for a decision")
        self.list.setMaximumWidth(32 * UNIT)
        self.list.setSpacing(2)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._show)
        self._name = label(weight=QFont.Weight.DemiBold, wrap=True)
        self._why = label(tone="muted", wrap=True)
        self.table = _table()
        self.keep = {word: button(words) for word, words in KEEPS}
        self.edit = button("Edit Appointment")
        self._lay_out()

    def show_items(self, conflicts: Sequence[ConflictRow], parked: Sequence[ParkedRow]) -> None:
        """List these; the one that was looked at stays in view while it is there."""
        looked_at = self._current.id if self._current is not None else ""
        self._items = (*conflicts, *parked)
        self.list.clear()
        for item in self._items:
            word = wording.CONFLICT if isinstance(item, ConflictRow) else wording.PARKED
            self.list.addItem(QListWidgetItem(f"{word}\n{item.title or wording.UNTITLED}"))
        ids = [item.id for item in self._items]
        self.list.setCurrentRow(ids.index(looked_at) if looked_at in ids else 0)
        self._pages.setCurrentIndex(0 if self._items else 1)
        self.list.setVisible(bool(self._items))

    @property
    def _current(self) -> ConflictRow | ParkedRow | None:
        place = self.list.currentRow()
        return self._items[place] if 0 <= place < len(self._items) else None

    @Slot(int)
    def _show(self, _: int) -> None:
        item = self._current
        if item is None:
            return
        clash = isinstance(item, ConflictRow)
        self._name.setText(item.title or wording.UNTITLED)
        self._why.setText(
            CLASHED if isinstance(item, ConflictRow) else f"It is kept here, but was not synced: {item.reason}"
        )
        self.table.setVisible(clash)
        for one in self.keep.values():
            one.setVisible(clash)
        self.edit.setVisible(item.appointment is not None)
        if isinstance(item, ConflictRow):
            self._fill(item)

    def _fill(self, conflict: ConflictRow) -> None:
        self.table.setRowCount(len(conflict.fields))
        for place, one in enumerate(sorted(conflict.fields, key=lambda field: wording.place_of(field["name"]))):
            words = (wording.field(one["name"]), shown_value(one.get("mine")), shown_value(one.get("theirs")))
            for at, text in enumerate(words):
                self.table.setItem(place, at, QTableWidgetItem(text))

    @Slot()
    def _keep(self) -> None:
        item, word = self._current, self.sender().property("answer")
        if isinstance(item, ConflictRow):
            self._chores.start(self.attempt(lambda: self._settle(item, word)))

    @Slot()
    def _edit(self) -> None:
        if self._current is not None and self._current.appointment:
            self.edited.emit(self._current.appointment)

    def _lay_out(self) -> None:
        for word, one in self.keep.items():
            one.setProperty("answer", word)
            one.clicked.connect(self._keep)
        self.edit.clicked.connect(self._edit)
        detail = QWidget()
        inside = column(self._name, self._why, self.table, spacing=UNIT)
        inside.setStretch(2, 1)
        inside.addStretch(0)
        inside.addLayout(row(None, self.edit, *self.keep.values()))
        detail.setLayout(inside)
        empty = EmptyState("ok")
        empty.say("Nothing needs attention", "All appointments are as their calendars have them.")
        self._pages = QStackedWidget()
        self._pages.addWidget(detail)
        self._pages.addWidget(empty)
        both = row(self.list, self._pages, spacing=3 * UNIT)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)
        self.foot(None, self.cancel_button("Close"))
        self.roomy(92, 60)


def shown_value(value: Any) -> str:
    """A field's value, as a conflict carries it, in words."""
    if value is None or value == "":
        return "(empty)"
    if isinstance(value, (list, tuple)):
        return ", ".join(shown_value(part) for part in value if part not in ("", None))
    return str(value)


def _table() -> QTableWidget:
    out = QTableWidget(0, 3)
    out.setHorizontalHeaderLabels(["Field", "Mine", "Theirs"])
    out.setAccessibleName("Both sides")
    out.verticalHeader().hide()
    out.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    out.setShowGrid(False)
    out.setWordWrap(True)
    out.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    out.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    out.setTabKeyNavigation(False)
    header = out.horizontalHeader()
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    return out
