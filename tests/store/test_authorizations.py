"""Attempts to sign in, each of which is good for one answer within ten minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from calsync_desktop.store import authorizations
from calsync_desktop.store.authorizations import Attempt
from calsync_desktop.store.opening import Store, memory_store

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def store() -> Store:
    return memory_store()


def begin(store: Store, id_: str = "a1", token: str = "state", at: datetime = NOW) -> None:
    with store.begin():
        authorizations.begin(store, Attempt(id_, "google", token, "http://127.0.0.1:1/x"), at)


def use(store: Store, token: str = "state", minutes: float = 1) -> bool:
    with store.begin():
        return authorizations.use(store, token, NOW + timedelta(minutes=minutes))


def states(store: Store) -> dict[str, str]:
    return dict(store.raw.execute("SELECT id, state FROM authorizations").fetchall())


def test_a_state_is_used_once(store: Store) -> None:
    begin(store)
    assert [use(store), use(store)] == [True, False]
    assert states(store) == {"a1": "answered"}


@pytest.mark.parametrize("token", ["other", "", "STATE", "state "])
def test_another_state_is_nobodys(store: Store, token: str) -> None:
    begin(store)
    assert not use(store, token)
    assert states(store) == {"a1": "pending"}


@pytest.mark.parametrize(("minutes", "good"), [(9.99, True), (10, False), (60, False)])
def test_a_state_is_good_for_ten_minutes(store: Store, minutes: float, good: bool) -> None:
    begin(store)
    assert use(store, minutes=minutes) == good


def test_what_was_given_up_is_not_answered_any_more(store: Store) -> None:
    begin(store)
    with store.begin():
        authorizations.end(store, "a1", "cancelled")
    assert not use(store)


def test_attempts_that_a_dead_process_left_are_expired_by_the_next_and_forgotten_after_a_week(store: Store) -> None:
    begin(store)
    begin(store, "a2", "second", NOW + timedelta(minutes=11))
    assert states(store) == {"a1": "expired", "a2": "pending"}
    begin(store, "a3", "third", NOW + timedelta(days=7, minutes=5))
    assert states(store) == {"a2": "expired", "a3": "pending"}


def test_a_forgotten_account_leaves_its_attempts_without_it(store: Store) -> None:
    with store.begin():
        store.raw.execute(
            "INSERT INTO connections (id, provider, account, created_at, updated_at) VALUES ('n1', 'google', 'ana', '', '')"
        )
    begin(store)
    with store.begin():
        authorizations.end(store, "a1", "connected", "n1")
        store.raw.execute("DELETE FROM connections")
    assert store.raw.execute("SELECT connection, state FROM authorizations").fetchall() == [(None, "connected")]
