"""The verbs that carry appointments in and out as files, and the log: import, export, log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from calsync_desktop.app import files, logs
from calsync_desktop.cli.scene import Scene, verb
from calsync_desktop.cli.words import many, plain


@click.command("import")
@click.argument("file", metavar="FILE.ics", type=click.Path(path_type=Path))
@click.option("--calendar", required=True, metavar="C", help="Where to: id or exact name.")
@click.option("--preview", is_flag=True, help="Say what would happen; nothing is changed.")
@verb
def import_(scene: Scene, file: Path, calendar: str, preview: bool) -> None:
    """Take appointments of a file into a calendar; those that are there already are skipped."""
    told = scene.ask("import", calendar=calendar, text=files.read_text(file), preview=preview)
    scene.show(told, lambda result: _import_words(result, preview))


@click.command("export")
@click.argument("file", metavar="FILE.ics|FILE.csv", type=click.Path(path_type=Path))
@click.option("--calendar", metavar="C", help="Only this calendar: id or exact name.")
@verb
def export_(scene: Scene, file: Path, calendar: str | None) -> None:
    """Write the selected calendars to a file, readable by you alone."""
    told = files.export(scene.profile, file, calendar, scene.zone)
    scene.show(told, lambda result: [f"{many(result['count'], 'appointment')} written to {plain(result['file'])}."])


@click.command("log")
@click.option("-n", "count", type=click.IntRange(min=0), default=50, metavar="N", help="How many lines (50).")
@verb
def log_(scene: Scene, count: int) -> None:
    """The last lines of the log; it holds no titles, addresses or secrets."""
    scene.show({"lines": logs.last_lines(scene.profile, count)}, lambda told: map(plain, told["lines"]))


def _import_words(told: Mapping[str, Any], preview: bool) -> Iterator[str]:
    would = "would be " if preview else ""
    yield f"{many(told['created'], 'appointment')} {would}created, {told['skipped']} {would}skipped because they are here already."
    for failed in told["failed"]:
        yield f"  {plain(failed['uid'])}: {plain(failed['reason'])}"
