"""Signing in to Google from the first click to the last revocation, through the engine, with somebody at the browser."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from calsync_desktop import clock
from calsync_desktop.core.errors import CalSyncError, NoVault, SignInAgain, Usage, VaultLocked
from calsync_desktop.sandbox.google import Fault, GoogleSandbox
from calsync_desktop.sync.notices import ConnectionChanged, SignInAnswered, SignInEnded, SignInOpened
from calsync_desktop.sync.signing import Asked
from tests import robot
from tests.fakes import FakeVault
from tests.journeys.google_rooms import GoogleRooms, ana_and_ben, rooms_at
from tests.robot import ANA, BEN
from tests.servers import on_socket


@pytest.fixture
def google() -> GoogleSandbox:
    return ana_and_ben()


@pytest.fixture
def rooms(google: GoogleSandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleRooms]:
    with on_socket(google) as url:
        yield rooms_at(url, google, monkeypatch)


def asked(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def test_whoever_asked_hears_where_to_go_that_the_answer_came_and_how_it_ended(rooms: GoogleRooms) -> None:
    id_ = await rooms.connect()
    about = [n for n in rooms.notices if isinstance(n, SignInOpened | SignInAnswered | SignInEnded | ConnectionChanged)]
    assert [type(each).__name__ for each in about] == [
        "SignInOpened",
        "SignInAnswered",
        "ConnectionChanged",
        "SignInEnded",
    ]
    (opened,) = rooms.named(SignInOpened)
    assert (opened.attempt, opened.provider, opened.seconds, opened.connection) == ("s1", "google", 300.0, None)
    assert rooms.named(SignInEnded) == [SignInEnded("s1", id_)]
    assert rooms.account() == (ANA, "active")
    assert (await rooms.sync()).status == "ok"


async def test_an_attempt_is_remembered_by_its_state_for_ten_minutes(rooms: GoogleRooms) -> None:
    await rooms.connect()
    query = "SELECT state_token, redirect_uri, provider, state, connection, created_at, expires_at FROM authorizations"
    (token, redirect, provider, state, connection, created, expires) = rooms.store.raw.execute(query).fetchone()
    (opened,) = rooms.named(SignInOpened)
    assert asked(opened.url)["state"] == token
    assert asked(opened.url)["redirect_uri"] == redirect
    assert len(token) == 36
    assert (provider, state, connection) == ("google", "connected", rooms.connection)
    assert datetime.fromisoformat(expires) - datetime.fromisoformat(created) == timedelta(minutes=10)


async def test_neither_code_nor_verifier_nor_token_is_in_the_database(rooms: GoogleRooms) -> None:
    backs: list[str] = []

    def person(url: str) -> None:
        backs.append(robot.decide(url))
        robot.go_back(backs[0])

    rooms.person = person
    await rooms.connect()
    dump = "\n".join(rooms.store.raw.iterdump())
    secret = rooms.vault.records[rooms.connection]
    for canary in (asked(backs[0])["code"], secret["access_token"], secret["refresh_token"], secret["client_secret"]):
        assert canary not in dump


async def test_what_was_given_up_is_over_at_once_and_nobody_listens_any_more(rooms: GoogleRooms) -> None:
    rooms.person = lambda url: rooms.engine.sign_ins.cancel("s1")
    with pytest.raises(SignInAgain, match="cancelled"):
        await rooms.connect()
    (opened,) = rooms.named(SignInOpened)
    with pytest.raises(httpx.ConnectError):
        await asyncio.to_thread(robot.go_back, asked(opened.url)["redirect_uri"])
    assert rooms.attempts() == ["cancelled"]
    assert rooms.named(SignInEnded) == [SignInEnded("s1", None)]
    assert rooms.vault.records == {}


async def test_a_task_that_is_cancelled_leaves_nothing_behind(rooms: GoogleRooms) -> None:
    rooms.person = None
    task = asyncio.create_task(rooms.connect())
    await rooms.opened.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert rooms.attempts() == ["cancelled"]
    assert len(rooms.named(SignInEnded)) == 1


async def test_nobody_answering_in_time_is_told_as_that(rooms: GoogleRooms) -> None:
    rooms.person = None
    with pytest.raises(SignInAgain, match="in time"):
        await rooms.connect(seconds=1)
    assert rooms.attempts() == ["failed"]


async def test_an_answer_after_ten_minutes_of_the_wall_clock_is_too_late(
    rooms: GoogleRooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    def person(url: str) -> None:
        back = robot.decide(url)
        monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + timedelta(minutes=11))
        robot.go_back(back)

    rooms.person = person
    with pytest.raises(SignInAgain, match="in time"):
        await rooms.connect()
    assert rooms.calls("token") == 0


@pytest.mark.parametrize("seconds", [0, -1, 601, float("inf"), float("nan")])
async def test_a_time_that_makes_no_sense_is_refused(rooms: GoogleRooms, seconds: float) -> None:
    with pytest.raises(Usage, match="600 seconds"):
        await rooms.connect(seconds=seconds)


async def test_two_sign_ins_at_once_do_not_meet(rooms: GoogleRooms) -> None:
    people = iter((ANA, BEN))
    rooms.person = lambda url: robot.sign_in(url, account=next(people))
    ids = await asyncio.gather(*(rooms.engine.authorize(Asked("google", name)) for name in ("a", "b")))
    accounts = {row[0] for row in rooms.store.raw.execute("SELECT account FROM connections")}
    assert len(set(ids)) == 2
    assert accounts == {ANA, BEN}


async def test_the_same_attempt_does_not_begin_twice(rooms: GoogleRooms) -> None:
    rooms.person = None
    first = asyncio.create_task(rooms.connect())
    await rooms.opened.wait()
    with pytest.raises(Usage, match="under way"):
        await rooms.engine.authorize(Asked("google", "s1"))
    rooms.engine.sign_ins.cancel("s1")
    with pytest.raises(SignInAgain):
        await first


class Nowhere(FakeVault):
    """As the real one on a machine without a password store: there is nothing to be read, and no place for anything new."""

    async def put(self, connection: str, secret: Mapping[str, str]) -> None:
        raise NoVault("There is no place where a secret could be kept.")


async def test_nobody_is_sent_to_a_browser_when_nothing_could_be_kept(rooms: GoogleRooms) -> None:
    rooms.vault = Nowhere()
    rooms.restart()
    with pytest.raises(NoVault):
        await rooms.connect()
    assert rooms.named(SignInOpened) == []


async def test_nobody_is_sent_to_a_browser_while_the_vault_is_locked(rooms: GoogleRooms) -> None:
    rooms.vault.locked = True
    with pytest.raises(VaultLocked):
        await rooms.connect()
    assert rooms.named(SignInOpened) == []


async def test_an_account_whose_address_changed_is_still_the_same(rooms: GoogleRooms) -> None:
    await rooms.connect()
    rename(rooms.google, ANA, "ana.ruiz@example.org")
    rooms.person = lambda url: robot.sign_in(url, account="ana.ruiz@example.org")
    with pytest.raises(Usage, match="already"):
        await rooms.authorize("s2")
    await rooms.authorize("s3", connection=rooms.connection)
    assert rooms.account() == ("ana.ruiz@example.org", "active")
    assert rooms.count("connections") == 1


def rename(google: GoogleSandbox, old: str, new: str) -> None:
    """Somebody marries."""
    account = google.accounts.pop(old)
    account.email = new
    google.accounts[new] = account


async def test_who_is_signed_in_keeps_the_refresh_token_without_being_asked_for_consent(rooms: GoogleRooms) -> None:
    await rooms.connect()
    before = rooms.vault.records[rooms.connection]
    await rooms.authorize("s2", connection=rooms.connection)
    assert "prompt" not in asked(rooms.named(SignInOpened)[-1].url)
    assert asked(rooms.named(SignInOpened)[-1].url)["login_hint"] == ANA
    after = rooms.vault.records[rooms.connection]
    assert after["refresh_token"] == before["refresh_token"]
    assert after["access_token"] != before["access_token"]
    assert (await rooms.sync()).status == "ok"


@pytest.mark.parametrize("trouble", ["withdrawn", "away"])
async def test_whoever_cannot_be_proven_to_be_signed_in_is_asked_for_consent(rooms: GoogleRooms, trouble: str) -> None:
    await rooms.connect()
    before = rooms.vault.records[rooms.connection]
    if trouble == "withdrawn":
        rooms.google.registry.end((ANA, rooms.google.registry.client.id))
    else:
        rooms.google.faults.add(Fault("lose_request", route="token"))
    await rooms.authorize("s2", connection=rooms.connection)
    assert asked(rooms.named(SignInOpened)[-1].url)["prompt"] == "consent"
    assert rooms.vault.records[rooms.connection]["refresh_token"] != before["refresh_token"]
    assert (await rooms.sync()).status == "ok"


async def test_somebody_else_at_the_browser_changes_nothing(rooms: GoogleRooms) -> None:
    await rooms.connect()
    before = rooms.vault.records[rooms.connection]["refresh_token"]
    rooms.person = lambda url: robot.sign_in(url, account=BEN)
    with pytest.raises(Usage, match="another account"):
        await rooms.authorize("s2", connection=rooms.connection)
    assert rooms.vault.records[rooms.connection]["refresh_token"] == before
    assert list(rooms.vault.records) == [rooms.connection]
    assert rooms.account() == (ANA, "active")


async def test_calendars_that_cannot_be_listed_leave_no_half_of_an_account(rooms: GoogleRooms) -> None:
    rooms.google.faults.add(Fault("error_before", route="calendarList.list", error="backendError", times=9))
    with pytest.raises(CalSyncError):
        await rooms.connect()
    assert rooms.count("connections") == 0
    assert rooms.vault.records == {}
