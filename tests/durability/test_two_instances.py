"""However many processes start at once, one holds the profile and the others reach it; two profiles share nothing (S21)."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calsync_desktop.app import asking
from calsync_desktop.app.profile import Profile, find, prepare
from calsync_desktop.auth.vault import choose_vault
from calsync_desktop.core.errors import SignInAgain
from tests.auth.stores import FakeStore
from tests.durability.place import edited, in_file
from tests.fakes import FakeVault

KILLED = -signal.SIGKILL


def nobody_hears(_: object) -> None:
    """The command's own notices are of no interest here."""


def started(profile: Profile, starting_shot: int, dies: bool) -> int:
    """A process that waits for the shot and then asks for something that is written; its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.read(starting_shot, 1)
        _watch_who_holds(profile, dies)
        told = asking.ask(profile, "pause", {"minutes": 5}, nobody_hears, vault_maker=lambda _: FakeVault())
        code = 0 if told["paused_until"] else 2
    finally:
        os._exit(code)


def _watch_who_holds(profile: Profile, dies: bool) -> None:
    """Whoever runs the engine says so in a file that only one can make; ``dies``: and is killed then."""
    alone: Callable[..., Any] = asking._alone
    mark = profile.directory / "holding"

    async def watched(*args: Any) -> Any:
        os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            return await alone(*args)
        finally:
            mark.unlink()

    setattr(asking, "_alone", watched)  # noqa: B010 - in a child that ends here


def race(profile: Profile, *dying: bool) -> list[int]:
    """Processes that start within a millisecond; their exit codes."""
    shot, trigger = os.pipe()
    children = [started(profile, shot, dies) for dies in dying]
    os.write(trigger, b"!" * len(children))
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    os.close(shot)
    os.close(trigger)
    return codes


def races(folder: Path, numbers: range) -> None:
    """Each race is won by one; every fourth is followed by one whose holder is killed, and whose lock the next takes over."""
    profile = find(None, str(folder), {})
    prepare(profile)
    for number in numbers:
        assert race(profile, False, False) == [0, 0], number
        if number % 4 == 0:
            assert race(profile, True) == [KILLED]
            (profile.directory / "holding").unlink()
            assert race(profile, False, False) == [0, 0], number


def test_of_processes_that_start_at_once_one_holds_the_profile_and_all_are_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    races(tmp_path, range(8))


async def test_two_profiles_share_no_row_no_file_and_no_key(tmp_path: Path) -> None:
    one, two = (find(name, str(tmp_path), {}) for name in ("one", "two"))
    keys = FakeStore()
    for profile in (one, two):
        prepare(profile)
        vault = choose_vault(profile.directory, None, store=lambda: keys)
        await vault.put("k1", {"user": "ada", "password": f"canary of {profile.name}"})
        home = in_file(await edited(), profile.database)
        await home.edit("series", title=f"Canary of {profile.name}")
        home.store.close()
    assert len(keys.entries) == len({account for _, account in keys.entries}) == 2
    assert len(set(keys.entries.values())) == 2
    assert one.lock != two.lock
    assert one.socket != two.socket
    assert not ({p.stat().st_ino for p in one.directory.iterdir()} & {p.stat().st_ino for p in two.directory.iterdir()})
    for profile, other in ((one, two), (two, one)):
        assert not [p for p in profile.directory.iterdir() if f"anary of {other.name}".encode() in p.read_bytes()]
        raw = sqlite3.connect(profile.database)
        assert raw.execute("SELECT count(*) FROM faces WHERE title LIKE ?", (f"%{other.name}",)).fetchone() == (0,)
        raw.close()


async def test_a_secret_of_one_profile_cannot_be_opened_in_another(tmp_path: Path) -> None:
    keys = FakeStore()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        await choose_vault(tmp_path / name, None, store=lambda: keys).put("k1", {"password": name})
    first, second = ((tmp_path / name / "vault.json").read_text() for name in ("one", "two"))
    stolen = first.replace(_id_of(first), _id_of(second))
    (tmp_path / "two" / "vault.json").write_text(stolen)
    with pytest.raises(SignInAgain):
        await choose_vault(tmp_path / "two", None, store=lambda: keys).get("k1")


def _id_of(vault: str) -> str:
    import json

    found: str = json.loads(vault)["vault"]
    return found
