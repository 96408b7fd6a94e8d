"""The address of Google's consent page, with the PKCE pair that makes its answer useless to anybody else."""

from __future__ import annotations

from dataclasses import dataclass, field

from calsync_desktop.auth.google.endpoints import Endpoints
from calsync_desktop.auth.google.registration import Registration

_PREFIX = "https://www.googleapis.com/auth/"
EVENTS, LIST = f"{_PREFIX}calendar.events", f"{_PREFIX}calendar.calendarlist.readonly"
SCOPES = ("openid", "email", EVENTS, LIST)
# Broader scopes that a project may have been granted before open the same doors (protocols 1.1).
_OPENED_BY = {
    EVENTS: {EVENTS, f"{_PREFIX}calendar"},
    LIST: {LIST, f"{_PREFIX}calendar.calendarlist", f"{_PREFIX}calendar.readonly", f"{_PREFIX}calendar"},
}


@dataclass(frozen=True, slots=True)
class Consent:
    """Where the person goes (``url``), and the ``verifier`` without which the code that comes back is worth nothing (RFC 7636, S256)."""

    url: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the consent page. ``again``: the person is asked even when they agreed before, so that a refresh token comes."""

    redirect_uri: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    login_hint: str = ""
    again: bool = True


def consent(client: Registration, endpoints: Endpoints, question: Question) -> Consent:
    """The page's address. Imports Google's library, which takes a while: not to be called from a loop."""
    from google_auth_oauthlib.flow import Flow

    # The library takes no http, not even on this computer, where ``endpoints`` alone lets it through: the scheme is put back afterwards.
    scheme, _, rest = endpoints.auth.partition("://")
    known = {
        "client_id": client.id,
        "client_secret": client.secret,
        "auth_uri": f"https://{rest}",
        "token_uri": endpoints.token,
    }
    flow = Flow.from_client_config({"installed": known}, scopes=list(SCOPES), redirect_uri=question.redirect_uri)
    more = {"login_hint": question.login_hint, "prompt": "consent" if question.again else ""}
    url, _ = flow.authorization_url(
        state=question.state, nonce=question.nonce, **{name: value for name, value in more.items() if value}
    )
    return Consent(f"{scheme}{url.removeprefix('https')}", str(flow.code_verifier))


def missing(granted: frozenset[str]) -> tuple[str, ...]:
    """Which of the calendars' scopes were not granted (their boxes were not ticked)."""
    return tuple(scope for scope, opened_by in _OPENED_BY.items() if not opened_by & granted)
