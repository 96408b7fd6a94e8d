"""What happened, the latest first, with the way back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedWidget, QTableView, QWidget

from calsync_desktop.store.past import ChangeRow
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.sheet import Sheet
from calsync_desktop.ui.models.history import HistoryModel
from calsync_desktop.ui.theme import UNIT
from calsync_desktop.ui.views.parts import EmptyState, button

Undo = Callable[[str, bool], Awaitable[object]]


class HistoryDialog(Sheet):
    """Calls ``undo`` with the id of a change and False, or of a run and True; it asks before anything is changed."""

    def __init__(self, parent: QWidget | None, model: HistoryModel, undo: Undo, chores: Chores) -> None:
        super().__init__(parent, "History", "What was changed here and on the servers.", width=92)
        self._model, self._undo_it, self._chores = model, undo, chores
        self.table = _table(model)
        self.undo, self.undo_run = button("Undo…"), button("Undo Whole Sync…")
        self._lay_out()
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._find_again)
        self._kept = 0
        self._find_again()

    @property
    def current(self) -> ChangeRow | None:
        """The change under the cursor."""
        place = self.table.currentIndex().row()
        return self._model.changes[place] if 0 <= place < len(self._model.changes) else None

    @Slot()
    def _keep(self) -> None:
        self._kept = max(0, self.table.currentIndex().row())

    @Slot()
    def _find_again(self) -> None:
        self._pages.setCurrentIndex(0 if self._model.changes else 1)
        self.table.selectRow(min(self._kept, len(self._model.changes) - 1))
        self._show()

    @Slot(QModelIndex, QModelIndex)
    def _show(self, *_: QModelIndex) -> None:
        row = self.current
        self.undo.setEnabled(row is not None and not row.undone)
        self.undo_run.setEnabled(row is not None and bool(row.run) and not row.undone)

    @Slot()
    def _undo(self) -> None:
        if (row := self.current) is not None:
            self._chores.start(self.attempt(lambda: self._undo_it(row.id, False), at_once=True))

    @Slot()
    def _undo_run(self) -> None:
        row = self.current
        if row is not None and (run := row.run) is not None:
            self._chores.start(self.attempt(lambda: self._undo_it(run, True), at_once=True))

    def _lay_out(self) -> None:
        self.undo.clicked.connect(self._undo)
        self.undo_run.clicked.connect(self._undo_run)
        self.table.selectionModel().currentRowChanged.connect(self._show)
        empty = EmptyState("ok")
        empty.say("Nothing happened yet", "Every change is listed here, and can be undone.")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(empty)
        self.body.addWidget(self._pages, 1)
        self.foot(self.undo_run, None, self.undo, self.cancel_button("Close"))
        self.roomy(92, 66)


def _table(model: HistoryModel) -> QTableView:
    out = QTableView()
    out.setModel(model)
    out.setAccessibleName("Changes")
    out.verticalHeader().hide()
    out.verticalHeader().setDefaultSectionSize(4 * UNIT)
    out.setShowGrid(False)
    out.setWordWrap(False)
    out.setTabKeyNavigation(False)
    out.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    out.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    out.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    header = out.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    for column, mode in enumerate((QHeaderView.ResizeMode.ResizeToContents, QHeaderView.ResizeMode.Stretch) * 2):
        header.setSectionResizeMode(column, mode)
    header.setSectionResizeMode(3, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    return out
