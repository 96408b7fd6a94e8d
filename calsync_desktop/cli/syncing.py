"""The verbs that keep things in step: sync, watch, status, pause, resume."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import click

from calsync_desktop.app import reading
from calsync_desktop.app.failures import DONE, WAITS, code_of_runs, first_that_applies
from calsync_desktop.cli.scene import Scene, verb
from calsync_desktop.cli.telling import connection_words, run_words
from calsync_desktop.cli.watching import notice_words, preview_words
from calsync_desktop.cli.words import many, moment, plain


@click.command("sync")
@click.argument("connections", metavar="[CONNECTION…]", nargs=-1)
@click.option("--preview", is_flag=True, help="Say what would happen; nothing is changed.")
@click.option("--from-scratch", is_flag=True, help="List everything anew instead of asking what changed.")
@verb
def sync_(scene: Scene, connections: tuple[str, ...], preview: bool, from_scratch: bool) -> int:
    """Bring both sides in step, once."""
    accounts = {row["id"]: row["account"] for row in reading.connections(scene.profile)["connections"]}
    told = scene.ask("sync", connections=list(connections), preview=preview, from_scratch=from_scratch)
    scene.show(told, lambda result: preview_words(result, accounts) if preview else _sync_words(result, accounts))
    return first_that_applies([code_of_runs(told["runs"]), _what_waits(scene, told["runs"])])


@click.command("watch")
@click.option(
    "--for",
    "seconds",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="End after so long; otherwise when interrupted.",
)
@verb
def watch_(scene: Scene, seconds: float | None) -> None:
    """Keep syncing in the background without a window, and say what happens."""
    notices: list[Mapping[str, Any]] = []
    accounts = {row["id"]: row["account"] for row in reading.connections(scene.profile)["connections"]}

    def hear(notice: Mapping[str, Any]) -> None:
        said = notice_words(notice, accounts)
        if said:
            click.echo(said, err=scene.as_json)
        if scene.as_json and notice["notice"] == "RunEnded":
            notices.append(notice["report"])

    scene.ask("watch", hear, seconds=seconds)
    if scene.as_json:
        click.echo(json.dumps({"runs": notices}, ensure_ascii=False))


@click.command("status")
@verb
def status_(scene: Scene) -> None:
    """How everything stands."""
    scene.show(reading.status(scene.profile), lambda told: [*_status_words(told), *_set_aside_words(scene)])


@click.command("pause")
@click.argument("minutes", type=click.IntRange(min=1), required=False)
@verb
def pause_(scene: Scene, minutes: int | None) -> None:
    """Let background syncing rest, for MINUTES or until `resume`."""
    scene.show(scene.ask("pause", minutes=minutes), _status_words)


@click.command("resume")
@verb
def resume_(scene: Scene) -> None:
    """Let background syncing go on."""
    scene.show(scene.ask("resume"), _status_words)


def _what_waits(scene: Scene, runs: list[Mapping[str, Any]]) -> int:
    synced = {run["connection"] for run in runs}
    waiting = {row["appointment"] for row in reading.conflicts(scene.profile)["conflicts"]} if synced else set()
    return WAITS if waiting else DONE


def _sync_words(told: Mapping[str, Any], accounts: Mapping[str, str]) -> Iterator[str]:
    if not told["runs"]:
        yield "No account is connected, so there is nothing to sync."
    yield from run_words(told["runs"], accounts)
    if any(run["conflicts"] for run in told["runs"]):
        yield "Conflicts wait for you: calsync conflicts."
    if any(run["questions"] for run in told["runs"]):
        yield "Questions wait for you: calsync questions."


def _set_aside_words(scene: Scene) -> Iterator[str]:
    for title, reason, calm in reading.set_aside(scene.profile):
        yield f"{'Waits for its day' if calm else 'Set aside'}: {plain(title) or '(no title)'}: {plain(reason)}"


def _status_words(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"Profile {plain(told['profile'])}"
    if told["paused_until"]:
        forever = told["paused_until"] == "forever"
        yield (
            "Background syncing is paused."
            if forever
            else f"Background syncing is paused until {moment(told['paused_until'])}."
        )
    yield from connection_words(told["connections"])
    waiting = [many(told["waiting"], "change") + " waiting to be sent"] if told["waiting"] else []
    waiting += [many(told["conflicts"], "conflict")] if told["conflicts"] else []
    waiting += [many(told["questions"], "question")] if told["questions"] else []
    yield f"{', '.join(waiting)}." if waiting else "Nothing waits."
