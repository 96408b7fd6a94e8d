"""The user's word on a conflict, made into an ordinary edit over what is there now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from calsync_desktop.core.calendar import Connection
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.fields import TOP
from calsync_desktop.core.merge import Judge, Side, Winner, reconcile
from calsync_desktop.core.rights import owned_fields
from calsync_desktop.store import accounts, copies, faces, ledger
from calsync_desktop.store.copies import Row, text_of
from calsync_desktop.store.marks import GONE
from calsync_desktop.sync import writing
from calsync_desktop.sync.groups import is_cut, take_back
from calsync_desktop.sync.plan import version_of
from calsync_desktop.sync.writing import Desk

KEEP = ("mine", "theirs", "both")


def resolve(desk: Desk, conflict: str, keep: str, fields: Mapping[str, str], version: str | None) -> None:
    """Take the chosen sides: what they say becomes base, what is kept of ours stays to be pushed, the rest is kept in history.

    ``fields`` chooses field by field over ``keep``. Usage when the conflict is not there (any more) or moved on since ``version``.
    """
    parked = ledger.parked_with_id(desk.store, conflict)
    if parked is None or parked.kind != "conflict" or parked.appointment is None:
        raise Usage("There is no such conflict (any more).", "`calsync conflicts` lists what waits.")
    row = copies.row_of(desk.store, parked.appointment)
    if version is not None and version != version_of(row):
        raise Usage(
            "The appointment was changed again since this conflict was shown.",
            "Look at `calsync conflicts` and choose again.",
        )
    if keep not in KEEP or any(side not in KEEP[:2] for side in fields.values()):
        raise Usage("Keep “mine”, “theirs” or “both”; a field is “mine” or “theirs”.")
    result = _chosen(desk, row, "theirs" if keep == "both" else keep, fields)
    mine, loser = row.mine, row.there if keep == "mine" else row.mine
    with desk.store.begin():
        if keep == "theirs" and is_cut(row) and result == row.there:
            take_back(desk, _account(desk, row).id, row, None)
        _write(desk, row, result, loser)
    if keep == "both" and mine is not None:
        alone = replace(mine.content, attendees=(), organizer=None)
        copy = replace(mine, uid=desk.ground.new_id("uid-"), content=alone, overrides=())
        writing.add_appointment(desk, row.calendar, copy)


def _chosen(desk: Desk, row: Row, keep: str, fields: Mapping[str, str]) -> Side:
    choices = {"*": Winner(keep)} | {path: Winner(side) for path, side in fields.items()}
    addresses = _account(desk, row).addresses
    owned = owned_fields(row.there or row.mine, addresses)
    judge = Judge(choices=choices, owned=owned, comparable=TOP)
    return reconcile(row.side(row.base), row.mine, row.there, judge).result


def _write(desk: Desk, row: Row, result: Side, loser: Side) -> None:
    now, there = desk.ground.now(), row.there
    ledger.unpark(desk.store, row.id)
    if result is None and there is None:
        copies.remove(desk.store, row.id)
    elif result == there:
        copies.save(desk.store, row.id, now, base=text_of(there), ours=None, theirs=None, follows=None)
    else:
        gone = {"series": None, "send_now": 1} if row.theirs == GONE else {}
        copies.save(
            desk.store, row.id, now, base=text_of(there) if there else None, ours=text_of(result), theirs=None, **gone
        )
    if result is None:
        faces.hide(desk.store, [row.id])
    else:
        faces.show(desk.store, [faces.Shown(row.id, result, _account(desk, row).addresses)], desk.horizon)
    _record(desk, row, result, loser)


def _record(desk: Desk, row: Row, result: Side, loser: Side) -> None:
    some = result or row.mine or row.there
    change = ledger.Change(
        row.id, row.calendar, _account(desk, row).id, some.content.title if some else "", "here", "update"
    )
    change = replace(change, before=text_of(row.mine), after=text_of(result), loser=text_of(loser))
    ledger.record(desk.store, [change], None, desk.ground.now(), desk.ground.new_id)


def _account(desk: Desk, row: Row) -> Connection:
    return accounts.connection_of(desk.store, accounts.calendar_of(desk.store, row.calendar).calendar.connection)
