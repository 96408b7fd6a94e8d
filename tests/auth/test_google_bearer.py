"""Access that renews itself: one refresh at a time, clocks that do not matter, and one way only to be signed out (O15, S18, S19)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import pytest

from calsync_desktop.auth.google.bearer import EARLY, REMEMBERED, GoogleAuth, Grant, Ground
from calsync_desktop.core.errors import CalSyncError, DiskTrouble, Offline, ServerTrouble, SignInAgain, VaultLocked
from calsync_desktop.wire.client import Answer, Client
from calsync_desktop.wire.hosts import Trust
from tests.auth.google_tokens import CLIENT, NOW, TokenServer, client, granted, refusal

SECRET = {**CLIENT.words, "refresh_token": "rt", "access_token": "at-1", "consented_at": NOW.isoformat(), "sub": "1"}
API = "https://api.example.com"


@dataclass
class Account:
    """A grant over a token server, a vault of one record, and an API that knows which tokens live."""

    server: TokenServer = field(default_factory=TokenServer)
    secret: Mapping[str, str] = field(default_factory=lambda: dict(SECRET))
    living: set[str] = field(default_factory=lambda: {"at-1", "at-2"})
    seen: list[str] = field(default_factory=list)
    monotonic: float = 1000.0
    wall: datetime = NOW
    vault: dict[str, str] = field(default_factory=lambda: dict(SECRET))
    vault_says: CalSyncError | None = None

    def __post_init__(self) -> None:
        self.grant = Grant(
            self.secret, self.server.desk(), self.keep, Ground(lambda: self.wall, lambda: self.monotonic)
        )

    async def keep(self, came_of: str, record: Mapping[str, str]) -> bool:
        if self.vault_says is not None:
            raise self.vault_says
        if self.vault.get("refresh_token") != came_of:
            return False
        self.vault = dict(record)
        return True

    def api(self, request: httpx.Request) -> httpx.Response:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        self.seen.append(f"{request.method} {token} {request.content.decode()}".rstrip())
        return httpx.Response(200 if token in self.living else 401)

    def client(self) -> Client:
        return client(self.api, Trust("https://api.example.com:443"), GoogleAuth(self.grant))

    async def ask(self, method: str = "GET", body: bytes = b"") -> Answer:
        return await self.client().send(method, f"{API}/x", body=body)


async def settled() -> None:
    """Everybody did what can be done now."""
    for _ in range(200):
        await asyncio.sleep(0)


async def test_a_token_that_is_there_is_used_without_asking_anybody() -> None:
    account = Account()
    assert (await account.ask()).status == 200
    assert account.seen == ["GET at-1"]
    assert account.server.asked == []


async def test_a_refused_token_is_renewed_and_the_request_sent_again_once() -> None:
    account = Account(living={"at-2"})
    assert (await account.ask("POST", b"body")).status == 200
    assert account.seen == ["POST at-1 body", "POST at-2 body"]
    assert account.vault["access_token"] == "at-2"
    assert account.vault["refresh_token"] == "rt"


async def test_a_token_is_renewed_shortly_before_its_end() -> None:
    account = Account(living={"at-2", "at-3"}, server=TokenServer([granted(), granted(access_token="at-3")]))
    await account.ask()
    account.monotonic += 3599 - EARLY - 1
    await account.ask()
    assert len(account.server.refreshes) == 1
    account.monotonic += 2
    await account.ask()
    assert account.seen[-1] == "GET at-3"
    assert len(account.server.refreshes) == 2


@pytest.mark.parametrize("hours", [-87_600, -2, 2, 87_600])
async def test_s19_a_wall_clock_that_is_wrong_does_not_matter(hours: float) -> None:
    account = Account(living={"at-2"})
    account.wall += timedelta(hours=hours)
    await account.ask()
    account.wall -= 2 * timedelta(hours=hours)
    for _ in range(5):
        assert (await account.ask()).status == 200
    assert len(account.server.refreshes) == 1


async def test_a_token_of_unknown_life_is_used_until_it_is_refused() -> None:
    account = Account(living={"at-2"}, server=TokenServer([granted(expires_in=None)]))
    await account.ask()
    account.monotonic += 1e6
    await account.ask()
    assert len(account.server.refreshes) == 1


async def test_s18_however_many_are_refused_at_once_there_is_one_refresh() -> None:
    account = Account(living={"at-2"}, server=TokenServer(gate=asyncio.Event()))
    asking = [asyncio.create_task(account.ask()) for _ in range(20)]
    assert account.server.gate is not None
    await settled()
    assert len(account.seen) == 20
    account.server.gate.set()
    assert {answer.status for answer in await asyncio.gather(*asking)} == {200}
    assert len(account.server.refreshes) == 1


async def test_s18_whoever_is_late_with_an_old_refusal_takes_the_new_token() -> None:
    account = Account(living={"at-2"})
    assert await account.grant.renewed("at-1") == "at-2"
    assert await account.grant.renewed("at-1") == "at-2"
    assert len(account.server.refreshes) == 1


async def test_s18_somebody_who_gives_up_does_not_take_the_refresh_from_the_others() -> None:
    account = Account(living={"at-2"}, server=TokenServer(gate=asyncio.Event()))
    impatient, patient = (asyncio.create_task(account.ask()) for _ in range(2))
    await settled()
    impatient.cancel()
    assert account.server.gate is not None
    account.server.gate.set()
    assert (await patient).status == 200
    assert impatient.cancelled()
    assert len(account.server.refreshes) == 1


async def test_s18_a_dead_grant_is_asked_about_once_and_everybody_is_told() -> None:
    account = Account(living=set(), server=TokenServer([refusal("invalid_grant")]))
    told = await asyncio.gather(*(account.ask() for _ in range(10)), return_exceptions=True)
    assert all(isinstance(each, SignInAgain) for each in told)
    assert isinstance(await ended(account), SignInAgain)
    assert len(account.server.refreshes) == 1
    assert account.vault == dict(SECRET)


async def test_a_grant_that_was_dead_is_tried_again_after_a_while() -> None:
    account = Account(living={"at-2"}, server=TokenServer([refusal("invalid_grant"), granted()]))
    assert isinstance(await ended(account), SignInAgain)
    account.monotonic += REMEMBERED + 1
    assert (await account.ask()).status == 200


async def ended(account: Account) -> BaseException | None:
    """How a request ends that does not work."""
    try:
        await account.ask()
    except CalSyncError as error:
        return error
    return None


@pytest.mark.parametrize(
    "answer", [httpx.Response(500), httpx.Response(200, text="<html>"), httpx.ReadTimeout("x"), httpx.ConnectError("x")]
)
async def test_s18_trouble_of_the_token_endpoint_is_over_when_it_is_over(answer: httpx.Response | Exception) -> None:
    account = Account(living={"at-2"}, server=TokenServer([answer, granted()]))
    assert isinstance(await ended(account), ServerTrouble | Offline)
    assert account.vault == dict(SECRET)
    assert (await account.ask()).status == 200


async def test_a_server_that_refuses_what_was_just_renewed_signs_nobody_out() -> None:
    account = Account(living=set())
    assert isinstance(await ended(account), ServerTrouble)
    assert account.seen == ["GET at-1", "GET at-2"]


async def test_o15_a_refresh_token_that_changes_is_kept_before_it_is_used() -> None:
    account = Account(
        living={"at-3"}, server=TokenServer([granted(refresh_token="rt-2"), granted(access_token="at-3")])
    )
    assert isinstance(await ended(account), ServerTrouble)  # at-2 is not living either
    assert account.vault["refresh_token"] == "rt-2"
    assert account.grant.kept == "rt-2"
    await account.ask()
    assert [form["refresh_token"] for form in account.server.refreshes] == ["rt", "rt-2"]


async def test_o15_a_new_refresh_token_whose_answer_was_lost_ends_in_signing_in_again_and_no_sooner() -> None:
    account = Account(living=set(), server=TokenServer([httpx.ReadError("lost"), refusal("invalid_grant")]))
    assert isinstance(await ended(account), Offline)
    assert isinstance(await ended(account), SignInAgain)
    assert account.vault == dict(SECRET)


@pytest.mark.parametrize("trouble", [VaultLocked("locked"), DiskTrouble("full")])
async def test_a_vault_that_is_locked_meanwhile_stops_nothing_and_is_tried_again(trouble: CalSyncError) -> None:
    answers = [granted(refresh_token="rt-2"), granted(access_token="at-3", refresh_token="rt-3")]
    account = Account(living={"at-2"}, server=TokenServer(list(answers)), vault_says=trouble)
    assert (await account.ask()).status == 200
    assert account.vault == dict(SECRET)
    account.vault_says, account.living = None, {"at-3"}
    assert (await account.ask()).status == 200
    assert account.vault["refresh_token"] == "rt-3"


async def test_what_somebody_left_who_signed_in_again_meanwhile_stays() -> None:
    account = Account(living={"at-2"})
    account.vault = dict(SECRET) | {"refresh_token": "of-the-new-sign-in"}
    await account.ask()
    assert account.vault["refresh_token"] == "of-the-new-sign-in"


async def test_without_an_access_token_one_is_had_first() -> None:
    account = Account(secret={name: value for name, value in SECRET.items() if name != "access_token"})
    assert (await account.ask()).status == 200
    assert account.seen == ["GET at-2"]


@pytest.mark.parametrize(
    ("days", "lives", "testing"),
    [
        (7.01, "604800.0", True),
        (7.01, "", True),
        (6.9, "", True),
        (8.5, "", True),
        (30, "604800.0", True),
        (30, "", False),
        (3, "604800.0", False),
        (3, "", False),
        (0.1, "", False),
    ],
)
async def test_a_sign_in_that_ended_as_those_in_testing_do_says_why(days: float, lives: str, testing: bool) -> None:
    account = Account(
        living=set(), server=TokenServer([refusal("invalid_grant")]), secret={**SECRET, "lives": lives},
        wall=NOW + timedelta(days=days),
    )  # fmt: skip
    error = await ended(account)
    assert isinstance(error, SignInAgain)
    assert ("after 7 days" in error.message and "In production" in error.hint) == testing


async def keeps(came_of: str, record: Mapping[str, str]) -> bool:
    return True


def test_nothing_secret_is_in_a_text_of_the_grant() -> None:
    secret = {"refresh_token": "c4n4ry", "access_token": "c4n4ry", "client_secret": "c4n4ry"}
    grant = Grant(secret, TokenServer().desk(), keeps, Ground(lambda: NOW, lambda: 0.0))
    assert "c4n4ry" not in repr((grant, grant.secret is secret, GoogleAuth(grant)))
