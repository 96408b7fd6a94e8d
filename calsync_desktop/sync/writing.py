"""The user's edits as rows: stored first, shown at once, pushed later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from calsync_desktop.core.appointment import Appointment, Content, Recurrence, Reply
from calsync_desktop.core.encoding import dumps
from calsync_desktop.core.errors import NotAllowed, Usage
from calsync_desktop.core.fields import TOP, changed, lay_out
from calsync_desktop.core.mailing import people_mailed
from calsync_desktop.core.merge import Side
from calsync_desktop.core.provider import Mails, Notify
from calsync_desktop.core.recurrence import normalise
from calsync_desktop.core.rights import Rights, me, rights
from calsync_desktop.store import accounts, copies, faces, intents, ledger
from calsync_desktop.store.accounts import Watched
from calsync_desktop.store.copies import Row, text_of
from calsync_desktop.store.marks import GONE
from calsync_desktop.store.opening import Store
from calsync_desktop.sync import consent
from calsync_desktop.sync.apply import fields_of
from calsync_desktop.sync.editing import Edit, Outcome, deleted, edited, fields_written, refuse_without_right, replied
from calsync_desktop.sync.ground import Ground


@dataclass(frozen=True, slots=True)
class Desk:
    """Where edits are written: the store, the clock and ids, and how far occurrences are kept."""

    store: Store
    ground: Ground
    horizon: faces.Horizon


def add(desk: Desk, calendar: str, content: Content, rule: str, notify: Notify) -> str:
    """A new appointment in a calendar; its id."""
    recurrence = Recurrence(normalise(rule, content.when)) if rule else None
    appointment = Appointment(desk.ground.new_id("uid-"), content, recurrence)
    checked = edited(appointment, Edit(), "").appointment
    return add_appointment(desk, calendar, checked or appointment, notify)


def add_all(desk: Desk, calendar: str, appointments: Iterable[Appointment]) -> None:
    """Many at once, in one transaction."""
    watched = _writable(desk, calendar)
    with desk.store.begin():
        for appointment in appointments:
            _insert(desk, watched, appointment, Notify.NONE)


def add_appointment(desk: Desk, calendar: str, appointment: Appointment, notify: Notify = Notify.NONE) -> str:
    """The same for a value that is complete, as an import has it."""
    watched = _writable(desk, calendar)
    with desk.store.begin():
        return _insert(desk, watched, appointment, notify)


def bring_back(desk: Desk, calendar: str, id_: str, appointment: Appointment, notify: Notify) -> None:
    """What is gone comes back under the id that it had, with its history. What was on the server before is not held by the window.

    Where it is still to be deleted in another calendar it was moved, which takes along what others do to it there meanwhile.
    """
    watched = _writable(desk, calendar)
    with desk.store.begin():
        for left in copies.leaving(desk.store, calendar, appointment.uid):
            copies.save(desk.store, left.id, desk.ground.now(), follows=id_)
        _insert(desk, watched, appointment, notify, urgent=ledger.was_there(desk.store, id_), id_=id_)


def edit(desk: Desk, id_: str, change: Edit, notify: Notify) -> str:
    """Carry out an edit; the id of the appointment that holds what was edited (another one after a split or a move)."""
    row = copies.row_of(desk.store, id_)
    watched = _writable(desk, row.calendar)
    appointment = _shown(row)
    target = change.values.get("calendar")
    change = replace(change, values={n: v for n, v in change.values.items() if n != "calendar"})
    refuse_without_right(_rights(desk, watched, appointment), fields_written(change.values))
    outcome = edited(appointment, change, desk.ground.new_id("uid-"))
    with desk.store.begin():
        edited_id = _carry_out(desk, watched, row, outcome, notify)
        if target is None or target == row.calendar:
            return edited_id
        return _move(desk, edited_id, accounts.calendar_of(desk.store, target), notify)


def delete(desk: Desk, id_: str, at: str | None, following: str | None, notify: Notify) -> None:
    """Delete an appointment, or a part of a series."""
    row = copies.row_of(desk.store, id_)
    watched = _writable(desk, row.calendar) if not row.detached else accounts.calendar_of(desk.store, row.calendar)
    appointment = _shown(row)
    with desk.store.begin():
        _carry_out(desk, watched, row, deleted(appointment, at, following, desk.ground.new_id("uid-")), notify)


def reply(desk: Desk, id_: str, answer: Reply, at: str | None, notify: Notify) -> None:
    """The user's own answer to an invitation; Usage when there is nobody to answer."""
    row = copies.row_of(desk.store, id_)
    watched = _writable(desk, row.calendar)
    appointment = _shown(row)
    mine = me(appointment, _addresses(desk, watched))
    if mine is None or appointment.content.organizer is None:
        raise Usage("This is not an invitation to you, so there is nothing to reply to.")
    outcome = replied(appointment, answer, at, mine.email, desk.ground.new_id("uid-"))
    with desk.store.begin():
        _carry_out(desk, watched, row, outcome, notify)


def put(desk: Desk, row: Row, after: Side, notify: Notify) -> None:
    """Our side becomes ``after``, whatever it was: what undoing comes down to."""
    watched = _writable(desk, row.calendar)
    with desk.store.begin():
        _write(desk, watched, row, after, notify=notify)


def send_now(desk: Desk, id_: str) -> None:
    """What the window holds back goes with the next sync."""
    row = copies.row_of(desk.store, id_)
    with desk.store.begin():
        copies.save(desk.store, row.id, desk.ground.now(), send_now=1)
        ledger.unpark_edited(desk.store, row.id)


def _shown(row: Row) -> Appointment:
    shown = row.shown
    if shown is None:
        raise Usage("This appointment has been deleted.")
    return shown


def _writable(desk: Desk, calendar: str) -> Watched:
    watched = accounts.calendar_of(desk.store, calendar)
    if watched.calendar.access == "read":
        raise NotAllowed(
            f"“{watched.calendar.name}” is shared as read-only.", "Choose a calendar that you may write to."
        )
    return watched


def _addresses(desk: Desk, watched: Watched) -> tuple[str, ...]:
    return accounts.connection_of(desk.store, watched.calendar.connection).addresses


def _rights(desk: Desk, watched: Watched, appointment: Appointment) -> Rights:
    return rights(appointment, watched.calendar.access, TOP, _addresses(desk, watched))


def _insert(
    desk: Desk, watched: Watched, appointment: Appointment, notify: Notify, *, urgent: bool = False, id_: str = ""
) -> str:
    now, id_ = desk.ground.now(), id_ or desk.ground.new_id("a")
    row = Row(
        id_, watched.calendar.id, appointment.uid, None, None, dumps(appointment), None, None, None, "none", None, 0
    )
    copies.insert_rows(desk.store, [row], now)
    copies.save(desk.store, id_, now, notify=str(notify), send_now=urgent)
    _after(desk, watched, id_, None, appointment)
    return id_


def _carry_out(desk: Desk, watched: Watched, row: Row, outcome: Outcome, notify: Notify) -> str:
    """Write an outcome; a tail is created first, and the head is trimmed there only once the tail exists."""
    if outcome.tail is None:
        _write(desk, watched, row, outcome.appointment, notify=notify)
        return row.id
    # The rest of what is there already: the window does not hold it back.
    tail = _insert(desk, watched, outcome.tail, notify, urgent=row.base is not None)
    _write(desk, watched, row, outcome.appointment, notify=notify, leader=tail)
    return tail


def _write(desk: Desk, watched: Watched, row: Row, after: Side, *, notify: Notify, leader: str | None = None) -> None:
    """Our side of one row; going back to the base is no edit any more, unless theirs waits to be reconciled."""
    row = _based(desk, row)
    now, before = desk.ground.now(), row.shown
    if row.detached:
        _write_detached(desk, row, after)
    elif after is None and row.base is None and row.theirs is None and not _in_flight(desk, row):
        copies.remove(desk.store, row.id)
    else:
        text = text_of(after)
        ours = None if text == row.base and row.theirs is None and not _in_flight(desk, row) else text
        # The latest word counts for all that waits: an older consent was not given to this edit.
        follows = leader or (row.follows if after is not None and row.ours is not None else None)
        copies.save(desk.store, row.id, now, ours=ours, notify=str(notify), follows=follows)
        if ours is None:
            ledger.unpark(desk.store, row.id)
        else:
            ledger.unpark_edited(desk.store, row.id)
    _after(desk, watched, row.id, before, after)


def _based(desk: Desk, row: Row) -> Row:
    """What is shown of a row that was seen there and not taken yet is theirs, so that is what the edit is made upon."""
    if row.base is not None or row.ours is not None or row.theirs in (None, GONE):
        return row
    copies.save(desk.store, row.id, desk.ground.now(), base=row.theirs, theirs=None)
    return replace(row, base=row.theirs, theirs=None)


def _write_detached(desk: Desk, row: Row, after: Side) -> None:
    if after is None:
        copies.remove(desk.store, row.id)
    else:
        copies.save(desk.store, row.id, desk.ground.now(), base=text_of(after))


def _in_flight(desk: Desk, row: Row) -> bool:
    """A write of this appointment was begun and may have arrived."""
    return intents.is_begun(desk.store, row.id)


def _after(desk: Desk, watched: Watched, id_: str, before: Side, after: Side) -> None:
    """When each field was edited, what is shown, and history."""
    now = desk.ground.now()
    if after is None:
        faces.hide(desk.store, [id_])
    else:
        faces.show(desk.store, [faces.Shown(id_, after, _addresses(desk, watched))], desk.horizon)
        if copies.find(desk.store, id_):
            copies.touch_fields(desk.store, id_, _paths(before, after), now)
    _ask(desk, watched, id_)
    some = after or before
    kind = "create" if before is None else "delete" if after is None else "update"
    change = ledger.Change(
        id_, watched.calendar.id, watched.calendar.connection, some.content.title if some else "", "here", kind
    )
    change = replace(change, fields=fields_of(before, after), before=text_of(before), after=text_of(after))
    ledger.record(desk.store, [change], None, now, desk.ground.new_id)


def _ask(desk: Desk, watched: Watched, id_: str) -> None:
    """Asked at once, not only when it is sent: whoever edits is still there to answer."""
    row = copies.find(desk.store, id_)
    if row is None or row.detached:
        return
    mails = Mails.ALWAYS if watched.calendar.mails else Mails.NEVER
    silent = row.ours is None or row.notify == Notify.ALL
    people = () if silent else people_mailed(row.side(row.base), row.mine, mails, _addresses(desk, watched))
    consent.ask(desk.store, desk.ground, watched.calendar.connection, row, people)


def _paths(before: Side, after: Appointment) -> Iterable[str]:
    return changed(lay_out(before) if before is not None else {}, lay_out(after))


def _move(desk: Desk, id_: str, target: Watched, notify: Notify) -> str:
    """Into another calendar: created there, and deleted here only once it exists there (design.md, Moves)."""
    row = copies.row_of(desk.store, id_)
    appointment = _shown(row)
    if target.calendar.access == "read":
        raise NotAllowed(
            f"“{target.calendar.name}” is shared as read-only.", "Choose a calendar that you may write to."
        )
    source = accounts.calendar_of(desk.store, row.calendar)
    if target.calendar.connection != source.calendar.connection:
        appointment = replace(appointment, uid=desk.ground.new_id("uid-"))
    row = _based(desk, row)
    moved = _arrive(desk, target, appointment, notify, urgent=row.base is not None or bool(row.send_now))
    if row.base is None and row.theirs is None and not _in_flight(desk, row):
        copies.remove(desk.store, row.id)
        # What was to wait until this one exists waits until the moved one does.
        copies.follow(desk.store, row.id, moved)
    else:
        copies.save(desk.store, row.id, desk.ground.now(), ours=GONE, follows=moved, notify=str(notify))
        _ask(desk, source, row.id)
    faces.hide(desk.store, [row.id])
    return moved


def _arrive(desk: Desk, target: Watched, appointment: Appointment, notify: Notify, *, urgent: bool) -> str:
    """The moved appointment's row; where it was moved away from before and is still there, that one comes back."""
    there = copies.with_uid(desk.store, target.calendar.id, appointment.uid)
    if there is None:
        return _insert(desk, target, appointment, notify, urgent=urgent)
    if there.shown is not None:
        raise Usage(f"“{target.calendar.name}” holds this appointment already.", "Delete one of the two.")
    _write(desk, target, replace(there, follows=None), appointment, notify=notify)
    copies.save(desk.store, there.id, desk.ground.now(), follows=None)
    return there.id
