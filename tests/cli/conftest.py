"""A shell for the command line: words in, exit code and JSON out, on a profile of the test's own."""

import io
import json
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from calsync_desktop import clock
from calsync_desktop.app import asking, logs
from calsync_desktop.app.profile import Profile
from calsync_desktop.cli.ending import run
from calsync_desktop.cli.scene import Hear, Scene
from calsync_desktop.sandbox.caldav import CalDavSandbox
from calsync_desktop.sandbox.caldav.quirks import Quirks
from tests.fakes import FakeVault
from tests.servers import on_socket

BEGAN = time.monotonic()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        """The one JSON object on stdout."""
        assert self.out.count("\n") == 1, self
        return json.loads(self.out)


class Shell:
    """Types commands; the vault is a dictionary."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, profile: Profile) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch
        self.profile = profile
        self.vault = FakeVault()

    def __call__(self, *words: str, stdin: str = "") -> Ended:
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        self._capsys.readouterr()
        code = run(words, Scene(asker=self._ask))
        captured = self._capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    def tell(self, *words: str, stdin: str = "") -> Any:
        """The JSON of a command that is done."""
        ended = self(*words, "--json", stdin=stdin)
        assert ended.code == 0, ended
        return ended.told

    def error(self, *words: str, code: int, stdin: str = "") -> dict[str, str]:
        """The JSON error of a command that ends with this exit code."""
        ended = self(*words, "--json", stdin=stdin)
        assert ended.code == code, ended
        error: dict[str, str] = ended.told["error"]
        assert error.keys() == {"kind", "message", "hint"}
        assert error["message"].endswith((".", "?", ")"))
        assert "Traceback" not in ended.err
        return error

    def _ask(
        self, profile: Profile, verb: str, args: Mapping[str, Any], hear: Hear, verbose: bool
    ) -> Mapping[str, Any]:
        return asking.ask(profile, verb, args, hear, verbose=verbose, vault_maker=lambda _: self.vault)


def early_in_march() -> datetime:
    """Sunday 1 March 2026, and time goes on from there."""
    return datetime(2026, 3, 1, 8, tzinfo=UTC) + timedelta(seconds=time.monotonic() - BEGAN)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shell]:
    """A shell on an empty profile, in Berlin, on the first of March."""
    monkeypatch.setattr(clock, "now", early_in_march)
    monkeypatch.setenv("CALSYNC_DATA_DIR", str(tmp_path / "d"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.delenv("CALSYNC_PROFILE", raising=False)
    yield Shell(capsys, monkeypatch, Profile("default", tmp_path / "d" / "profiles" / "default"))
    logs.stop()


@dataclass(frozen=True, slots=True)
class Served:
    """The sandbox with two empty calendars, Work and Private."""

    url: str
    sandbox: CalDavSandbox
    work: str
    private: str


@pytest.fixture
def served() -> Iterator[Served]:
    """A pretend server on a real socket."""
    sandbox = CalDavSandbox(clock=early_in_march)
    work, private = sandbox.add_calendar("work"), sandbox.add_calendar("private")
    with on_socket(sandbox) as url:
        yield Served(url, sandbox, work, private)


@pytest.fixture
def connected(shell: Shell, served: Served) -> str:
    """Ana's account, connected; its id."""
    told = shell.tell(
        "connect", "caldav", "--url", served.url, "--user", "ana", "--password-stdin", stdin="secret-ana\n"
    )
    id_: str = told["connection"]["id"]
    return id_


@pytest.fixture
def shared(shell: Shell, served: Served, connected: str) -> str:
    """An appointment that both sides know; its id."""
    added: str = shell.tell("add", "--calendar", "Work", "--title", "Plan", "--start", "2026-03-02T09:00")[
        "appointment"
    ]["id"]
    shell.tell("sync")
    return added


@pytest.fixture
def mailing(served: Served, shell: Shell) -> Served:
    """A server that mails guests by itself, before the account is connected."""
    served.sandbox.quirks = Quirks(auto_schedule=True)
    shell.tell("connect", "caldav", "--url", served.url, "--user", "ana", "--password-stdin", stdin="secret-ana\n")
    return served
