"""What the next sync of a connection would do, shown before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QListWidget, QListWidgetItem

from calsync_desktop.sync.reports import PlanLine, RunReport
from calsync_desktop.ui import icons, view_words, wording
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.dialogs.sheet import Sheet, outcome
from calsync_desktop.ui.theme import tokens_of
from calsync_desktop.ui.views.parts import button

if TYPE_CHECKING:
    from calsync_desktop.ui.windows.main import MainWindow


class Previews:
    """Asks the engine for a plan, shows it, and syncs when the user says so."""

    def __init__(self, bridge: Bridge, window: MainWindow) -> None:
        self._bridge, self._window = bridge, window

    async def show(self, connection: str) -> None:
        """Plan one connection without changing anything on either side."""
        reports = await self._bridge.ask(lambda engine: engine.sync([connection], preview=True))
        dialog = PreviewDialog(self._window, reports)
        if await outcome(dialog):
            await self._bridge.ask(lambda engine: engine.sync([connection]))


class PreviewDialog(Sheet):
    """Accepted: sync now."""

    def __init__(self, parent: MainWindow, reports: tuple[RunReport, ...]) -> None:
        lines = [line for report in reports for line in report.plan]
        text = view_words.preview_text(
            sum(line.direction == "in" for line in lines), sum(line.direction == "out" for line in lines)
        )
        super().__init__(parent, view_words.PREVIEW_TITLE, text)
        self.list = QListWidget()
        self.list.setAccessibleName(view_words.PREVIEW_TITLE)
        for line in lines:
            self.list.addItem(self._item(line))
        self.list.setVisible(bool(lines))
        self.body.addWidget(self.list, 1)
        main = button(view_words.SYNC_NOW, main=True)
        main.clicked.connect(self.accept)
        self.foot(None, self.cancel_button("Close"), main)
        if lines:
            self.roomy(68, 64)

    def _item(self, line: PlanLine) -> QListWidgetItem:
        mark = icons.icon("waiting" if line.direction == "out" else "calendar", tokens_of(self.palette()).muted)
        return QListWidgetItem(mark, view_words.preview_line(line.title or wording.UNTITLED, line))
