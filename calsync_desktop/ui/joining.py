"""How an account comes in: service, sign-in here or in the browser, calendars, a look at what the first sync does, and then the sync."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.store.overview import ConnectionRow
from calsync_desktop.sync.notices import SignInAnswered, SignInOpened
from calsync_desktop.sync.reports import RunReport
from calsync_desktop.sync.signing import Asked
from calsync_desktop.ui import wording
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.choosing import CalendarsDialog, FirstSync
from calsync_desktop.ui.dialogs.connect import ConnectDialog, SignInAgain
from calsync_desktop.ui.dialogs.opening import Browser, system_browser
from calsync_desktop.ui.dialogs.own_client import OwnClientDialog
from calsync_desktop.ui.dialogs.sheet import outcome
from calsync_desktop.ui.dialogs.waiting import WaitingDialog
from calsync_desktop.ui.models.look import Look

if TYPE_CHECKING:
    from calsync_desktop.sync.engine import Engine
    from calsync_desktop.ui.windows.main import MainWindow


class Joining(QObject):
    """Serves one wish at a time; ``browser`` opens the services' pages."""

    def __init__(
        self, bridge: Bridge, look: Look, window: MainWindow, chores: Chores, browser: Browser = system_browser
    ) -> None:
        super().__init__()
        self._bridge, self._look, self._window, self._chores = bridge, look, window, chores
        self.browser = browser
        self._numbers = count(1)
        self._waiting: tuple[str, WaitingDialog] | None = None
        bridge.noticed.connect(self._hear)

    async def connect_account(self) -> None:
        """The whole way, for a new account."""
        connection = await self._sign_in()
        if connection is None or not await self._choose_calendars(connection):
            return
        service = wording.provider(next((r.provider for r in self._look.connections() if r.id == connection), ""))
        first = FirstSync(self._window, service, lambda: self._preview(connection), self._chores)
        if await outcome(first):
            await self._bridge.ask(lambda engine: engine.configure(connection, {"sync_enabled": "on"}))
            await self._bridge.ask(lambda engine: engine.sync([connection]))

    async def sign_in_again(self, row: ConnectionRow) -> None:
        """For an account whose access has ended, and then what waited is sent."""
        if row.provider == "caldav":
            done = await self._password(row)
        else:
            done = await self._in_browser(row.provider, row.id, row.account) is not None
        if done:
            await self._bridge.ask(lambda engine: engine.sync([row.id]))

    async def own_client(self, provider: str) -> bool:
        """The user's own registration with a service; whether it was changed."""
        known = await self._bridge.ask(lambda engine: engine.sign_ins.client_id(provider))

        async def keep(said: Mapping[str, str]) -> None:
            await self._bridge.ask(lambda engine: engine.sign_ins.keep_client(provider, said))

        return await outcome(OwnClientDialog(self._window, known, keep, self._chores))

    async def _sign_in(self) -> str | None:
        """A new connection's id; None when the user would rather not."""
        made: list[str] = []

        async def sign_in(secret: Mapping[str, str], options: Mapping[str, str]) -> None:
            made.append(
                await self._bridge.ask(lambda engine: engine.connect("caldav", secret, {**options, "hold": "on"}))
            )

        dialog = ConnectDialog(self._window, sign_in, self._chores)
        dialog.client_wanted.connect(lambda: self._chores.start(self.own_client(dialog.preset.provider)))
        if not await outcome(dialog):
            return None
        return made[-1] if made else await self._in_browser(dialog.preset.provider)

    async def _password(self, row: ConnectionRow) -> bool:
        async def sign_in(secret: Mapping[str, str]) -> None:
            await self._bridge.ask(lambda engine: engine.reconnect(row.id, secret))

        return await outcome(SignInAgain(self._window, row.account, sign_in, self._chores))

    async def _in_browser(self, provider: str, connection: str | None = None, account: str = "") -> str | None:
        """Wait for the browser; the connection's id, None when it was given up."""
        dialog = WaitingDialog(self._window, wording.provider(provider), account, self.browser)
        found: list[str] = []

        def begin() -> None:
            asked = Asked(provider, f"window-{next(self._numbers)}", connection, account, hold=True)
            dialog.begin()
            self._waiting = (asked.attempt, dialog)
            self._chores.start(self._attempt(asked, dialog, found))

        dialog.again.connect(begin)
        dialog.client_wanted.connect(lambda: self._chores.start(self._with_own_client(provider, begin)))
        begin()
        try:
            await outcome(dialog)
        finally:
            await self._give_up()
        return found[-1] if found else None

    async def _attempt(self, asked: Asked, dialog: WaitingDialog, found: list[str]) -> None:
        """One attempt: its end is the dialog's, unless the dialog went on without it."""
        try:
            found.append(await self._bridge.ask(lambda engine: engine.authorize(asked)))
        except CalSyncError as error:
            if self._waiting is not None and self._waiting[0] == asked.attempt:
                dialog.fail(error)
            return
        if self._waiting is not None and self._waiting[0] == asked.attempt:
            dialog.accept()

    async def _with_own_client(self, provider: str, again: Callable[[], None]) -> None:
        if await self.own_client(provider):
            again()

    async def _give_up(self) -> None:
        """Cancel what is still waited for; nothing happens when it is over."""
        waiting, self._waiting = self._waiting, None

        async def cancel(engine: Engine) -> None:
            if waiting is not None:
                engine.sign_ins.cancel(waiting[0])

        await self._bridge.ask(cancel)

    @Slot(object)
    def _hear(self, notice: object) -> None:
        if self._waiting is None:
            return
        attempt, dialog = self._waiting
        if isinstance(notice, SignInOpened) and notice.attempt == attempt:
            dialog.show_page(notice.url, notice.seconds)
        elif isinstance(notice, SignInAnswered) and notice.attempt == attempt:
            dialog.show_answered()
            self._window.bring_up()
            dialog.raise_()

    async def _choose_calendars(self, connection: str) -> bool:
        """Tick what is wanted; whether the user did."""
        account = next((r.account for r in self._look.connections() if r.id == connection), "")
        calendars = [c for c in self._look.calendars() if c.connection == connection]
        dialog = CalendarsDialog(self._window, account, calendars)
        if not await outcome(dialog):
            return False
        for wanted in (True, False):
            ids = [c.id for c in calendars if c.selected is not wanted and (c.id in dialog.chosen) is wanted]
            if ids:
                await self._select(ids, wanted)
        return True

    async def _select(self, ids: list[str], wanted: bool) -> None:
        await self._bridge.ask(lambda engine: engine.select(ids, wanted))

    async def _preview(self, connection: str) -> tuple[RunReport, ...]:
        return await self._bridge.ask(lambda engine: engine.sync([connection], preview=True))
