"""A pretend Google that the command line is pointed at, and somebody at the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from calsync_desktop.app import asking
from calsync_desktop.app.profile import Profile
from calsync_desktop.cli.scene import Hear
from calsync_desktop.sandbox.google import GoogleSandbox, addresses
from tests import robot
from tests.servers import on_socket

Person = Callable[[str], object]


def settings(url: str, google: GoogleSandbox) -> dict[str, str]:
    """The environment that names this Google instead of the real one."""
    where = addresses(url.rstrip("/"))
    names = {"api": "API", "auth_uri": "AUTH_URI", "token_uri": "TOKEN_URI"}
    names |= {"revoke_uri": "REVOKE_URI", "userinfo_uri": "USERINFO_URI"}
    client = {"ID": google.registry.client.id, "SECRET": google.registry.client.secret}
    named = {f"CALSYNC_GOOGLE_{name}": where[key] for key, name in names.items()}
    return named | {f"GOOGLE_CALENDAR_CLIENT_{name}": value for name, value in client.items()}


@contextmanager
def pretend_google(google: GoogleSandbox) -> Iterator[dict[str, str]]:
    """The sandbox on a socket; the environment that leads there."""
    with on_socket(google) as url:
        yield settings(url, google)


class SomebodyWatching:
    """Stands between the words and the engine: whoever is told of a page goes there."""

    def __init__(self, ask: Callable[..., Mapping[str, Any]] = asking.ask) -> None:
        self.ask = ask
        self.person: Person = robot.sign_in
        self.opened: list[str] = []

    def __call__(
        self, profile: Profile, verb: str, args: Mapping[str, Any], hear: Hear, verbose: bool
    ) -> Mapping[str, Any]:
        def watched(notice: Mapping[str, Any]) -> None:
            hear(notice)
            if notice["notice"] == "SignInOpened":
                self.opened.append(notice["url"])
                robot.meanwhile(lambda: self.person(notice["url"]))

        return self.ask(profile, verb, args, watched, verbose)
