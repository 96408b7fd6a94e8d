"""Access that ends in the middle of a sync, at every request of it: nobody is signed out but by a dead grant, and no edit is lost (S18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import httpx
import pytest

from calsync_desktop.app.google import google as google_door
from calsync_desktop.sandbox.google import Fault, GoogleSandbox, addresses
from calsync_desktop.store.opening import memory_store
from calsync_desktop.sync.engine import Engine
from calsync_desktop.sync.notices import Fell, Notice
from calsync_desktop.wire.client import Client, Ground
from calsync_desktop.wire.hosts import Trust
from tests.fakes import FakeGround, FakeVault
from tests.journeys.google_house import GoogleHouse, pretend_google
from tests.journeys.house import call
from tests.providers.google.services import ANA
from tests.servers import LossyTransport

SITE = addresses("https://sandbox.test")
NAMES = {"API": "api", "AUTH_URI": "auth_uri", "TOKEN_URI": "token_uri", "REVOKE_URI": "revoke_uri"}
ENVIRONMENT = {f"CALSYNC_GOOGLE_{name}": SITE[key] for name, key in (NAMES | {"USERINFO_URI": "userinfo_uri"}).items()}
SCOPES = tuple(f"https://www.googleapis.com/auth/calendar.{name}" for name in ("events", "calendarlist.readonly"))
REQUESTS = range(1, 5)  # of a sync of the scene below: two lists, two new appointments
API = "/google/calendar/*"


def secret_of(google: GoogleSandbox) -> dict[str, str]:
    """What signing in would have brought."""
    client, registry = google.registry.client, google.registry
    seat = (ANA, client.id)
    registry.consents[seat] = frozenset(SCOPES)
    return {
        "client_id": client.id,
        "client_secret": client.secret,
        "sub": google.accounts[ANA].sub,
        "email": ANA,
        "refresh_token": registry.issue_refresh(seat, SCOPES),
        "access_token": registry.issue_access(seat, SCOPES, 3599),
        "consented_at": google.now().isoformat(),
        "lives": "",
    }


async def scene() -> GoogleHouse:
    """Two calendars that were synced, an edit of ours and one of theirs in each that nobody told the other side of."""
    ground, vault, notices = FakeGround(), FakeVault(), list[Notice]()
    google = pretend_google(ground)
    work = google.add_calendar("Work", owner=ANA)

    def wires(trust: Trust, auth: httpx.Auth | None) -> Client:
        wire = Ground(ground.now, ground.sleep, ground.random)
        return Client(trust, auth, wire, transport=LossyTransport(google), environment={})

    door = google_door(vault, ground.as_ground(), ENVIRONMENT, wires)
    engine = Engine(memory_store(), {"google": door}, vault, ground.as_ground(), notices.append)
    home = GoogleHouse(ground, vault, engine, notices, sandbox=google, work=work)
    home.connection = await engine.connect("google", secret_of(google), {})
    for calendar in (work, ANA):
        await engine.import_(home.calendar(calendar), [call(f"Plan {calendar}", f"plan-{calendar}")])
    assert (await home.sync()).status == "ok"
    for calendar in (work, ANA):
        await engine.import_(home.calendar(calendar), [call(f"New {calendar}", f"new-{calendar}", hour=14)])
        replace(home, work=calendar).put(f"Theirs {calendar}", hour=16)
    google.journal.clear()
    notices.clear()
    return home


def at_request(google: GoogleSandbox, number: int, act: Callable[[], object]) -> None:
    google.faults.add(Fault("edit_before", path=API, nth=number, action=act))


def refreshes(home: GoogleHouse) -> int:
    return sum(each.route == "token" for each in home.sandbox.journal.entries)


def no_access(home: GoogleHouse) -> Callable[[], None]:
    return home.sandbox.registry.access.clear


async def settle(home: GoogleHouse) -> None:
    """Everything is said and done on both sides."""
    home.sandbox.faults.clear()
    for _ in range(2):
        assert (await home.sync()).status == "ok"
    titles = [f"{word} {calendar}" for word in ("New", "Plan", "Theirs") for calendar in (ANA, home.work)]
    assert home.titles() == sorted(titles)
    for calendar in (home.work, ANA):
        replace(home, work=calendar).check()


@pytest.mark.parametrize("number", REQUESTS)
async def test_a_token_that_dies_in_a_sync_is_renewed_and_nobody_notices(number: int) -> None:
    home = await scene()
    at_request(home.sandbox, number, no_access(home))
    assert (await home.sync()).status == "ok"
    assert refreshes(home) == 1
    assert [n for n in home.notices if isinstance(n, Fell)] == []
    await settle(home)


@pytest.mark.parametrize("number", REQUESTS)
async def test_a_grant_that_is_withdrawn_in_a_sync_asks_to_sign_in_once_and_keeps_every_edit(number: int) -> None:
    home = await scene()
    at_request(home.sandbox, number, lambda: home.sandbox.registry.end((ANA, home.sandbox.registry.client.id)))
    report = await home.sync()
    assert report.status == "sign-in"
    assert refreshes(home) == 1
    (fell,) = [n for n in home.notices if isinstance(n, Fell)]
    assert fell.kind == "sign-in"
    (status,) = home.store.raw.execute("SELECT status FROM connections").fetchone()
    assert status == "expired"
    await home.engine.reconnect(home.connection, secret_of(home.sandbox))
    await settle(home)


TROUBLES: Mapping[str, Fault] = {
    "an error": Fault("error_before", route="token", status=500, times=None),
    "busy": Fault("error_before", route="token", status=503, retry_after="5", times=None),
    "a page": Fault("html", route="token", status=200, times=None),
    "nobody": Fault("lose_request", route="token", times=None),
    "a lost answer": Fault("lose_answer", route="token", times=None),
    "sent elsewhere": Fault("redirect", route="token", times=None),
    "half an answer": Fault("truncated", route="token", times=None),
}


@pytest.mark.parametrize("number", REQUESTS)
@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_trouble_of_the_token_endpoint_signs_nobody_out(number: int, trouble: Fault) -> None:
    home = await scene()
    at_request(home.sandbox, number, no_access(home))
    home.sandbox.faults.add(trouble)
    report = await home.sync()
    assert report.status in {"offline", "failed"}
    (status,) = home.store.raw.execute("SELECT status FROM connections").fetchone()
    assert status in {"active", "error"}
    await settle(home)


@pytest.mark.parametrize("left", ["forgotten", "somebody who signed in again"])
async def test_a_refresh_that_ends_too_late_changes_nothing_in_the_vault(left: str) -> None:
    home = await scene()
    there = {} if left == "forgotten" else {home.connection: secret_of(home.sandbox)}

    def meanwhile() -> None:
        home.vault.records = dict(there)

    home.sandbox.registry.access.clear()
    home.sandbox.faults.add(Fault("edit_before", route="token", action=meanwhile))
    await home.sync()
    assert refreshes(home) >= 1
    assert home.vault.records == there


async def test_the_scene_has_as_many_requests_as_are_tried() -> None:
    home = await scene()
    assert (await home.sync()).requests == max(REQUESTS)


async def test_the_next_run_goes_on_with_what_the_last_one_renewed() -> None:
    home = await scene()
    at_request(home.sandbox, 2, no_access(home))
    await home.sync()
    assert (await home.sync()).status == "ok"
    assert refreshes(home) == 1
    assert home.vault.records[home.connection]["access_token"] in home.sandbox.registry.access


async def test_quiet_hours_cost_one_refresh_each_and_nothing_fails() -> None:
    home = await scene()
    for _ in range(8):
        home.ground.pass_time(3600)
        assert (await home.sync()).status == "ok"
    assert refreshes(home) == 8
    refused = [entry for entry in home.sandbox.journal.entries if entry.status == 401]
    assert len(refused) == 1  # the first, whose age nobody knew


async def test_a_testing_project_ends_its_sign_ins_after_seven_days_and_says_so() -> None:
    home = await scene()
    await home.sync()
    home.ground.pass_time(7 * 86_400 + 60)
    home.sandbox.registry.end((ANA, home.sandbox.registry.client.id))
    report = await home.sync()
    assert report.error is not None
    assert "after 7 days" in report.error["message"]
