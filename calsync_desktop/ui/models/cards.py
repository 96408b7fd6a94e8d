"""What a connection's card shows, and what all of them together amount to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from calsync_desktop.store.overview import ConnectionRow
from calsync_desktop.ui.wording import Badge


@dataclass(frozen=True, slots=True)
class Progress:
    """A sync under way: pieces observed of how many (None: nobody knows)."""

    done: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A connection, and how many appointments its last sync received and sent (None: there was none)."""

    row: ConnectionRow
    moved: tuple[int, int] | None = None
    progress: Progress | None = None

    @property
    def visible_progress(self) -> Progress | None:
        """Progress worth showing: what is over in a moment is not."""
        return self.progress if self.progress is not None and self.progress.done else None

    @property
    def badge(self) -> Badge:
        """The status that is shown."""
        return Badge(self.row.status)


def moved(counts: Mapping[str, Mapping[str, int]]) -> tuple[int, int]:
    """Received and sent, out of a run's counts."""
    return sum(counts.get("pulled", {}).values()), sum(counts.get("pushed", {}).values())


def together(parts: Sequence[Progress]) -> Progress:
    """Several as one; the total is known only when each is."""
    totals = [part.total for part in parts]
    whole = sum(total for total in totals if total is not None) if totals and None not in totals else None
    return Progress(sum(part.done for part in parts), whole)


def overall(cards: Iterable[Card]) -> Badge:
    """The most pressing badge of all; without connections nothing presses, and what rests by itself speaks for all only where all rest."""
    order, badges = list(Badge), [card.badge for card in cards]
    resting = Badge.PAUSED if badges else Badge.ACTIVE
    return min((badge for badge in badges if badge is not Badge.PAUSED), key=order.index, default=resting)
