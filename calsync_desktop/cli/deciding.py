"""The verbs by which the user decides: questions, answer, undo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from calsync_desktop.app import reading
from calsync_desktop.cli.editing import notify
from calsync_desktop.cli.scene import Scene, verb
from calsync_desktop.cli.settling import change_words
from calsync_desktop.cli.waiting import what_waits
from calsync_desktop.cli.words import heading, many, moment, plain

_ANSWERS = {"delete": "keep|delete", "mail": "send|hold"}
_LISTED = 20


@click.command("questions")
@verb
def questions_(scene: Scene) -> None:
    """What is only done when you say so: many deletions at once, and whatever would mail somebody."""
    told = reading.questions(scene.profile)
    names = {} if scene.as_json else reading.calendar_names(scene.profile)
    scene.show(told, lambda result: _question_words(result["questions"], names))


@click.command("answer")
@click.argument("question", metavar="QUESTION")
@click.argument("word", type=click.Choice(["keep", "delete", "send", "hold"]))
@verb
def answer_(scene: Scene, question: str, word: str) -> None:
    """Answer a question: keep or delete where deletions wait, send or hold where a mail does."""
    told = scene.ask("answer", question=question, word=word)
    scene.show(told, lambda result: ["Answered. The next sync carries it out.", *change_words(result["changes"])])


@click.command("undo")
@click.argument("change", metavar="CHANGE|RUN")
@click.option("--preview", is_flag=True, help="Say what undoing would do; nothing is changed.")
@notify
@verb
def undo_(scene: Scene, change: str, preview: bool, notify: str) -> int:
    """Undo a change, or all that a run changed, over what is there now; `calsync history` lists both."""
    told = scene.ask("undo", change=change, preview=preview, notify=notify)
    scene.show(told, lambda result: _undo_words(result["changes"], preview))
    return 0 if preview else what_waits(scene, {row["appointment"] for row in told["changes"]})


def _undo_words(changes: Sequence[Mapping[str, Any]], preview: bool) -> Iterator[str]:
    if not changes:
        yield "Nothing would change." if preview else "Everything is as it was before already."
        return
    yield f"{many(len(changes), 'appointment')} would change; nothing was changed now." if preview else "Undone."
    yield from change_words(changes)
    for row in changes:
        if row.get("kept"):
            yield f"  {plain(row['title']) or '(no title)'}: changed again since and left as it is: {', '.join(row['kept'])}"


def _question_words(questions: Sequence[Mapping[str, Any]], calendars: Mapping[str, str]) -> Iterator[str]:
    if not questions:
        yield "No questions."
    for row in questions:
        calendar = plain(calendars.get(row["calendar"], row["calendar"]))
        yield heading(f"{_asked(row, calendar)}  ({row['id']}, since {moment(row['since'])})")
        yield from (f"  {plain(item['title']) or '(no title)'}" for item in row["items"][:_LISTED])
        if row["count"] > _LISTED:
            yield f"  and {row['count'] - _LISTED} more (--json lists all)"
        if row["people"]:
            yield f"  To: {', '.join(map(plain, row['people']))}"
        yield f"  calsync answer {row['id']} {'send' if 'held' in row else _ANSWERS[row['kind']]}"


def _asked(row: Mapping[str, Any], calendar: str) -> str:
    if "held" in row:
        return f"You hold a change that mails {many(len(row['people']), 'person', 'people')}: it is only here, not in “{calendar}”."
    if row["kind"] == "mail":
        return f"Saving this mails {many(len(row['people']), 'person', 'people')}; “{calendar}” cannot be written to otherwise."
    those = f"{row['count']} of {many(row['of'], 'appointment')}"
    if row["direction"] == "in":
        return f"{those} disappeared from “{calendar}” on the server. Nothing was deleted here yet."
    return f"{those} of “{calendar}” were deleted here. Nothing was deleted on the server yet."
