"""Undo is an edit: the inverse of a change, merged over what is there now, which then goes through plan, guard and mail rule like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from calsync_desktop.core.calendar import Policy
from calsync_desktop.core.errors import NotAllowed, Usage
from calsync_desktop.core.fields import top
from calsync_desktop.core.merge import Judge, Side, Step, StepKind, differs, reconcile
from calsync_desktop.core.provider import Notify
from calsync_desktop.core.rights import owned_fields
from calsync_desktop.store import accounts, copies, ledger
from calsync_desktop.store.copies import Row, side_of
from calsync_desktop.store.opening import Store
from calsync_desktop.sync import writing
from calsync_desktop.sync.apply import fields_of
from calsync_desktop.sync.editing import Edit
from calsync_desktop.sync.writing import Desk


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing one change does: ``kind`` create, update or delete; ``kept`` are fields changed again since, which stay as they are."""

    change: str
    appointment: str
    title: str
    kind: str
    fields: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """One line of history that may be undone."""

    id: str
    appointment: str
    calendar: str
    title: str
    before: Side
    after: Side


def undo(desk: Desk, id_: str, notify: Notify, *, preview: bool) -> list[Undone]:
    """Undo a change, or every change of a run (newest first). Usage when there is nothing that can be undone."""
    found = _past(desk.store, id_)
    if not found:
        raise Usage(f"There is no change or run “{id_}” that can be undone.", "`calsync history` lists what can.")
    done: list[Undone] = []
    for past in found:
        done += _undo(desk, past, notify, preview=preview)
    return done


def _past(store: Store, id_: str) -> list[Past]:
    sql = """
    SELECT id, appointment, calendar, title, before, after FROM history WHERE (id = ? OR run = ?) AND NOT undone ORDER BY rowid DESC
    """
    rows: list[tuple[str, str, str, str, str | None, str | None]] = store.raw.execute(sql, (id_, id_)).fetchall()
    return [Past(id_, row, calendar, title, side_of(b), side_of(a)) for id_, row, calendar, title, b, a in rows]


def _undo(desk: Desk, past: Past, notify: Notify, *, preview: bool) -> Sequence[Undone]:
    row = copies.find(desk.store, past.appointment) or _again(desk, past)
    now = row.shown if row is not None else None
    step = _inverse(past, now)
    kept = tuple(sorted({c.path for c in step.clashes}))
    kind = "create" if now is None else "delete" if step.result is None else "update"
    nothing = step.result == now
    undone = Undone(past.id, past.appointment, past.title, kind, fields_of(now, step.result), kept)
    if preview:
        return [] if nothing else [undone]
    if nothing and kept:
        raise Usage(f"“{past.title}” was changed again since.", "Undo the later change first, or edit it.")
    if not nothing:
        _refuse_what_is_the_organizers(desk, row, step.result)
        _carry_out(desk, past, row, step.result, notify=notify)
    with desk.store.begin():
        ledger.mark_undone(desk.store, past.id)
    return [] if nothing else [undone]


def _refuse_what_is_the_organizers(desk: Desk, row: Row | None, result: Side) -> None:
    """NotAllowed when it would take back what the organizer of an invitation changed: no edit may do that either."""
    if row is None or row.shown is None or result is None:
        return
    watched = accounts.calendar_of(desk.store, row.calendar)
    addresses = accounts.connection_of(desk.store, watched.calendar.connection).addresses
    changing = {top(path) for path in differs(row.shown, result)} - {"instances"}
    if changing & owned_fields(row.shown, addresses):
        raise NotAllowed(
            "The organizer of this invitation decides about that.", "Reply to the invitation instead, or delete it."
        )


def _again(desk: Desk, past: Past) -> Row | None:
    """What was gone and came back by itself, which is a row of its own."""
    some = past.before or past.after
    return copies.with_uid(desk.store, past.calendar, some.uid) if some is not None else None


def _inverse(past: Past, now: Side) -> Step:
    """From what the change made (base) back to what was before (theirs), over what is there now (ours); what changed since stays."""
    if past.after is None and now is None:
        return Step(StepKind.TAKE, past.before)
    return reconcile(past.after, now, past.before, Judge(policy=Policy.MINE))


def _carry_out(desk: Desk, past: Past, row: Row | None, result: Side, *, notify: Notify) -> None:
    home = _home(desk, past, row, result)
    if home is not None:
        moved, calendar = home
        writing.edit(desk, moved, Edit({"calendar": calendar}), notify)
    elif row is not None:
        writing.put(desk, row, result, notify)
    elif result is not None:
        writing.bring_back(desk, past.calendar, past.appointment, result, notify)


def _home(desk: Desk, past: Past, row: Row | None, result: Side) -> tuple[str, str] | None:
    """Half of a move is undone by moving back: which row, and into which calendar."""
    if result is None:
        left = copies.waiting_for(desk.store, row) if row is not None else None
        return (left.follows or "", left.calendar) if left is not None else None
    if row is not None and row.shown is not None:
        return None
    there = copies.namesake(desk.store, past.calendar, result.uid, but=past.appointment)
    return (there.id, past.calendar) if there is not None and there.calendar != past.calendar else None
