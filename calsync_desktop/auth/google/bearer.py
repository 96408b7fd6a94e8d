"""An account's access, which renews itself: at most one refresh at a time, whoever asks, and the server has the last word on what is valid."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from calsync_desktop.auth.google import problems
from calsync_desktop.auth.google.registration import Registration
from calsync_desktop.auth.google.tokens import TokenDesk, Tokens
from calsync_desktop.core.errors import CalSyncError, ServerTrouble, SignInAgain

log = logging.getLogger("calsync.auth")

EARLY = 60.0  # seconds before its end in which a token is not used any more
REMEMBERED = 60.0  # seconds for which a dead grant is not asked about again

Keep = Callable[[str, Mapping[str, str]], Awaitable[bool]]
"""Put a record where it survives, in the place of the one with this refresh token; False when that one is not there (any more)."""


@dataclass(frozen=True, slots=True)
class Ground:
    """``now`` aware UTC, only for saying how old a sign-in is; ``monotonic`` in seconds, for everything else."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]


@dataclass(slots=True)
class Grant:
    """What one account granted, shared by everybody who uses it in this process.

    ``secret`` is the vault's record, ``kept`` the refresh token that is in the vault as far as is known. An access token of unknown age is used until the server
    refuses it; one that was made here is renewed shortly before its end, by a clock that is never set.
    """

    secret: Mapping[str, str] = field(repr=False)
    desk: TokenDesk
    keep: Keep
    ground: Ground
    kept: str = field(default="", repr=False)
    _until: float | None = None
    _flight: asyncio.Task[str] | None = None
    _dead: tuple[float, SignInAgain] | None = None

    def __post_init__(self) -> None:
        self.kept = self.secret.get("refresh_token", "")

    async def token(self) -> str:
        """A token that is not known to be dead."""
        held = self.secret.get("access_token", "")
        fresh = self._until is None or self.ground.monotonic() < self._until
        return held if held and fresh else await self.renewed(held)

    async def renewed(self, refused: str) -> str:
        """Another token than the one that was ``refused``; everybody who asks meanwhile gets the answer of the one refresh that is under way."""
        held = self.secret.get("access_token", "")
        if held and held != refused:
            return held
        if self._dead is not None and self.ground.monotonic() < self._dead[0]:
            raise _again(self._dead[1])
        if self._flight is None:
            self._flight = asyncio.create_task(self._refresh())
            self._flight.add_done_callback(self._landed)
        return await asyncio.shield(self._flight)

    def _landed(self, flight: asyncio.Task[str]) -> None:
        self._flight = None
        error = None if flight.cancelled() else flight.exception()
        if isinstance(error, SignInAgain):
            self._dead = (self.ground.monotonic() + REMEMBERED, error)

    async def _refresh(self) -> str:
        client = Registration(self.secret.get("client_id", ""), self.secret.get("client_secret", ""))
        try:
            tokens = await self.desk.refresh(client, self.secret.get("refresh_token", ""))
        except SignInAgain as error:
            raise self._explained(error) from None
        self._until = deadline(tokens, self.ground.monotonic())
        new = {"access_token": tokens.access} | ({"refresh_token": tokens.refresh} if tokens.refresh else {})
        self.secret = {**self.secret, **new}
        await self._keep()
        return tokens.access

    async def _keep(self) -> None:
        """Put it where it survives. Where that fails, this process goes on with what it has, and the next refresh tries again."""
        try:
            if await self.keep(self.kept, self.secret):
                self.kept = self.secret.get("refresh_token", "")
        except CalSyncError:
            log.warning("a renewed sign-in could not be kept")

    def _explained(self, error: SignInAgain) -> SignInAgain:
        since, lives = self.secret.get("consented_at", ""), self.secret.get("lives", "")
        try:
            age = self.ground.now() - datetime.fromisoformat(since)
        except ValueError:
            return error
        return problems.with_age(error, age, timedelta(seconds=float(lives)) if lives else None)


class GoogleAuth(httpx.Auth):
    """Gives every request the grant's token; one 401 is answered with another token. A second one is the server's trouble: only the token
    endpoint ends a sign-in."""

    def __init__(self, grant: Grant) -> None:
        self._grant = grant

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """See httpx.Auth: yields requests, is sent their answers."""
        token = await self._grant.token()
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == 401:
            request.headers["Authorization"] = f"Bearer {await self._grant.renewed(token)}"
            response = yield request
            if response.status_code == 401:
                raise ServerTrouble("Google refuses the access that it has just renewed. Nothing was changed.")


def deadline(tokens: Tokens, monotonic: float) -> float | None:
    """Until when a token that was just made is used, on the monotonic clock; None when its life is unknown."""
    if tokens.expires_in is None:
        return None
    return monotonic + max(tokens.expires_in - EARLY, tokens.expires_in / 2)


def _again(error: SignInAgain) -> SignInAgain:
    """The same error as a new one: an exception that is raised twice keeps growing its traceback."""
    return SignInAgain(error.message, error.hint)
