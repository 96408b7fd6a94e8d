"""What is done with connections: connect, sign in again, settings, disconnect, and settling what they wait for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from calsync_desktop.store.overview import CalendarRow, ConnectionRow
from calsync_desktop.store.waiting import ConflictRow, QuestionRow
from calsync_desktop.ui import wording
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.attention import AttentionDialog
from calsync_desktop.ui.dialogs.settings import SettingsDialog
from calsync_desktop.ui.dialogs.sheet import choose, outcome
from calsync_desktop.ui.joining import Joining
from calsync_desktop.ui.models.look import Look
from calsync_desktop.ui.models.matters import Matter, matters

if TYPE_CHECKING:
    from calsync_desktop.ui.windows.main import MainWindow


class Accounts(QObject):
    """``edited`` asks for an appointment to be opened (id); ``calendars`` and ``attention`` are as they were last read."""

    edited = Signal(str)

    def __init__(self, bridge: Bridge, look: Look, window: MainWindow, chores: Chores) -> None:
        super().__init__()
        self._bridge, self._look, self._window, self._chores = bridge, look, window, chores
        self.joining = Joining(bridge, look, window, chores)
        self.calendars: list[CalendarRow] = []
        self.matters: tuple[Matter, ...] = ()
        self._open: AttentionDialog | None = None

    @property
    def attention(self) -> str:
        """What needs the user, in few words."""
        return wording.attention(*(self._count(kind) for kind in ("question", "conflict", "parked")))

    @property
    def held(self) -> str:
        """What waits for its day or the user's, in few words: nothing has to be done about it."""
        return wording.held(self._count("held"), self._count("kept"))

    def refresh(self) -> None:
        """Read again."""
        self.calendars = self._look.calendars()
        names = {c.id: c.name for c in self.calendars}
        look = self._look
        self.matters = matters(look.questions(), look.conflicts(), look.parked(), names)
        if self._open is not None:
            self._open.show_items(self.matters)

    async def serve(self, verb: str, connection: str) -> None:
        """Carry out what a card asked for."""
        row = next((r for r in self._look.connections() if r.id == connection), None)
        if row is None:
            return
        if verb == "sync":
            await self._bridge.ask(lambda engine: engine.sync([connection]))
        elif verb == "reconnect":
            await self.joining.sign_in_again(row)
        elif verb == "settings":
            await self._settings(row)
        elif verb == "disconnect":
            await self._disconnect(row)

    async def connect_account(self) -> None:
        """Choose a service, sign in, choose calendars, sync for the first time."""
        await self.joining.connect_account()

    async def show_attention(self) -> None:
        """List what waits until the user closes it."""
        dialog = AttentionDialog(self._window, self._settle, self._chores)
        dialog.edited.connect(self.edited)
        dialog.show_items(self.matters)
        self._open = dialog
        try:
            await outcome(dialog)
        finally:
            self._open = None

    async def _settle(self, matter: Matter, word: str) -> None:
        row = matter.row
        if isinstance(row, ConflictRow):
            await self._bridge.ask(lambda engine: engine.resolve(row.id, word, {}, row.version))
        elif isinstance(row, QuestionRow):
            await self._bridge.ask(lambda engine: engine.answer(row.id, word))
        elif matter.appointment is not None:
            await self._bridge.ask(lambda engine: engine.send_now(matter.appointment or ""))

    def _count(self, kind: str) -> int:
        return sum(matter.kind == kind for matter in self.matters)

    async def _settings(self, row: ConnectionRow) -> None:
        async def store(values: Mapping[str, str]) -> None:
            await self._bridge.ask(lambda engine: engine.configure(row.id, values))

        dialog = SettingsDialog(
            self._window, row, store, self._chores, hides=lambda text: self._look.hides(row.id, text)
        )
        dialog.client_wanted.connect(lambda: self._chores.start(self.joining.own_client(row.provider)))
        await outcome(dialog)

    async def _disconnect(self, row: ConnectionRow) -> None:
        title = f"Disconnect {row.account}?"
        answers = (("drop", "Disconnect and Remove from Here"), ("keep", "Disconnect, but Keep a Copy Here"))
        if answer := await choose(self._window, title, wording.disconnecting(row.waiting), answers):
            await self._bridge.ask(lambda engine: engine.disconnect(row.id, keep=answer == "keep"))
