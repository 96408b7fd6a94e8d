"""Questions to the user as the engine keeps them: what was asked of which rows, and what was answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from calsync_desktop.store.failures import readable
from calsync_desktop.store.moments import iso
from calsync_desktop.store.opening import Store


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``kind`` delete or mail; ``direction`` in or out; ``rows`` the appointments' ids; ``answer`` None while it waits.

    ``of``: how many appointments the calendar has; ``people``: who would be mailed; ``versions``: per row, the copies that it was asked about.
    """

    id: str
    kind: str
    connection: str
    calendar: str
    direction: str
    rows: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    of: int = 0
    people: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    answer: str | None = None

    def same(self, other: Question) -> bool:
        """It asks the same thing of the same rows."""
        return (self.rows, self.of, self.people, self.versions) == (other.rows, other.of, other.people, other.versions)


def questions_of(store: Store, connection: str) -> list[Question]:
    """All questions of a connection, answered ones (whose deed is not done yet) included; oldest first."""
    sql = "SELECT id, kind, connection, calendar, direction, detail, answer FROM questions WHERE connection = ? ORDER BY rowid"
    return [_question(row) for row in store.raw.execute(sql, (connection,))]


def question_with_id(store: Store, id_: str) -> Question | None:
    """One question."""
    sql = "SELECT id, kind, connection, calendar, direction, detail, answer FROM questions WHERE id = ?"
    row = store.raw.execute(sql, (id_,)).fetchone()
    return _question(row) if row else None


def ask(store: Store, question: Question, now: datetime) -> None:
    """Keep a question, in place of an older one with the same id (its age goes on counting)."""
    sql = """
    INSERT INTO questions (id, kind, connection, calendar, direction, detail, since) VALUES (?,?,?,?,?,?,?)
    ON CONFLICT (id) DO UPDATE SET detail = excluded.detail
    """
    q = question
    store.raw.execute(sql, (q.id, q.kind, q.connection, q.calendar, q.direction, _detail(q), iso(now)))


def answer(store: Store, id_: str, word: str) -> None:
    """Remember what the user said; the engine carries it out."""
    store.raw.execute("UPDATE questions SET answer = ? WHERE id = ?", (word, id_))


def drop(store: Store, ids: Iterable[str]) -> None:
    """These need no answer (any more)."""
    store.raw.executemany("DELETE FROM questions WHERE id = ?", [(id_,) for id_ in ids])


def _question(row: tuple[Any, ...]) -> Question:
    id_, kind, connection, calendar, direction, text, said = row
    with readable("what waits for you"):
        detail = json.loads(text)
        titles = {item["appointment"]: item["title"] for item in detail.get("items", ())}
    return Question(
        id_,
        kind,
        connection,
        calendar,
        direction,
        rows=tuple(titles),
        titles=titles,
        of=detail.get("of", 0),
        people=tuple(detail.get("people", ())),
        versions=detail.get("versions", {}),
        answer=said,
    )


def _detail(question: Question) -> str:
    items = [{"appointment": id_, "title": question.titles.get(id_, "")} for id_ in question.rows]
    detail = {
        "count": len(question.rows),
        "of": question.of,
        "items": items,
        "people": list(question.people),
        "versions": dict(question.versions),
    }
    return json.dumps(detail, ensure_ascii=False, separators=(",", ":"))
