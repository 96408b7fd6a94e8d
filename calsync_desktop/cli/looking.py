"""The verbs that look at appointments: agenda, search, show."""

from __future__ import annotations

import click

from calsync_desktop.app import reading
from calsync_desktop.cli.days import agenda_words, found_words
from calsync_desktop.cli.scene import Scene, verb
from calsync_desktop.cli.telling import appointment_words


@click.command("agenda")
@click.option("--from", "first", metavar="DATE", help="The first day (today).")
@click.option("--to", "last", metavar="DATE", help="The last day (six days after the first).")
@click.option("--calendar", metavar="C", help="Only this calendar: id or exact name.")
@verb
def agenda_(scene: Scene, first: str | None, last: str | None, calendar: str | None) -> None:
    """What takes place, day by day."""
    zone = scene.zone
    from_ = reading.typed_day(first, "--from") if first else None
    to = reading.typed_day(last, "--to") if last else None
    result = reading.agenda(scene.profile, from_, to, zone, calendar)
    names = {} if scene.as_json else reading.calendar_names(scene.profile)
    today = reading.today(zone)
    scene.show(result, lambda told: agenda_words(told["occurrences"], names, today, from_ or today))


@click.command("search")
@click.argument("text", nargs=-1, required=True)
@verb
def search_(scene: Scene, text: tuple[str, ...]) -> None:
    """The next (else the last) occurrence of each appointment that says TEXT."""
    zone = scene.zone
    result = reading.search(scene.profile, " ".join(text), zone)
    names = {} if scene.as_json else reading.calendar_names(scene.profile)
    scene.show(result, lambda told: found_words(told["occurrences"], names, reading.today(zone)))


@click.command("show")
@click.argument("id_", metavar="ID")
@verb
def show_(scene: Scene, id_: str) -> None:
    """Everything that is known of one appointment."""
    result = reading.show(scene.profile, id_, scene.zone)
    scene.show(result, lambda told: appointment_words(told["appointment"], reading.calendar_names(scene.profile)))
