"""Where a browser is to bring back the answer of a sign-in: the redirect address, checked, and the sockets that answer there."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from calsync_desktop.core.errors import Local, Usage

# The names that may be given for this computer, and what each is listened on (RFC 8252 section 7.3). Browsers try both of localhost's.
ADDRESSES: dict[str, tuple[tuple[socket.AddressFamily, str], ...]] = {
    "127.0.0.1": ((socket.AF_INET, "127.0.0.1"),),
    "::1": ((socket.AF_INET6, "::1"),),
    "localhost": ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")),
}
TRIES = 16  # free ports that are tried until one is free for every address
_NO_SUCH_ADDRESS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.ENOTSUP, errno.EPROTONOSUPPORT)
_HTTP = 80


@dataclass(frozen=True, slots=True)
class Spot:
    """A redirect address: ``host`` is a key of ADDRESSES, ``port`` None any free one, ``path`` empty or from its slash on."""

    host: str
    port: int | None
    path: str

    @property
    def name(self) -> str:
        """The host as it stands in an address."""
        return f"[{self.host}]" if ":" in self.host else self.host

    def uri(self, port: int) -> str:
        """The address when this port is listened on."""
        return f"http://{self.name}:{port}{self.path}"

    def authorities(self, port: int) -> frozenset[str]:
        """What a browser that was sent to ``uri`` may name as Host (RFC 9110 section 7.2)."""
        return frozenset({f"{self.name}:{port}"} | ({self.name} if port == _HTTP else set()))


def spot(configured: str, setting: str) -> Spot:
    """A redirect address as somebody configured it; Usage, which names the ``setting``, unless it is plain http on this computer."""
    parts = _parts(configured.strip(), setting)
    if parts.scheme != "http" or parts.hostname not in ADDRESSES or parts.username is not None:
        raise _unusable(setting)
    if parts.query or parts.fragment or parts.port == 0 or not parts.path.isascii() or " " in parts.path:
        raise _unusable(setting)
    return Spot(parts.hostname, parts.port, parts.path)


def _parts(text: str, setting: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise _unusable(setting) from None
    return parts


def _unusable(setting: str) -> Usage:
    return Usage(
        f"{setting} is not an address on this computer that a sign-in can come back to.",
        "Give http://127.0.0.1, http://localhost or http://[::1], with a port and a path if the client needs them; or leave it out.",
    )


@dataclass(frozen=True, slots=True)
class Bound:
    """Sockets that listen at one port, so that nobody else can answer there from now on."""

    sockets: tuple[socket.socket, ...]
    port: int


def bind(where: Spot, new_socket: Callable[[socket.AddressFamily], socket.socket] | None = None) -> Bound:
    """Listen at the spot, on all of its addresses at the same port; Local when somebody else does already."""
    make = new_socket or (lambda family: socket.socket(family, socket.SOCK_STREAM))
    for _ in range(1 if where.port is not None else TRIES):
        bound = _bind_all(where, make)
        if bound is not None:
            return bound
    taken = f"Port {where.port} of this computer" if where.port is not None else "Every port that was tried"
    raise Local(
        f"{taken} is in use by another program, so the sign-in could not come back. Nothing was changed.",
        "Close that program, or configure a redirect address without a port.",
    )


def _bind_all(where: Spot, make: Callable[[socket.AddressFamily], socket.socket]) -> Bound | None:
    """None when one of the addresses is taken at that port; an address that this computer does not have needs no listener."""
    port, made = where.port or 0, list[socket.socket]()
    for family, address in ADDRESSES[where.host]:
        try:
            made.append(_listening(family, address, port, make))
        except OSError as error:
            if error.errno in _NO_SUCH_ADDRESS and (made or len(ADDRESSES[where.host]) > 1):
                continue
            _close(made)
            if error.errno == errno.EADDRINUSE:
                return None
            raise Local(
                "This computer does not let a sign-in come back: its own address cannot be listened on."
            ) from error
        port = made[0].getsockname()[1]
    return Bound(tuple(made), port) if made else None


def _listening(
    family: socket.AddressFamily, address: str, port: int, make: Callable[[socket.AddressFamily], socket.socket]
) -> socket.socket:
    listener = make(family)
    try:
        _claim(listener)
        listener.bind((address, port))
        listener.listen(8)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _claim(listener: socket.socket) -> None:
    """Nobody may listen beside us. On POSIX that is so anyway, and REUSEADDR only ignores connections that are closing; on Windows it must be said."""
    if sys.platform == "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if listener.family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)


def _close(sockets: list[socket.socket]) -> None:
    for each in sockets:
        each.close()
