"""Both sides edit: what is merged, what is disputed, how it is settled, and what history says of it."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Served, Shell

DAY = ("--from", "2026-03-02", "--to", "2026-03-02")


def edit_there(served: Served, old: str, new: str) -> None:
    [path] = served.sandbox.store.texts(served.work)
    served.sandbox.store.edit(
        f"{served.work}{path}" if not path.startswith("/") else path, lambda text: text.replace(old, new)
    )


def text_there(served: Served) -> str:
    [text] = served.sandbox.store.texts(served.work).values()
    return text


def test_different_fields_are_merged(shell: Shell, served: Served, shared: str) -> None:
    shell.tell("edit", shared, "location=Room 4")
    edit_there(served, "SUMMARY:Plan", "SUMMARY:Plan B")
    [run] = shell.tell("sync")["runs"]
    assert (run["status"], run["merged"], run["conflicts"]) == ("ok", 1, 0)
    assert "SUMMARY:Plan B" in text_there(served)
    assert "LOCATION:Room 4" in text_there(served)


def test_a_preview_changes_nothing(shell: Shell, served: Served, shared: str) -> None:
    shell.tell("edit", shared, "location=Room 4")
    before = text_there(served)
    told = shell.tell("sync", "--preview")
    [line] = told["plan"]
    assert (line["appointment"], line["title"], line["direction"], line["fields"], line["notifies"]) == (
        shared,
        "Plan",
        "out",
        ["location"],
        0,
    )
    assert text_there(served) == before
    assert shell.tell("status")["waiting"] == 1
    assert "Plan" in shell("sync", "--preview").out


@pytest.fixture
def disputed(shell: Shell, served: Served, connected: str, shared: str) -> dict[str, Any]:
    """Both sides renamed it, and the user wants to be asked."""
    shell.tell("configure", connected, "on_conflict=ask")
    shell.tell("edit", shared, "title=Mine")
    edit_there(served, "SUMMARY:Plan", "SUMMARY:Theirs")
    ended = shell("sync", "--json")
    assert (ended.code, ended.told["runs"][0]["conflicts"]) == (4, 1)
    [conflict] = shell.tell("conflicts")["conflicts"]
    return dict(conflict)


def test_a_conflict_shows_both_sides(shell: Shell, shared: str, disputed: dict[str, Any]) -> None:
    assert disputed["appointment"] == shared
    [field] = disputed["fields"]
    assert field == {"name": "title", "base": "Plan", "mine": "Mine", "theirs": "Theirs"}
    assert shell.tell("status")["conflicts"] == 1
    words = shell("conflicts").out
    assert "Mine" in words
    assert "Theirs" in words


def test_a_conflict_goes_on_waiting(shell: Shell, disputed: dict[str, Any]) -> None:
    assert shell("sync", "--json").code == 4


@pytest.mark.parametrize(("keep", "title"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_a_side_is_kept(shell: Shell, served: Served, disputed: dict[str, Any], keep: str, title: str) -> None:
    told = shell.tell("resolve", disputed["id"][:5], "--keep", keep, "--version", disputed["version"])
    assert told["changes"]
    assert shell.tell("conflicts") == {"conflicts": []}
    assert shell.tell("sync")["runs"][0]["conflicts"] == 0
    assert f"SUMMARY:{title}" in text_there(served)
    assert [row["title"] for row in shell.tell("agenda", *DAY)["occurrences"]] == [title]


def test_both_are_kept(shell: Shell, served: Served, disputed: dict[str, Any]) -> None:
    shell.tell("resolve", disputed["id"], "--keep", "both")
    shell.tell("sync")
    assert len(served.sandbox.store.texts(served.work)) == 2
    assert sorted(row["title"] for row in shell.tell("agenda", *DAY)["occurrences"]) == ["Mine", "Theirs"]


def test_a_field_is_chosen_by_itself(shell: Shell, served: Served, disputed: dict[str, Any]) -> None:
    shell.tell("resolve", disputed["id"], "--keep", "mine", "--field", "title=theirs")
    shell.tell("sync")
    assert "SUMMARY:Theirs" in text_there(served)


def test_a_conflict_that_moved_on_is_not_settled_blindly(shell: Shell, disputed: dict[str, Any]) -> None:
    shell.error("resolve", disputed["id"], "--keep", "mine", "--version", "another", code=2)
    assert len(shell.tell("conflicts")["conflicts"]) == 1


def test_history_tells_what_happened(shell: Shell, served: Served, shared: str) -> None:
    edit_there(served, "SUMMARY:Plan", "SUMMARY:Plan B")
    [run] = shell.tell("sync")["runs"]
    [change] = shell.tell("history", "--run", run["id"])["changes"]
    assert (change["direction"], change["kind"], change["fields"], change["appointment"]) == (
        "in",
        "update",
        ["title"],
        shared,
    )
    everything = shell.tell("history")["changes"]
    assert [row["direction"] for row in everything][-1] == "here"
    assert "Plan" in shell("history").out


def test_what_is_exported_can_be_imported(shell: Shell, served: Served, shared: str, tmp_path: Path) -> None:
    shell.tell(
        "add",
        "--calendar",
        "Work",
        "--title",
        "Weekly",
        "--start",
        "2026-03-03T09:00",
        "--rrule",
        "FREQ=WEEKLY;COUNT=3",
    )
    file = str(tmp_path / "out.ics")
    assert shell.tell("export", file, "--calendar", "Work") == {"file": file, "count": 2}
    told = shell.tell("import", file, "--calendar", "Private", "--preview")
    assert told == {"created": 2, "skipped": 0, "failed": []}
    assert shell.tell("import", file, "--calendar", "Private") == told
    assert shell.tell("import", file, "--calendar", "Private") == {"created": 0, "skipped": 2, "failed": []}
    assert shell.tell("sync")["runs"][0]["pushed"]["created"] == 3
    assert len(served.sandbox.store.texts(served.private)) == 2


def test_a_spreadsheet_reads_no_formula(shell: Shell, connected: str, tmp_path: Path) -> None:
    shell.tell("add", "--calendar", "Work", "--title", "=1+1", "--start", "2026-03-03")
    assert shell.tell("export", f"{tmp_path}/out.csv")["count"] == 1
    assert (tmp_path / "out.csv").read_text().splitlines()[1].startswith("'=1+1,2026-03-03,2026-03-04,yes,")


def test_an_import_says_what_it_could_not_read(shell: Shell, connected: str, tmp_path: Path) -> None:
    text = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//x//EN",
        "BEGIN:VEVENT",
        "UID:good",
        "DTSTART:20260302T090000Z",
        "SUMMARY:Good",
        "END:VEVENT",
    ]
    text += ["BEGIN:VEVENT", "UID:bad", "SUMMARY:No start", "END:VEVENT", "END:VCALENDAR", ""]
    (tmp_path / "in.ics").write_text("\r\n".join(text), newline="")
    told = shell.tell("import", f"{tmp_path}/in.ics", "--calendar", "Work")
    assert (told["created"], [failed["uid"] for failed in told["failed"]]) == (1, ["bad"])
    assert told["failed"][0]["reason"].endswith(".")
