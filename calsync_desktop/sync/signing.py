"""Signing in through the browser, as the engine leads it: an attempt is announced, waited for, used once and ended, whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from calsync_desktop.core.calendar import Status
from calsync_desktop.core.errors import CalSyncError, SignInAgain, Usage
from calsync_desktop.core.provider import Authorization, SignInWish
from calsync_desktop.store import accounts, authorizations
from calsync_desktop.store.authorizations import LIFE, Attempt
from calsync_desktop.sync.connecting import Reception, door_of
from calsync_desktop.sync.notices import SignInAnswered, SignInEnded, SignInOpened, Tell

USUAL_SECONDS = 300.0
PROOF = "client:proof"


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody is to sign in to ``provider``.

    ``attempt``: the asker's own id for it, by which notices name it and ``cancel`` finds it. ``connection``: the account that is signed in to again; None:
    a new one. ``login_hint``: the address that the page is to suggest. ``seconds`` until it is given up. ``hold``: a new account is not synced by itself
    until its settings say so.
    """

    provider: str
    attempt: str
    connection: str | None = None
    login_hint: str = ""
    seconds: float = USUAL_SECONDS
    hold: bool = False


Arrive = Callable[[Asked, Mapping[str, str]], Awaitable[str]]
"""What becomes of the credentials: the connection's id."""


@dataclass(slots=True)
class SignIns:
    """The attempts that are under way in this process, and the user's own registrations with the services."""

    desk: Reception
    tell: Tell
    _cancels: dict[str, asyncio.Event] = field(default_factory=dict)

    async def sign_in(self, asked: Asked, arrive: Arrive) -> str:
        """Let somebody sign in in the browser; ``arrive`` is given the credentials and says which connection they became. SignInAgain, Usage, TryLater."""
        if asked.attempt in self._cancels:
            raise Usage("This sign-in is under way already.")
        if not 1 <= asked.seconds <= LIFE.total_seconds():
            raise Usage(f"A sign-in is waited for from 1 to {LIFE.total_seconds():.0f} seconds.")
        self._cancels[asked.attempt] = asyncio.Event()
        try:
            authorization = await self._begun(asked)
            try:
                return await self._led(asked, authorization, arrive)
            finally:
                await authorization.aclose()
        finally:
            del self._cancels[asked.attempt]

    def cancel(self, attempt: str) -> None:
        """Give an attempt up; nothing happens when it is over."""
        if attempt in self._cancels:
            self._cancels[attempt].set()

    async def keep_client(self, provider: str, words: Mapping[str, str]) -> None:
        """The user's own client for every later sign-in of this profile: ``client_id`` and ``client_secret``, or ``json``, the text of its file.

        No words: forget it. Usage when it cannot be a client for this program.
        """
        door = door_of(self.desk, provider)
        if door.registration is None:
            raise Usage("This kind of account needs no client of your own.")
        if any(words.values()):
            await self.desk.vault.put(client_record(provider), door.registration(words))
        else:
            await self.desk.vault.drop(client_record(provider))

    async def client_id(self, provider: str) -> str:
        """The id of the user's own client, empty when there is none."""
        found = await self.desk.vault.get(client_record(provider))
        return found.get("client_id", "") if found else ""

    async def _begun(self, asked: Asked) -> Authorization:
        door = door_of(self.desk, asked.provider)
        if door.authorize is None:
            raise Usage("This kind of account signs in with a name and a password.")
        await self._prove_the_vault()
        client = await self.desk.vault.get(client_record(asked.provider))
        if asked.connection is None:
            return await door.authorize(SignInWish(asked.login_hint, client=client))
        account = accounts.connection_of(self.desk.store, asked.connection)
        if account.provider != asked.provider:
            raise Usage("That account belongs to another service.")
        signed_out = account.status in (Status.EXPIRED, Status.REVOKED)
        kept = None if signed_out else await self.desk.vault.get(account.id)
        return await door.authorize(SignInWish(asked.login_hint or account.account, account.id, kept, client))

    async def _prove_the_vault(self) -> None:
        """Nobody is sent to a browser when what they bring back could not be kept: VaultLocked, NoVault, DiskTrouble."""
        await self.desk.vault.put(PROOF, {})
        await self.desk.vault.drop(PROOF)

    async def _led(self, asked: Asked, authorization: Authorization, arrive: Arrive) -> str:
        store, ground = self.desk.store, self.desk.ground
        id_ = ground.new_id("a")
        row = Attempt(id_, asked.provider, authorization.state, authorization.redirect_uri, asked.connection)
        with store.begin():
            authorizations.begin(store, row, ground.now())
        state, error, connection = "cancelled", "", None
        try:
            self.tell(SignInOpened(asked.attempt, asked.provider, authorization.url, asked.seconds, asked.connection))
            await self._answer(asked, authorization)
            connection = await arrive(asked, await authorization.secret())
            state = "connected"
        except CalSyncError as trouble:
            state = "cancelled" if self._cancels[asked.attempt].is_set() else "failed"
            error = trouble.message
            raise
        finally:
            with store.begin():
                authorizations.end(store, id_, state, connection, error)
            self.tell(SignInEnded(asked.attempt, connection))
        return connection

    async def _answer(self, asked: Asked, authorization: Authorization) -> None:
        """Return when the person answered, here and in time."""
        answer = asyncio.ensure_future(authorization.answered())
        cancel = asyncio.ensure_future(self._cancels[asked.attempt].wait())
        late = asyncio.ensure_future(self.desk.ground.sleep(asked.seconds))
        waiting: list[asyncio.Future[Any]] = [answer, cancel, late]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        if cancel.done() and not cancel.cancelled():
            raise SignInAgain("Signing in was cancelled. Nothing was changed.")
        if answer.cancelled():
            raise authorization.nobody_answered()
        self.tell(SignInAnswered(asked.attempt))
        answer.result()
        with self.desk.store.begin():
            if not authorizations.use(self.desk.store, authorization.state, self.desk.ground.now()):
                raise authorization.nobody_answered()


def client_record(provider: str) -> str:
    """The name of the vault's record; no connection's id looks like it."""
    return f"client:{provider}"
