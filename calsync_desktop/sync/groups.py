"""A series that was divided is two rows and one edit: sent, waiting and taken back together, so that no occurrence ever stands twice.

=====================================  =====================================================================
of the first part, the cut             the rest
=====================================  =====================================================================
is sent only once the rest is there
waits for the user (conflict, mail),   is not sent either
or was refused
loses against what they did, or they   is taken back: removed here, deleted there if it had been created.
deleted all and that wins              History keeps it, as the loser
is refused when the rest is there      the same, and the first part is what it was
=====================================  =====================================================================
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from calsync_desktop.core.merge import Side
from calsync_desktop.core.provider import Notify
from calsync_desktop.store import asking, copies, faces, intents, ledger
from calsync_desktop.store.copies import Row, text_of
from calsync_desktop.store.marks import GONE
from calsync_desktop.sync.plan import Planned
from calsync_desktop.sync.run import Run
from calsync_desktop.sync.writing import Desk

_CUT = """
SELECT id FROM appointments INDEXED BY appointments_not_at_rest
WHERE follows = ? AND calendar = ? AND ours IS NOT NULL AND ours <> 'gone' AND base IS NOT NULL
"""

TAKEN_BACK = "The series is in one piece again; the history keeps what you had made of it."


def is_cut(row: Row) -> bool:
    """The first part of a series that was divided, as long as the cut has not arrived."""
    return row.follows is not None and row.base is not None and row.ours not in (None, GONE)


def waits_for_the_cut(run: Run, row: Row) -> bool:
    """The rest of a divided series whose first part waits for the user's word or was refused."""
    found = run.store.raw.execute(_CUT, (row.id, row.calendar)).fetchone() if row.base is None else None
    if found is None:
        return False
    parked = ledger.parked_of(run.store, [row.calendar]).get(found[0])
    questions = asking.questions_of(run.store, run.connection.id)
    return parked is not None or any(q.kind == "mail" and found[0] in q.rows for q in questions)


def take_back_lost(run: Run, planned: Iterable[Planned]) -> bool:
    """Take back the rest of each series whose cut loses by this plan; True when there was one, and the plan is to be made anew."""
    lost = [one.row for one in planned if is_cut(one.row) and not one.step.asks and _loses(one)]
    if lost:
        with run.store.begin():
            for row in lost:
                take_back(Desk(run.store, run.ground, run.horizon), run.connection.id, row, run.id)
                run.changed(row.calendar, row.id)
    return bool(lost)


def refused(run: Run, row: Row) -> bool:
    """The service will not have the cut: both parts are again what they were there. False when the rest is not there. In a transaction."""
    rest = copies.find(run.store, row.follows or "") if is_cut(row) else None
    if rest is None or rest.base is None:
        return False
    take_back(Desk(run.store, run.ground, run.horizon), run.connection.id, row, run.id)
    copies.save(run.store, row.id, run.now, ours=None, notify=str(Notify.NONE))
    copies.clear_fields(run.store, row.id)
    whole = row.side(row.base)
    change = run.change(row.id, row.calendar, "in", row.mine, whole)
    change = replace(change, before=row.ours, after=row.base, loser=row.ours)
    ledger.record(run.store, [change], run.id, run.now, run.new_id)
    if whole is not None:
        run.show([(row.id, whole)])
    run.changed(row.calendar, row.id)
    return True


def take_back(desk: Desk, connection: str, cut: Row, run: str | None) -> None:
    """Undo what the rest of a divided series has become, and what was cut off from that again. In a transaction."""
    rest = copies.find(desk.store, cut.follows or "")
    copies.save(desk.store, cut.id, desk.ground.now(), follows=None)
    if rest is None or rest.mine is None:
        return
    if is_cut(rest) or (rest.follows is not None and rest.base is None):
        take_back(desk, connection, rest, run)
    lost = rest.mine
    if rest.base is None and rest.theirs is None and not intents.is_begun(desk.store, rest.id):
        copies.remove(desk.store, rest.id)
    else:
        copies.save(desk.store, rest.id, desk.ground.now(), ours=GONE, follows=None, notify=str(Notify.NONE))
        ledger.unpark(desk.store, rest.id)
    faces.hide(desk.store, [rest.id])
    change = ledger.Change(rest.id, rest.calendar, connection, lost.content.title, "here", "delete")
    change = replace(change, before=text_of(lost), after=GONE, loser=text_of(lost))
    ledger.record(desk.store, [change], run, desk.ground.now(), desk.ground.new_id)


def _loses(one: Planned) -> bool:
    """What comes out of the step is not cut where ours is."""
    return one.row.theirs is not None and _rule(one.step.result) != _rule(one.row.mine)


def _rule(side: Side) -> str | None:
    return side.recurrence.rule if side is not None and side.recurrence is not None else None
