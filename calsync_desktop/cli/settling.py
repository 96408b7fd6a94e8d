"""The verbs about what happened and what is disputed: conflicts, resolve, history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from calsync_desktop.app import reading
from calsync_desktop.app.failures import Usage
from calsync_desktop.cli.accounts import pairs
from calsync_desktop.cli.scene import Scene, verb
from calsync_desktop.cli.words import change, heading, moment, plain, shortened, table

SIDES = ("mine", "theirs")


@click.command("conflicts")
@verb
def conflicts_(scene: Scene) -> None:
    """Appointments that were changed on both sides in the same place."""
    scene.show(reading.conflicts(scene.profile), _conflict_words)


@click.command("resolve")
@click.argument("conflict", metavar="CONFLICT")
@click.option(
    "--keep",
    required=True,
    type=click.Choice(["mine", "theirs", "both"]),
    help="Which side is kept; both makes a second appointment.",
)
@click.option(
    "--field",
    "fields",
    metavar="NAME=mine|theirs",
    multiple=True,
    help="Another choice for one field; may be repeated.",
)
@click.option("--version", metavar="V", help="What was shown; refused when the conflict has moved on.")
@verb
def resolve_(scene: Scene, conflict: str, keep: str, fields: Sequence[str], version: str | None) -> None:
    """Settle a conflict."""
    chosen = pairs(fields, "title notes location when")
    if wrong := [side for side in chosen.values() if side not in SIDES]:
        raise Usage(f"A field is kept as mine or theirs, not “{plain(wrong[0])}”.", "Write --field title=mine.")
    told = scene.ask("resolve", conflict=conflict, keep=keep, fields=chosen, version=version)
    scene.show(told, lambda result: ["Settled.", *change_words(result["changes"])])


@click.command("history")
@click.option("--run", metavar="R", help="Only what this sync did.")
@verb
def history_(scene: Scene, run: str | None) -> None:
    """What was changed, here and there, the latest first."""
    scene.show(
        reading.history(scene.profile, run),
        lambda told: change_words(told["changes"]) if told["changes"] else ["Nothing happened yet."],
    )


def change_words(changes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """One line a change."""
    if changes:
        yield from table(change(row) for row in changes)


def _conflict_words(told: Mapping[str, Any]) -> Iterator[str]:
    if not told["conflicts"]:
        yield "No conflicts."
    for row in told["conflicts"]:
        yield heading(f"{plain(row['title']) or '(no title)'}  ({row['id']}, since {moment(row['since'])})")
        yield from table([("", "mine", "theirs", "before"), *(_sides(field) for field in row["fields"])])
        yield f"  calsync resolve {row['id']} --keep mine|theirs|both --version {row['version']}"


def _sides(field: Mapping[str, Any]) -> tuple[str, ...]:
    return (f"  {field['name']}", *(shortened(plain(_value(field[side])), 40) for side in ("mine", "theirs", "base")))


def _value(value: object) -> object:
    return "–" if value in (None, "", []) else value
