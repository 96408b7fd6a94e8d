"""The verbs about accounts: connect, connections, reconnect, disconnect, configure."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from calsync_desktop.app import reading
from calsync_desktop.app.failures import Usage
from calsync_desktop.cli.scene import Scene, verb
from calsync_desktop.cli.telling import connection_words
from calsync_desktop.cli.words import plain

SETTINGS = (
    "sync_enabled window_days interval_minutes on_conflict on_remote_delete hide_kinds hide_titles hide_categories"
)


@click.command("connections")
@verb
def connections_(scene: Scene) -> None:
    """The accounts that are connected."""
    scene.show(reading.connections(scene.profile), lambda told: connection_words(told["connections"]))


@click.group("connect")
def connect_() -> None:
    """Connect an account; its calendars are listed, nothing is synced yet."""


@connect_.command("caldav")
@click.option("--url", required=True, metavar="U", help="The server's address, a host name, or an e-mail address.")
@click.option("--user", required=True, metavar="NAME", help="The name to sign in with.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@verb
def connect_caldav(scene: Scene, url: str, user: str, password_stdin: bool) -> None:
    """Connect an account of a CalDAV server."""
    secret = {"user": user, "password": _password(password_stdin)}
    told = scene.ask("connect", provider="caldav", secret=secret, options={"url": url})
    scene.show(
        told,
        lambda result: [
            *connection_words([result["connection"]]),
            "Its calendars: calsync calendars. Next: calsync sync.",
        ],
    )


@click.command("reconnect")
@click.argument("connection", metavar="ID")
@click.option("--user", metavar="NAME", help="The name to sign in with (the same as before).")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@verb
def reconnect_(scene: Scene, connection: str, user: str | None, password_stdin: bool) -> None:
    """Sign in again; changes made meanwhile are kept and sent afterwards."""
    secret = {"password": _password(password_stdin)} | ({"user": user} if user else {})
    told = scene.ask("reconnect", connection=connection, secret=secret)
    scene.show(told, lambda result: connection_words([result["connection"]]))


@click.command("disconnect")
@click.argument("connections", metavar="ID…", nargs=-1, required=True)
@click.option("--keep", is_flag=True, help="Keep its appointments on this computer, where nothing syncs them any more.")
@verb
def disconnect_(scene: Scene, connections: tuple[str, ...], keep: bool) -> None:
    """Forget accounts here; nothing is changed on their servers."""
    told = [scene.ask("disconnect", connection=each, keep=keep)["connection"] for each in connections]
    result = {"connection": told[0]} if len(told) == 1 else {"connections": told}
    scene.show(result, lambda _: [f"Disconnected {plain(each['account'])}." for each in told])


@click.command("configure")
@click.argument("connection", metavar="ID")
@click.argument("words", metavar="KEY=VALUE…", nargs=-1, required=True)
@verb
def configure_(scene: Scene, connection: str, words: tuple[str, ...]) -> None:
    """Change how an account is synced.

    \b
    sync_enabled=on|off  window_days=7..365  interval_minutes=1..1440
    on_conflict=newest|mine|theirs|ask  on_remote_delete=delete|keep
    hide_kinds=all_day,declined,private,free  hide_titles=REGEX  hide_categories=A,B
    """
    told = scene.ask("configure", connection=connection, values=pairs(words, SETTINGS))
    scene.show(told, lambda result: connection_words([result["connection"]]))


def pairs(words: Sequence[str], known: str) -> dict[str, str]:
    """KEY=VALUE words as a mapping; the keys may be spelled with dashes."""
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise Usage(f"“{plain(word)}” is not KEY=VALUE.", f"These keys are known: {', '.join(known.split())}.")
        found[name.strip().lower().replace("-", "_")] = value
    return found


def _password(from_stdin: bool) -> str:
    """Never an argument: those can be read by every program of this computer."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Usage("No password was given.", "Pipe it in with --password-stdin; it is never an argument.")
    text: str = click.prompt("Password", hide_input=True, err=True)
    return text
