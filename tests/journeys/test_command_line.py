"""From a shell to a real server and back: one long journey on Radicale, in real processes."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from calsync_desktop.app.demo.server import USER, demo_server
from tests.servers import RealServer, radicale

pytestmark = [pytest.mark.real_server, pytest.mark.slow, pytest.mark.timeout(300)]
TOMORROW = datetime.now(UTC).date() + timedelta(days=1)
DAYS = [(TOMORROW + timedelta(days=n)).isoformat() for n in range(6)]
WEEK = ("--from", DAYS[0], "--to", DAYS[5])


@pytest.fixture
def server() -> Iterator[RealServer]:
    with radicale(passwords=True) as running:
        asyncio.run(make_calendar(running))
        yield running


async def make_calendar(server: RealServer) -> None:
    async with server.client() as client:
        assert (await client.request("MKCALENDAR", f"{server.home}work/")).status_code == 201


class Device:
    """A machine with a profile of its own."""

    def __init__(self, folder: Path, url: str, user: str, password: str) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CALSYNC_")}
        self.environment = inherited | {
            "CALSYNC_DATA_DIR": str(folder),
            "TZ": "Europe/Berlin",
            "CALSYNC_VAULT_PASSPHRASE": "a passphrase",
        }
        words = ("connect", "caldav", "--url", url, "--user", user, "--password-stdin")
        self.connection = self(*words, stdin=f"{password}\n")["connection"]["id"]

    def __call__(self, *words: str, stdin: str = "", code: int = 0) -> Any:
        command = [sys.executable, "-m", "calsync_desktop", *words, "--json"]
        ended = subprocess.run(
            command, env=self.environment, input=stdin, capture_output=True, text=True, check=False, timeout=60
        )
        assert ended.returncode == code, (words, ended.stdout, ended.stderr)
        return json.loads(ended.stdout)

    def add(self, title: str, start: str, *words: str, calendar: str = "ana/work") -> str:
        id_: str = self("add", "--calendar", calendar, "--title", title, "--start", start, *words)["appointment"]["id"]
        return id_

    def sync(self, code: int = 0) -> Any:
        [run] = self("sync", code=code)["runs"]
        return run

    def titles(self) -> list[str]:
        return [row["title"] for row in self("agenda", *WEEK)["occurrences"]]

    def find(self, text: str) -> str:
        [row] = self("search", text)["occurrences"]
        id_: str = row["appointment"]
        return id_


def test_two_devices_of_one_account_agree(tmp_path: Path, server: RealServer) -> None:
    desk, laptop = (Device(tmp_path / name, server.url, server.user, server.password) for name in ("desk", "laptop"))
    desk.add("Daily", f"{DAYS[0]}T09:00", "--rrule", "FREQ=DAILY;COUNT=3")
    desk.add("Trip", DAYS[2], "--end", DAYS[5], "--location", "Vienna")
    assert desk.sync()["pushed"]["created"] == 2
    assert laptop.sync()["pulled"]["created"] == 2
    assert laptop.titles() == ["Daily", "Daily", "Trip", "Daily"]

    laptop("edit", laptop.find("Daily"), "title=Daily, moved", f"start={DAYS[1]}T11:00", "--at", f"{DAYS[1]}T09:00")
    desk("delete", desk.find("Daily"), "--at", f"{DAYS[2]}T09:00")
    desk("edit", desk.find("Trip"), "location=Graz")
    laptop("edit", laptop.find("Trip"), "notes=By train")
    assert laptop.sync()["pushed"]["updated"] == 2
    assert desk.sync()["merged"] == 2
    laptop.sync()
    assert desk.titles() == laptop.titles() == ["Daily", "Daily, moved", "Trip"]
    for device in (desk, laptop):
        trip = device("show", device.find("Trip"))["appointment"]
        assert (trip["location"], trip["notes"], trip["waiting"]) == ("Graz", "By train", False)

    for device in (desk, laptop):
        device("configure", device.connection, "on_conflict=ask")
    desk("edit", desk.find("Trip"), "title=Excursion")
    laptop("edit", laptop.find("Trip"), "title=Journey")
    desk.sync()
    assert laptop.sync(code=4)["conflicts"] == 1
    [conflict] = laptop("conflicts")["conflicts"]
    laptop("resolve", conflict["id"], "--keep", "mine", "--version", conflict["version"])
    laptop.sync()
    desk.sync()
    assert desk.find("Journey") == desk.find("Graz")

    desk("delete", desk.find("Daily"))
    desk.sync()
    assert laptop.sync()["pulled"]["deleted"] == 1
    assert laptop.titles() == ["Journey"]
    exported = tmp_path / "out.ics"
    assert laptop("export", str(exported))["count"] == 1
    assert laptop("import", str(exported), "--calendar", "ana/work") == {"created": 0, "skipped": 1, "failed": []}
    quiet = laptop.sync()
    assert (quiet["requests"], quiet["pulled"], quiet["pushed"]) == (
        1,
        dict.fromkeys(quiet["pulled"], 0),
        dict.fromkeys(quiet["pushed"], 0),
    )


def test_an_edit_offline_is_sent_when_the_server_is_back(tmp_path: Path) -> None:
    with demo_server(folder_in(tmp_path)) as server:
        device = Device(tmp_path, server.url, USER, server.password)
        device("calendars", "--create", "Work", "--connection", device.connection)
        device.sync()
        server.stop()
        device.add("Written on the train", f"{DAYS[0]}T09:00", calendar="Work")
        assert device.sync(code=1)["status"] == "offline"
        assert device("connections")["connections"][0]["status"] == "offline"
        assert device("status")["waiting"] == 1
        server.start()
        assert device.sync()["pushed"]["created"] == 1
        assert device("status")["waiting"] == 0


def folder_in(parent: Path) -> Path:
    """A folder for the server."""
    folder = parent / "server"
    folder.mkdir()
    return folder
