"""Connect an account: which service, where it is served from, and who signs in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QWidget

from calsync_desktop.core.errors import CalSyncError, Usage
from calsync_desktop.ui import wording_connect as words
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.services import PRESETS, Preset, ServiceCard
from calsync_desktop.ui.dialogs.sheet import Sheet, field
from calsync_desktop.ui.theme import SMALL
from calsync_desktop.ui.troubles import Trouble, trouble_of
from calsync_desktop.ui.views.parts import button, column, label, row

Sign = Callable[[Mapping[str, str], Mapping[str, str]], Awaitable[object]]


class ConnectDialog(Sheet):
    """Calls ``sign_in`` with the secret (user, password) and the options (url); closes once that succeeded.

    For a service with a page of its own it closes at once: ``preset`` says which. ``client_wanted``: the user would rather use an own client.
    """

    client_wanted = Signal()

    def __init__(self, parent: QWidget | None, sign_in: Sign, chores: Chores) -> None:
        super().__init__(parent, words.TITLE, words.TEXT, width=64)
        self._sign_in, self._chores = sign_in, chores
        self._choice = QButtonGroup(self)
        self.url, self.user, self.password = QLineEdit(), QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._note = label(tone="muted", size=SMALL, wrap=True)
        self.own_client = button(words.OWN_CLIENT, quiet=True)
        self._main = button(words.CONNECT, main=True)
        self._lay_out()
        self._choice.idToggled.connect(self._show_preset)
        self.choose("Other")

    @property
    def preset(self) -> Preset:
        """The service that is chosen."""
        return PRESETS[self._choice.checkedId()]

    def choose(self, name: str) -> None:
        """Choose a service by its name, and let the user type."""
        place = next(n for n, preset in enumerate(PRESETS) if preset.name == name)
        self._choice.button(place).setChecked(True)
        (self._main if self.preset.in_browser else self.user if self.preset.url else self.url).setFocus()

    @Slot()
    def connect_account(self) -> None:
        """Try to sign in with what was typed, or go on in the browser."""
        if self.preset.in_browser:
            self.accept()
        else:
            self._chores.start(self._carry_out())

    async def _carry_out(self) -> None:
        if await self.attempt(self._try):
            self.password.clear()
            self.accept()

    def told(self, error: CalSyncError) -> Trouble:
        trouble = trouble_of(error)
        if error.kind != "sign-in":
            return trouble
        note = self.preset.note if "password" in self.preset.note else ""
        return replace(trouble, text=words.CHECK_BOTH.format(message=error.message, note=note).strip())

    async def _try(self) -> None:
        url, user, password = self.preset.url or self.url.text().strip(), self.user.text().strip(), self.password.text()
        for value, missing in ((url, words.TYPE_ADDRESS), (user, words.TYPE_USER), (password, words.TYPE_PASSWORD)):
            if not value:
                raise Usage(missing)
        await self._sign_in({"user": user, "password": password}, {"url": url})

    @Slot(int, bool)
    def _show_preset(self, _: int, chosen: bool) -> None:
        if not chosen:
            return
        preset = self.preset
        self.url.setText(preset.url)
        self.url.setReadOnly(bool(preset.url))
        self.url.setPlaceholderText(preset.example)
        self._note.setText(preset.note)
        self._fields.setVisible(not preset.in_browser)
        self.own_client.setVisible(preset.in_browser)
        self._main.setText(words.CONTINUE if preset.in_browser else words.CONNECT)
        self.trouble.tell(None)
        self.fit()

    def _lay_out(self) -> None:
        cards = [ServiceCard(preset) for preset in PRESETS]
        for number, card in enumerate(cards):
            self._choice.addButton(card, number)
        shelf = QWidget()
        shelf.setAccessibleName(words.CHOOSE)
        shelf.setLayout(row(*cards, None, spacing=4))
        self.body.addWidget(shelf)
        self._fields = QWidget()
        inside = column(spacing=16)
        for name, widget in ((words.ADDRESS, self.url), (words.USER, self.user), (words.PASSWORD, self.password)):
            inside.addLayout(field(name, widget))
        self._fields.setLayout(inside)
        self.body.addWidget(self._fields)
        self.body.addWidget(self._note)
        self._main.clicked.connect(self.connect_account)
        self.own_client.clicked.connect(self.client_wanted)
        self.foot(self.own_client, None, self.cancel_button(), self._main)


class SignInAgain(Sheet):
    """Asks for the password of an account that is connected already."""

    def __init__(
        self,
        parent: QWidget | None,
        account: str,
        sign_in: Callable[[Mapping[str, str]], Awaitable[object]],
        chores: Chores,
    ) -> None:
        super().__init__(
            parent,
            "Sign In Again",
            "Changes made meanwhile are kept on this computer and are sent afterwards.",
            width=52,
        )
        self._sign_in, self._chores = sign_in, chores
        self.user, self.password = QLineEdit(account), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.body.addLayout(field(words.USER, self.user))
        self.body.addLayout(field(words.PASSWORD, self.password))
        main = button("Sign In", main=True)
        main.clicked.connect(self.sign_in)
        self.foot(None, self.cancel_button(words.LATER), main)
        self.password.setFocus()

    @Slot()
    def sign_in(self) -> None:
        """Try with what was typed."""
        self._chores.start(self._carry_out())

    async def _carry_out(self) -> None:
        if await self.attempt(
            lambda: self._sign_in({"user": self.user.text().strip(), "password": self.password.text()})
        ):
            self.password.clear()
            self.accept()
