"""Signing in in the browser, from a terminal: the page is opened, or its address printed, and the result waited for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import click

from calsync_desktop.app.browser import new_attempt, quiet_browsers, show
from calsync_desktop.cli.scene import Hear, Result, Scene

OPENED = "Sign in to {service} in the browser. If none opens, open this address:\n{url}"
NO_BROWSER = "No browser could be opened. Open the address above on this computer."
COPY = "Open this address in a browser on this computer:\n{url}"
SERVICES = {"google": "Google", "microsoft": "Microsoft"}

login_hint = click.option("--login-hint", metavar="EMAIL", default="", help="The account that the page is to suggest.")
no_browser = click.option("--no-browser", is_flag=True, help="Print the page's address instead of opening it.")
timeout = click.option(
    "--timeout",
    "seconds",
    type=click.FloatRange(1, 600),
    default=300,
    metavar="SECONDS",
    help="How long the sign-in is waited for (300).",
)


def sign_in(scene: Scene, provider: str, *, browser: bool, **args: Any) -> Result:
    """The connection that somebody signed in to; ``args`` are login_hint, seconds and connection (None: a new one)."""
    attempt = new_attempt()
    hear = _opener(scene, attempt, SERVICES.get(provider, provider), browser=browser)
    with quiet_browsers() if browser else nullcontext():
        return scene.ask("authorize", hear, provider=provider, attempt=attempt, **args)


def _opener(scene: Scene, attempt: str, service: str, *, browser: bool) -> Hear:
    def hear(notice: Mapping[str, Any]) -> None:
        if notice["notice"] != "SignInOpened" or notice["attempt"] != attempt:
            return
        url = notice["url"]
        if browser:
            click.echo(OPENED.format(service=service, url=url), err=True)
            show(url, lambda: click.echo(NO_BROWSER, err=True))
        else:
            click.echo(json.dumps({"open": url}) if scene.as_json else COPY.format(url=url))

    return hear
