"""Where the past is looked at and taken back: shown first, then undone by the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from calsync_desktop.core.errors import Usage
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.history import HistoryDialog
from calsync_desktop.ui.dialogs.sheet import choose, outcome
from calsync_desktop.ui.models.history import HistoryModel, undo_words
from calsync_desktop.ui.models.look import Look

if TYPE_CHECKING:
    from calsync_desktop.ui.windows.main import MainWindow


class Past:
    """The history while it is open, and undo."""

    def __init__(self, bridge: Bridge, look: Look, window: MainWindow, chores: Chores, locale: QLocale) -> None:
        self._bridge, self._window, self._chores = bridge, window, chores
        self._model = HistoryModel(look, locale)
        self._open: HistoryDialog | None = None

    def refresh(self) -> None:
        """Read again what is open."""
        if self._open is not None:
            self._model.refresh()

    async def show(self) -> None:
        """List what happened until the user closes it."""
        self._model.refresh()
        dialog = self._open = HistoryDialog(self._window, self._model, self.undo, self._chores)
        try:
            await outcome(dialog)
        finally:
            self._open = None

    async def undo(self, id_: str, whole: bool) -> None:
        """Say what undoing a change (``whole``: a run) would do, and do it when the user still wants to."""
        would = await self._bridge.ask(lambda engine: engine.undo(id_, preview=True))
        if not would:
            raise Usage("Everything is as it was before already.", "There is nothing to undo.")
        title, verb = ("Undo the whole sync?", "Undo Sync") if whole else ("Undo this change?", "Undo Change")
        if await choose(self._open or self._window, title, undo_words(would), (("undo", verb),)):
            await self._bridge.ask(lambda engine: engine.undo(id_))
