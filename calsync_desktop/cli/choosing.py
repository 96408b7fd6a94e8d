"""The verbs about calendars: calendars, select, deselect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from calsync_desktop.app import reading
from calsync_desktop.app.failures import Usage
from calsync_desktop.cli.scene import Scene, verb
from calsync_desktop.cli.words import table


@click.command("calendars")
@click.option("--create", metavar="NAME", help="Make a new calendar on the server.")
@click.option("--connection", metavar="ID", help="Where to make it.")
@verb
def calendars_(scene: Scene, create: str | None, connection: str | None) -> None:
    """Every calendar that was found, and whether it is synced."""
    if create is None and connection is not None:
        raise Usage("--connection says where to make a calendar, but none was named.", "Name it with --create NAME.")
    if create is not None and connection is None:
        raise Usage(
            "It is not said where to make the calendar.",
            "Name the account with --connection ID; `calsync connections` lists them.",
        )
    told = (
        reading.calendars(scene.profile)
        if create is None
        else scene.ask("create-calendar", connection=connection, name=create)
    )
    scene.show(told, _words)


@click.command("select")
@click.argument("calendars", metavar="CALENDAR…", nargs=-1, required=True)
@verb
def select_(scene: Scene, calendars: tuple[str, ...]) -> None:
    """Sync and show these calendars (ids or exact names)."""
    scene.show(scene.ask("select", calendars=list(calendars), selected=True), _words)


@click.command("deselect")
@click.argument("calendars", metavar="CALENDAR…", nargs=-1, required=True)
@verb
def deselect_(scene: Scene, calendars: tuple[str, ...]) -> None:
    """Neither sync nor show these calendars; nothing of them is deleted."""
    scene.show(scene.ask("select", calendars=list(calendars), selected=False), _words)


def _words(told: dict[str, Any]) -> Iterator[str]:
    rows = told["calendars"]
    if not rows:
        yield "No calendars yet: `calsync connect` finds them."
        return
    yield from table(
        (
            "✓" if row["selected"] else " ",
            row["name"],
            "read only" if row["access"] == "read" else "",
            row["id"],
            row["connection"],
        )
        for row in rows
    )
