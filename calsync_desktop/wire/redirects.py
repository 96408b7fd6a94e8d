"""What to do with a redirect, decided without sending anything (protocols 3.1: same method and body, or not at all)."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from calsync_desktop.core.errors import CalSyncError, ServerTrouble, Untrusted, Usage
from calsync_desktop.wire.hosts import Trust, split

HOPS = 5
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"})
PERMANENT = frozenset({301, 308})
FOLLOWED = frozenset({301, 302, 307, 308})
DISCOVERY = FOLLOWED | {303}


def next_url(method: str, url: str, status: int, location: str, trust: Trust, *, discovery: bool = False) -> str:
    """Where to send the same request again.

    ServerTrouble when there is nowhere to go, Untrusted when going there would show credentials or content to somebody else.
    """
    if status not in (DISCOVERY if discovery else FOLLOWED) or not location or method not in SAFE:
        raise _moved(url)
    try:
        target = urljoin(url, location)
        parts = split(target)
    except (Usage, ValueError):
        raise ServerTrouble(
            f"{_host(url)} redirects to something that is not a web address. Nothing was sent there."
        ) from None
    if urlsplit(url).scheme == "https" and parts.scheme == "http":
        raise Untrusted(f"{_host(url)} redirects to an unencrypted address. Nothing was sent there.")
    if not trust.covers(target):
        raise stranger(url, target)
    return target.partition("#")[0]


def stranger(url: str, target: str) -> Untrusted:
    """The refusal to follow to a host that the user did not confirm; tells how to confirm it."""
    there = urlsplit(target)
    return Untrusted(
        f"{_host(url)} sends us on to {there.netloc}, another server. No password was sent there.",
        f"If {there.netloc} is really where the calendars are, connect again with {there.scheme}://{there.netloc}/ as the address.",
    )


def _moved(url: str) -> CalSyncError:
    return ServerTrouble(
        f"{_host(url)} redirected a request that may not be repeated elsewhere. Nothing was sent there."
    )


def _host(url: str) -> str:
    return urlsplit(url).hostname or "The server"
