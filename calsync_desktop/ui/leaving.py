"""What closing the window means: on in the background, or the end; asked once where nothing on the screen would tell."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings

from calsync_desktop.ui import wording
from calsync_desktop.ui.dialogs.sheet import choose
from calsync_desktop.ui.front import GEOMETRY
from calsync_desktop.ui.tray import Tray
from calsync_desktop.ui.windows.main import MainWindow

_NOTICE, _ANSWER = "closing/told", "closing/answer"


class Leaving:
    """Decides with what is remembered beside the profile. ``quit_now`` ends the program, ``connected`` says whether there is anything to sync."""

    def __init__(
        self,
        memory: QSettings,
        window: MainWindow,
        tray: Tray,
        connected: Callable[[], bool],
        quit_now: Callable[[], None],
    ) -> None:
        self._memory, self._window, self._tray = memory, window, tray
        self._connected, self._quit = connected, quit_now

    async def leave(self) -> None:
        """The user closed the window."""
        self.remember_window()
        if not self._connected():
            self._quit()
        elif self._tray.there:
            self._window.hide()
            self._tell_once()
        elif await self._answer() == "stay":
            self._window.hide()
        elif self._memory.value(_ANSWER):
            self._quit()

    def remember_window(self) -> None:
        """Keep where the window was."""
        self._memory.setValue(GEOMETRY, self._window.saveGeometry())

    def _tell_once(self) -> None:
        if not self._memory.value(_NOTICE):
            self._memory.setValue(_NOTICE, "yes")
            self._tray.say(*wording.STILL_RUNNING)

    async def _answer(self) -> str:
        """What was answered once; asked now when it never was. Empty: the window stays open."""
        known = self._memory.value(_ANSWER)
        if known:
            return str(known)
        answer = await choose(self._window, *wording.BACKGROUND)
        if answer:
            self._memory.setValue(_ANSWER, answer)
        return answer
