"""Signing in to Google in real processes: the browser that BROWSER names, the engine that runs elsewhere, and askers that go away."""

from __future__ import annotations

import json
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from calsync_desktop.sandbox.google import GoogleSandbox
from tests import robot
from tests.cli.conftest import Served
from tests.cli.google import pretend_google
from tests.cli.test_running_engine import Machine
from tests.robot import ANA

ROBOT = Path(robot.__file__)
PATIENCE = 60.0  # seconds for whatever another process has to do


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine without an account, whose Google is the sandbox and whose browser is a robot."""
    google = GoogleSandbox()
    google.add_account(ANA, name="Ana Ruiz")
    made = Machine(tmp_path)
    with pretend_google(google) as environment:
        made.environment |= environment
        made.environment["BROWSER"] = f"{sys.executable} {ROBOT} allow {ANA} %s"
        yield made


def line_of(process: subprocess.Popen[str]) -> str:
    """Its next line on stdout."""
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], PATIENCE)[0], "nothing was said"
    return process.stdout.readline()


def states(machine: Machine) -> list[str]:
    """How the attempts of the profile stand."""
    with closing(sqlite3.connect(machine.profile.database)) as conn:
        return [state for (state,) in conn.execute("SELECT state FROM authorizations ORDER BY created_at")]


def test_the_browser_that_was_named_is_opened_and_stdout_stays_ours(machine: Machine) -> None:
    with machine.start("connect", "google", "--json") as process:
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, (out, err)
    assert json.loads(out)["connection"]["account"] == ANA
    assert "Sign in to Google in the browser" in err
    assert "a browser that talks on stdout" in err


def test_a_browser_that_cannot_be_opened_leaves_the_address_to_be_copied(machine: Machine) -> None:
    machine.environment |= {"BROWSER": "/bin/false", "PATH": ""}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TERM"):
        machine.environment.pop(name, None)
    with machine.start("connect", "google", "--json") as process:
        assert process.stderr is not None
        said = [process.stderr.readline() for _ in range(3)]
        assert "No browser could be opened" in said[2]
        robot.sign_in(said[1].strip())
        out, _ = process.communicate(timeout=PATIENCE)
    assert json.loads(out)["connection"]["account"] == ANA


def test_signing_in_works_through_the_engine_that_runs(machine: Machine, served: Served) -> None:
    machine.run("connect", "caldav", "--url", served.url, "--user", "ana", "--password-stdin", stdin="secret-ana\n")
    with machine.watching(), machine.start("connect", "google", "--no-browser", "--json") as process:
        robot.sign_in(json.loads(line_of(process))["open"])
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, (out, err)
        id_ = json.loads(out)["connection"]["id"]
        assert machine.run("sync", id_)["runs"][0]["status"] == "ok"
        with machine.start("reconnect", id_, "--no-browser", "--json") as again:
            robot.sign_in(json.loads(line_of(again))["open"])
            out, err = again.communicate(timeout=PATIENCE)
        assert json.loads(out)["connection"]["status"] == "active", err


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "elsewhere"])
def test_whoever_asked_and_goes_away_is_not_waited_for(machine: Machine, served: Served, elsewhere: bool) -> None:
    machine.run("connect", "caldav", "--url", served.url, "--user", "ana", "--password-stdin", stdin="secret-ana\n")
    if not elsewhere:
        interrupt(machine)
        return
    with machine.watching():
        interrupt(machine)


def interrupt(machine: Machine) -> None:
    with machine.start("connect", "google", "--no-browser", "--json") as process:
        url = json.loads(line_of(process))["open"]
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
    until = time.monotonic() + PATIENCE
    while states(machine) != ["cancelled"] and time.monotonic() < until:
        time.sleep(0.02)
    assert states(machine) == ["cancelled"]
    assert url


def test_other_commands_are_carried_out_while_somebody_signs_in(machine: Machine) -> None:
    with machine.start("connect", "google", "--no-browser", "--json") as process:
        url = json.loads(line_of(process))["open"]
        assert machine.run("connections") == {"connections": []}
        assert machine.run("pause", "5")["paused_until"]
        robot.sign_in(url)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, (out, err)


GOOGLES = """
import sys
from calsync_desktop.app import asking, commands, google, house
from calsync_desktop.cli import accounts, signing
from calsync_desktop.auth.google import bearer, registration, signing, tokens
print(sorted({name.split(".")[0] for name in sys.modules} & {"google_auth_oauthlib", "requests", "oauthlib", "PySide6"}))
"""


def test_googles_library_is_loaded_by_nobody_but_who_signs_in() -> None:
    out = subprocess.run([sys.executable, "-c", GOOGLES], capture_output=True, text=True, check=True, timeout=60).stdout
    assert out.strip() == "[]"
