"""Attempts to sign in through the browser, each with a state that is good for one answer within ten minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from calsync_desktop.store.moments import iso
from calsync_desktop.store.opening import Store

LIFE = timedelta(minutes=10)
REMEMBERED = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Attempt:
    """``state_token`` is what the browser's answer must carry."""

    id: str
    provider: str
    state_token: str
    redirect_uri: str
    connection: str | None = None


def begin(store: Store, attempt: Attempt, now: datetime) -> None:
    """Remember an attempt; what is too old is given up, and forgotten after a week."""
    store.raw.execute("DELETE FROM authorizations WHERE created_at < ?", (iso(now - REMEMBERED),))
    store.raw.execute(
        "UPDATE authorizations SET state = 'expired' WHERE state = 'pending' AND expires_at <= ?", (iso(now),)
    )
    store.raw.execute(
        "INSERT INTO authorizations (id, provider, state_token, redirect_uri, connection, state, created_at, expires_at)"
        " VALUES (?,?,?,?,?,'pending',?,?)",
        (
            attempt.id,
            attempt.provider,
            attempt.state_token,
            attempt.redirect_uri,
            attempt.connection,
            iso(now),
            iso(now + LIFE),
        ),
    )


def use(store: Store, state_token: str, now: datetime) -> bool:
    """Whether this state is still waiting for its answer; from now on it is not."""
    query = (
        "UPDATE authorizations SET state = 'answered', exchanged_at = ?"
        " WHERE state_token = ? AND state = 'pending' AND expires_at > ?"
    )
    return store.raw.execute(query, (iso(now), state_token, iso(now))).rowcount == 1


def end(store: Store, id_: str, state: str, connection: str | None = None, error: str = "") -> None:
    """How an attempt ended: connected, failed, expired or cancelled, with the sentence that was said."""
    query = "UPDATE authorizations SET state = ?, error_message = ?, connection = coalesce(?, connection) WHERE id = ?"
    store.raw.execute(query, (state, error, connection, id_))
