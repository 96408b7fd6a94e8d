"""How Google is entered: the client's registration, the consent page, tokens that renew themselves, and the provider on top of them.

Everything is imported when it is used, so that an edit offline loads no network.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from calsync_desktop import clock
from calsync_desktop.app.services import client_for
from calsync_desktop.core.calendar import Connection
from calsync_desktop.core.errors import CalSyncError, Offline
from calsync_desktop.sync.ground import Door, Ground

if TYPE_CHECKING:
    import httpx

    from calsync_desktop.auth.google.bearer import Grant
    from calsync_desktop.auth.google.tokens import TokenDesk
    from calsync_desktop.core.provider import Authorization, Provider, SignIn, SignInWish, Vault
    from calsync_desktop.wire.client import Client
    from calsync_desktop.wire.hosts import Trust

    Wires = Callable[[Trust, httpx.Auth | None], Client]

REVOKED_WITHIN = 10.0  # seconds that disconnecting waits for Google


def google(
    vault: Vault, ground: Ground, environment: Mapping[str, str] = os.environ, wires: Wires = client_for
) -> Door:
    """Google with sign-in in the browser; ``vault`` is where renewed tokens are kept."""
    entrance = _Entrance(vault, ground, environment, wires)
    return Door(_sign_in, entrance.provider, entrance.authorize, entrance.revoke, _registration)


def _sign_in(secret: Mapping[str, str], _options: Mapping[str, str]) -> SignIn:
    from calsync_desktop.auth.google.signing import GoogleSignIn

    return GoogleSignIn(secret)


def _registration(words: Mapping[str, str]) -> Mapping[str, str]:
    from calsync_desktop.auth.google.registration import read_registration

    return read_registration(words).words


@dataclass(slots=True)
class _Entrance:
    """``held``: one grant an account, however many runs use it, so that there is one refresh at a time."""

    vault: Vault
    ground: Ground
    environment: Mapping[str, str]
    wires: Wires
    held: dict[str, Grant] = field(default_factory=dict)

    async def authorize(self, wish: SignInWish) -> Authorization:
        from calsync_desktop.auth.google import registration, signing

        client = registration.registration(self.environment, wish.client)
        chance = signing.Chance(clock.new_uuid(), secrets.token_urlsafe(16), secrets.token_urlsafe(12))
        redirect = self.environment.get(registration.REDIRECT, "")
        wish = replace(wish, kept=await self._living(wish))
        return await signing.authorize(
            self._desk(), client, wish, chance=chance, now=self.ground.now, redirect=redirect
        )

    async def _living(self, wish: SignInWish) -> Mapping[str, str] | None:
        """Credentials that were just seen to work. In doubt there are none: then consent is asked for, which brings a new refresh token."""
        if wish.kept is None:
            return None
        grant = self._grant(wish.connection, wish.kept)
        try:
            await grant.renewed(grant.secret.get("access_token", ""))
        except CalSyncError:
            return None
        return grant.secret

    async def revoke(self, secret: Mapping[str, str]) -> None:
        token = secret.get("refresh_token") or secret.get("access_token", "")
        try:
            async with asyncio.timeout(REVOKED_WITHIN):
                await self._desk().revoke(token)
        except TimeoutError:
            raise _still_allowed(Offline("")) from None
        except CalSyncError as error:
            raise _still_allowed(error) from error

    def provider(self, connection: Connection, secret: Mapping[str, str]) -> Provider:
        from calsync_desktop.auth.google.bearer import GoogleAuth
        from calsync_desktop.auth.google.endpoints import endpoints
        from calsync_desktop.providers.google.provider import GoogleProvider
        from calsync_desktop.wire.client import Ground as WireGround
        from calsync_desktop.wire.hosts import Trust, origin_of

        api = endpoints(self.environment).api
        client = self.wires(Trust(origin_of(api)), GoogleAuth(self._grant(connection.id, secret)))
        ground = WireGround(self.ground.now, self.ground.sleep, self.ground.random)
        return GoogleProvider(client, api, connection, ground)

    def _grant(self, id_: str, secret: Mapping[str, str]) -> Grant:
        """The grant that is held, unless somebody signed in again since."""
        from calsync_desktop.auth.google.bearer import Grant
        from calsync_desktop.auth.google.bearer import Ground as GrantGround

        held = self.held.get(id_)
        if held is None or held.kept != secret.get("refresh_token", ""):
            ground = GrantGround(self.ground.now, self.ground.monotonic)
            held = self.held[id_] = Grant(secret, self._desk(), partial(self._keep, id_), ground)
        return held

    async def _keep(self, id_: str, came_of: str, record: Mapping[str, str]) -> bool:
        """Renewed tokens replace those that they came of; not what somebody who signed in again left, and nothing comes back of a forgotten account."""
        there = await self.vault.get(id_)
        if there is None or there.get("refresh_token", "") != came_of:
            return False
        await self.vault.put(id_, record)
        return True

    def _desk(self) -> TokenDesk:
        from calsync_desktop.auth.google.endpoints import endpoints
        from calsync_desktop.auth.google.tokens import TokenDesk

        return TokenDesk(endpoints(self.environment), lambda trust: self.wires(trust, None))


def _still_allowed(error: CalSyncError) -> CalSyncError:
    reason = "cannot be reached" if isinstance(error, Offline) else "did not answer as it should"
    return type(error)(
        f"The account is forgotten here, but Google {reason}, so there CalSync still counts as allowed.",
        "Remove it at myaccount.google.com/connections if that matters to you.",
    )
