"""The connections as cards, kept true by the engine's notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from calsync_desktop.store.overview import ConnectionRow
from calsync_desktop.sync.notices import Paused, RunEnded, RunProgress, RunStarted
from calsync_desktop.ui.models.cards import Card, Progress, moved, together
from calsync_desktop.ui.models.look import Look

CardRole = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex


class ConnectionsModel(QAbstractListModel):
    """One Card a connection; ``changed`` after anything on any of them did. ``paused``: background syncing rests, maybe ``until`` a moment."""

    changed = Signal()

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._running: dict[str, dict[str, Progress]] = {}
        self.paused = False
        self.until: datetime | None = None
        self.cards: tuple[Card, ...] = ()

    def take(self, notice: object) -> None:
        """Follow what the engine is doing; what is stored is read again by ``refresh``."""
        if isinstance(notice, RunStarted):
            self._running[notice.connection] = {}
        elif isinstance(notice, RunProgress):
            self._running.setdefault(notice.connection, {})[notice.calendar] = Progress(notice.done, notice.total)
        elif isinstance(notice, RunEnded):
            self._running.pop(notice.connection, None)
        elif isinstance(notice, Paused):
            self.paused, self.until = not notice.resumed, notice.until
        if isinstance(notice, RunProgress):
            self._put([Card(card.row, card.moved, self._progress(card.row.id)) for card in self.cards])

    def refresh(self) -> None:
        """Read all connections again."""
        self.paused, self.until = self._look.paused()
        self._put([self._card(row) for row in self._look.connections(frozenset(self._running))])

    @property
    def progress(self) -> Progress | None:
        """All syncs under way together; None when there is none."""
        parts = [together(list(parts.values())) for parts in self._running.values()]
        return together(parts) if parts else None

    @property
    def visible_progress(self) -> Progress | None:
        """The same, when it is worth showing."""
        return self.progress if self.progress is not None and self.progress.done else None

    @property
    def waiting(self) -> int:
        """How many changes were not sent yet."""
        return sum(card.row.waiting for card in self.cards)

    @property
    def last_sync(self) -> datetime | None:
        """The oldest of the connections' last syncs: since then all is up to date."""
        moments = [card.row.last_sync_at for card in self.cards]
        return min((datetime.fromisoformat(m) for m in moments if m), default=None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.cards):
            return None
        card = self.cards[index.row()]
        return {int(Qt.ItemDataRole.DisplayRole): card.row.account, CardRole: card}.get(role)

    def _card(self, row: ConnectionRow) -> Card:
        run = self._look.last_run(row.id)
        return Card(row, moved(run.counts) if run else None, self._progress(row.id))

    def _progress(self, connection: str) -> Progress | None:
        parts = self._running.get(connection)
        return None if parts is None else together(list(parts.values()))

    def _put(self, cards: list[Card]) -> None:
        if tuple(cards) != self.cards:
            self.beginResetModel()
            self.cards = tuple(cards)
            self.endResetModel()
        self.changed.emit()
