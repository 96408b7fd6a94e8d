"""Whether a window is in front of somebody: shown and not minimised, so that the engine looks more often while it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

_TURNING = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.WindowStateChange)


class Seen(QObject):
    """``turned`` carries every change, beginning with the first time that the window is shown."""

    turned = Signal(bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._now = window, False
        window.installEventFilter(self)

    def begin(self) -> None:
        """Tell of a window that is shown already."""
        self._tell(self._window.isVisible() and not self._window.isMinimized())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks on; every event goes its way."""
        if watched is self._window and event.type() in _TURNING:
            shown = event.type() is not QEvent.Type.Hide and self._window.isVisible()
            self._tell(shown and not self._window.isMinimized())
        return False

    def _tell(self, now: bool) -> None:
        if now != self._now:
            self._now = now
            self.turned.emit(now)
