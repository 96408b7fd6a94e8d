"""Google's token endpoint: a code or a refresh token goes in, tokens or one error of ours come out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from calsync_desktop.auth.google import identity, problems
from calsync_desktop.auth.google.endpoints import Endpoints
from calsync_desktop.auth.google.identity import Person
from calsync_desktop.auth.google.registration import Registration
from calsync_desktop.core.errors import Offline, ServerTrouble
from calsync_desktop.wire.client import Answer, Client
from calsync_desktop.wire.hosts import Trust, origin_of

PATIENCE = 30.0  # seconds for one answer
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
ClientMaker = Callable[[Trust], Client]


@dataclass(frozen=True, slots=True)
class Tokens:
    """``expires_in`` in seconds from now, None unknown; ``refresh`` empty when none came; ``scopes`` None: what was asked for; ``lives``: seconds
    that the refresh token itself lives, when Google says so."""

    access: str = field(repr=False)
    expires_in: float | None = None
    refresh: str = field(default="", repr=False)
    scopes: frozenset[str] | None = None
    id_token: str = field(default="", repr=False)
    lives: float | None = None


@dataclass(frozen=True, slots=True)
class TokenDesk:
    """Where tokens are had. ``client_for`` makes a client without credentials for an origin; redirects of its writes are never followed."""

    endpoints: Endpoints
    client_for: ClientMaker
    patience: float = PATIENCE

    async def exchange(self, client: Registration, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """A code's tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.5)."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        answer = await self._ask("POST", self.endpoints.token, form | _named(client))
        if not answer.ok:
            raise problems.of_exchange(answer, _said(answer))
        return tokens_in(answer)

    async def refresh(self, client: Registration, token: str) -> Tokens:
        """New tokens for a refresh token (section 6). SignInAgain only for ``invalid_grant``; whatever else goes wrong is TryLater."""
        form = {"grant_type": "refresh_token", "refresh_token": token}
        answer = await self._ask("POST", self.endpoints.token, form | _named(client))
        if not answer.ok:
            raise problems.of_refresh(answer, _said(answer))
        return tokens_in(answer)

    async def revoke(self, token: str) -> None:
        """End the whole grant that a token belongs to; one that is dead already is fine (RFC 7009)."""
        answer = await self._ask("POST", self.endpoints.revoke, {"token": token})
        if not answer.ok and _said(answer).get("error") != "invalid_token":
            raise problems.of_revoke(answer)

    async def person(self, access: str) -> Person:
        """Who an access token belongs to."""
        answer = await self._ask("GET", self.endpoints.userinfo, {}, {"Authorization": f"Bearer {access}"})
        if not answer.ok:
            raise problems.of_userinfo(answer)
        return identity.person_of(answer.body)

    async def _ask(
        self, method: str, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One answer within the patience; nothing that is sent here is ever sent twice."""
        client = self.client_for(Trust(origin_of(url)))
        try:
            async with asyncio.timeout(self.patience):
                body = urlencode(form).encode("ascii")
                return await client.send(method, url, body=body, headers=headers or FORM)
        except TimeoutError:
            raise Offline("Google's sign-in service did not answer in time.") from None
        finally:
            await client.aclose()


def tokens_in(answer: Answer) -> Tokens:
    """The tokens of a successful answer; ServerTrouble when it is not one (a web page, another type of token, none at all)."""
    found = _said(answer)
    access, refresh = found.get("access_token"), found.get("refresh_token", "")
    kind = found.get("token_type", "")
    if not isinstance(access, str) or not access or not isinstance(refresh, str) or str(kind).lower() != "bearer":
        raise ServerTrouble(f"{answer.host} answered a sign-in in a way that is not understood. Nothing was changed.")
    scope = found.get("scope")
    id_token = found.get("id_token", "")
    return Tokens(
        access,
        _seconds(found.get("expires_in")),
        refresh,
        frozenset(scope.split()) if isinstance(scope, str) and scope.strip() else None,
        id_token if isinstance(id_token, str) else "",
        _seconds(found.get("refresh_token_expires_in")),
    )


def _named(client: Registration) -> dict[str, str]:
    return {"client_id": client.id} | ({"client_secret": client.secret} if client.secret else {})


def _said(answer: Answer) -> Mapping[str, Any]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _seconds(value: object) -> float | None:
    """Servers send numbers, or numbers as text; nothing else counts."""
    try:
        seconds = float(value) if isinstance(value, str | int | float) else -1.0
    except ValueError:
        return None
    return seconds if 0 <= seconds < 1e10 else None
