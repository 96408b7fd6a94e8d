"""The command line keeps its contract: JSON alone on stdout, exit codes, ids, and words for people."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from calsync_desktop.cli.root import VERBS
from tests.cli.conftest import Served, Shell

WORDS_OF = {
    "occurrences": "agenda",
    "connections": "connections",
    "calendars": "calendars",
    "conflicts": "conflicts",
    "questions": "questions",
    "changes": "history",
    "lines": "log",
}


@pytest.mark.parametrize(("name", "verb"), WORDS_OF.items())
def test_reading_an_empty_profile_answers_nothing_and_makes_nothing(shell: Shell, name: str, verb: str) -> None:
    assert shell.tell(verb) == {name: []}
    assert not shell.profile.directory.exists()


def test_an_empty_profile_has_a_status(shell: Shell) -> None:
    told = shell.tell("status")
    assert told == {
        "profile": "default",
        "paused_until": None,
        "connections": [],
        "waiting": 0,
        "conflicts": 0,
        "questions": 0,
    }


def test_syncing_nothing_is_done(shell: Shell) -> None:
    assert shell.tell("sync") == {"runs": []}
    assert shell.tell("sync", "--preview") == {"runs": [], "plan": []}


@pytest.mark.parametrize(
    "words",
    [
        ("agenda", "--from", "tomorrow"),
        ("agenda", "--nonsense"),
        ("agenda", "--from", "2026-03-09", "--to", "2026-03-02", "--calendar", "x"),
        ("show",),
        ("show", "a1"),
        ("frobnicate",),
        ("configure", "n1", "window_days"),
        ("configure", "n1", "window_days=30"),
        ("pause", "soon"),
        ("resolve", "k1", "--keep", "neither"),
        ("edit", "a1", "title=x", "--at", "2026-03-02", "--from", "2026-03-02"),
        ("connect", "caldav", "--url", "x", "--user", "y"),
        ("connect", "google"),
        ("calendars", "--create", "New"),
        ("export", "notes.txt"),
        ("import", "no-such-file.ics", "--calendar", "Work"),
        ("undo", "h1"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_as_json_with_exit_code_2(shell: Shell, words: tuple[str, ...]) -> None:
    error = shell.error(*words, code=2)
    assert error["kind"] == "usage"
    assert error["hint"]


def test_without_json_an_error_is_two_sentences_on_stderr(shell: Shell) -> None:
    ended = shell("show", "a1")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines() == [
        "calsync: There is no appointment “a1”.",
        "This profile is empty: `calsync connect` fills it.",
    ]


def test_a_profile_is_named_like_a_file(shell: Shell) -> None:
    assert shell.error("--profile", "../elsewhere", "status", code=2)["kind"] == "usage"
    assert shell.tell("--profile", "Second-firm", "status")["profile"] == "Second-firm"


def test_the_help_lists_every_verb(shell: Shell) -> None:
    ended = shell("--help")
    assert ended.code == 0
    assert all(f"\n  {verb} " in ended.out for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_and_json(shell: Shell, verb: str) -> None:
    ended = shell(*(("connect", "caldav") if verb == "connect" else (verb,)), "--help")
    assert ended.code == 0
    assert "--json" in ended.out


def test_what_nobody_foresaw_is_a_sentence_and_the_log_says_where(tmp_path: Path) -> None:
    profile = tmp_path / "profiles" / "default"
    profile.mkdir(parents=True)
    stumble = "import sys; from calsync_desktop import cli; from calsync_desktop.app import reading;"
    stumble += "reading.status = lambda _: {}['the secret title']; sys.argv = ['calsync', '--data-dir', sys.argv[1], 'status', '--json']; cli.main()"
    ended = subprocess.run([sys.executable, "-c", stumble, str(tmp_path)], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["error"]["message"].startswith("Something unforeseen happened.")
    assert ended.stderr == ""
    log = (profile / "calsync.log").read_text()
    assert "builtins.KeyError" in log
    assert "calsync_desktop/cli/syncing.py" in log
    assert "secret" not in log


def test_a_reader_that_leaves_is_no_trouble(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "calsync_desktop", "--data-dir", str(tmp_path), "--help"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as calsync:
        assert calsync.stdout is not None
        assert calsync.stderr is not None
        calsync.stdout.close()
        assert calsync.stderr.read() == b""


def test_connecting_lists_the_calendars_and_syncs_nothing(shell: Shell, served: Served, connected: str) -> None:
    [connection] = shell.tell("connections")["connections"]
    assert connection == {
        "id": connected,
        "provider": "caldav",
        "account": "ana",
        "status": "active",
        "error_message": "",
        "sync_enabled": True,
        "window_days": 30,
        "interval_minutes": 5,
        "on_conflict": "newest",
        "on_remote_delete": "delete",
        "last_sync_at": None,
        "calendars": 2,
    }
    calendars = shell.tell("calendars")["calendars"]
    assert [(row["name"], row["access"], row["selected"]) for row in calendars] == [
        ("Private", "write", True),
        ("Work", "write", True),
    ]
    assert shell.tell("agenda") == {"occurrences": []}


def test_the_password_is_in_no_file_and_no_word(shell: Shell, connected: str) -> None:
    ended = shell("-v", "sync")
    assert ended.code == 0
    assert "secret-ana" not in ended.out + ended.err
    for file in shell.profile.directory.rglob("*"):
        assert not file.is_file() or b"secret-ana" not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0
    assert shell.profile.directory.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("days", ["6", "366", "many", ""])
def test_window_days_has_limits(shell: Shell, connected: str, days: str) -> None:
    assert "7 to 365" in shell.error("configure", connected, f"window_days={days}", code=2)["message"]
    assert shell.tell("connections")["connections"][0]["window_days"] == 30


def test_settings_are_kept(shell: Shell, connected: str) -> None:
    told = shell.tell(
        "configure", connected, "window_days=7", "on_conflict=ask", "sync-enabled=off", "hide_kinds=declined,free"
    )
    assert {name: told["connection"][name] for name in ("window_days", "on_conflict", "sync_enabled")} == {
        "window_days": 7,
        "on_conflict": "ask",
        "sync_enabled": False,
    }


def test_the_beginning_of_an_id_is_enough(shell: Shell, connected: str) -> None:
    assert shell.tell("configure", connected[:4], "window_days=9")["connection"]["id"] == connected


def test_pausing_is_told_and_ends(shell: Shell) -> None:
    assert shell.tell("pause")["paused_until"] == "forever"
    assert "paused" in shell("status").out
    assert shell.tell("resume")["paused_until"] is None
    assert shell.tell("pause", "30")["paused_until"] > "2026"


def test_disconnecting_forgets_the_account_and_its_password(shell: Shell, connected: str) -> None:
    assert shell.tell("disconnect", connected)["connection"]["id"] == connected
    assert shell.tell("connections") == {"connections": []}
    assert shell.vault.records == {}


def test_calendars_are_chosen_by_name_or_id(shell: Shell, connected: str) -> None:
    told = shell.tell("deselect", "Private")["calendars"]
    assert {row["name"]: row["selected"] for row in told} == {"Private": False, "Work": True}
    told = shell.tell("select", next(row["id"] for row in told if row["name"] == "Private"))["calendars"]
    assert all(row["selected"] for row in told)


def test_a_calendar_is_made_on_the_server(shell: Shell, connected: str) -> None:
    told = shell.tell("calendars", "--create", "Clients", "--connection", connected)["calendars"]
    assert [row["name"] for row in told] == ["Clients", "Private", "Work"]
