"""Signing in with a user name and password: Basic sent at once, Digest when that is all the server takes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, field

import httpx

from calsync_desktop.core.provider import Place


class PasswordAuth(httpx.Auth):
    """Basic credentials with every request (RFC 7617, UTF-8); a 401 that offers Digest but not Basic switches to Digest (RFC 7616).

    The client that carries it speaks to confirmed origins only (wire.hosts.Trust), so it needs no view of its own on hosts.
    """

    def __init__(self, user: str, password: str) -> None:
        self._user = user
        self._password = password
        self._basic = "Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii")
        self._digest: httpx.DigestAuth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """See httpx.Auth: yields requests, is sent their answers."""
        if self._digest is None:
            request.headers["Authorization"] = self._basic
            response = yield request
            if response.status_code != 401 or not digest_only(response.headers.get_list("www-authenticate")):
                return
            self._digest = httpx.DigestAuth(self._user, self._password)
            del request.headers["Authorization"]
        request.headers.encoding = "utf-8"  # httpx's own default is ASCII, names are not
        yield from self._digest.auth_flow(request)


def digest_only(challenges: list[str]) -> bool:
    """Digest is offered and Basic is not; a server may name its schemes in one header or in several."""
    words = ", ".join(challenges).lower()
    schemes = {part.strip().partition(" ")[0] for part in words.split(",")}
    return "digest" in schemes and "basic" not in schemes


@dataclass(frozen=True, slots=True)
class PasswordSignIn:
    """``core.provider.SignIn`` for CalDAV: ``find`` is the provider's discovery, handed in by the composition root."""

    address: str
    user: str
    password: str = field(repr=False)
    find: Callable[[str, str, httpx.Auth | None], Awaitable[Place]]

    async def place(self) -> Place:
        """Where the account is served from; SignInAgain, NotCalendar, Untrusted or Offline with a sentence."""
        return await self.find(self.address, self.user, self.auth())

    def auth(self) -> httpx.Auth | None:
        """What the client is to carry; None when neither name nor password was given (a server without sign-in)."""
        return PasswordAuth(self.user, self.password) if self.user or self.password else None
