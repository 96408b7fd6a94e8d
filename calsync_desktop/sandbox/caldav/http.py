"""What comes in and what goes out: an HTTP request and its answer as plain values, free of ASGI."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `path` is percent-decoded, `target` is the path exactly as it was sent, header names are lower case."""

    method: str
    path: str
    target: str
    base: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return self.headers.get(name)

    @property
    def depth(self) -> str:
        """The Depth header; absent means infinity (RFC 4918, 10.2)."""
        return self.headers.get("depth", "infinity").strip().lower()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `cut` is the share of the body after which the connection breaks (None: it arrives whole)."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    cut: float | None = None

    def with_header(self, name: str, value: str) -> "Answer":
        return replace(self, headers=(*self.headers, (name, value)))

    def header(self, name: str) -> str | None:
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def plain(status: int, text: str = "") -> Answer:
    """An answer a person can read, for statuses whose meaning is the number."""
    return Answer(status, (("Content-Type", "text/plain; charset=utf-8"),), text.encode())


def reason(status: int) -> str:
    """The status line of RFC 4918 propstats, for example "HTTP/1.1 404 Not Found"."""
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
