"""One intent carried out: sent step by step, settled by reading when an answer was lost, and base advanced with what arrived."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.errors import CalSyncError, Exists, Gone, Refused, ServerTrouble, VersionMoved
from calsync_desktop.core.fields import lay_out, top
from calsync_desktop.core.merge import differs
from calsync_desktop.core.provider import Payload, Piece, Receipt, Shape, Verb
from calsync_desktop.store import accounts, copies, intents, ledger, pieces
from calsync_desktop.store.accounts import Watched
from calsync_desktop.store.copies import Row, text_of
from calsync_desktop.store.intents import DONE, SENDING, Intent, IntentStep
from calsync_desktop.store.moments import iso
from calsync_desktop.sync import groups
from calsync_desktop.sync.apply import fields_of
from calsync_desktop.sync.observe import observe, observe_pieces
from calsync_desktop.sync.progress import agreed
from calsync_desktop.sync.run import Run

POISON_AFTER = 5
RETRY_REFUSED = timedelta(days=1)


class _MayBeElsewhere(Exception):
    """A creation that got no answer is not where it should be: before it is sent again, the other calendars are looked through (see ``moves.join_moved``)."""


async def carry_out(run: Run, watched: Watched, intent: Intent) -> bool:
    """Send the steps that are not done. True when the plan should be made again."""
    for step in intent.steps:
        if step.state == DONE:
            continue
        try:
            receipt = await _arrived(run, watched, intent, step)
        except (VersionMoved, Exists, Gone) as moved:
            await _overtaken(run, watched, intent, step, moved)
            return True
        except _MayBeElsewhere:
            return False
        except Refused as refusal:
            return _give_up(run, intent, refusal)
        except ServerTrouble as trouble:
            _count_failure(run, intent, trouble)
            return False
        if receipt is None:
            _drop(run, intent)
            return True
        _step_done(run, watched, intent, step, receipt)
        if step is not intent.steps[-1] and step.payload.original_start is None and _renamed(step, receipt):
            # The steps that are left name a series that does not exist; what is left of the edit is composed anew.
            _drop(run, intent)
            return True
        if _stands_otherwise(run, step, receipt):
            await observe_pieces(run, watched, [receipt.remote_id])
    return True


async def _arrived(run: Run, watched: Watched, intent: Intent, step: IntentStep) -> Receipt | None:
    """The answer to a step, found out or sent for now; None when it had not arrived and the user wants something else by now."""
    if step.state == SENDING:
        if intent.id not in run.unfound:
            if receipt := await _settled(run, watched, step):
                return receipt
            if step.payload.verb is Verb.CREATE:
                run.unfound.add(intent.id)
                raise _MayBeElsewhere
        row = copies.find(run.store, intent.appointment)
        if row is None or differs(row.mine, copies.side_of(intent.sent), run.provider.capabilities.fields):
            return None
    return await _send(run, watched, intent, step)


def _drop(run: Run, intent: Intent) -> None:
    """What is left of it is composed anew, over the base that it left."""
    with run.store.begin():
        intents.drop_intent(run.store, intent.id)


def _stands_otherwise(run: Run, step: IntentStep, receipt: Receipt) -> bool:
    """The answer named no version, or shows something else than what was sent: then it is read, as theirs over the new base."""
    if step.payload.verb is Verb.DELETE:
        return False
    piece = receipt.piece
    different = piece is not None and bool(differs(piece.content, step.content, run.provider.capabilities.fields))
    return receipt.version is None or different


def _renamed(step: IntentStep, receipt: Receipt) -> bool:
    return step.payload.verb is not Verb.DELETE and receipt.remote_id != step.payload.remote_id


async def _send(run: Run, watched: Watched, intent: Intent, step: IntentStep) -> Receipt:
    with run.store.begin():
        intents.mark_sending(run.store, intent.id, step.n)
    return await run.provider.send(watched.remote, step.payload)


async def _settled(run: Run, watched: Watched, step: IntentStep) -> Receipt | None:
    """Whether a step whose answer was lost arrived: None when it did not, so that it may be sent again; VersionMoved when neither is certain."""
    payload = step.payload
    if not payload.remote_id:
        raise VersionMoved("An occurrence without an id of its own cannot be read alone: the listing has to say.")
    found = await run.provider.fetch(watched.remote, [payload.remote_id])
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
    return all(there.get(p) == v for p, v in ours.items() if top(p) in comparable) and (
        payload.verb is Verb.CREATE or not differs(piece.content, sent, comparable)
    )


async def _overtaken(run: Run, watched: Watched, intent: Intent, step: IntentStep, moved: CalSyncError) -> None:
    """Somebody was faster, or our first try had arrived after all: read what is there and plan again, over the old base."""
    owner = moved.remote_id if isinstance(moved, Exists) else ""
    remote_id = owner or step.payload.remote_id
    if step.state == SENDING and not remote_id:
        run.tried[intent.appointment] = (intent.sent, intent.attempts)
    with run.store.begin():
        intents.drop_intent(run.store, intent.id)
        if owner and owner != step.payload.remote_id:
            _give_owner(run, watched, intent, owner)
    if isinstance(moved, Exists) and not await _still_exists(run, watched, remote_id):
        _give_up(
            run,
            intent,
            Refused(
                "The server says that this appointment exists already, but does not show it. It may lie in the server's trash."
            ),
        )
        return
    if remote_id:
        await observe_pieces(run, watched, [remote_id])
    else:
        await observe(run, accounts.calendar_of(run.store, watched.calendar.id))


async def _still_exists(run: Run, watched: Watched, remote_id: str) -> bool:
    found = await run.provider.fetch(watched.remote, [remote_id])
    return any(not p.gone for p in found)


def _give_owner(run: Run, watched: Watched, intent: Intent, owner: str) -> None:
    """The UID lives under another id: this row is that object, unless another row is already."""
    owners = copies.of_series(run.store, watched.calendar.id, [owner])
    if any(row.id != intent.appointment for row in owners.values()):
        item = ledger.Parked(
            run.new_id("p"), watched.calendar.id, intent.appointment, "", "refused", _TAKEN, {}, 1, None
        )
        ledger.park(run.store, item, run.now)
        copies.save(run.store, intent.appointment, run.now, series=None)
    else:
        copies.save(run.store, intent.appointment, run.now, series=owner)


_TAKEN = "The calendar holds another appointment with the same identifier. This one is kept here only."


def _give_up(run: Run, intent: Intent, refusal: CalSyncError) -> bool:
    """The service will not have it: park it with the reason; the edit stays here, unless a half of it would stand there. True when the plan should be made again."""
    _drop(run, intent)
    row = copies.find(run.store, intent.appointment)
    if row is None:
        return False
    with run.store.begin():
        taken_back = groups.refused(run, row)
    reason = f"{refusal.message} {groups.TAKEN_BACK}" if taken_back else refusal.message
    set_aside(run, row, "refused", reason, None if taken_back else iso(run.now + RETRY_REFUSED))
    return taken_back


def _count_failure(run: Run, intent: Intent, trouble: ServerTrouble) -> None:
    """The outcome is unknown, so the intent stays and is settled by reading; after five tries the item is parked alone (I13)."""
    run.tally.errors.append(trouble)
    if intent.attempts + 1 < POISON_AFTER:
        return
    row = copies.find(run.store, intent.appointment)
    if row is not None:
        set_aside(
            run,
            row,
            "refused",
            f"The server failed {POISON_AFTER} times on this item: {trouble.message}",
            iso(run.now + RETRY_REFUSED),
        )


def set_aside(run: Run, row: Row, kind: str, reason: str, retry_at: str | None) -> None:
    """Park an appointment with its reason; its edit stays here and is shown as waiting."""
    with run.store.begin():
        ledger.park(
            run.store, ledger.Parked(run.new_id("p"), row.calendar, row.id, "", kind, reason, {}, 1, retry_at), run.now
        )
    run.changed(row.calendar, row.id)


def _step_done(run: Run, watched: Watched, intent: Intent, step: IntentStep, receipt: Receipt) -> None:
    """One transaction: the step is done, its piece has the new version, and base what both sides agree on with it."""
    # What has to be read again has no known version until it was: should that fail, a listing must not pass over it.
    stands = replace(receipt, version=None) if _stands_otherwise(run, step, receipt) else receipt
    with run.store.begin():
        intents.mark_done(run.store, intent.id, step.n)
        _remember_piece(run, watched, intent, step, stands)
        if step.n == intent.steps[-1].n:
            _finish(run, intent)
        elif row := copies.find(run.store, intent.appointment):
            base = agreed(row.side(row.base), step.payload.original_start, step.content)
            copies.save(run.store, row.id, run.now, base=text_of(base))


def _remember_piece(run: Run, watched: Watched, intent: Intent, step: IntentStep, receipt: Receipt) -> None:
    calendar, payload, shape = watched.calendar.id, step.payload, run.provider.capabilities.shape
    if payload.verb is Verb.DELETE:
        if payload.original_start is None:
            pieces.forget_series(run.store, calendar, payload.series)
        elif receipt.remote_id:
            pieces.remember_gone(
                run.store, calendar, Piece(payload.series, receipt.remote_id, payload.original_start, receipt.version)
            )
        return
    if payload.original_start is None and _renamed(step, receipt):
        # The server chose another name (Location): that is where it lives.
        pieces.forget(run.store, calendar, [payload.remote_id])
        copies.save(run.store, intent.appointment, run.now, series=receipt.remote_id)
        payload = replace(payload, series=receipt.remote_id)
    written = Piece(
        payload.series, receipt.remote_id, payload.original_start, receipt.version, step.content, payload.body
    )
    # What came and went between two deltas is mentioned by neither (RFC 6578 section 3.5.1): what we made has to be, or is asked for.
    made = payload.verb is Verb.CREATE or (payload.original_start is not None and not payload.remote_id)
    round_ = pieces.UNSEEN if made else 0
    pieces.upsert(run.store, calendar, [_as_answered(written, receipt, shape)], round_, shape)


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
    ledger.record(
        run.store,
        [replace(change, fields=fields_of(base, sent), before=row.base, after=intent.sent)],
        run.id,
        run.now,
        run.new_id,
    )
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
    copies.save(
        run.store,
        row.id,
        run.now,
        base=row.ours if keeps else sent,
        ours=None if same else row.ours,
        follows=None if same else row.follows,
        notify="none" if same else row.notify,
    )
    if same:
        copies.clear_fields(run.store, row.id)
