"""The user's own registration with a service, from the file that its console offers or from its two words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from calsync_desktop.core.errors import Usage
from calsync_desktop.ui import wording_connect as words
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.sheet import Sheet, field
from calsync_desktop.ui.views.parts import button, label

_LARGEST = 65_536  # bytes of a client file
Keep = Callable[[Mapping[str, str]], Awaitable[object]]


class OwnClientDialog(Sheet):
    """Calls ``keep`` with client_id and client_secret, with json, or with nothing to forget it; closes once that was done."""

    def __init__(self, parent: QWidget | None, known: str, keep: Keep, chores: Chores) -> None:
        super().__init__(parent, words.CLIENT_TITLE, words.CLIENT_TEXT, width=60)
        self._keep, self._chores = keep, chores
        self.id, self.secret = QLineEdit(known), QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.known = label(words.CLIENT_KEPT.format(id=known), tone="muted", wrap=True)
        self.known.setVisible(bool(known))
        self.file, self.forget = button(words.CLIENT_FILE), button(words.CLIENT_FORGET, quiet=True)
        self.forget.setVisible(bool(known))
        self._lay_out()

    @Slot()
    def save(self) -> None:
        """Keep what was typed, or say why not."""
        typed = self.id.text().strip()
        if typed.startswith("{"):
            self._put({"json": typed})
        else:
            self._put({"client_id": typed, "client_secret": self.secret.text().strip()})

    @Slot()
    def choose_file(self) -> None:
        """Let the user point to the file."""
        name, _ = QFileDialog.getOpenFileName(self, words.CLIENT_TITLE, "", words.CLIENT_FILES)
        if name:
            self.take_file(Path(name))

    def take_file(self, file: Path) -> None:
        """Keep what the file says."""
        self._chores.start(self._carry_out(lambda: self._from_file(file)))

    async def _from_file(self, file: Path) -> None:
        await self._keep({"json": _text_of(file)})

    @Slot()
    def _forget(self) -> None:
        self._put({})

    def _put(self, said: Mapping[str, str]) -> None:
        self._chores.start(self._carry_out(lambda: self._keep(said)))

    async def _carry_out(self, work: Callable[[], Awaitable[object]]) -> None:
        if await self.attempt(work, at_once=True):
            self.secret.clear()
            self.accept()

    def _lay_out(self) -> None:
        self.body.addWidget(self.known)
        self.body.addLayout(field(words.CLIENT_ID, self.id))
        self.body.addLayout(field(words.CLIENT_SECRET, self.secret))
        self.file.clicked.connect(self.choose_file)
        self.forget.clicked.connect(self._forget)
        main = button(words.CLIENT_SAVE, main=True)
        main.clicked.connect(self.save)
        self.foot(self.file, self.forget, None, self.cancel_button(), main)


def _text_of(file: Path) -> str:
    """A client file's text; Usage when there is none to be had."""
    try:
        with file.open("rb") as stream:
            return stream.read(_LARGEST).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Usage(words.CLIENT_UNREADABLE) from None
