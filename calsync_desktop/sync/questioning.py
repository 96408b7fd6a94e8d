"""What the user has to agree to first: asked once, kept exact while it waits, and carried out when answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from calsync_desktop.core.calendar import OnRemoteDelete
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.provider import Notify
from calsync_desktop.store import accounts, asking, copies, faces
from calsync_desktop.store.asking import Question
from calsync_desktop.store.copies import Row, text_of
from calsync_desktop.sync import consent
from calsync_desktop.sync.guard import IN, Agreed, Doubt, allowed, deletes, doubts
from calsync_desktop.sync.plan import Planned
from calsync_desktop.sync.run import Run
from calsync_desktop.sync.writing import Desk

WORDS = {"delete": ("keep", "delete"), "mail": ("send", "hold")}


def asked(run: Run, planned: Sequence[Planned]) -> list[Planned]:
    """The plan without what waits for the user's word; the questions are kept in step with it."""
    deletions = [one for one in planned if deletes(one)]
    questions = asking.questions_of(run.store, run.connection.id)
    if not deletions and not questions:
        return list(planned)
    held = [q for q in questions if q.kind == "delete"]
    if run.connection.settings.on_remote_delete is OnRemoteDelete.KEEP:
        # What is deleted there only becomes "only here": nothing is lost that would have to be asked about.
        deletions = [one for one in deletions if deletes(one) != IN]
    agreed = _agreed(held)
    found = doubts(deletions, copies.live(run.store, {p.row.calendar for p in deletions}), agreed, run.let_go)
    with run.store.begin():
        _refresh(run, found, held, deletions)
        asking.drop(run.store, [q.id for q in questions if q.kind == "mail" and _settled(run, q)])
    going = allowed(planned, found)
    for one in going:
        if (direction := deletes(one)) and one.row.id not in agreed.get((one.row.calendar, direction), ()):
            run.let_go.setdefault((one.row.calendar, direction), set()).add(one.row.id)
    return going


def answer(desk: Desk, id_: str, word: str) -> None:
    """Carry out the user's answer; Usage when there is no such question (any more), or it is answered in other words."""
    question = asking.question_with_id(desk.store, id_)
    if question is None or question.answer not in (None, "hold"):
        raise Usage("There is no such question (any more).", "`calsync questions` lists what waits.")
    if word not in WORDS[question.kind]:
        raise Usage(f"This question is answered with {' or '.join(WORDS[question.kind])}.")
    with desk.store.begin():
        if word in ("delete", "hold"):
            asking.answer(desk.store, id_, word)
        elif word == "send":
            _send(desk, question)
        else:
            _keep(desk, question)


def _settled(run: Run, question: Question) -> bool:
    """Nothing of what a mail question is about waits any more."""
    rows = [copies.find(run.store, id_) for id_ in question.rows]
    return all(row is None or row.ours is None for row in rows)


def _agreed(held: Iterable[Question]) -> Agreed:
    out: dict[tuple[str, str], set[str]] = {}
    for question in held:
        if question.answer == "delete":
            out.setdefault((question.calendar, question.direction), set()).update(question.rows)
    return out


def _refresh(run: Run, found: Sequence[Doubt], held: Sequence[Question], deletions: Sequence[Planned]) -> None:
    """Every doubt has its question with the exact set; questions without a doubt, and answers that were carried out, go."""
    waiting = {(q.calendar, q.direction): q for q in held if q.answer is None}
    for doubt in found:
        older = waiting.pop((doubt.calendar, doubt.direction), None)
        question = _question(run, doubt, older.id if older else run.new_id("q"))
        if older is None or not question.same(older):
            asking.ask(run.store, question, run.now)
    pending = {one.row.id for one in deletions}
    done = [q.id for q in held if q.answer is not None and not pending & set(q.rows)]
    asking.drop(run.store, [*(q.id for q in waiting.values()), *done])


def _question(run: Run, doubt: Doubt, id_: str) -> Question:
    sides = {one.row.id: one.row.mine or one.row.there for one in doubt.planned}
    titles = {row: side.content.title if side else "" for row, side in sides.items()}
    return Question(
        id_,
        "delete",
        run.connection.id,
        doubt.calendar,
        doubt.direction,
        rows=tuple(titles),
        titles=titles,
        of=doubt.of,
    )


def _send(desk: Desk, question: Question) -> None:
    """The consent is to exactly what was asked about."""
    for id_ in question.rows:
        row = copies.find(desk.store, id_)
        if row is None or consent.version(row) != question.versions.get(id_):
            raise Usage(
                "The appointment was changed since this was asked.", "Sync, then look at `calsync questions` again."
            )
        copies.save(desk.store, id_, desk.ground.now(), notify=str(Notify.ALL))
    asking.drop(desk.store, [question.id])


def _keep(desk: Desk, question: Question) -> None:
    """Deleted there: it is only here from now on. Deleted here: our deletion is taken back."""
    for id_ in question.rows:
        row = copies.find(desk.store, id_)
        if row is None:
            continue
        if question.direction == IN:
            values = {"base": text_of(row.mine), "ours": None, "theirs": None, "series": None, "detached": 1}
            copies.save(desk.store, id_, desk.ground.now(), **values)
        else:
            copies.save(desk.store, id_, desk.ground.now(), ours=None)
            _show(desk, replace(row, ours=None))
    asking.drop(desk.store, [question.id])


def _show(desk: Desk, row: Row) -> None:
    shown = row.shown
    if shown is None:
        return
    calendar = accounts.calendar_of(desk.store, row.calendar).calendar
    addresses = accounts.connection_of(desk.store, calendar.connection).addresses
    faces.show(desk.store, [faces.Shown(row.id, shown, addresses)], desk.horizon)
