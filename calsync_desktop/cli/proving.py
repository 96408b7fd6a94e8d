"""The verbs that prove how things are: doctor, support-bundle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from calsync_desktop.app import reading
from calsync_desktop.app.failures import DONE, code_of_error
from calsync_desktop.cli.scene import Scene, verb
from calsync_desktop.cli.words import many, plain, table

_WORDS = {"ok": "ok", "vault-locked": "locked", "no-vault": "there is none"}


@click.command("doctor")
@verb
def doctor_(scene: Scene) -> int:
    """Read both sides completely and say where they differ; nothing is changed."""
    told = scene.ask("doctor")
    names = {} if scene.as_json else reading.calendar_names(scene.profile)
    scene.show(told, lambda result: _doctor_words(result, names))
    return code_of_error(told["error"]["kind"]) if "error" in told else DONE


@click.command("support-bundle")
@click.argument("file", metavar="FILE.zip", type=click.Path(path_type=Path))
@verb
def support_bundle_(scene: Scene, file: Path) -> None:
    """Write what helps to find a fault into a file, without titles, addresses or secrets; nothing is sent anywhere."""
    from calsync_desktop.app.support import write_bundle

    scene.show(write_bundle(scene.profile, file, scene.environment), _bundle_words)


def _doctor_words(told: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    yield f"Database: {told['database']}"
    yield f"Vault: {_WORDS.get(told['vault'], told['vault'])}"
    rows = told["calendars"]
    if rows:
        yield from table(
            (names.get(row["calendar"], row["calendar"]), many(row["compared"], "appointment"), _finding(row))
            for row in rows
        )
    if any(_differs(row) for row in rows):
        yield "Healing lists everything anew; look first: calsync sync --from-scratch --preview. Then without --preview."
    if "error" in told:
        yield f"{plain(told['error']['message'])} {plain(told['error']['hint'])}".rstrip()


def _finding(row: Mapping[str, Any]) -> str:
    parts = [
        f"{row[name]} {words}"
        for name, words in (("different", "different"), ("only_here", "only here"), ("only_there", "only there"))
        if row[name]
    ]
    return ", ".join(parts) or "both sides are equal"


def _differs(row: Mapping[str, Any]) -> bool:
    return bool(row["different"] or row["only_here"] or row["only_there"])


def _bundle_words(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"{plain(told['file'])} was written, readable by you alone. Look at it before you pass it on; inside are:"
    yield from table((f"  {part['name']}", part["what"]) for part in told["contents"])
    yield "Titles, places, people, addresses and secrets are left out; ids are replaced by others that only this file has."
