"""Connect a CalDAV account: where it is served from, who signs in, and afterwards which of its calendars are wanted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from calsync_desktop.core.errors import CalSyncError, Usage
from calsync_desktop.store.overview import CalendarRow
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.sheet import Sheet, field
from calsync_desktop.ui.theme import UNIT
from calsync_desktop.ui.troubles import Trouble, trouble_of
from calsync_desktop.ui.views.parts import button, label, row


@dataclass(frozen=True, slots=True)
class Preset:
    """A service that we know: its address (empty: to be typed), an example of one, and what to know about its password."""

    name: str
    url: str
    example: str
    note: str


PRESETS = (
    Preset(
        "iCloud",
        "https://caldav.icloud.com",
        "",
        "iCloud wants an app-specific password, made at account.apple.com under Sign-In and Security.",
    ),
    Preset(
        "Fastmail",
        "https://caldav.fastmail.com",
        "",
        "Fastmail wants an app password, made under Settings, Privacy and Security.",
    ),
    Preset(
        "Nextcloud", "", "https://cloud.example.org", "An app password is made in Nextcloud under Settings, Security."
    ),
    Preset(
        "Other", "", "calendar.example.org or an e-mail address", "The server's address, or the calendar's full URL."
    ),
)
Sign = Callable[[Mapping[str, str], Mapping[str, str]], Awaitable[object]]


class ConnectDialog(Sheet):
    """Calls ``sign_in`` with the secret (user, password) and the options (url); closes once that succeeded."""

    def __init__(self, parent: QWidget | None, sign_in: Sign, chores: Chores) -> None:
        super().__init__(
            parent,
            "Connect an Account",
            "Your calendars are copied to this computer and kept up to date in both directions.",
            width=56,
        )
        self._sign_in, self._chores = sign_in, chores
        self._choice = QButtonGroup(self)
        self.url, self.user, self.password = QLineEdit(), QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._note = label(tone="muted", size=0.9, wrap=True)
        self._lay_out()
        self._choice.idToggled.connect(self._show_preset)
        self._choice.button(len(PRESETS) - 1).setChecked(True)
        self.url.setFocus()

    @property
    def preset(self) -> Preset:
        """The service that is chosen."""
        return PRESETS[self._choice.checkedId()]

    @Slot()
    def connect_account(self) -> None:
        """Try to sign in with what was typed."""
        self._chores.start(self._carry_out())

    async def _carry_out(self) -> None:
        if await self.attempt(self._try):
            self.password.clear()
            self.accept()

    def told(self, error: CalSyncError) -> Trouble:
        trouble = trouble_of(error)
        if error.kind != "sign-in":
            return trouble
        password = self.preset.note if "password" in self.preset.note else ""
        return replace(trouble, text=f"{error.message} Check the user name and the password. {password}".strip())

    async def _try(self) -> None:
        url, user = self.preset.url or self.url.text().strip(), self.user.text().strip()
        for value, words in (
            (url, "the server's address"),
            (user, "the user name"),
            (self.password.text(), "the password"),
        ):
            if not value:
                raise Usage(f"Please type {words}.")
        await self._sign_in({"user": user, "password": self.password.text()}, {"url": url})

    @Slot(int, bool)
    def _show_preset(self, _: int, chosen: bool) -> None:
        if chosen:
            self.url.setText(self.preset.url)
            self.url.setReadOnly(bool(self.preset.url))
            self.url.setPlaceholderText(self.preset.example)
            self._note.setText(self.preset.note)

    def _lay_out(self) -> None:
        buttons = []
        for number, preset in enumerate(PRESETS):
            one = button(preset.name)
            one.setCheckable(True)
            one.setProperty("segment", True)
            self._choice.addButton(one, number)
            buttons.append(one)
        self.body.addLayout(row(*buttons))
        self.body.addLayout(field("Address", self.url))
        self.body.addLayout(field("User", self.user))
        self.body.addLayout(field("Password", self.password))
        self.body.addWidget(self._note)
        main = button("Connect", main=True)
        main.clicked.connect(self.connect_account)
        self.foot(None, self.cancel_button(), main)


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
        self.body.addLayout(field("User", self.user))
        self.body.addLayout(field("Password", self.password))
        main = button("Sign In", main=True)
        main.clicked.connect(self.sign_in)
        self.foot(None, self.cancel_button("Later"), main)
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


class CalendarsDialog(Sheet):
    """Which calendars of an account are wanted; ``chosen`` are the ids that are ticked."""

    def __init__(self, parent: QWidget | None, account: str, calendars: Sequence[CalendarRow]) -> None:
        text = "The ones that are ticked are shown here and kept up to date. This can be changed at any time."
        super().__init__(
            parent, "Which Calendars?", text if calendars else "This account has no calendars yet.", width=48
        )
        self._ticks = {calendar.id: _tick(calendar) for calendar in calendars}
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        for tick in self._ticks.values():
            inside.addWidget(tick)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setMinimumHeight(min(40, 4 * len(calendars)) * UNIT)
        scroll.setFocusPolicy(scroll.focusPolicy().NoFocus)
        self.body.addWidget(label(account, tone="muted", size=0.9))
        self.body.addWidget(scroll, 1)
        main = button("Done", main=True)
        main.clicked.connect(self.accept)
        self.foot(None, self.cancel_button("Later"), main)

    @property
    def chosen(self) -> frozenset[str]:
        """Ids of the ticked ones."""
        return frozenset(id_ for id_, tick in self._ticks.items() if tick.isChecked())


def _tick(calendar: CalendarRow) -> QCheckBox:
    out = QCheckBox(calendar.name.replace("&", "&&") + ("" if calendar.access == "write" else "  (read-only)"))
    out.setChecked(calendar.selected)
    return out
