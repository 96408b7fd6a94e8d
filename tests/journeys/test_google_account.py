"""A Google account that is signed in: its client, its tokens, and how it is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from calsync_desktop import clock
from calsync_desktop.core.errors import Offline, Usage
from calsync_desktop.sandbox.google import Fault
from calsync_desktop.sync.notices import Fell
from tests.fakes import FakeVault
from tests.journeys.google_rooms import GoogleRooms, ana_and_ben, rooms_at
from tests.servers import on_socket


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleRooms]:
    google = ana_and_ben()
    with on_socket(google) as url:
        yield rooms_at(url, google, monkeypatch)


async def test_a_client_of_ones_own_is_kept_in_the_vault_and_used(
    rooms: GoogleRooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = rooms.google.registry.client
    monkeypatch.delenv("GOOGLE_CALENDAR_CLIENT_ID")
    with pytest.raises(Usage, match="client id"):
        await rooms.connect()
    await rooms.engine.sign_ins.keep_client("google", {"client_id": client.id, "client_secret": client.secret})
    assert await rooms.engine.sign_ins.client_id("google") == client.id
    assert client.secret not in "\n".join(rooms.store.raw.iterdump())
    await rooms.connect()
    await rooms.engine.sign_ins.keep_client("google", {"client_id": ""})
    assert await rooms.engine.sign_ins.client_id("google") == ""
    rooms.restart()
    rooms.google.registry.access.clear()
    assert (await rooms.sync()).status == "ok"  # an account goes on with the client that it was connected with


async def test_a_client_of_another_kind_is_not_kept(rooms: GoogleRooms) -> None:
    with pytest.raises(Usage, match="Web application"):
        await rooms.engine.sign_ins.keep_client("google", {"json": '{"web": {"client_id": "x"}}'})
    assert rooms.vault.records == {}


async def test_o16_forgetting_an_account_ends_its_grant_at_google(rooms: GoogleRooms) -> None:
    await rooms.connect()
    await rooms.engine.disconnect(rooms.connection, keep=True)
    assert rooms.google.registry.refresh == {}
    assert rooms.vault.records == {}
    assert rooms.named(Fell) == []


async def test_o16_forgetting_an_account_works_without_google_and_says_what_remains(rooms: GoogleRooms) -> None:
    await rooms.connect()
    rooms.google.faults.add(Fault("lose_request", route="revoke"))
    await rooms.engine.disconnect(rooms.connection)
    (fell,) = rooms.named(Fell)
    assert fell.kind == "not-revoked"
    assert "cannot be reached" in fell.message
    assert rooms.count("connections") == 0
    assert rooms.vault.records == {}


class HalfLocked(FakeVault):
    """As the real one: what is sealed can be thrown away without the key."""

    async def drop(self, connection: str) -> None:
        self.records.pop(connection, None)


async def test_forgetting_an_account_works_with_a_locked_vault_and_says_what_remains(rooms: GoogleRooms) -> None:
    await rooms.connect()
    half = HalfLocked()
    half.records, half.locked = rooms.vault.records, True
    rooms.vault = half
    rooms.restart()
    await rooms.engine.disconnect(rooms.connection)
    (fell,) = rooms.named(Fell)
    assert "was not told" in fell.message
    assert "locked" in fell.message
    assert half.records == {}
    assert rooms.count("connections") == 0


async def test_an_account_of_another_service_is_not_signed_in_to_here(rooms: GoogleRooms) -> None:
    await rooms.connect()
    with rooms.store.begin():
        rooms.store.raw.execute("UPDATE connections SET provider = 'caldav'")
    before = rooms.calls("token")
    with pytest.raises(Usage, match="another service"):
        await rooms.authorize("s2", connection=rooms.connection)
    assert rooms.calls("token") == before


async def test_a_token_that_died_while_nobody_ran_is_renewed_and_kept(rooms: GoogleRooms) -> None:
    await rooms.connect()
    rooms.google.registry.access.clear()
    rooms.restart()
    before = rooms.calls("token")
    assert (await rooms.sync()).status == "ok"
    rooms.restart()
    assert (await rooms.sync()).status == "ok"
    assert rooms.calls("token") - before == 1


@pytest.mark.parametrize("hours", [-2, 2])
async def test_a_clock_two_hours_off_does_not_matter(
    rooms: GoogleRooms, monkeypatch: pytest.MonkeyPatch, hours: float
) -> None:
    real = datetime.now(UTC)
    rooms.google.clock = lambda: real
    monkeypatch.setattr(clock, "now", lambda: real + timedelta(hours=hours))
    await rooms.connect()
    assert (await rooms.sync()).status == "ok"
    rooms.restart()
    assert (await rooms.sync()).status == "ok"
    assert rooms.calls("token") == 1


async def test_the_network_that_is_gone_while_somebody_signs_in_is_told_as_such(rooms: GoogleRooms) -> None:
    rooms.google.faults.add(Fault("lose_answer", route="token"))
    with pytest.raises(Offline):
        await rooms.connect()
    assert rooms.calls("token") == 1  # a code is never sent twice
    assert rooms.count("connections") == 0
