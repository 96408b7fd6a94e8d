"""A damaged profile at the command line: reading says so, the next command mends it, and nobody sees a traceback."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Served, Shell


def damage(shell: Shell) -> None:
    """Its first page is gone."""
    content = bytearray(shell.profile.database.read_bytes())
    content[:4096] = bytes(4096)
    shell.profile.database.write_bytes(content)


@pytest.fixture
def unsent(shell: Shell, connected: str) -> None:
    """An account with an edit that was not sent yet, and a profile that is damaged then."""
    shell.tell("sync")
    shell.tell("add", "--calendar", "Work", "--title", "Not sent yet", "--start", "2026-03-03T10:00")
    damage(shell)


@pytest.mark.usefixtures("unsent")
def test_reading_says_that_it_is_damaged_and_changes_nothing(shell: Shell) -> None:
    before = shell.profile.database.read_bytes()
    for words in (["agenda"], ["connections"], ["status"], ["search", "x"], ["history"]):
        assert shell.error(*words, code=1)["kind"] == "damaged-database"
    ended = shell("agenda")
    assert (ended.code, ended.out) == (1, "")
    assert "saves the unsent changes" in ended.err
    assert shell.profile.database.read_bytes() == before


@pytest.mark.usefixtures("unsent")
def test_the_next_sync_mends_it_says_so_once_and_sends_what_was_not_sent(shell: Shell, served: Served) -> None:
    ended = shell("pause")
    assert ended.code == 0
    assert "1 unsent change was recovered" in ended.err
    assert "calsync.db.damaged-1" in ended.err
    shell.tell("resume")
    ended = shell("sync")
    assert (ended.code, ended.err) == (0, "")
    [text] = served.sandbox.store.texts(served.work).values()
    assert "SUMMARY:Not sent yet" in text
    assert shell.profile.database.with_name("calsync.db.damaged-1").exists()


def test_damage_that_only_a_command_meets_is_mended_by_the_one_after(shell: Shell, connected: str) -> None:
    shell.tell("add", "--calendar", "Work", "--title", "Not sent yet", "--start", "2026-03-03T10:00")
    content = shell.profile.database.read_bytes()
    shell.profile.database.write_bytes(content.replace(b'{"uid":"uid-', b'#"uid":"uid-'))
    ended = shell("sync", "--json")
    assert ended.code == 1
    assert "damaged-database" in ended.out
    assert "Traceback" not in ended.err
    ended = shell("sync")
    assert "read anew from the servers" in ended.err
    assert ended.code == 0
