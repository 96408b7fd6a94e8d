"""What only the user can settle: questions with their exact set, conflicts with both sides beside each other, and what is not synced, with the reason."""

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

from calsync_desktop.store.waiting import ConflictRow
from calsync_desktop.ui import wording
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.sheet import Sheet
from calsync_desktop.ui.models.matters import Matter
from calsync_desktop.ui.theme import UNIT
from calsync_desktop.ui.views.parts import EmptyState, button, column, label, row

Settle = Callable[[Matter, str], Awaitable[object]]
# Every answer there is, in the order of their buttons: what does something last.
ANSWERS = ("mine", "theirs", "both", "delete", "keep", "hold", "send", "send-now")


class AttentionDialog(Sheet):
    """Calls ``settle`` with a Matter and the word of its answer. ``edited`` asks for an appointment to be opened (id)."""

    edited = Signal(str)

    def __init__(self, parent: QWidget | None, settle: Settle, chores: Chores) -> None:
        super().__init__(parent, "What Waits for You", width=92)
        self._settle, self._chores = settle, chores
        self._items: Sequence[Matter] = ()
        self.list = _list("Waiting for a decision")
        self.list.setMaximumWidth(32 * UNIT)
        self.list.setSpacing(2)
        self.list.currentRowChanged.connect(self._show)
        self._name = label(weight=QFont.Weight.DemiBold, wrap=True)
        self._why = label(tone="muted", wrap=True)
        self.table = _table()
        self._listed = label(tone="muted", size=0.9)
        self.set = _list("Whom or what it is about")
        self.set.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.answers = {word: button("") for word in ANSWERS}
        self.edit = button("Edit Appointment")
        self._lay_out()

    def show_items(self, items: Sequence[Matter]) -> None:
        """List these; the one that was looked at stays in view while it is there."""
        looked_at = self.current.id if self.current is not None else ""
        self._items = items
        self.list.clear()
        for item in items:
            self.list.addItem(QListWidgetItem(f"{item.mark}\n{item.title}"))
        ids = [item.id for item in items]
        self.list.setCurrentRow(ids.index(looked_at) if looked_at in ids else 0)
        self._pages.setCurrentIndex(0 if items else 1)
        self.list.setVisible(bool(items))

    @property
    def current(self) -> Matter | None:
        """The one that is looked at."""
        place = self.list.currentRow()
        return self._items[place] if 0 <= place < len(self._items) else None

    @Slot(int)
    def _show(self, _: int) -> None:
        item = self.current
        if item is None:
            return
        self._name.setText(item.title)
        self._why.setText(item.text)
        self._show_set(item)
        words = dict(item.answers)
        for word, one in self.answers.items():
            one.setText(words.get(word, ""))
            one.setVisible(word in words)
        self.edit.setVisible(item.appointment is not None)
        self.table.setVisible(item.kind == "conflict")
        if isinstance(item.row, ConflictRow):
            self._fill(item.row)

    def _show_set(self, item: Matter) -> None:
        """The exact set that a question is about."""
        self._listed.setText(item.listed)
        self.set.setAccessibleName(item.listed or "Nothing more")
        self.set.clear()
        self.set.addItems(list(item.items))
        for widget in (self._listed, self.set):
            widget.setVisible(bool(item.items))

    def _fill(self, conflict: ConflictRow) -> None:
        self.table.setRowCount(len(conflict.fields))
        for place, one in enumerate(sorted(conflict.fields, key=lambda field: wording.place_of(field["name"]))):
            words = (wording.field(one["name"]), shown_value(one.get("mine")), shown_value(one.get("theirs")))
            for at, text in enumerate(words):
                self.table.setItem(place, at, QTableWidgetItem(text))

    @Slot()
    def _answer(self) -> None:
        item, word = self.current, self.sender().property("answer")
        if item is not None:
            self._chores.start(self.attempt(lambda: self._settle(item, word)))

    @Slot()
    def _edit(self) -> None:
        if self.current is not None and self.current.appointment:
            self.edited.emit(self.current.appointment)

    def _lay_out(self) -> None:
        for word, one in self.answers.items():
            one.setProperty("answer", word)
            one.clicked.connect(self._answer)
        self.edit.clicked.connect(self._edit)
        detail = QWidget()
        inside = column(self._name, self._why, self.table, self._listed, self.set, spacing=UNIT)
        inside.setStretch(2, 1)
        inside.setStretch(4, 1)
        inside.addStretch(0)
        inside.addLayout(row(None, self.edit, *self.answers.values()))
        detail.setLayout(inside)
        empty = EmptyState("ok")
        empty.say("Nothing waits for you", "All appointments are as their calendars have them.")
        self._pages = QStackedWidget()
        self._pages.addWidget(detail)
        self._pages.addWidget(empty)
        both = row(self.list, self._pages, spacing=3 * UNIT)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)
        self.foot(None, self.cancel_button("Close"))
        self.roomy(92, 60)


def _list(name: str) -> QListWidget:
    out = QListWidget()
    out.setAccessibleName(name)
    out.setWordWrap(True)
    out.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return out


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
