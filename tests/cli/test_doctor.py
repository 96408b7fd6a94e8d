"""The doctor reads both sides completely, says where they differ, and a sync from scratch heals it."""

import sqlite3
from contextlib import closing
from typing import Any

from calsync_desktop.sandbox.caldav.faults import Fault
from tests.cli.conftest import Served, Shell
from tests.cli.test_settling import text_there


def finding(told: dict[str, Any], **differences: int) -> None:
    """One appointment in Work, none in Private."""
    found = sorted(told["calendars"], key=lambda row: -row["compared"])
    counts = {"compared": 1, "different": 0, "only_here": 0, "only_there": 0} | differences
    assert {name: found[0][name] for name in counts} == counts


def test_both_sides_are_equal(shell: Shell, shared: str) -> None:
    told = shell.tell("doctor")
    assert told.keys() == {"calendars", "database", "vault"}
    assert (told["database"], told["vault"]) == ("ok", "ok")
    assert len(told["calendars"]) == 2
    finding(told)
    words = shell("doctor").out
    assert "both sides are equal" in words
    assert "--from-scratch" not in words


def test_an_empty_profile_is_well(shell: Shell) -> None:
    assert shell.tell("doctor") == {"calendars": [], "database": "ok", "vault": "ok"}


def tampered(shell: Shell) -> None:
    """Our copy says something that nobody ever wrote."""
    with closing(sqlite3.connect(shell.profile.database)) as conn, conn:
        assert conn.execute("UPDATE appointments SET base = replace(base, 'Plan', 'Blan')").rowcount == 1


def test_a_copy_that_went_wrong_is_found(shell: Shell, served: Served, shared: str) -> None:
    tampered(shell)
    before = text_there(served)
    finding(shell.tell("doctor"), different=1)
    words = shell("doctor").out
    assert "1 different" in words
    assert "calsync sync --from-scratch --preview" in words
    assert text_there(served) == before
    finding(shell.tell("doctor"), different=1)


def test_a_sync_from_scratch_heals_it(shell: Shell, served: Served, shared: str) -> None:
    tampered(shell)
    before = text_there(served)
    shell.tell("sync", "--from-scratch")
    finding(shell.tell("doctor"))
    assert text_there(served) == before


def test_what_only_the_server_has_is_counted(shell: Shell, served: Served, shared: str) -> None:
    text = text_there(served).replace("SUMMARY:Plan", "SUMMARY:More")
    uid = next(line for line in text.splitlines() if line.startswith("UID:"))
    served.sandbox.store.put(f"{served.work}more.ics", text.replace(uid, "UID:more"))
    finding(shell.tell("doctor"), only_there=1)


def test_a_lost_sign_in_is_told_beside_what_is_well(shell: Shell, connected: str, shared: str) -> None:
    shell.vault.records.clear()
    ended = shell("doctor", "--json")
    assert (ended.code, ended.told["database"], ended.told["vault"]) == (3, "ok", "a sign-in is missing")
    assert ended.told["error"]["kind"] == "sign-in"


def test_a_locked_vault_is_told_and_nothing_is_read(shell: Shell, served: Served, shared: str) -> None:
    shell.vault.locked = True
    before = len(served.sandbox.journal.entries)
    ended = shell("doctor", "--json")
    assert (ended.code, ended.told["vault"], ended.told["calendars"]) == (3, "vault-locked", [])
    assert len(served.sandbox.journal.entries) == before
    assert "Vault: locked" in shell("doctor").out


def test_a_server_in_trouble_is_a_failure(shell: Shell, served: Served, shared: str) -> None:
    served.sandbox.faults.add(Fault("status_before", status=503, times=None))
    ended = shell("doctor", "--json")
    assert ended.code == 1
    assert ended.told["database"] == "ok"
    assert ended.told["error"]["message"]
