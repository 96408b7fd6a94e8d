"""Which hosts may see credentials and content: pure decisions about origins, private networks and what a person typed.

An origin is ``scheme://host:port`` with the port always written (RFC 6454 section 4).
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from calsync_desktop.core.errors import Untrusted, Usage

PORTS = {"http": 80, "https": 443}
# Names that no public registry delegates (RFC 6761, RFC 6762, RFC 8375, ICANN's .internal).
PRIVATE_SUFFIXES = (".localhost", ".local", ".lan", ".home", ".home.arpa", ".internal", ".test", ".fritz.box")


@dataclass(frozen=True, slots=True)
class Trust:
    """The origin that the user confirmed; ``suffixes`` (".icloud.com") are host endings that a preset adds, https only."""

    origin: str
    suffixes: tuple[str, ...] = ()

    def covers(self, url: str) -> bool:
        """Whether credentials and content may be sent to ``url``.

        The confirmed origin itself; the same host when it moved from http to https on the default ports; a preset's hosts over https.
        """
        parts = split(url)
        if origin_of(url) == self.origin:
            return True
        mine = urlsplit(self.origin)
        if parts.scheme != "https":
            return False
        upgraded = mine.scheme == "http" and mine.port == 80 and port_of(parts) == 443
        if upgraded and parts.hostname == mine.hostname:
            return True
        host = parts.hostname or ""
        return any(host.endswith(suffix) for suffix in self.suffixes)


def trust(url: str, suffixes: tuple[str, ...] = ()) -> Trust:
    """Trust in the origin of a URL as the user typed it; Untrusted when a password would cross the open internet in the clear."""
    parts = split(url)
    if parts.scheme == "http" and not private_host(parts.hostname or ""):
        raise Untrusted(
            f"{parts.hostname} was given with http://, so the password and all appointments could be read on the way. Nothing was sent.",
            "Use the https:// address. Plain http is accepted only for this computer and the local network.",
        )
    return Trust(origin_of(url), suffixes)


def split(url: str) -> SplitResult:
    """The parts of an absolute http(s) URL; Usage for any other text, Untrusted when it carries a name or password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Usage("This is not a web address.", "Give an address like https://calendar.example.com/") from None
    if parts.scheme not in PORTS or not parts.hostname or port == 0:
        raise Usage("This is not a web address.", "Give an address like https://calendar.example.com/")
    if parts.username is not None or parts.password is not None:
        raise Untrusted(
            "The address carries a user name or password. Nothing was sent.", "Leave them out of the address."
        )
    return parts


def port_of(parts: SplitResult) -> int:
    """The port, named or implied by the scheme."""
    return parts.port or PORTS[parts.scheme]


def origin_of(url: str) -> str:
    """``scheme://host:port`` of a URL, host in lower case."""
    parts = split(url)
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port_of(parts)}"


def private_host(host: str) -> bool:
    """This computer or the local network, judged by the name alone: an address of a private range, or a name nobody can register."""
    host = host.lower().rstrip(".")
    address = _address(host)
    if address is not None:
        return address.is_private or address.is_loopback or address.is_link_local
    return "." not in host or f".{host}".endswith(PRIVATE_SUFFIXES)


def loopback_host(host: str) -> bool:
    """This computer itself."""
    address = _address(host)
    return address.is_loopback if address is not None else host.lower() == "localhost"


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(host.partition("%")[0].strip("[]"))
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
