"""Moves between calendars: one made there is no deletion, and one made here takes along what others change meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from calsync_desktop.core.calendar import Policy
from calsync_desktop.core.encoding import dumps
from calsync_desktop.core.merge import Judge, Side, Step, reconcile
from calsync_desktop.core.rights import owned_fields
from calsync_desktop.store import copies, faces, intents, ledger
from calsync_desktop.store.copies import Row, text_of
from calsync_desktop.store.marks import GONE
from calsync_desktop.store.moments import moment
from calsync_desktop.sync.apply import fields_of
from calsync_desktop.sync.run import Run

_PAIRS = """
SELECT old.id, new.id FROM appointments old JOIN appointments new ON new.uid = old.uid AND new.id != old.id
WHERE old.theirs = 'gone' AND (old.base IS NOT NULL OR old.ours IS NOT NULL) AND old.detached = 0 AND old.calendar IN ({marks})
  AND new.base IS NULL AND new.ours IS NULL AND new.theirs IS NOT NULL AND new.theirs != 'gone' AND new.calendar IN ({marks})
ORDER BY old.rowid, new.rowid
"""


def follow_moves(run: Run, calendars: Sequence[str]) -> int:
    """Let rows follow their appointments, with pending edits and history; the number of moves."""
    if not calendars:
        return 0
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
    ledger.follow(run.store, old, target.calendar)
    if (parsed := run.fresh.pop(new, None)) is not None:
        run.fresh[old] = parsed
    run.changed(source.calendar, old)
    run.changed(target.calendar, old)


def join_moved(run: Run, calendars: Sequence[str]) -> int:
    """What we are about to bring back, or sent without hearing the end of it, may have turned up in another calendar: then it was moved there.

    The number of those. A copy of something that is there as well is none of these: it was never seen, nor begun to be sent.
    """
    found = [(row, there) for row in returning(run, calendars) if (there := copies.stranger(run.store, row))]
    if found:
        with run.store.begin():
            for row, there in found:
                _join(run, row, there)
    return len(found)


def returning(run: Run, calendars: Sequence[str]) -> list[Row]:
    """What may be on the server though we are about to make it there; what we are moving is known to be where it was."""
    return [row for row in copies.unheard_of(run.store, calendars) if copies.waiting_for(run.store, row) is None]


def _join(run: Run, row: Row, there: Row) -> None:
    """What was sent is what both agreed on; where nothing is known to have been, all that differs is a clash."""
    copies.save(run.store, row.id, run.now, base=intents.sent_of(run.store, row.id))
    intents.drop_intents_of(run.store, row.id)
    _follow(run, row.id, there.id)


def carry_over(run: Run, rows: Sequence[Row]) -> bool:
    """Edits that wait where an appointment was moved away from go where it is now, ours and theirs alike. True when there were any."""
    left = [(row, there) for row in rows if _moves_away(row) and (there := _moved(run, row)) is not None]
    bereft = [(row, there) for row in rows if lost_its_place(row) and (there := _elsewhere(run, row)) is not None]
    if left or bereft:
        with run.store.begin():
            for row, there in left:
                _take_theirs_along(run, row, there)
            for row, there in bereft:
                _take_ours_along(run, row, there)
    return bool(left or bereft)


def _moves_away(row: Row) -> bool:
    """Our half of a move waits, and there it was changed meanwhile."""
    return row.ours == GONE and row.follows is not None and row.theirs not in (None, GONE)


def _moved(run: Run, row: Row) -> Row | None:
    """The same appointment in its new calendar, unless it was deleted there again; the rest of a divided series is another one."""
    moved = copies.find(run.store, row.follows or "")
    return moved if moved is not None and moved.uid == row.uid and moved.mine is not None else None


def lost_its_place(row: Row) -> bool:
    """An edit of ours waits, and there it is not any more."""
    return row.theirs == GONE and row.ours not in (None, GONE)


def _elsewhere(run: Run, row: Row) -> Row | None:
    """The same appointment in another calendar, which an earlier sync found there."""
    found = copies.namesake(run.store, row.calendar, row.uid, but=row.id)
    return found if found is not None and found.base is not None else None


def _take_theirs_along(run: Run, row: Row, there: Row) -> None:
    step = _reconciled(run, row, there.mine, row.there, edits=there.id)
    copies.save(run.store, row.id, run.now, base=row.theirs, theirs=None)
    run.fresh.pop(row.id, None)
    _give(run, there, step)


def _take_ours_along(run: Run, row: Row, there: Row) -> None:
    step = _reconciled(run, row, row.mine, there.mine, edits=row.id)
    copies.remove(run.store, row.id)
    faces.hide(run.store, [row.id])
    run.changed(row.calendar, row.id)
    _give(run, there, step)


def _reconciled(run: Run, row: Row, ours: Side, theirs: Side, edits: str) -> Step:
    """A move asks nobody: what both changed goes to the newest, and the loser is kept."""
    policy = run.connection.settings.on_conflict
    judge = Judge(
        policy=Policy.NEWEST if policy is Policy.ASK else policy,
        edited=copies.field_times(run.store, edits),
        theirs_at=moment(row.theirs_modified),
        owned=owned_fields(theirs or ours, run.connection.addresses),
        comparable=run.provider.capabilities.fields,
    )
    return reconcile(row.side(row.base), ours, theirs, judge)


def _give(run: Run, there: Row, step: Step) -> None:
    """The moved appointment says from now on what came out; history keeps what it said and what lost."""
    if step.loser is None and (step.result is None or step.result == there.mine):
        return
    result = step.result or there.mine
    if result is not None and result != there.mine:
        copies.save(run.store, there.id, run.now, ours=dumps(result))
        ledger.unpark_edited(run.store, there.id)  # what was refused is another thing now
        run.show([(there.id, result)])
        run.changed(there.calendar, there.id)
    change = run.change(there.id, there.calendar, "in", there.mine, result)
    loser = dumps(step.loser) if step.loser is not None else None
    change = replace(change, fields=fields_of(there.mine, result), loser=loser)
    change = replace(change, before=text_of(there.mine), after=text_of(result))
    ledger.record(run.store, [change], run.id, run.now, run.new_id)
