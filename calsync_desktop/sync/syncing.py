"""One sync of one connection from beginning to end: recover, observe, plan, apply here, push, and again until nothing is left to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calsync_desktop.core.calendar import Status
from calsync_desktop.core.errors import (
    CalSyncError,
    Gone,
    NotAllowed,
    Offline,
    ServerTrouble,
    SignInAgain,
    Throttled,
    TryLater,
    Untrusted,
)
from calsync_desktop.core.merge import StepKind, Winner
from calsync_desktop.core.provider import Mails
from calsync_desktop.store import accounts, asking, copies, ledger
from calsync_desktop.store.accounts import Watched
from calsync_desktop.store.copies import Row
from calsync_desktop.sync import patience
from calsync_desktop.sync.apply import apply_here
from calsync_desktop.sync.groups import take_back_lost
from calsync_desktop.sync.moves import carry_over, follow_moves, join_moved, lost_its_place, returning
from calsync_desktop.sync.notices import AppointmentsChanged, CalendarsChanged, ConflictsChanged, ParkedChanged
from calsync_desktop.sync.observe import observe
from calsync_desktop.sync.plan import Planned, Terms, lines, plan
from calsync_desktop.sync.push import push, recover, send_again
from calsync_desktop.sync.questioning import asked
from calsync_desktop.sync.reports import RunReport
from calsync_desktop.sync.rereading import look_again
from calsync_desktop.sync.run import SLICE, Run

ROUNDS = 6
STOPPING = (Offline, Throttled, SignInAgain, Untrusted)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a sync beside the usual: only show the plan; and what the user chose for conflicts, by row."""

    preview: bool = False
    choices: Mapping[str, Mapping[str, Winner]] | None = None


async def sync_connection(run: Run, wish: Wish) -> RunReport:
    """Everything that the connection needs now. CalSyncErrors end up in the report; nothing that was stored is lost by one."""
    started = run.ground.monotonic()
    if not wish.preview:
        with run.store.begin():
            ledger.begin_run(run.store, run.id, run.connection.id, run.now)
    planned: list[Planned] = []
    failure: CalSyncError | None = None
    try:
        planned = await _stages(run, wish)
    except CalSyncError as error:
        failure = error
    failure = failure or next(iter(run.tally.errors), None)
    report = _report(run, wish, planned, failure, run.ground.monotonic() - started)
    if not wish.preview:
        _close(run, report, failure)
    _announce(run)
    if report.questions:
        run.tell(ParkedChanged())
    return report


async def _stages(run: Run, wish: Wish) -> list[Planned]:
    if not wish.preview and not accounts.watched(run.store, run.connection.id, selected=False):
        await _list_calendars(run)  # they were lost with a damaged database
    calendars = accounts.watched(run.store, run.connection.id)
    if not wish.preview:
        for watched in calendars:
            await _guarded(run, watched, recover(run, watched))
    observed = await _observe_all(run, calendars)
    read = {w.calendar.id for w in observed}
    run.read = {w.calendar.id: w.calendar.id in read for w in calendars}
    if wish.preview or not observed:
        return await _plan(run, observed, wish)
    if not _unread(run, observed):
        for watched in observed:
            await _guarded(run, watched, send_again(run, watched))
    sought: set[str] = set()
    for _ in range(ROUNDS):
        await _seek(run, observed, sought)
        planned = await _plan(run, observed, wish)
        if take_back_lost(run, planned):
            planned = await _plan(run, observed, wish)
        planned = asked(run, planned)
        await apply_here(run, planned)
        if not await _push_all(run, observed, planned):
            break
    return []


async def _observe_all(run: Run, calendars: Sequence[Watched]) -> list[Watched]:
    """Those of the calendars that could be read."""
    observed = [w for w in calendars if await _guarded(run, w, _observe_one(run, w))]
    follow_moves(run, [w.calendar.id for w in observed])
    join_moved(run, [w.calendar.id for w in observed])
    return observed


async def _observe_one(run: Run, watched: Watched) -> None:
    await observe(run, watched)
    await look_again(run, watched)


async def _seek(run: Run, observed: list[Watched], sought: set[str]) -> None:
    """What vanished though an edit of ours waits may have been moved into a calendar that was read before: they are read again, once for each."""
    ids = [w.calendar.id for w in observed]
    lost = {row.id for row in copies.edited(run.store, ids) if lost_its_place(row)} - sought
    if lost:
        sought |= lost
        observed[:] = await _observe_all(run, [accounts.calendar_of(run.store, id_) for id_ in ids])
    carry_over(run, copies.edited(run.store, [w.calendar.id for w in observed]))


async def _guarded(run: Run, watched: Watched, stage: object) -> bool:
    """One calendar's stage, so that its trouble never stops the others; what concerns the whole account goes on up."""
    try:
        await stage  # type: ignore[misc]
    except STOPPING:
        raise
    except (Gone, NotAllowed):
        await _look_for(run, watched)
    except CalSyncError as error:
        run.tally.errors.append(error)
    else:
        return True
    return False


async def _look_for(run: Run, watched: Watched) -> None:
    """A calendar that cannot be found is looked for in the account's list; nothing of it is removed here."""
    if watched.calendar.remote_id in await _list_calendars(run):
        run.tally.errors.append(
            ServerTrouble("A calendar cannot be read now, though the account lists it.", "Nothing was changed here.")
        )
    else:
        run.tally.errors.append(
            ServerTrouble("A calendar is not in the account any more.", "What was synced of it stays on this computer.")
        )


async def _list_calendars(run: Run) -> set[str]:
    """Take over the account's list; the remote ids on it."""
    seen = await run.provider.calendars()
    with run.store.begin():
        accounts.save_calendars(run.store, run.connection.id, seen, run.new_id)
    run.tell(CalendarsChanged(run.connection.id))
    return {remote.remote_id for remote in seen}


async def _plan(run: Run, observed: Sequence[Watched], wish: Wish) -> list[Planned]:
    """The plan, with a breath between slices: a first listing has thousands of rows."""
    ids = [w.calendar.id for w in observed]
    rows, out = copies.not_at_rest(run.store, ids), list[Planned]()
    if _unread(run, observed):
        # What vanished may be in the calendar that could not be read.
        back = {row.id for row in returning(run, ids)}
        rows = [row for row in rows if not lost_its_place(row) and row.id not in back]
    for i in range(0, len(rows), SLICE):
        if len(rows) > SLICE:
            await run.breathe()
        out += _plan_slice(run, rows[i : i + SLICE], wish)
    return out


def _unread(run: Run, observed: Sequence[Watched]) -> bool:
    """A calendar that was ever read cannot be read now; one that is in trouble for long stops no others (I13)."""
    read = {w.calendar.id for w in observed}
    others = [w for w in accounts.watched(run.store, run.connection.id) if w.calendar.id not in read]
    return any(w.observed_at is not None and not patience.is_over(run, w) for w in others)


def _plan_slice(run: Run, rows: Sequence[Row], wish: Wish) -> list[Planned]:
    edited = {
        row.id: copies.field_times(run.store, row.id) for row in rows if row.ours is not None and row.theirs is not None
    }
    terms = Terms(
        policy=run.connection.settings.on_conflict,
        comparable=run.provider.capabilities.fields,
        addresses=run.connection.addresses,
        edited=edited,
        fresh=run.fresh,
        choices=wish.choices or {},
    )
    return plan(rows, terms)


async def _push_all(run: Run, observed: list[Watched], planned: Sequence[Planned]) -> bool:
    """Send what is left of our edits, calendar by calendar; one that makes trouble is left out of ``observed`` from then on.

    True when the plan must be made again.
    """
    waiting = [p.row for p in planned if not p.step.asks and (p.step.outgoing or p.step.kind is StepKind.PUSH)]
    moved: list[bool] = []

    async def send(watched: Watched, rows: Sequence[Row]) -> None:
        moved.append(await push(run, watched, rows))

    for watched in tuple(observed):
        rows = [row for row in waiting if row.calendar == watched.calendar.id]
        if rows and not await _guarded(run, watched, send(watched, rows)):
            observed.remove(watched)
    return any(moved)


def _report(
    run: Run, wish: Wish, planned: Sequence[Planned], failure: CalSyncError | None, seconds: float
) -> RunReport:
    parked = ledger.parked_counts(run.store, run.connection.id)
    mails = {
        w.calendar.id: run.provider.capabilities.mails if w.calendar.mails else Mails.NEVER
        for w in accounts.watched(run.store, run.connection.id)
    }
    conflicts = parked.pop("conflict", 0)
    parked.pop("window", None)  # it only waits for its day
    questions = sum(q.answer is None for q in asking.questions_of(run.store, run.connection.id))
    return RunReport(
        id=run.id,
        connection=run.connection.id,
        status=_status(failure) if failure or not questions else "question",
        pulled=run.tally.pulled,
        pushed=run.tally.pushed,
        merged=run.tally.merged,
        conflicts=conflicts,
        parked=sum(parked.values()),
        questions=questions,
        requests=run.provider.requests,
        seconds=round(seconds, 3),
        error=None if failure is None else {"kind": failure.kind, "message": failure.message, "hint": failure.hint},
        plan=lines(planned, mails, run.connection.addresses) if wish.preview else (),
        again_after=failure.after if isinstance(failure, TryLater) else None,
    )


def _status(failure: CalSyncError | None) -> str:
    if failure is None:
        return "ok"
    if isinstance(failure, SignInAgain):
        return "sign-in"
    return "offline" if isinstance(failure, Offline) else "failed"


def _close(run: Run, report: RunReport, failure: CalSyncError | None) -> None:
    """The run's row and the connection's badge. Only refused credentials end a sign-in; being offline is no error."""
    status = (
        Status.EXPIRED if report.status == "sign-in" else Status.ERROR if report.status == "failed" else Status.ACTIVE
    )
    error = failure.message if failure is not None and report.status != "offline" else ""
    with run.store.begin():
        ledger.end_run(
            run.store,
            run.id,
            report.status,
            seconds=report.seconds,
            counts=ledger.counts_of(report),
            error=failure.message if failure else "",
        )
        patience.note(run)
        if report.status == "offline":
            return
        accounts.save_outcome(run.store, run.connection.id, status, error, run.now if failure is None else None)


def _announce(run: Run) -> None:
    for calendar, ids in run.changes.items():
        run.tell(AppointmentsChanged(calendar, tuple(sorted(ids)) if len(ids) <= 500 else ()))
    if run.changes:
        run.tell(ConflictsChanged())
    if run.changes or run.parked:
        run.tell(ParkedChanged())
