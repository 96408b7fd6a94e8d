"""The switch between profiles: each is a world of its own, in a window of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu

from calsync_desktop.core.errors import Usage
from calsync_desktop.ui import view_words
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.sheet import Sheet, field, outcome
from calsync_desktop.ui.launch import Launch
from calsync_desktop.ui.views.parts import button

if TYPE_CHECKING:
    from calsync_desktop.ui.windows.main import MainWindow

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")  # as app.profile has it


class Profiles(QObject):
    """Fills the button at the top of the sidebar; the list is read each time it is opened."""

    def __init__(self, launch: Launch, window: MainWindow, chores: Chores) -> None:
        super().__init__(window)
        self._launch, self._window, self._chores = launch, window, chores
        self._menu = QMenu(window)
        self._menu.aboutToShow.connect(self._fill)
        self._menu.triggered.connect(self._open)
        window.sidebar.show_profile(view_words.profile(launch.profile), self._menu)

    @Slot()
    def _fill(self) -> None:
        self._menu.clear()
        for name in self._launch.profiles():
            action = self._menu.addAction(view_words.profile(name))
            action.setData(name)
            action.setCheckable(True)
            action.setChecked(name == self._launch.profile)
        self._menu.addSeparator()
        self._menu.addAction(view_words.NEW_PROFILE)

    @Slot(QAction)
    def _open(self, action: QAction) -> None:
        if action.data() is None:
            self._chores.start(self._ask())
        elif action.data() != self._launch.profile:
            self._launch.open_profile(action.data())

    async def _ask(self) -> None:
        dialog = ProfileDialog(self._window, self._chores)
        if await outcome(dialog):
            self._launch.open_profile(dialog.name.text().strip())


class ProfileDialog(Sheet):
    """Accepted: ``name`` can be a profile's."""

    def __init__(self, parent: MainWindow, chores: Chores) -> None:
        super().__init__(parent, view_words.NEW_PROFILE_TITLE, view_words.NEW_PROFILE_TEXT, width=48)
        self._chores = chores
        self.name = QLineEdit()
        self.body.addLayout(field(view_words.PROFILE_NAME, self.name))
        main = button(view_words.OPEN_PROFILE, main=True)
        main.clicked.connect(self._take)
        self.foot(None, self.cancel_button(), main)

    @Slot()
    def _take(self) -> None:
        self._chores.start(self._check())

    async def _check(self) -> None:
        async def check() -> None:
            if not _NAME.fullmatch(self.name.text().strip()):
                raise Usage(view_words.PROFILE_RULE)

        if await self.attempt(check, at_once=True):
            self.accept()
