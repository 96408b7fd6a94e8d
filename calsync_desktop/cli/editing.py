"""The verbs that change appointments: add, edit, delete, reply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from calsync_desktop.app import reading
from calsync_desktop.app.failures import Usage
from calsync_desktop.cli.accounts import pairs
from calsync_desktop.cli.scene import Scene, verb
from calsync_desktop.cli.telling import appointment_words
from calsync_desktop.cli.waiting import what_waits

KEYS = "title notes location start end zone all_day rrule status show_as visibility reminders categories url calendar"
ASKED = "It waits for your word: calsync questions, calsync conflicts."

notify = click.option(
    "--notify", type=click.Choice(["none", "all"]), default="none", help="Whether guests are to be mailed (none)."
)
at = click.option("--at", metavar="ORIGINAL_START", help="Only this occurrence of the series.")
following = click.option("--from", "following", metavar="ORIGINAL_START", help="This occurrence and all that follow.")


@click.command("add")
@click.option("--calendar", required=True, metavar="C", help="Where: id or exact name.")
@click.option("--title", required=True, metavar="T")
@click.option("--start", required=True, metavar="S", help="2026-03-02T09:00, with an offset, or a date.")
@click.option("--end", metavar="E", help="An hour (whole days: a day) after the start.")
@click.option("--zone", metavar="Z", help="The zone of start and end, such as Europe/Berlin (this machine's).")
@click.option("--all-day", is_flag=True, help="Whole days; the end is not included.")
@click.option("--rrule", metavar="R", default="", help="How it repeats, such as FREQ=WEEKLY;COUNT=10.")
@click.option("--location", metavar="L", default="")
@click.option("--notes", metavar="N", default="")
@click.option("--guest", "guests", metavar="EMAIL", multiple=True, help="Somebody to invite; may be repeated.")
@notify
@verb
def add_(scene: Scene, **words: Any) -> int:
    """Make a new appointment. It is sent by the next sync, or at once when CalSync is running."""
    words["guests"] = list(words["guests"])
    told = scene.ask("add", local=scene.zone, **words)
    return _shown(scene, told)


@click.command("edit")
@click.argument("appointment", metavar="ID")
@click.argument("words", metavar="KEY=VALUE…", nargs=-1, required=True)
@at
@following
@notify
@verb
def edit_(
    scene: Scene, appointment: str, *, words: tuple[str, ...], at: str | None, following: str | None, notify: str
) -> int:
    """Change an appointment: title, notes, location, start, end, zone, all_day, rrule, status, show_as, visibility, reminders, categories, url, calendar."""
    _one_of(at, following)
    values = pairs(words, KEYS)
    told = scene.ask(
        "edit", appointment=appointment, values=values, at=at, following=following, notify=notify, local=scene.zone
    )
    return _shown(scene, told)


@click.command("delete")
@click.argument("appointment", metavar="ID")
@at
@following
@notify
@verb
def delete_(scene: Scene, appointment: str, at: str | None, following: str | None, notify: str) -> int:
    """Delete an appointment, or occurrences of it."""
    _one_of(at, following)
    told = scene.ask("delete", appointment=appointment, at=at, following=following, notify=notify, local=scene.zone)
    later = " The server is told by the next sync." if told["waiting"] else ""
    code = what_waits(scene, {row["appointment"] for row in told["changes"]})
    scene.show(told, lambda _: [f"Deleted.{later}", *([ASKED] if code else [])])
    return code


@click.command("reply")
@click.argument("appointment", metavar="ID")
@click.argument("answer", type=click.Choice(["accept", "tentative", "decline"]))
@at
@notify
@verb
def reply_(scene: Scene, appointment: str, answer: str, at: str | None, notify: str) -> int:
    """Answer an invitation."""
    told = scene.ask("reply", appointment=appointment, answer=answer, at=at, notify=notify, local=scene.zone)
    return _shown(scene, told)


def _one_of(at: str | None, following: str | None) -> None:
    if at and following:
        raise Usage(
            "--at and --from exclude each other.", "--at means one occurrence, --from that one and all that follow."
        )


def _shown(scene: Scene, told: Mapping[str, Any]) -> int:
    code = what_waits(scene, {told["appointment"]["id"]})
    scene.show(told, lambda result: _words(scene, result, code))
    return code


def _words(scene: Scene, told: Mapping[str, Any], code: int) -> Iterator[str]:
    yield from appointment_words(told["appointment"], reading.calendar_names(scene.profile))
    if code:
        yield ASKED
