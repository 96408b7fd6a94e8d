"""Where everybody is measured: a server with a full calendar, and a home for each of the programs."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.bench.seed import Event, events
from tests.bench.timing import Program, environment, nothing
from tests.servers import RealServer, radicale

ROOT = Path(__file__).parents[2]
NAME = "bench"
# What a sync that finds nothing new may not touch.
QUIET_TABLES = ("appointments", "pieces", "occurrences", "faces", "history", "intents", "parked")


@dataclass(frozen=True, slots=True)
class Stage:
    """``folder`` holds the homes; ``peers`` is the directory with vdirsyncer and khal; ``today`` is the middle of the ``events``."""

    server: RealServer
    folder: Path
    peers: Path
    events: int
    today: date

    @property
    def collection(self) -> str:
        """The calendar's path on the server."""
        return f"{self.server.home}{NAME}/"

    @property
    def shelf(self) -> Path:
        """The calendar's folder inside the server."""
        return self.server.folder / "collections" / "collection-root" / "ana" / NAME

    # --- ours ---------------------------------------------------------------------------------------------------------

    @property
    def homes(self) -> Path:
        """Where our profiles lie."""
        return self.folder / "calsync"

    @property
    def database(self) -> Path:
        """Our local copy."""
        return self.homes / "profiles" / "default" / "calsync.db"

    def calsync(self, *words: str, before: Callable[[], None] = nothing) -> Program:
        """Our command line."""
        vault = {"CALSYNC_VAULT_PASSPHRASE": "a bench passphrase"}
        around = environment(CALSYNC_DATA_DIR=self.homes, PYTHONPATH=ROOT, TZ="Europe/Berlin", **vault)
        return Program("calsync", [sys.executable, "-m", "calsync_desktop", *words], around, before)

    def connect(self) -> None:
        """A fresh profile with the account, nothing synced; a copy of it is kept for ``before_first_sync``."""
        server = self.server
        program = self.calsync("connect", "caldav", "--url", server.url, "--user", server.user, "--password-stdin")
        around = dict(program.environment)
        subprocess.run(
            program.words, input=f"{server.password}\n", env=around, check=True, stdout=sys.stderr, text=True
        )
        shutil.copytree(self.homes, self.folder / "calsync-fresh")

    def before_first_sync(self) -> None:
        """Put our profile back to where nothing was synced."""
        shutil.rmtree(self.homes, ignore_errors=True)
        shutil.copytree(self.folder / "calsync-fresh", self.homes)

    def quiet_rows(self) -> dict[str, int]:
        """A mark of each table's rows, that differs when any of them was written anew."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as reading:
            return {name: hash(tuple(reading.execute(f"SELECT rowid, * FROM {name}"))) for name in QUIET_TABLES}

    # --- peers --------------------------------------------------------------------------------------------------------

    @property
    def vdir(self) -> Path:
        """The folder that vdirsyncer fills and khal reads."""
        return self.folder / "vdir"

    def vdirsyncer(self, *words: str, before: Callable[[], None] = nothing) -> Program:
        """vdirsyncer on the same account."""
        config = self.folder / "vdirsyncer.conf"
        command = [str(self.peers / "vdirsyncer"), "-v", "ERROR", "-c", str(config), *words]
        return Program("vdirsyncer", command, environment(), before)

    def before_first_vdir(self) -> None:
        """Put vdirsyncer back to where nothing was synced; what it discovered stays known."""
        shutil.rmtree(self.vdir, ignore_errors=True)
        (self.vdir / NAME).mkdir(parents=True)
        for known in (self.folder / "status").rglob("*.items"):
            known.unlink()

    def khal(self, first: date, days: int) -> Program:
        """khal's list of so many days."""
        config, form = str(self.folder / "khal.conf"), "{start-end-time-style} {title} {location}"
        words = ["-c", config, "list", "--format", form, first.isoformat(), f"{days}d"]
        return Program("khal", [str(self.peers / "khal"), *words], environment(TZ="Europe/Berlin"))

    def floor(self) -> Program:
        """The least that a first sync has to do."""
        database = self.folder / "floor.db"
        words = [sys.executable, "-m", "tests.bench.floor", self.server.url, self.collection, str(database)]
        return Program("floor", words, environment(PYTHONPATH=ROOT), before=lambda: database.unlink(missing_ok=True))


@contextmanager
def staged(folder: Path, peers: Path, count: int, today: date) -> Iterator[Stage]:
    """The server, full and warm, with an account in every program; throw-away but for ``folder``."""
    with radicale() as server:
        stage = Stage(server, folder, peers, count, today)
        _fill(stage.shelf, events(count, today))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vdirsyncer.conf").write_text(_vdirsyncer_words(stage))
        (folder / "khal.conf").write_text(_khal_words(stage))
        stage.floor().run()  # the server keeps what it parsed
        stage.before_first_vdir()
        stage.vdirsyncer("discover").run()
        stage.connect()
        yield stage


def _fill(shelf: Path, some: Iterator[Event]) -> None:
    """Written where the server keeps them: five thousand PUTs would take minutes and prove nothing here."""
    shelf.mkdir(parents=True)
    (shelf / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR", "D:displayname": "Bench"}))
    for event in some:
        (shelf / event.name).write_text(event.text, encoding="utf-8", newline="")


def _vdirsyncer_words(stage: Stage) -> str:
    server = stage.server
    return f"""
[general]
status_path = "{stage.folder}/status"
[pair bench]
a = "local"
b = "remote"
collections = ["{NAME}"]
[storage local]
type = "filesystem"
path = "{stage.vdir}"
fileext = ".ics"
[storage remote]
type = "caldav"
url = "{server.url}"
username = "{server.user}"
password = "{server.password}"
"""


def _khal_words(stage: Stage) -> str:
    return f"""
[calendars]
[[{NAME}]]
path = {stage.vdir}/{NAME}
[sqlite]
path = {stage.folder}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = Europe/Berlin
local_timezone = Europe/Berlin
[default]
default_calendar = {NAME}
"""
