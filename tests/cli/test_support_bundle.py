"""The support bundle holds versions, settings, counts and runs, and nothing that is anybody's business."""

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Served, Shell

CANARIES = {
    "title": "Canary-Title-Kestrel",
    "notes": "Canary-Notes-Heron",
    "location": "Canary-Place-Wren",
    "guest": "canary.guest@example.org",
    "category": "Canary-Category",
    "regex": "Canary-Regex",
    "password": "secret-ana",
    "user": "127.0.0.1",
}


@pytest.fixture
def full(shell: Shell, served: Served, connected: str) -> Shell:
    """A profile with a canary in everything that a person may have put into it, a failed run, and careless lines in the log."""
    c = CANARIES
    add = ("add", "--calendar", "Work", "--title", c["title"], "--start", "2026-03-02T09:00")
    id_ = shell.tell(*add, "--notes", c["notes"], "--location", c["location"], "--guest", c["guest"])["appointment"][
        "id"
    ]
    shell.tell("edit", id_, f"categories={c['category']}")
    shell.tell("configure", connected, f"hide_titles={c['regex']}", f"hide_categories={c['category']}")
    shell.tell("sync")
    with shell.profile.log.open("a") as log:
        log.write(f"2026-03-01 INFO careless: {c['title']} in {c['location']} of {connected} and {id_}\n")
        log.write(
            f"2026-03-01 INFO careless: https://ana:{c['password']}@127.0.0.1/x token={c['password']} {c['guest']}\n"
        )
    return shell


def bundle(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as parts:
        return {name: parts.read(name).decode() for name in parts.namelist()}


def ids(shell: Shell) -> set[str]:
    found = {row["id"] for row in shell.tell("calendars")["calendars"]}
    for row in shell.tell("history")["changes"]:
        found |= {
            row["id"],
            row["connection"],
            row["calendar"],
            row["appointment"],
            *([row["run"]] if row["run"] else []),
        }
    return found


def test_no_canary_and_no_id_is_in_it(full: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    told = full.tell("support-bundle", str(file))
    assert told["file"] == str(file)
    text = "\n".join(bundle(file).values())
    assert [name for name, canary in CANARIES.items() if canary.lower() in text.lower()] == []
    assert [id_ for id_ in ids(full) if id_ in text] == []
    assert "Work" not in text
    assert "<content>" in text


def test_it_holds_what_helps(full: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    full.tell("support-bundle", str(file))
    parts = bundle(file)
    assert list(parts) == ["README.txt", "report.json", "log.txt"]
    report: dict[str, Any] = json.loads(parts["report.json"])
    assert report["versions"]["python"]
    assert report["versions"]["system"]
    assert report["rows"]["appointments"] == 1
    [connection] = report["connections"]
    assert connection["provider"] == "caldav"
    assert connection["hides"]["titles"] is True
    assert report["runs"][0]["connection"] == connection["id"]
    assert report["runs"][0]["status"] == "ok"
    assert "careless" in parts["log.txt"]


def test_ids_are_other_ones_in_every_bundle(full: Shell, tmp_path: Path) -> None:
    found = []
    for name in ("one.zip", "two.zip"):
        full.tell("support-bundle", str(tmp_path / name))
        found.append(json.loads(bundle(tmp_path / name)["report.json"])["connections"][0]["id"])
    assert found[0] != found[1]


def test_the_words_list_what_is_inside(full: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    words = full("support-bundle", str(file)).out
    for name in bundle(file):
        assert name in words


def test_only_the_user_may_read_it(full: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    full.tell("support-bundle", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_existing_file_is_never_overwritten(full: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    file.write_text("mine")
    assert "nothing was overwritten" in full.error("support-bundle", str(file), code=2)["hint"]
    assert file.read_text() == "mine"


@pytest.mark.parametrize("name", ["bundle.txt", "no/such/folder/bundle.zip"])
def test_a_place_that_cannot_be_is_refused(full: Shell, tmp_path: Path, name: str) -> None:
    assert full.error("support-bundle", str(tmp_path / name), code=2)["hint"]


def test_a_damaged_profile_can_still_be_told_of(full: Shell, tmp_path: Path) -> None:
    full.profile.database.write_bytes(b"this is no database" * 1000)
    file = tmp_path / "bundle.zip"
    full.tell("support-bundle", str(file))
    assert "cannot be read" in json.loads(bundle(file)["report.json"])["profile"]


def test_an_empty_profile_has_a_bundle(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    shell.tell("support-bundle", str(file))
    assert json.loads(bundle(file)["report.json"])["profile"] == "empty"
    assert not shell.profile.directory.exists()
