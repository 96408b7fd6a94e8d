"""The demo's Google: a pretend one in a child process, which this process is pointed at while it runs, and somebody who agrees there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import httpx

from calsync_desktop.app.demo.server import GRACE
from calsync_desktop.core.errors import Local

_SETTINGS = {
    "CALSYNC_GOOGLE_API": "api",
    "CALSYNC_GOOGLE_AUTH_URI": "auth_uri",
    "CALSYNC_GOOGLE_TOKEN_URI": "token_uri",
    "CALSYNC_GOOGLE_REVOKE_URI": "revoke_uri",
    "CALSYNC_GOOGLE_USERINFO_URI": "userinfo_uri",
    "GOOGLE_CALENDAR_CLIENT_ID": "client_id",
    "GOOGLE_CALENDAR_CLIENT_SECRET": "client_secret",
}
_REDIRECT = "GOOGLE_CALENDAR_REDIRECT_URI"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class DemoGoogle:
    """A running pretend Google; ``account`` is the address of the one who uses it."""

    account: str


@contextmanager
def demo_google(today: date) -> Iterator[DemoGoogle]:
    """Serves while inside, and is what this process takes for Google meanwhile; Local when it does not start."""
    command = [sys.executable, "-m", "calsync_desktop.app.demo.google_child", today.isoformat()]
    pipe = subprocess.PIPE
    # A session of its own: an interrupt at the terminal is for us, and we end the server in our time.
    child = subprocess.Popen(  # noqa: S603 - our own words
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        told = _first_line(child)
        with _pointed_at({name: told[key] for name, key in _SETTINGS.items()}):
            yield DemoGoogle(told["account"])
    finally:
        _end(child)


def agree(url: str, account: str) -> None:
    """What the person does in the browser: choose the account, leave every box ticked, allow, and be sent back."""
    from lxml import html

    with httpx.Client(trust_env=False, timeout=30) as http, suppress(httpx.TransportError):
        form = html.fromstring(http.get(url).text).forms[0]
        fields = [(name, value) for name, value in form.form_values() if name != "account"]
        answer = http.post(
            url, content=urlencode([*fields, ("account", account), ("decision", "allow")]), headers=_FORM
        )
        http.get(answer.headers["location"])


def _first_line(child: subprocess.Popen[bytes]) -> Mapping[str, str]:
    assert child.stdout is not None
    line = child.stdout.readline()
    if not line:
        raise Local("The demo's pretend Google did not start.", "Try again; perhaps the computer is short of memory.")
    told: Mapping[str, str] = json.loads(line)
    return told


@contextmanager
def _pointed_at(settings: Mapping[str, str]) -> Iterator[None]:
    """The environment of this process names the pretend Google, and afterwards what it named before."""
    before = {name: os.environ.get(name) for name in [*settings, _REDIRECT]}
    os.environ.pop(_REDIRECT, None)
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _end(child: subprocess.Popen[bytes]) -> None:
    for end in (child.stdin, child.stdout):
        if end is not None:
            with suppress(OSError):  # it may have ended by itself
                end.close()
    try:
        child.wait(GRACE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
