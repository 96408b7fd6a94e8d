"""Reading verbs start at once and headless verbs load no window: what each process imports."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Served, Shell

HEAVY = {
    "sqlalchemy",
    "alembic",
    "httpx",
    "icalendar",
    "structlog",
    "asyncio",
    "lxml",
    "dateutil",
    "keyring",
    "cryptography",
    "platformdirs",
    "PySide6",
}
QT = {"PySide6", "shiboken6", "qasync"}
LOADED = """
import sys
from calsync_desktop.cli.ending import run
code = run(sys.argv[1:])
print(code, *sorted({name.split(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def loaded_by(folder: Path, *words: str, stdin: str = "") -> tuple[int, set[str]]:
    """The exit code and the packages that a process had imported at its end."""
    environment = {
        **os.environ,
        "CALSYNC_DATA_DIR": str(folder),
        "TZ": "Europe/Berlin",
        "CALSYNC_VAULT_PASSPHRASE": "x",
    }
    command = [sys.executable, "-c", LOADED, *words]
    ended = subprocess.run(
        command, env=environment, input=stdin, capture_output=True, text=True, check=False, timeout=60
    )
    code, *modules = ended.stderr.splitlines()[-1].split()
    return int(code), set(modules)


@pytest.fixture
def filled(shell: Shell, connected: str, tmp_path: Path) -> Path:
    shell.tell("add", "--calendar", "Work", "--title", "Something", "--start", "2026-03-02T09:00")
    shell.tell("sync")
    return tmp_path / "d"


@pytest.mark.parametrize(
    "words",
    [
        ["agenda"],
        ["agenda", "--json"],
        ["search", "some"],
        ["connections"],
        ["calendars"],
        ["status"],
        ["conflicts"],
        ["log"],
    ],
    ids=" ".join,
)
def test_a_reading_verb_loads_nothing_heavy(filled: Path, words: list[str]) -> None:
    code, modules = loaded_by(filled, *words)
    assert code == 0
    assert modules & (HEAVY - ({"asyncio"} if words == ["log"] else set())) == set()


def test_an_edit_offline_loads_no_network_and_no_window(filled: Path) -> None:
    code, modules = loaded_by(filled, "add", "--calendar", "Work", "--title", "x", "--start", "2026-03-02")
    assert code == 0
    assert modules & {"httpx", "lxml", "alembic", *QT} == set()


def test_a_sync_loads_no_window_and_no_migration(tmp_path: Path, served: Served) -> None:
    words = ("connect", "caldav", "--url", served.url, "--user", "ana", "--password-stdin")
    assert loaded_by(tmp_path, *words, stdin="secret-ana\n")[0] == 0
    code, modules = loaded_by(tmp_path, "sync")
    assert code == 0
    assert "httpx" in modules
    assert modules & {"alembic", *QT} == set()
