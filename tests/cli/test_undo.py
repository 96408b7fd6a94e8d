"""Undo is an edit: a change or a whole run, shown first, over what is there now, and sent like any other."""

import pytest

from tests.cli.conftest import Served, Shell
from tests.cli.test_questions import INVITING
from tests.cli.test_settling import edit_there, text_there


@pytest.fixture
def renamed(shell: Shell, shared: str) -> str:
    """The change by which the user renamed Plan to Plot; it was sent."""
    shell.tell("edit", shared, "title=Plot")
    shell.tell("sync")
    change = next(row for row in shell.tell("history")["changes"] if row["title"] == "Plot" and not row["run"])
    assert (change["direction"], change["kind"]) == ("here", "update")
    id_: str = change["id"]
    return id_


def title(shell: Shell, id_: str) -> str:
    told: str = shell.tell("show", id_)["appointment"]["title"]
    return told


def test_a_change_is_undone_and_the_server_follows(
    shell: Shell,
    served: Served,
    shared: str,
    renamed: str,
) -> None:
    told = shell.tell("undo", renamed)
    [change] = told["changes"]
    assert (change["appointment"], change["kind"], change["fields"]) == (shared, "update", ["title"])
    assert told["waiting"] is True
    assert title(shell, shared) == "Plan"
    shell.tell("sync")
    assert "SUMMARY:Plan" in text_there(served)
    assert next(row for row in shell.tell("history")["changes"] if row["id"] == renamed)["undone"] is True


def test_a_preview_says_the_same_and_changes_nothing(shell: Shell, shared: str, renamed: str) -> None:
    before = shell.tell("history")
    told = shell.tell("undo", renamed[:6], "--preview")
    [change] = told["changes"]
    assert (change["id"], change["appointment"], change["kind"], change["fields"]) == (
        renamed,
        shared,
        "update",
        ["title"],
    )
    assert told["waiting"] is False
    assert shell.tell("history") == before
    assert title(shell, shared) == "Plot"
    assert "nothing was changed now" in shell("undo", renamed, "--preview").out


def test_what_was_changed_elsewhere_since_stays(
    shell: Shell,
    served: Served,
    shared: str,
    renamed: str,
) -> None:
    shell.tell("edit", shared, "location=Room 4")
    shell.tell("undo", renamed)
    told = shell.tell("show", shared)["appointment"]
    assert (told["title"], told["location"]) == ("Plan", "Room 4")


def test_a_run_is_undone_as_a_whole(shell: Shell, served: Served, shared: str) -> None:
    edit_there(served, "SUMMARY:Plan", "SUMMARY:Theirs")
    [run] = shell.tell("sync")["runs"]
    [change] = shell.tell("undo", run["id"])["changes"]
    assert change["appointment"] == shared
    assert title(shell, shared) == "Plan"
    shell.tell("sync")
    assert "SUMMARY:Plan" in text_there(served)


def test_a_deletion_is_undone(shell: Shell, served: Served, shared: str) -> None:
    shell.tell("delete", shared)
    shell.tell("sync")
    assert served.sandbox.store.texts(served.work) == {}
    change = next(r for r in shell.tell("history")["changes"] if r["kind"] == "delete" and r["direction"] == "here")
    assert shell.tell("undo", change["id"])["changes"]
    shell.tell("sync")
    assert "SUMMARY:Plan" in text_there(served)


def test_the_same_is_not_undone_twice(shell: Shell, renamed: str) -> None:
    shell.tell("undo", renamed)
    assert shell.error("undo", renamed, code=2)["hint"]


def test_undoing_asks_before_it_mails(shell: Shell, mailing: Served) -> None:
    shell.tell(*INVITING, "--notify", "all")
    shell.tell("sync")
    [made] = [r for r in shell.tell("history")["changes"] if r["kind"] == "create" and r["direction"] == "here"]
    assert shell("undo", made["id"], "--json").code == 4
    assert shell("sync", "--json").code == 4
    assert mailing.sandbox.mail_count == 1
