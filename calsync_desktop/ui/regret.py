"""Ctrl+Z: the last edit made here is taken back, and then the one before it, as far as this session reaches."""

from __future__ import annotations

from calsync_desktop.core.errors import Usage
from calsync_desktop.store.past import ChangeRow
from calsync_desktop.ui import view_words
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.models.look import Look

_SEEN = 60  # of the latest changes


class Regret:
    """Only what the user did in this window: not what syncs brought, and not the undoing itself."""

    def __init__(self, bridge: Bridge, look: Look) -> None:
        self._bridge, self._look = bridge, look
        self._since = look.now()
        self._passed: set[str] = set()

    async def undo(self) -> None:
        """Take the last edit back; Usage when there is none left."""
        change = last_edit(self._look.history(_SEEN), frozenset(self._passed), self._since.isoformat())
        if change is None:
            raise Usage(view_words.NOTHING_TO_UNDO)
        known = {row.id for row in self._look.history(_SEEN)}
        self._passed.add(change.id)
        await self._bridge.ask(lambda engine: engine.undo(change.id))
        self._passed |= {row.id for row in self._look.history(_SEEN)} - known


def last_edit(changes: list[ChangeRow], passed: frozenset[str], since: str) -> ChangeRow | None:
    """The newest change that the user made since then and that was not taken back yet; ``changes`` are the newest first."""
    return next(
        (
            c
            for c in changes
            if c.direction == "here" and c.run is None and not c.undone and c.id not in passed and c.at >= since[:19]
        ),
        None,
    )
