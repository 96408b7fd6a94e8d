"""The local half of a plan: our copies, what is shown, history and conflicts. Afterwards only edits of ours are left, which are pushed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from calsync_desktop.core.calendar import OnRemoteDelete
from calsync_desktop.core.encoding import dumps
from calsync_desktop.core.fields import lay_out, top
from calsync_desktop.core.merge import FieldClash, Side, StepKind
from calsync_desktop.store import copies, faces, intents, ledger, pieces
from calsync_desktop.store.copies import text_of
from calsync_desktop.store.marks import GONE
from calsync_desktop.sync.plan import EVERYTHING, Planned, version_of
from calsync_desktop.sync.run import SLICE, Run
from calsync_desktop.sync.wording import spoken


async def apply_here(run: Run, planned: Sequence[Planned]) -> None:
    """Apply every step that changes something here, in slices, each one transaction."""
    _free_settled(run, planned)
    local = [p for p in planned if p.step.kind is not StepKind.PUSH or p.row.theirs is not None]
    for i in range(0, len(local), SLICE):
        with run.store.begin():
            _apply_slice(run, local[i : i + SLICE])
        await run.breathe()


def _free_settled(run: Run, planned: Sequence[Planned]) -> None:
    """A conflict over which the other side gave way altogether is none any more: what is left of it is an edit of ours to be pushed."""
    edits = {p.row.id: p.row.calendar for p in planned if not p.step.asks and p.row.theirs is None}
    parked = ledger.parked_of(run.store, sorted(set(edits.values())))
    freed = [id_ for id_ in edits if id_ in parked and parked[id_].kind == "conflict"]
    if freed:
        with run.store.begin():
            for id_ in freed:
                ledger.unpark(run.store, id_)
                run.changed(edits[id_], id_)


def _apply_slice(run: Run, planned: Sequence[Planned]) -> None:
    new = copies.still_new(run.store, [p.row.id for p in planned if _is_new(p)])
    _take_new(run, [p for p in planned if p.row.id in new])
    changes: list[ledger.Change] = []
    for one in planned:
        if not _is_new(one) and not _stale(run, one):
            changes += _apply(run, one)
    ledger.record(run.store, changes, run.id, run.now, run.new_id)


def _stale(run: Run, one: Planned) -> bool:
    """The user edited it since the plan was made, between two slices: the next plan decides about it."""
    current, row = copies.find(run.store, one.row.id), one.row
    return current is None or (current.base, current.ours, current.theirs) != (row.base, row.ours, row.theirs)


def _is_new(one: Planned) -> bool:
    return one.row.base is None and one.row.ours is None and one.row.theirs not in (None, GONE)


def _take_new(run: Run, planned: Sequence[Planned]) -> None:
    """Appointments never seen before: a first listing has thousands, so they go in together."""
    copies.take_all(run.store, [p.row.id for p in planned], run.now)
    run.show([(p.row.id, p.step.result) for p in planned if p.step.result is not None], fresh=True)
    for one in planned:
        run.fresh.pop(one.row.id, None)
        run.tally.pull("create")
        run.changed(one.row.calendar, one.row.id)


def _apply(run: Run, one: Planned) -> Iterable[ledger.Change]:
    """One row that both sides or history know."""
    run.fresh.pop(one.row.id, None)
    if one.step.asks:
        _park_conflict(run, one)
        return []
    # No conflict any more; and what was refused is another thing now that theirs is.
    ledger.unpark(run.store, one.row.id)
    if _keeps(run, one):
        return _detach(run, one)
    if one.step.kind is not StepKind.SETTLE:
        # Whatever became of a write that was begun, it is in what they say now.
        intents.drop_intents_of(run.store, one.row.id)
    _rebase(run, one)
    _show(run, one)
    return _changes(run, one)


def _keeps(run: Run, one: Planned) -> bool:
    """It was deleted there, and the user wants to keep what is deleted there."""
    keeps = run.connection.settings.on_remote_delete is OnRemoteDelete.KEEP
    return keeps and one.row.theirs == GONE and one.row.mine is not None


def _detach(run: Run, one: Planned) -> Iterable[ledger.Change]:
    """Only here from now on: never planned again (design.md, Guard)."""
    mine = text_of(one.row.mine)
    copies.save(run.store, one.row.id, run.now, base=mine, ours=None, theirs=None, series=None, detached=1)
    copies.clear_fields(run.store, one.row.id)
    run.changed(one.row.calendar, one.row.id)
    return []


def _rebase(run: Run, one: Planned) -> None:
    """What they say becomes base; what is left of our edit stays ours, to be pushed."""
    row, result = one.row, one.step.result
    there = row.theirs if row.theirs is not None else row.base
    if result is None and not one.step.outgoing:
        copies.remove(run.store, row.id)
        if row.series:
            pieces.forget_series(run.store, row.calendar, row.series)
        return
    if one.step.outgoing:
        base, ours = (None if there == GONE else there), text_of(result)
    else:
        base, ours = text_of(result), None
        copies.clear_fields(run.store, row.id)
    # It was there once, so bringing it back is an edit: the window does not hold it.
    gone = {"series": None, "send_now": 1} if there == GONE else {}
    copies.save(run.store, row.id, run.now, base=base, ours=ours, theirs=None, **gone)


def _show(run: Run, one: Planned) -> None:
    if not one.step.incoming:
        return
    if one.step.result is None:
        faces.hide(run.store, [one.row.id])
    else:
        run.show([(one.row.id, one.step.result)])
    run.changed(one.row.calendar, one.row.id)


def _changes(run: Run, one: Planned) -> Iterable[ledger.Change]:
    """The history's lines: what changed here, and what a clash put aside."""
    step, row = one.step, one.row
    if step.kind is StepKind.MERGE or (step.kind is StepKind.CLASH and step.outgoing and step.incoming):
        run.tally.merged += 1
    if not step.incoming and step.loser is None:
        return []
    change = run.change(row.id, row.calendar, "in", row.mine, step.result)
    if step.incoming:
        run.tally.pull(change.kind)
    fields = tuple(sorted({top(p) for p in step.incoming - EVERYTHING}))
    loser = dumps(step.loser) if step.loser is not None else None
    return [replace(change, fields=fields, before=text_of(row.mine), after=text_of(step.result), loser=loser)]


def _park_conflict(run: Run, one: Planned) -> None:
    """A person decides: nothing of it is applied nor sent; it is observed and recomputed on."""
    detail = {"version": version_of(one.row), "fields": [_told(c, one) for c in one.step.clashes]}
    item = ledger.Parked(
        run.new_id("x"), one.row.calendar, one.row.id, "", "conflict", "Changed in two places", detail, 1, None
    )
    held = ledger.parked_of(run.store, [one.row.calendar]).get(one.row.id)
    if held is None or held.detail != detail:
        ledger.park(run.store, item, run.now)
        run.changed(one.row.calendar, one.row.id)


def _told(clash: FieldClash, one: Planned) -> dict[str, Any]:
    name = clash.path if clash.path != "*" else "existence"
    sides = {"base": clash.base, "mine": clash.mine, "theirs": clash.theirs}
    if clash.path == "*":
        sides = {"base": "there", "mine": _there(one.row.mine), "theirs": _there(one.row.there)}
    return {"name": name} | {side: spoken(value) for side, value in sides.items()}


def _there(side: Side) -> str:
    return "deleted" if side is None else "edited"


def fields_of(before: Side, after: Side) -> tuple[str, ...]:
    """The names, as people say them, of what differs between two sides."""
    one, two = (lay_out(side) if side is not None else {} for side in (before, after))
    return tuple(sorted({top(p) for p in one.keys() | two.keys() if one.get(p) != two.get(p)}))
