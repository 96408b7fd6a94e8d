"""Our edits out: composed, stored as intents, sent step by step, and never sent twice nor over a version that we have not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.errors import CalSyncError, Exists, Gone, Refused, ServerTrouble, VersionMoved
from calsync_desktop.core.fields import gather, lay_out, top
from calsync_desktop.core.mailing import people_mailed
from calsync_desktop.core.merge import Side, differs
from calsync_desktop.core.provider import Mails, Notify, Payload, Piece, PieceWrite, Receipt, Shape, Verb
from calsync_desktop.core.series import unfold
from calsync_desktop.store import copies, faces, intents, ledger, pieces
from calsync_desktop.store.accounts import Watched
from calsync_desktop.store.copies import Row, text_of
from calsync_desktop.store.intents import DONE, OPEN, SENDING, Intent, IntentStep
from calsync_desktop.store.moments import iso
from calsync_desktop.sync.apply import fields_of
from calsync_desktop.sync.observe import observe_pieces
from calsync_desktop.sync.run import Run

POISON_AFTER = 5
RETRY_REFUSED = timedelta(days=1)


async def recover(run: Run, watched: Watched) -> None:
    """Finish what an earlier run began: a step whose answer was lost is settled by reading, one never sent is composed anew."""
    for intent in intents.open_intents(run.store, watched.calendar.id):
        if all(step.state == OPEN for step in intent.steps):
            with run.store.begin():
                intents.drop_intent(run.store, intent.id)
            continue
        await _carry_out(run, watched, intent)


async def push(run: Run, watched: Watched, rows: Sequence[Row]) -> bool:
    """Send the edits of these rows (theirs at rest). True when something happened that may need another plan."""
    moved = False
    for row in rows:
        current = copies.find(run.store, row.id)
        if current is None or current.ours is None or current.theirs is not None or not _due(run, current):
            continue
        moved = await _push_row(run, watched, current) or moved
        await run.breathe()
    return moved


def _due(run: Run, row: Row) -> bool:
    """Neither parked nor waiting for the other half of a split or move."""
    if row.follows is not None:
        leader = copies.find(run.store, row.follows)
        if leader is not None and leader.base is None:
            return False
    parked = ledger.parked_of(run.store, [row.calendar]).get(row.id)
    return parked is None or (parked.retry_at is not None and parked.retry_at <= iso(run.now))


async def _push_row(run: Run, watched: Watched, row: Row) -> bool:
    base, mine = row.side(row.base), row.mine
    sent = _as_held(base, mine, run.provider.capabilities.fields)
    if not differs(base, sent, run.provider.capabilities.fields):
        _settle(run, row, mine)
        return True
    mails = run.provider.capabilities.mails if watched.calendar.mails else Mails.NEVER
    mailed = people_mailed(base, sent, mails, run.connection.addresses)
    if mailed and row.notify != Notify.ALL:
        _park(run, row, "mail", _mail_reason(len(mailed)), None)
        return False
    try:
        intent = _intend(run, watched, row, base, sent)
    except Refused as refusal:
        _park(run, row, "refused", refusal.message, None)
        return False
    return await _carry_out(run, watched, intent)


def _mail_reason(count: int) -> str:
    people = "1 person" if count == 1 else f"{count} people"
    return f"The server would mail {people} about this change. It is kept here and was not sent; repeat it with “notify: all” to agree."


def _as_held(base: Side, mine: Side, comparable: frozenset[str]) -> Side:
    """Our side as it is sent: fields that the service cannot hold stay as they are there."""
    if base is None or mine is None or all(top(p) in comparable for p in differs(base, mine)):
        return mine
    held = {p: v for p, v in lay_out(mine).items() if top(p) in comparable}
    return gather(mine.uid, held | {p: v for p, v in lay_out(base).items() if top(p) not in comparable})


def _settle(run: Run, row: Row, mine: Side) -> None:
    """Nothing of the edit concerns the service."""
    with run.store.begin():
        if mine is None:
            copies.remove(run.store, row.id)
            faces.hide(run.store, [row.id])
        else:
            copies.save(run.store, row.id, run.now, base=text_of(mine), ours=None)
            copies.clear_fields(run.store, row.id)
    run.changed(row.calendar, row.id)


def _intend(run: Run, watched: Watched, row: Row, base: Side, sent: Side) -> Intent:
    """The write in the service's words, stored before anything leaves (trust.md, section 4)."""
    series = row.series or run.provider.new_remote_id(watched.remote, row.uid)
    held = pieces.held(run.store, row.calendar, series) if row.series else {}
    notify = Notify(row.notify)
    writes = unfold(base, sent, held, shape=run.provider.capabilities.shape, series=series, notify=notify)
    steps = [IntentStep(n, run.provider.compose(watched.remote, w, run.now), OPEN, w.after) for n, w in enumerate(_worth_it(run, writes))]
    intent = Intent(run.new_id("i"), row.id, text_of(sent), 0, tuple(steps))
    with run.store.begin():
        intents.store_intent(run.store, intent, notify, run.now)
        copies.save(run.store, row.id, run.now, series=series)
    return intent


def _worth_it(run: Run, writes: Sequence[PieceWrite]) -> list[PieceWrite]:
    """Writes that say something which the service can hold."""
    comparable = run.provider.capabilities.fields
    return [w for w in writes if w.verb is not Verb.UPDATE or any(top(p) in comparable or p == "masterless" for p in w.fields)]


async def _carry_out(run: Run, watched: Watched, intent: Intent) -> bool:
    """Send the steps that are not done. True when the plan should be made again."""
    for step in intent.steps:
        if step.state == DONE:
            continue
        try:
            receipt = await _settled(run, watched, step) if step.state == SENDING else None
            receipt = receipt or await _send(run, watched, intent, step)
        except (VersionMoved, Exists, Gone) as moved:
            await _overtaken(run, watched, intent, step, moved)
            return True
        except Refused as refusal:
            _give_up(run, intent, refusal)
            return False
        except ServerTrouble as trouble:
            _count_failure(run, intent, trouble)
            return False
        _step_done(run, watched, intent, step, receipt)
        if receipt.version is None and step.payload.verb is not Verb.DELETE:
            await observe_pieces(run, watched, [receipt.remote_id])
    return True


async def _send(run: Run, watched: Watched, intent: Intent, step: IntentStep) -> Receipt:
    with run.store.begin():
        intents.mark_sending(run.store, intent.id, step.n)
    return await run.provider.send(watched.remote, step.payload)


async def _settled(run: Run, watched: Watched, step: IntentStep) -> Receipt | None:
    """Whether a step whose answer was lost arrived: None when it did not, so that it may be sent again; VersionMoved when neither is certain."""
    payload = step.payload
    found = await run.provider.fetch(watched.remote, [payload.remote_id or payload.series])
    piece = next((p for p in found if p.original_start == payload.original_start), None)
    if piece is None or piece.gone:
        if payload.verb is Verb.UPDATE and piece is not None:
            raise Gone("It is not there any more.")
        return Receipt(payload.remote_id) if payload.verb is Verb.DELETE else None
    if piece.version == payload.version:
        return None
    if payload.verb is not Verb.DELETE and step.content is not None and _holds(run, piece, step.content, payload):
        return Receipt(piece.remote_id, piece.version, piece)
    raise VersionMoved("It was changed meanwhile.")


def _holds(run: Run, piece: Piece, sent: Appointment, payload: Payload) -> bool:
    """Every field that was sent is there: compared over all that the service can hold."""
    if piece.content is None:
        return False
    comparable = run.provider.capabilities.fields
    there, ours = lay_out(piece.content), lay_out(sent)
    return all(there.get(p) == v for p, v in ours.items() if top(p) in comparable) and (payload.verb is Verb.CREATE or not differs(piece.content, sent, comparable))


async def _overtaken(run: Run, watched: Watched, intent: Intent, step: IntentStep, moved: CalSyncError) -> None:
    """Somebody was faster, or our first try had arrived after all: read what is there and plan again, over the old base."""
    owner = moved.remote_id if isinstance(moved, Exists) else ""
    remote_id = owner or step.payload.remote_id or step.payload.series
    with run.store.begin():
        intents.drop_intent(run.store, intent.id)
        if owner and owner != step.payload.remote_id:
            _give_owner(run, watched, intent, owner)
    if isinstance(moved, Exists) and not await _still_exists(run, watched, remote_id):
        _give_up(run, intent, Refused("The server says that this appointment exists already, but does not show it. It may lie in the server's trash."))
        return
    await observe_pieces(run, watched, [remote_id])


async def _still_exists(run: Run, watched: Watched, remote_id: str) -> bool:
    found = await run.provider.fetch(watched.remote, [remote_id])
    return any(not p.gone for p in found)


def _give_owner(run: Run, watched: Watched, intent: Intent, owner: str) -> None:
    """The UID lives under another id: this row is that object, unless another row is already."""
    if copies.of_series(run.store, watched.calendar.id, [owner]):
        item = ledger.Parked(run.new_id("p"), watched.calendar.id, intent.appointment, "", "refused", _TAKEN, {}, 1, None)
        ledger.park(run.store, item, run.now)
        copies.save(run.store, intent.appointment, run.now, series=None)
    else:
        copies.save(run.store, intent.appointment, run.now, series=owner)


_TAKEN = "The calendar holds another appointment with the same identifier. This one is kept here only."


def _give_up(run: Run, intent: Intent, refusal: CalSyncError) -> None:
    """The service will not have it: park it with the reason; the edit stays here."""
    with run.store.begin():
        intents.drop_intent(run.store, intent.id)
    row = copies.find(run.store, intent.appointment)
    if row is not None:
        _park(run, row, "refused", refusal.message, iso(run.now + RETRY_REFUSED))


def _count_failure(run: Run, intent: Intent, trouble: ServerTrouble) -> None:
    """The outcome is unknown, so the intent stays and is settled by reading; after five tries the item is parked alone (I13)."""
    run.tally.errors.append(trouble)
    if intent.attempts + 1 < POISON_AFTER:
        return
    row = copies.find(run.store, intent.appointment)
    if row is not None:
        _park(run, row, "refused", f"The server failed {POISON_AFTER} times on this item: {trouble.message}", iso(run.now + RETRY_REFUSED))


def _park(run: Run, row: Row, kind: str, reason: str, retry_at: str | None) -> None:
    with run.store.begin():
        ledger.park(run.store, ledger.Parked(run.new_id("p"), row.calendar, row.id, "", kind, reason, {}, 1, retry_at), run.now)
    run.changed(row.calendar, row.id)


def _step_done(run: Run, watched: Watched, intent: Intent, step: IntentStep, receipt: Receipt) -> None:
    """One transaction: the step is done, its piece has the new version, and with the last step base is what was sent."""
    with run.store.begin():
        intents.mark_done(run.store, intent.id, step.n)
        _remember_piece(run, watched, intent, step, receipt)
        if step.n == intent.steps[-1].n:
            _finish(run, intent)


def _remember_piece(run: Run, watched: Watched, intent: Intent, step: IntentStep, receipt: Receipt) -> None:
    calendar, payload, shape = watched.calendar.id, step.payload, run.provider.capabilities.shape
    if payload.verb is Verb.DELETE:
        if payload.original_start is None:
            pieces.forget_series(run.store, calendar, payload.series)
        elif receipt.remote_id:
            pieces.remember_gone(run.store, calendar, Piece(payload.series, receipt.remote_id, payload.original_start, receipt.version))
        return
    if payload.original_start is None and receipt.remote_id != payload.remote_id:
        # The server chose another name (Location): that is where it lives.
        pieces.forget(run.store, calendar, [payload.remote_id])
        copies.save(run.store, intent.appointment, run.now, series=receipt.remote_id)
        payload = replace(payload, series=receipt.remote_id)
    written = Piece(payload.series, receipt.remote_id, payload.original_start, receipt.version, step.content, payload.body)
    pieces.upsert(run.store, calendar, [_as_answered(written, receipt, shape)], 0, shape)


def _as_answered(written: Piece, receipt: Receipt, shape: Shape) -> Piece:
    """The piece that the answer carried, if it did; a whole resource is the text that was sent."""
    if receipt.piece is None or receipt.piece.content is None:
        return written
    return receipt.piece if shape is Shape.PIECES else replace(written, raw=receipt.piece.raw)


def _finish(run: Run, intent: Intent) -> None:
    """Base is what was sent; an edit made while it was under way stays ours and goes next."""
    row = copies.find(run.store, intent.appointment)
    intents.drop_intent(run.store, intent.id)
    if row is None:
        return
    base, sent = row.side(row.base), copies.side_of(intent.sent)
    change = run.change(row.id, row.calendar, "out", base, sent)
    ledger.record(run.store, [replace(change, fields=fields_of(base, sent), before=row.base, after=intent.sent)], run.id, run.now, run.new_id)
    run.tally.push(change.kind)
    ledger.unpark(run.store, row.id)
    run.changed(row.calendar, row.id)
    if sent is None and row.mine is None:
        copies.remove(run.store, row.id)
    elif sent is None:
        copies.save(run.store, row.id, run.now, base=None, series=None)
    else:
        _advance_base(run, row, intent.sent)


def _advance_base(run: Run, row: Row, sent: str) -> None:
    mine = row.mine
    same = row.ours == sent or not differs(mine, copies.side_of(sent), run.provider.capabilities.fields)
    keeps = same and row.ours is not None
    copies.save(run.store, row.id, run.now, base=row.ours if keeps else sent, ours=None if same else row.ours, notify="none" if same else row.notify)
    if same:
        copies.clear_fields(run.store, row.id)
