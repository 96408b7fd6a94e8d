"""One attempt to sign in to Google: the listener, the page's address, and the credentials that the answer becomes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from calsync_desktop.auth.google import consent, identity, problems
from calsync_desktop.auth.google.consent import Consent, Question
from calsync_desktop.auth.google.identity import Person
from calsync_desktop.auth.google.registration import REDIRECT, Registration
from calsync_desktop.auth.google.tokens import TokenDesk, Tokens
from calsync_desktop.auth.loopback import Loopback, open_loopback
from calsync_desktop.auth.redirect import Spot, spot
from calsync_desktop.core.errors import CalSyncError, SignInAgain
from calsync_desktop.core.provider import Place, SignInWish


@dataclass(frozen=True, slots=True)
class Chance:
    """What must not be guessed: ``state`` a UUID, ``nonce`` and ``path`` random text that fits an address."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    path: str


@dataclass(slots=True)
class GoogleAuthorization:
    """``core.provider.Authorization`` for Google. Made by ``authorize``."""

    desk: TokenDesk
    client: Registration
    chance: Chance
    page: Consent
    loopback: Loopback
    now: Callable[[], datetime]
    kept: Mapping[str, str] = field(default_factory=dict, repr=False)
    _code: str = field(default="", repr=False)

    @property
    def url(self) -> str:
        return self.page.url

    @property
    def redirect_uri(self) -> str:
        return self.loopback.redirect_uri

    @property
    def state(self) -> str:
        return self.chance.state

    async def answered(self) -> None:
        answer = await self.loopback.answer()
        if "code" not in answer:
            raise problems.of_page(answer)
        self._code = answer["code"]

    async def secret(self) -> Mapping[str, str]:
        code, self._code = self._code, ""
        if not code or not self.page.verifier:
            raise SignInAgain("The sign-in was interrupted half-way. Nothing was changed.", "Sign in once more.")
        tokens = await self.desk.exchange(self.client, code, self.page.verifier, self.redirect_uri)
        if tokens.scopes is not None and consent.missing(tokens.scopes):
            raise problems.unticked()
        person = identity.person_in(tokens.id_token, self.client.id, self.chance.nonce) if tokens.id_token else None
        person = person or await self.desk.person(tokens.access)
        return self._record(tokens, person)

    def nobody_answered(self) -> CalSyncError:
        return problems.nobody_answered()

    async def aclose(self) -> None:
        await self.loopback.aclose()

    def _record(self, tokens: Tokens, person: Person) -> Mapping[str, str]:
        """Without a new refresh token the old one of the same person goes on living, with its own age."""
        if tokens.refresh:
            lives = "" if tokens.lives is None else str(tokens.lives)
            lasting = {"refresh_token": tokens.refresh, "consented_at": self.now().isoformat(), "lives": lives}
        elif self.kept.get("refresh_token") and self.kept.get("sub") == person.sub:
            lasting = {name: self.kept.get(name, "") for name in ("refresh_token", "consented_at", "lives")}
        elif self.kept.get("refresh_token"):
            lasting = {"refresh_token": ""}  # somebody else signed in, which whoever asked refuses in better words
        else:
            raise problems.not_lasting()
        scope = " ".join(sorted(tokens.scopes or consent.SCOPES))
        who = {"sub": person.sub, "email": person.email}
        return {**self.client.words, **who, **lasting, "scope": scope, "access_token": tokens.access}


async def authorize(
    desk: TokenDesk,
    client: Registration,
    wish: SignInWish,
    *,
    chance: Chance,
    now: Callable[[], datetime],
    redirect: str = "",
) -> GoogleAuthorization:
    """Begin to listen, then word the address of the page. ``redirect``: as configured, or empty for any port and the random path."""
    where = spot(redirect, REDIRECT) if redirect.strip() else Spot("127.0.0.1", None, f"/{chance.path}")
    kept = wish.kept if wish.kept and wish.kept.get("client_id") == client.id and wish.kept.get("refresh_token") else {}
    loopback = await open_loopback(where, chance.state, issuers=desk.endpoints.issuers)
    try:
        question = Question(loopback.redirect_uri, chance.state, chance.nonce, wish.login_hint, again=not kept)
        page = await asyncio.to_thread(consent.consent, client, desk.endpoints, question)
    except BaseException:
        await loopback.aclose()
        raise
    return GoogleAuthorization(desk, client, chance, page, loopback, now, kept)


@dataclass(frozen=True, slots=True)
class GoogleSignIn:
    """``core.provider.SignIn`` for credentials that an authorization brought: who it is was found out then."""

    secret: Mapping[str, str] = field(repr=False)

    async def place(self) -> Place:
        """The account under its address; SignInAgain when these are no credentials of Google's."""
        sub, email = self.secret.get("sub", ""), self.secret.get("email", "")
        if not sub:
            raise SignInAgain("Signing in to Google takes the browser; a password is never asked for here.")
        return Place(email or sub, json.dumps({"sub": sub}), (email,) if email else (), identity=sub)
