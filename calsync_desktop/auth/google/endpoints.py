"""Where Google's sign-in and calendars are served: pinned here, or named by the environment for tests and gateways, never learnt from a server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from calsync_desktop.core.errors import CalSyncError, Usage
from calsync_desktop.wire.hosts import loopback_host, origin_of, split

GOOGLE = "https://accounts.google.com"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """``api`` is the base that /users/me/calendarList is appended to."""

    api: str = "https://www.googleapis.com/calendar/v3"
    auth: str = f"{GOOGLE}/o/oauth2/v2/auth"
    token: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
    revoke: str = "https://oauth2.googleapis.com/revoke"
    userinfo: str = "https://openidconnect.googleapis.com/v1/userinfo"

    @property
    def issuers(self) -> frozenset[str]:
        """Who may have issued an answer (RFC 9207, OpenID Connect): Google, or whoever shows the consent page."""
        parts = urlsplit(self.auth)
        return frozenset({GOOGLE, GOOGLE.removeprefix("https://"), f"{parts.scheme}://{parts.netloc}"})


SETTINGS = {
    "api": "CALSYNC_GOOGLE_API",
    "auth": "CALSYNC_GOOGLE_AUTH_URI",
    "token": "CALSYNC_GOOGLE_TOKEN_URI",
    "revoke": "CALSYNC_GOOGLE_REVOKE_URI",
    "userinfo": "CALSYNC_GOOGLE_USERINFO_URI",
}


def endpoints(environment: Mapping[str, str]) -> Endpoints:
    """Google's own, or what the environment names instead; Usage when that is neither https nor on this computer."""
    given = {name: environment[setting].strip() for name, setting in SETTINGS.items() if environment.get(setting)}
    for name, url in given.items():
        _check(url, SETTINGS[name])
    return Endpoints(**given | ({"api": given["api"].rstrip("/")} if "api" in given else {}))


def _check(url: str, setting: str) -> None:
    hint = "It is an https:// address, or an http:// address of this computer (localhost, 127.0.0.1, [::1])."
    try:
        parts = split(url)
        origin_of(url)
    except CalSyncError:
        raise Usage(f"{setting} is not a web address that can be used.", hint) from None
    if (parts.scheme == "http" and not loopback_host(parts.hostname or "")) or parts.fragment:
        raise Usage(
            f"{setting} is not an encrypted address, so tokens could be read on the way. Nothing was sent.", hint
        )
