"""A change that would mail somebody waits as a question, bound to exactly the change that was asked about."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from calsync_desktop.store import asking
from calsync_desktop.store.asking import Question
from calsync_desktop.store.copies import Row
from calsync_desktop.store.opening import Store
from calsync_desktop.sync.ground import Ground


def version(row: Row) -> str:
    """Names our side of a row; another when it is edited again."""
    return hashlib.sha256((row.ours or "").encode()).hexdigest()[:12]


def ask(store: Store, ground: Ground, connection: str, row: Row, people: Sequence[str]) -> None:
    """Ask once for each state of the edit; what was asked of an older state is void. Nobody to mail: nothing to ask. In a transaction."""
    older = [q for q in asking.questions_of(store, connection) if q.kind == "mail" and row.id in q.rows]
    if people and any(q.versions.get(row.id) == version(row) for q in older):
        return
    asking.drop(store, [q.id for q in older])
    if people:
        asking.ask(store, _question(ground.new_id("q"), connection, row, people), ground.now())


def _question(id_: str, connection: str, row: Row, people: Sequence[str]) -> Question:
    some = row.mine or row.there
    return Question(
        id_,
        "mail",
        connection,
        row.calendar,
        "out",
        rows=(row.id,),
        titles={row.id: some.content.title if some else ""},
        people=tuple(people),
        versions={row.id: version(row)},
    )
