"""What cannot be read is looked at again once a day: it may have been mended without a word, or we may have learned to read it (trust.md, I13)."""

from __future__ import annotations

from datetime import timedelta

from calsync_desktop.store import ledger
from calsync_desktop.store.accounts import Watched
from calsync_desktop.sync.observe import observe_pieces
from calsync_desktop.sync.run import Run

A_DAY = timedelta(days=1)


async def look_again(run: Run, watched: Watched) -> None:
    """Read whatever of this calendar has been unreadable for a day; the next look is tomorrow, whatever comes of this one."""
    due = ledger.unreadable_due(run.store, watched.calendar.id, run.now, run.now - A_DAY)
    if not due:
        return
    try:
        await observe_pieces(run, watched, due)
    finally:
        with run.store.begin():
            ledger.postpone(run.store, watched.calendar.id, due, run.now + A_DAY)
