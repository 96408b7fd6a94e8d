"""What is remembered about sign-in: clients, codes that wait to be exchanged, and what each account has granted."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

SCOPE_PREFIX: Final = "https://www.googleapis.com/auth/"
# Signs in, and opens nothing: always granted, never a tick-box.
SIGN_IN_SCOPES: Final = frozenset(
    {"openid", "email", "profile", f"{SCOPE_PREFIX}userinfo.email", f"{SCOPE_PREFIX}userinfo.profile"}
)
CODE_LIFE: Final = timedelta(minutes=10)
TESTING_LIFE: Final = timedelta(days=7)
UNUSED_LIFE: Final = timedelta(days=182)
MOST_TOKENS: Final = 100


@dataclass(slots=True)
class Client:
    """A registered desktop client. `testing`: its grants live 7 days and only `testers` may sign in.

    `blocked` is an error that the browser shows instead of going on: admin_policy_enforced, deleted_client, …
    """

    id: str = "sandbox-desktop.apps.googleusercontent.com"
    secret: str = "not-confidential"  # noqa: S105 - a desktop client's secret is public
    testing: bool = False
    testers: frozenset[str] = frozenset()
    blocked: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """What a code stands for until it is exchanged."""

    client: str
    account: str
    scopes: tuple[str, ...]
    redirect: str
    challenge: str | None
    method: str
    nonce: str | None
    offline: bool
    at: datetime


@dataclass(slots=True)
class RefreshToken:
    """A refresh token's life; `seat` is the account and the client it is for."""

    seat: tuple[str, str]
    scopes: tuple[str, ...]
    at: datetime
    used: datetime
    mortal: bool


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a bearer may do, and until when."""

    seat: tuple[str, str]
    scopes: tuple[str, ...]
    until: datetime


@dataclass(slots=True)
class Registry:
    """All of it. Expired is whatever the clock says is too old."""

    now: Callable[[], datetime]
    ids: Callable[[], str]
    clients: dict[str, Client] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    consents: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    refresh: dict[str, RefreshToken] = field(default_factory=dict)
    access: dict[str, AccessToken] = field(default_factory=dict)
    minted: int = 0

    def __post_init__(self) -> None:
        self.clients = {"": Client()} if not self.clients else self.clients
        self.clients = {each.id: each for each in self.clients.values()}

    @property
    def client(self) -> Client:
        """The first client, which the sandbox announces."""
        return next(iter(self.clients.values()))

    def mint(self, prefix: str) -> str:
        """A new opaque token; nothing in it can be guessed from its neighbours."""
        self.minted += 1
        digest = sha256(f"{self.ids()}/{self.minted}".encode()).digest()
        return prefix + urlsafe_b64encode(digest + digest[:9]).decode().rstrip("=")

    def has_consented(self, account: str, client: str, scopes: tuple[str, ...]) -> bool:
        """This account has granted all of these to this client before."""
        return set(scopes) <= self.consents.get((account, client), frozenset())

    def open_code(self, code: Code, *, asked_again: bool) -> str:
        """A code for the redirect. A refresh token comes only where a consent was shown (protocols 1.13)."""
        seat = (code.account, code.client)
        self.consents[seat] = (frozenset() if asked_again else self.consents.get(seat, frozenset())) | set(code.scopes)
        made = self.mint("4/0A")
        self.codes[made] = code
        return made

    def issue_access(self, seat: tuple[str, str], scopes: tuple[str, ...], seconds: int) -> str:
        made = self.mint("ya29.")
        self.access[made] = AccessToken(seat, scopes, self.now() + timedelta(seconds=seconds))
        return made

    def issue_refresh(self, seat: tuple[str, str], scopes: tuple[str, ...]) -> str:
        """A refresh token; of too many for one account and client the oldest silently dies."""
        mortal = self.clients[seat[1]].testing and not set(scopes) <= SIGN_IN_SCOPES
        made, now = self.mint("1//0"), self.now()
        self.refresh[made] = RefreshToken(seat, scopes, now, now, mortal)
        held = [key for key, each in self.refresh.items() if each.seat == seat]
        for old in held[:-MOST_TOKENS]:
            del self.refresh[old]
        return made

    def use_refresh(self, token: str, client: str) -> RefreshToken | None:
        """The living refresh token, used now; None when it is dead or another client's."""
        held, now = self.refresh.get(token), self.now()
        if held is None or held.seat[1] != client:
            return None
        if now - held.used > UNUSED_LIFE or (held.mortal and now - held.at > TESTING_LIFE):
            return None
        held.used = now
        return held

    def bearer(self, token: str) -> AccessToken | None:
        """The living access token, or None."""
        held = self.access.get(token)
        return held if held is not None and self.now() < held.until else None

    def revoke(self, token: str) -> bool:
        """End the whole grant that the token belongs to; False when there is no such token."""
        held = self.refresh.get(token) or self.access.get(token)
        if held is None:
            return False
        self.end(held.seat)
        return True

    def end(self, seat: tuple[str, str]) -> None:
        """The user takes back everything from the client."""
        self.consents.pop(seat, None)
        self.refresh = {key: each for key, each in self.refresh.items() if each.seat != seat}
        self.access = {key: each for key, each in self.access.items() if each.seat != seat}
