"""The verbs about accounts: connect, connections, reconnect, disconnect, configure."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from calsync_desktop.app import reading
from calsync_desktop.app.failures import Usage
from calsync_desktop.cli import signing
from calsync_desktop.cli.scene import Result, Scene, verb
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
    _connected(scene, scene.ask("connect", provider="caldav", secret=secret, options={"url": url}))


@connect_.command("google")
@signing.login_hint
@signing.no_browser
@signing.timeout
@verb
def connect_google(scene: Scene, login_hint: str, no_browser: bool, seconds: float) -> None:
    """Connect a Google account; you sign in in the browser."""
    args = {"login_hint": login_hint, "seconds": seconds, "connection": None}
    told = signing.sign_in(scene, "google", browser=not no_browser, **args)
    account = told["connection"]["account"]
    if login_hint and account.casefold() != login_hint.casefold():
        click.echo(f"This is the account {plain(account)}, not {plain(login_hint)}.", err=True)
    _connected(scene, told)


def _connected(scene: Scene, told: Result) -> None:
    next_steps = "Its calendars: calsync calendars. Next: calsync sync."
    scene.show(told, lambda result: [*connection_words([result["connection"]]), next_steps])


@click.command("reconnect")
@click.argument("connection", metavar="ID")
@signing.login_hint
@signing.no_browser
@signing.timeout
@click.option("--user", metavar="NAME", help="The name to sign in with (the same as before).")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@verb
def reconnect_(
    scene: Scene,
    connection: str,
    *,
    login_hint: str,
    no_browser: bool,
    seconds: float,
    user: str | None,
    password_stdin: bool,
) -> None:
    """Sign in again; changes made meanwhile are kept and sent afterwards."""
    provider = reading.provider_of(scene.profile, connection)
    if provider in signing.SERVICES:
        args = {"login_hint": login_hint, "seconds": seconds, "connection": connection}
        told = signing.sign_in(scene, provider, browser=not no_browser, **args)
    else:
        secret = {"password": _password(password_stdin)} | ({"user": user} if user else {})
        told = scene.ask("reconnect", connection=connection, secret=secret)
    scene.show(told, lambda result: connection_words([result["connection"]]))


@click.command("disconnect")
@click.argument("connections", metavar="ID…", nargs=-1, required=True)
@click.option("--keep", is_flag=True, help="Keep its appointments on this computer, where nothing syncs them any more.")
@verb
def disconnect_(scene: Scene, connections: tuple[str, ...], keep: bool) -> None:
    """Forget accounts here; nothing is changed on their servers."""
    told = [
        scene.ask("disconnect", _hear_of_revocation, connection=each, keep=keep)["connection"] for each in connections
    ]
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


def _hear_of_revocation(notice: Mapping[str, Any]) -> None:
    if notice.get("kind") == "not-revoked":
        click.echo(f"{notice['message']}\n{notice['hint']}", err=True)


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
