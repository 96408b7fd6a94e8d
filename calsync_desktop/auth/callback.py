"""What a request at the loopback listener is worth, decided without a socket: an answer to our sign-in, or something to be ignored.

====================================  ======  ============================
request                               status  the sign-in
====================================  ======  ============================
not HTTP, no or another Host          400     goes on
a script's (Origin of a page)         400     goes on
another method                        405     goes on
another path (favicon, a scanner)     404     goes on
our path, neither code nor error      200     goes on (prefetch)
wrong, missing or doubled state       400     goes on, noted once
``iss`` of somebody else (RFC 9207)   400     goes on, noted once
our state, with code or error         200     is answered
====================================  ======  ============================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from urllib.parse import parse_qsl

from calsync_desktop.auth import pages

MOST_FIELDS = 40
_LINE = re.compile(r"([A-Z]{1,16}) (/[\x21-\x7e]*) HTTP/1\.[01]")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*")
# What a service may add to the answer, of which nothing but these is read.
_KEPT = (
    "code",
    "error",
    "error_description",
    "error_subcode",
    "scope",
    "iss",
    "client_info",
    "session_state",
    "authuser",
    "prompt",
    "hd",
)


@dataclass(frozen=True, slots=True)
class Request:
    """The head of a request, header names in lower case; ``body`` only of a form."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the answer of our own sign-in looks like. ``issuers``: origins or names that ``iss`` may be; empty: it is not looked at.

    ``form``: the service posts its answer instead of redirecting with it (response_mode=form_post).
    """

    authorities: frozenset[str]
    path: str
    state: str = field(repr=False)
    issuers: frozenset[str] = frozenset()
    form: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """``page`` goes to the browser; ``answer`` is not None when the sign-in is answered; ``suspicious``: worth a line in the log."""

    page: pages.Page
    answer: Mapping[str, str] | None = field(default=None, repr=False)
    suspicious: str = ""


def parse(head: str) -> Request | None:
    """The request whose head (up to the empty line) this is; None when it is not HTTP/1, or names a header twice that may stand once."""
    first, *lines = head.removesuffix("\r\n\r\n").split("\r\n")
    found = _LINE.fullmatch(first)
    if found is None:
        return None
    headers: dict[str, str] = {}
    for line in lines:
        pair = _HEADER.fullmatch(line)
        if pair is None or (pair[1].lower() in headers and pair[1].lower() in ("host", "origin", "content-length")):
            return None
        headers[pair[1].lower()] = pair[2]
    return Request(found[1], found[2], headers)


def judge(request: Request | None, expected: Expected) -> Verdict:
    """The table of this module."""
    if request is None or request.headers.get("host", "").lower() not in expected.authorities:
        return Verdict(pages.NOT_FOR_US)
    if not expected.form and request.headers.get("origin", "null") != "null":
        return Verdict(pages.NOT_FOR_US)
    if request.method != ("POST" if expected.form else "GET"):
        return Verdict(pages.WRONG_METHOD)
    path, _, query = request.target.partition("?")
    if path != (expected.path or "/"):
        return Verdict(pages.NOTHING_HERE)
    return _judge_fields(request.body if expected.form else query, expected)


def _judge_fields(text: str, expected: Expected) -> Verdict:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        return Verdict(pages.NOT_FOR_US)
    given = dict(pairs)
    if not {"code", "error"} & given.keys():
        return Verdict(pages.WAITING)
    once = [name for name, _ in pairs if name in ("code", "error", "state", "iss")]
    if len(once) != len(set(once)) or {"code", "error"} <= given.keys():
        return Verdict(pages.NOT_FOR_US, suspicious="an answer that says two things at once")
    if not compare_digest(given.get("state", "").encode(), expected.state.encode()):
        return Verdict(pages.NOT_FOR_US, suspicious="an answer without our state")
    if expected.issuers and "iss" in given and not _issued_by(given["iss"], expected.issuers):
        return Verdict(pages.NOT_FOR_US, suspicious="an answer of another service")
    answer = {name: value for name, value in given.items() if name in _KEPT}
    return Verdict(pages.REFUSED if "error" in given else pages.ARRIVED, answer)


def _issued_by(issuer: str, issuers: frozenset[str]) -> bool:
    """The issuer itself, or an address below its origin."""
    return any(issuer == each or issuer.startswith(f"{each}/") for each in issuers)
