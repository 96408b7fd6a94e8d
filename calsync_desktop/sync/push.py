"""Our edits out: composed and stored as intents before anything leaves, and sent when nothing stands against it."""

from __future__ import annotations

from collections.abc import Sequence

from calsync_desktop.core.errors import Refused
from calsync_desktop.core.fields import gather, lay_out, top
from calsync_desktop.core.mailing import people_mailed
from calsync_desktop.core.merge import Side, differs
from calsync_desktop.core.provider import Mails, Notify, PieceWrite, Verb
from calsync_desktop.core.series import unfold
from calsync_desktop.core.window import holds_back
from calsync_desktop.store import asking, copies, faces, intents, ledger, pieces
from calsync_desktop.store.accounts import Watched
from calsync_desktop.store.copies import Row, text_of
from calsync_desktop.store.intents import OPEN, Intent, IntentStep
from calsync_desktop.store.moments import iso
from calsync_desktop.sync import consent
from calsync_desktop.sync.groups import is_cut, waits_for_the_cut
from calsync_desktop.sync.run import Run
from calsync_desktop.sync.sending import carry_out, set_aside


async def recover(run: Run, watched: Watched) -> None:
    """Finish what an earlier run began: a step whose answer was lost is settled by reading, one never sent is composed anew.

    A creation that is not found waits for ``send_again``: somebody may have moved it by now.
    """
    for intent in intents.open_intents(run.store, watched.calendar.id):
        if all(step.state == OPEN for step in intent.steps):
            with run.store.begin():
                intents.drop_intent(run.store, intent.id)
        elif _tries_now(run, watched.calendar.id, intent.appointment):
            await carry_out(run, watched, intent)


async def send_again(run: Run, watched: Watched) -> None:
    """Creations that ``recover`` did not find, after all calendars were read: what came to light under another name arrived, the others did not."""
    for intent in intents.open_intents(run.store, watched.calendar.id):
        row = copies.find(run.store, intent.appointment)
        if intent.id not in run.unfound or row is None:
            continue
        if row.theirs is None:
            await carry_out(run, watched, intent)
            continue
        with run.store.begin():
            copies.save(run.store, row.id, run.now, base=intent.sent)
            intents.drop_intent(run.store, intent.id)


async def push(run: Run, watched: Watched, rows: Sequence[Row]) -> bool:
    """Send the edits of these rows (theirs at rest). True when something happened that may need another plan."""
    moved = False
    for row in rows:
        current = copies.find(run.store, row.id)
        if current is None or current.ours is None or current.theirs is not None:
            continue
        if is_cut(current):
            # Asked about while it waits for the rest, which waits for the answer.
            _asks(run, watched, current)
        if not _due(run, current):
            continue
        moved = await _push_row(run, watched, current) or moved
        await run.breathe()
    return moved


def _due(run: Run, row: Row) -> bool:
    """Neither parked, nor waiting for the other half of a split or move, nor for what became of an earlier write."""
    if row.follows is not None:
        leader = copies.find(run.store, row.follows)
        if leader is not None and leader.base is None:
            return False
    if waits_for_the_cut(run, row):
        return False
    if _held_back(run, row) or intents.is_begun(run.store, row.id):
        return False
    return _tries_now(run, row.calendar, row.id)


def _tries_now(run: Run, calendar: str, appointment: str) -> bool:
    """Not parked, or its time has come."""
    parked = ledger.parked_of(run.store, [calendar]).get(appointment)
    return (
        parked is None or parked.kind == "window" or (parked.retry_at is not None and parked.retry_at <= iso(run.now))
    )


def _held_back(run: Run, row: Row) -> bool:
    """Made here, and not inside the window or not confirmed: it waits, and says until when."""
    mine = row.mine
    if row.base is not None or row.send_now or mine is None:
        return False
    reason = holds_back(mine, run.connection.settings.window_days, run.today)
    parked = ledger.parked_of(run.store, [row.calendar]).get(row.id)
    if reason and (parked is None or (parked.kind, parked.reason) != ("window", reason)):
        set_aside(run, row, "window", reason, None)
    return bool(reason)


async def _push_row(run: Run, watched: Watched, row: Row) -> bool:
    base, mine = row.side(row.base), row.mine
    sent = _as_held(base, mine, run.provider.capabilities.fields)
    if not differs(base, sent, run.provider.capabilities.fields):
        _settle(run, row, mine)
        return True
    if _asks(run, watched, row):
        return False
    if row.series and pieces.unreadable(run.store, row.calendar, row.series):
        _wait_until_readable(run, row)
        return False
    try:
        intent = _intend(run, watched, row, base, sent)
    except Refused as refusal:
        set_aside(run, row, "refused", refusal.message, None)
        return False
    if not intent.steps:
        # An occurrence that was set apart to say what the series says: a service that keeps exceptions apart has nothing to learn.
        _settle(run, row, mine)
        return True
    return await carry_out(run, watched, intent)


def _asks(run: Run, watched: Watched, row: Row) -> bool:
    """Whether sending it would mail somebody without the user's consent: then he is asked, about exactly what it is now."""
    base, mine = row.side(row.base), row.mine
    mails = run.provider.capabilities.mails if watched.calendar.mails else Mails.NEVER
    sent = _as_held(base, mine, run.provider.capabilities.fields)
    mailed = people_mailed(base, sent, mails, run.connection.addresses) if row.notify != Notify.ALL else ()
    if mailed or asking.questions_of(run.store, run.connection.id):
        with run.store.begin():
            consent.ask(run.store, run.ground, run.connection.id, row, mailed)
    return bool(mailed)


def _wait_until_readable(run: Run, row: Row) -> None:
    """What stands there now was written by somebody else and cannot be merged: every run looks again, and says so once."""
    parked = ledger.parked_of(run.store, [row.calendar]).get(row.id)
    if parked is None or parked.reason != _UNREADABLE:
        set_aside(run, row, "refused", _UNREADABLE, iso(run.now))


_UNREADABLE = "It was changed on the server in a way that cannot be read, and is not overwritten. Your change is kept here until it can be."


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
    steps = [
        IntentStep(n, run.provider.compose(watched.remote, w, run.now), OPEN, w.after)
        for n, w in enumerate(_worth_it(run, writes))
    ]
    text, attempts = run.tried.pop(row.id, ("", 0))
    intent = Intent(run.new_id("i"), row.id, text_of(sent), attempts if text == text_of(sent) else 0, tuple(steps))
    if steps:
        with run.store.begin():
            intents.store_intent(run.store, intent, notify, run.now)
            copies.save(run.store, row.id, run.now, series=series)
    return intent


def _worth_it(run: Run, writes: Sequence[PieceWrite]) -> list[PieceWrite]:
    """Writes that say something which the service can hold."""
    comparable = run.provider.capabilities.fields
    return [
        w
        for w in writes
        if w.verb is not Verb.UPDATE or any(top(p) in comparable or p == "masterless" for p in w.fields)
    ]
