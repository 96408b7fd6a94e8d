"""What stands beside the days: the details of the appointment under the cursor, where there is room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from calsync_desktop.ui.details import Details
from calsync_desktop.ui.models.entries import Entry

if TYPE_CHECKING:
    from calsync_desktop.ui.windows.main import MainWindow


class Beside(QObject):
    """Follows the cursor; ``refresh`` after notices that name appointments."""

    def __init__(self, details: Details, window: MainWindow) -> None:
        super().__init__()
        self._details, self._window = details, window
        window.dock(details.panel)
        window.picked.connect(self._follow)
        details.closed.connect(self._close)

    def refresh(self) -> None:
        """Read again what is shown."""
        if self._details.panel.isVisible():
            self._details.refresh()

    @Slot(object)
    def _follow(self, entry: Entry | None) -> None:
        panel = self._details.panel
        if entry is not None:
            panel.show_appointment(entry.appointment, entry.key)
        panel.setVisible(entry is not None and self._window.has_room)

    @Slot()
    def _close(self) -> None:
        self._details.panel.hide()
        self._window.view.setFocus()
