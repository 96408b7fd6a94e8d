"""The demo: a real CalDAV server and a pretend Google, a throw-away profile, both sides changed and brought in step; and nothing of it outlives it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psutil
import pytest
from icalendar import Calendar, Event

from calsync_desktop.app.demo.seed import seed_calendars

pytestmark = pytest.mark.real_server

SERVERS = 2  # the pretend Google and Radicale, each a process


class Stage:
    """Where the demo is played; everything it leaves behind is in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CALSYNC_")}
        self.environment = inherited | {
            "TMPDIR": str(folder),
            "XDG_DATA_HOME": str(folder / "home"),
            "TZ": "Europe/Berlin",
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        command, pipe = [sys.executable, "-m", "calsync_desktop", "demo", *words], subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    def is_empty(self) -> bool:
        """Nothing is left in the folder, and nobody works in it."""
        left = list(self.folder.iterdir())
        busy = [
            p
            for p in psutil.process_iter(["cmdline"])
            if any(str(self.folder) in word for word in p.info["cmdline"] or [])
        ]
        return not left and not busy


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    stage = Stage(tmp_path_factory.mktemp("demo"))
    with stage.start("--headless", "--json") as demo:
        out, err = demo.communicate(timeout=90)
    assert (demo.returncode, err) == (0, "")
    yield json.loads(out)
    assert stage.is_empty()


def test_the_runs_are_told(told: dict[str, Any]) -> None:
    assert told.keys() == {"runs", "occurrences"}
    first, google, last, quiet = told["runs"]
    assert [(run["status"], run["pulled"]["created"]) for run in (first, google)] == [("ok", 28), ("ok", 7)]
    assert (last["status"], last["merged"], last["parked"], last["conflicts"]) == ("ok", 1, 0, 0)
    assert last["pushed"] == {"created": 1, "updated": 2, "deleted": 0}
    assert (quiet["status"], quiet["pulled"], quiet["parked"]) == ("ok", {"created": 0, "updated": 0, "deleted": 0}, 0)


def test_the_agenda_shows_what_both_sides_did(told: dict[str, Any]) -> None:
    rows = {row["title"]: row for row in told["occurrences"]}
    assert datetime.fromisoformat(rows["Lunch with George"]["start"]).astimezone(ZoneInfo("Europe/London")).hour == 13
    assert rows["Roadmap review"]["location"] == "Boston, room Darwin, and the call"
    assert "Steering committee: budget" in rows
    assert rows["Deal team stand-up"]["zone"] == "America/New_York"
    assert "Dinner with Elin" in rows
    assert not any(row["waiting"] for row in told["occurrences"])
    assert {"Europe/Berlin", "Europe/London", "America/New_York", ""} <= {row["zone"] for row in told["occurrences"]}


def test_the_words_say_what_happened(stage: Stage) -> None:
    with stage.start("--headless") as demo:
        out, err = demo.communicate(timeout=90)
    assert (demo.returncode, err) == (0, "")
    assert "What happened" in out
    assert "The server now has both edits" in out
    assert "Google was there all the while, and was sent 1" in out
    assert stage.is_empty()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["terminated", "interrupted"])
def test_a_demo_that_is_stopped_cleans_up(stage: Stage, number: signal.Signals) -> None:
    with stage.start("--headless") as demo:
        children: list[psutil.Process] = []
        while len(children) < SERVERS:
            assert demo.poll() is None
            children = psutil.Process(demo.pid).children()
        demo.send_signal(number)
        out, err = demo.communicate(timeout=30)
    assert "Traceback" not in out + err
    psutil.wait_procs(children, timeout=10)
    assert stage.is_empty()


def test_a_demo_that_is_killed_takes_its_server_with_it(stage: Stage) -> None:
    with stage.start("--headless") as demo:
        children: list[psutil.Process] = []
        while len(children) < SERVERS:
            assert demo.poll() is None
            children = psutil.Process(demo.pid).children()
        demo.kill()
        demo.communicate(timeout=30)
    assert not psutil.wait_procs(children, timeout=10)[1]
    assert stage.is_empty()


@pytest.mark.parametrize("today", [date(2026, 3, 23), date(2026, 10, 25), date(2024, 2, 29), date(2025, 12, 31)])
def test_the_seed_is_valid_on_any_day(today: date) -> None:
    """Also in the weeks in which the clocks change."""
    calendars = seed_calendars(today)
    uids = [uid for calendar in calendars for uid in calendar.objects]
    assert len(uids) == len(set(uids)) == 28
    for calendar in calendars:
        for text in calendar.objects.values():
            for event in Calendar.from_ical(text).walk("VEVENT"):
                assert isinstance(event, Event)
                assert event.end > event.start
