"""The list of verbs, each of which is imported only when it is used, because `calsync agenda` must start at once."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from calsync_desktop import __version__
from calsync_desktop.cli.scene import Scene

# verb -> module of this package; the function there has the verb's name, with _ for - and where Python knows the word.
VERBS = {
    "demo": "trying",
    "sandbox": "trying",
    "connect": "accounts",
    "connections": "accounts",
    "reconnect": "accounts",
    "disconnect": "accounts",
    "configure": "accounts",
    "calendars": "choosing",
    "select": "choosing",
    "deselect": "choosing",
    "sync": "syncing",
    "watch": "syncing",
    "status": "syncing",
    "pause": "syncing",
    "resume": "syncing",
    "agenda": "looking",
    "search": "looking",
    "show": "looking",
    "add": "editing",
    "edit": "editing",
    "delete": "editing",
    "reply": "editing",
    "conflicts": "settling",
    "resolve": "settling",
    "questions": "deciding",
    "answer": "deciding",
    "history": "settling",
    "undo": "deciding",
    "import": "carrying",
    "export": "carrying",
    "doctor": "proving",
    "support-bundle": "proving",
    "log": "carrying",
}


class Verbs(click.Group):
    """A group that knows its commands by name and fetches them one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        if cmd_name not in VERBS:
            return None
        module = import_module(f"calsync_desktop.cli.{VERBS[cmd_name]}")
        found: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_")
        return found


@click.group(cls=Verbs, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--profile", metavar="NAME", help="Which profile (CALSYNC_PROFILE; otherwise `default`).")
@click.option("--data-dir", metavar="DIR", help="Where profiles are kept (CALSYNC_DATA_DIR).")
@click.option("-v", "--verbose", is_flag=True, help="Say on stderr what is being done.")
@click.version_option(__version__, prog_name="calsync")
@click.pass_context
def command(ctx: click.Context, profile: str | None, data_dir: str | None, verbose: bool) -> Any:
    """Calendars on your own machine, in step with the servers they live on. Without a command the window opens."""
    ctx.obj = (ctx.obj or Scene()).at(profile, data_dir, dict(os.environ), verbose)
    if ctx.invoked_subcommand is None:
        from calsync_desktop.app.window import open_window

        return open_window(ctx.obj.profile)
    return None
