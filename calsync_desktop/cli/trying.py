"""The verbs that show CalSync without touching anything: demo, sandbox."""

from __future__ import annotations

import click

from calsync_desktop.cli.scene import Scene, verb


@click.command("demo")
@click.option(
    "--headless", is_flag=True, help="Without a window: sync, change both sides, sync again, print the agenda."
)
@verb
def demo_(scene: Scene, headless: bool) -> int | None:
    """A throw-away profile with a real CalDAV server on this computer."""
    from calsync_desktop.app.demo.run import show_window, tell_story
    from calsync_desktop.cli.story import story_words

    if not headless:
        return show_window(scene.environment)
    told = tell_story(scene.environment, scene.verbose)
    scene.show({"runs": told.runs, "occurrences": told.occurrences}, lambda _: story_words(told))
    return None


@click.command("sandbox")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="The port to listen on (any free one)."
)
@verb
def sandbox_(scene: Scene, port: int) -> None:  # noqa: ARG001 - its line 1 is JSON anyway
    """Only the pretend servers, until interrupted; the first line says where they are."""
    from calsync_desktop.app.sandbox import run_sandbox

    run_sandbox(port)
