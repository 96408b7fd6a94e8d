"""What the detail panel asks for, taken to the desk, to the accounts, to the past and to the engine."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, Signal, Slot

from calsync_desktop.core.appointment import Reply
from calsync_desktop.ui.accounts import Accounts
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.desk import Desk
from calsync_desktop.ui.dialogs.opening import Browser, follow, opened, system_browser
from calsync_desktop.ui.links import Link
from calsync_desktop.ui.models.look import Look
from calsync_desktop.ui.past import Past
from calsync_desktop.ui.views.detail.panel import DetailPanel

if TYPE_CHECKING:
    from calsync_desktop.ui.windows.main import MainWindow

Chore = Coroutine[Any, Any, object]


@dataclass(frozen=True, slots=True)
class Behind:
    """Who carries out what the panel asks for."""

    chores: Chores
    desk: Desk
    accounts: Accounts
    past: Past


class Details(QObject):
    """``panel`` is what the window docks at its right; call ``refresh`` after notices that name appointments. ``closed``: the user wants it away."""

    closed = Signal()

    def __init__(
        self,
        bridge: Bridge,
        look: Look,
        window: MainWindow,
        behind: Behind,
        *,
        locale: QLocale,
        browser: Browser = system_browser,
    ) -> None:
        super().__init__()
        self._bridge, self._look, self._window, self._browser = bridge, look, window, browser
        self._desk, self._accounts, self._past, self._chores = behind.desk, behind.accounts, behind.past, behind.chores
        self.panel = DetailPanel(look, locale)
        self.panel.wanted.connect(self._serve)
        self.panel.replied.connect(self._reply)
        self.panel.undone.connect(lambda id_: self._chores.start(self._past.undo(id_, False)))
        self.panel.followed.connect(lambda text: self._chores.start(follow(self._window, text, self._browser)))
        self.panel.joined.connect(self._join)

    def refresh(self) -> None:
        """Read again what is shown."""
        self.panel.refresh()

    @Slot(str, str, object)
    def _serve(self, verb: str, id_: str, key: str | None) -> None:
        act = self._verbs(id_, key)[verb]()
        if act is not None:
            self._chores.start(act)

    def _verbs(self, id_: str, key: str | None) -> dict[str, Callable[[], Chore | None]]:
        desk, ask = self._desk, self._bridge.ask
        return {
            "edit": lambda: desk.open_appointment(id_, key),
            "duplicate": lambda: desk.duplicate(id_, key),
            "copy": lambda: desk.copy(id_, key),
            "delete": lambda: desk.delete_appointment(id_, key),
            "sync": lambda: ask(lambda engine: engine.sync([self._connection(id_)])),
            "resume": lambda: ask(lambda engine: engine.resume()),
            "sign-in": lambda: self._accounts.serve("reconnect", self._connection(id_)),
            "attention": self._accounts.show_attention,
            "send-now": lambda: ask(lambda engine: engine.send_now(id_)),
            "history": self._past.show,
            "close": self._close,
        }

    @Slot(str, object, object)
    def _reply(self, id_: str, key: str | None, reply: Reply) -> None:
        self._chores.start(self._desk.reply(id_, key, reply))

    @Slot(object)
    def _join(self, link: Link) -> None:
        opened(link, self._browser)

    def _connection(self, id_: str) -> str:
        return self._look.appointment(id_).connection

    def _close(self) -> None:
        self.closed.emit()
