"""An appointment that vanished from one calendar and turned up in another of the same connection is a move, not a deletion."""

from __future__ import annotations

from collections.abc import Sequence

from calsync_desktop.store import copies
from calsync_desktop.sync.run import Run

_PAIRS = """
SELECT old.id, new.id FROM appointments old JOIN appointments new ON new.uid = old.uid AND new.id != old.id
WHERE old.theirs = 'gone' AND old.base IS NOT NULL AND old.detached = 0 AND old.calendar IN ({marks})
  AND new.base IS NULL AND new.ours IS NULL AND new.theirs IS NOT NULL AND new.theirs != 'gone' AND new.calendar IN ({marks})
ORDER BY old.rowid, new.rowid
"""


def follow_moves(run: Run, calendars: Sequence[str]) -> int:
    """Let rows follow their appointments, with pending edits and history; the number of moves."""
    marks = ",".join("?" * len(calendars))
    kept = "appointments INDEXED BY appointments_not_at_rest"  # else all of the calendar is walked through
    some = f"SELECT 1 FROM {kept} WHERE theirs = 'gone' AND calendar IN ({marks}) LIMIT 1"  # noqa: S608 - only marks
    if not run.store.raw.execute(some, tuple(calendars)).fetchone():
        return 0
    pairs = run.store.raw.execute(_PAIRS.format(marks=marks), (*calendars, *calendars)).fetchall()
    followed: set[str] = set()
    with run.store.begin():
        for old, new in pairs:
            if not {old, new} & followed:
                followed |= {old, new}
                _follow(run, old, new)
    return len(followed) // 2


def _follow(run: Run, old: str, new: str) -> None:
    source, target = copies.row_of(run.store, old), copies.row_of(run.store, new)
    copies.remove(run.store, new)
    times = {"theirs_modified": target.theirs_modified, "theirs_since": target.theirs_since}
    copies.save(run.store, old, run.now, calendar=target.calendar, series=target.series, theirs=target.theirs, **times)
    if (parsed := run.fresh.pop(new, None)) is not None:
        run.fresh[old] = parsed
    run.changed(source.calendar, old)
    run.changed(target.calendar, old)
