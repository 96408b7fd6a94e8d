"""Commands reach the engine that runs: forwarded to the process that holds the profile, which may die at any moment."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from calsync_desktop import door
from calsync_desktop.app.asking import answering
from calsync_desktop.app.profile import Profile
from tests.cli.conftest import Served

TODAY = datetime.now(ZoneInfo("Europe/Berlin")).date().isoformat()
PASSPHRASE = "correct horse battery staple"  # a test's own


PROGRAM = """
import os, resource
if room := os.environ.pop("ROOM", ""):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), int(room)))
from calsync_desktop.cli import main
main()
"""


class Machine:
    """Real processes on one profile, with a passphrase instead of a keyring."""

    def __init__(self, folder: Path) -> None:
        self.profile = Profile("default", folder / "profiles" / "default")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CALSYNC_")}
        self.environment = inherited | {
            "CALSYNC_DATA_DIR": str(folder),
            "TZ": "Europe/Berlin",
            "CALSYNC_VAULT_PASSPHRASE": PASSPHRASE,
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        command, pipe = [sys.executable, "-c", PROGRAM, *words], subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    def run(self, *words: str, stdin: str = "", code: int = 0, room: int | None = None) -> Any:
        """`room` in bytes: no file may grow beyond it, as on a disk that is full."""
        if room is not None:
            self.environment["ROOM"] = str(room)
        with self.start(*words, "--json") as process:
            out, err = process.communicate(stdin, timeout=60)
        assert process.returncode == code, (words, out, err)
        return json.loads(out)

    @contextmanager
    def watching(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A process that holds the engine and syncs by itself; it was heard to sync once."""
        with self.start("watch", *words) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline().startswith("ana: ")
                yield process
            finally:
                process.kill()


@pytest.fixture
def machine(tmp_path: Path, served: Served) -> Machine:
    """A machine on which Ana's account is connected."""
    machine = Machine(tmp_path)
    machine.run("connect", "caldav", "--url", served.url, "--user", "ana", "--password-stdin", stdin="secret-ana\n")
    return machine


def test_an_edit_reaches_the_running_engine_which_sends_it_by_itself(machine: Machine, served: Served) -> None:
    with machine.watching() as watch:
        added = machine.run("add", "--calendar", "Work", "--title", "Forwarded", "--start", f"{TODAY}T09:00")[
            "appointment"
        ]
        assert added["waiting"]
        assert watch.stdout is not None
        while "sent 1 new" not in watch.stdout.readline():
            assert watch.poll() is None
        [text] = served.sandbox.store.texts(served.work).values()
        assert "SUMMARY:Forwarded" in text
        assert not machine.run("show", added["id"])["appointment"]["waiting"]


def test_what_the_user_decides_reaches_the_running_engine(machine: Machine) -> None:
    with machine.watching():
        added = machine.run("add", "--calendar", "Work", "--title", "Forwarded", "--start", TODAY)["appointment"]
        [made] = [row for row in machine.run("history")["changes"] if row["direction"] == "here"]
        assert machine.run("undo", made["id"], "--preview")["changes"][0]["kind"] == "delete"
        assert machine.run("undo", made["id"])["changes"][0]["appointment"] == added["id"]
        assert machine.run("agenda", "--from", TODAY, "--to", TODAY) == {"occurrences": []}
        assert machine.run("doctor")["database"] == "ok"
        assert machine.run("questions") == {"questions": []}
        assert machine.run("answer", "q1", "keep", code=2)["error"]["kind"] == "usage"


def test_the_errors_of_the_running_engine_are_told_like_our_own(machine: Machine) -> None:
    with machine.watching():
        assert machine.run("edit", "zz", "title=x", code=2)["error"]["kind"] == "usage"
        assert machine.run("sync")["runs"][0]["status"] == "ok"


def test_a_request_longer_than_a_line_arrives_too(machine: Machine) -> None:
    with machine.watching():
        notes = "a long story, " * 2000
        added = machine.run("add", "--calendar", "Work", "--title", "Long", "--start", TODAY, "--notes", notes)
        assert added["appointment"]["notes"] == notes
        assert not list(machine.profile.directory.glob("request-*"))


def test_a_holder_that_was_killed_is_replaced(machine: Machine) -> None:
    with machine.watching() as watch:
        watch.send_signal(signal.SIGKILL)
        watch.wait(10)
        assert machine.profile.socket.exists()
        assert machine.run("sync")["runs"][0]["status"] == "ok"


def test_commands_at_the_same_time_all_arrive(machine: Machine) -> None:
    """Each of them finds the profile held by another one now and then."""
    words = [("add", "--calendar", "Work", "--title", f"No {n}", "--start", TODAY, "--json") for n in range(4)]
    processes = [machine.start(*each) for each in words]
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, (out, err)
    titles = [row["title"] for row in machine.run("agenda", "--from", TODAY, "--to", TODAY)["occurrences"]]
    assert sorted(titles) == ["No 0", "No 1", "No 2", "No 3"]


def test_a_full_disk_loses_nothing(machine: Machine) -> None:
    machine.run("add", "--calendar", "Work", "--title", "Before", "--start", TODAY)
    error = machine.run("add", "--calendar", "Work", "--title", "Too much", "--start", TODAY, room=2048, code=1)[
        "error"
    ]
    assert error["kind"] == "disk"
    del machine.environment["ROOM"]
    assert [row["title"] for row in machine.run("agenda")["occurrences"]] == ["Before"]
    machine.run("add", "--calendar", "Work", "--title", "After", "--start", TODAY)


def test_a_second_watch_hears_what_the_first_one_does(machine: Machine) -> None:
    with machine.watching(), machine.start("watch") as second:
        assert second.stdout is not None
        assert second.stderr is not None
        while not select.select([second.stdout], [], [], 0)[0]:  # until it has found the first one
            machine.run("sync")
        assert second.stdout.readline().startswith("ana: ")
        second.send_signal(signal.SIGINT)
        assert second.wait(10) == 130
        assert "Traceback" not in second.stderr.read()


def test_watching_for_a_while_ends_by_itself(machine: Machine) -> None:
    told = machine.run("watch", "--for", "0.5")
    assert [run["status"] for run in told["runs"]] == ["ok"]


def test_an_interrupt_is_silent(machine: Machine) -> None:
    with machine.start("watch") as watch:
        assert watch.stdout is not None
        assert "syncing" in watch.stdout.readline()
        watch.send_signal(signal.SIGINT)
        assert watch.wait(10) == 130
        assert watch.stderr is not None
        assert watch.stderr.read().strip() == ""


def test_reading_never_waits_for_the_holder(machine: Machine) -> None:
    with door.take(machine.profile.lock) or pytest.fail("nobody else holds it"):
        assert machine.run("agenda") == {"occurrences": []}
        assert len(machine.run("connections")["connections"]) == 1


def test_the_passphrase_is_needed_where_the_vault_is_opened(machine: Machine) -> None:
    del machine.environment["CALSYNC_VAULT_PASSPHRASE"]
    assert machine.run("agenda") == {"occurrences": []}
    assert machine.run("sync", code=3)["runs"][0]["error"]["kind"] == "vault-locked"
    machine.environment["CALSYNC_VAULT_PASSPHRASE"] = "wrong"
    assert machine.run("sync", code=3)["runs"][0]["status"] == "sign-in"


async def test_a_window_that_is_asked_is_raised(tmp_path: Path) -> None:
    raised: list[bool] = []
    answer = answering(None, lambda: raised.append(True))  # type: ignore[arg-type]
    assert await answer("raise", {}, None) == {"raised": True}  # type: ignore[arg-type]
    assert raised == [True]
