"""Things that go wrong on purpose: which request is hit, and what becomes of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Final, Literal

from lxml import etree

from calsync_desktop.sandbox.caldav import answers
from calsync_desktop.sandbox.caldav.http import Answer, Request, plain
from calsync_desktop.sandbox.caldav.names import dav

FaultKind = Literal[
    "lose_request",
    "lose_answer",
    "status_before",
    "status_after",
    "redirect",
    "login_page",
    "dead_token",
    "truncated",
    "cut_off",
    "broken_xml",
    "slow",
    "repeated",
    "reordered",
    "handled_twice",
    "call_before",
    "call_after",
]
LOGIN_PAGE: Final = (
    b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form><input name=password></form></body></html>"
)


class RequestLostError(ConnectionError):
    """The request never arrived: no effect, no answer. The in-process form raises it through httpx.ASGITransport."""


class AnswerLostError(ConnectionError):
    """The request took effect, but its answer is gone. Raised like RequestLostError."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One misfortune, from the `nth` matching request on, `times` times (None: for ever).

    It matches when `method`, the glob `path` (decoded path, "*" crosses slashes) and the text `body` inside the
    request body all agree; None agrees with everything.

    | kind | what happens |
    | --- | --- |
    | lose_request, lose_answer | RequestLostError, AnswerLostError: a connection error without, with effect |
    | status_before, status_after | `status` with `retry_after` instead of the work, or after it was done |
    | redirect | `status` (default 503 is replaced by 302) to `location`, no work done |
    | login_page | an HTML page with 200, no work done |
    | dead_token | the valid-sync-token error with `status`, no work done |
    | truncated, cut_off | the body ends at the share `cut`: with a matching length, or by a broken connection |
    | broken_xml | a body that is no XML |
    | slow | the server sleeps `seconds` first |
    | repeated, reordered | every D:response twice, or in reverse order |
    | handled_twice | the request takes effect twice; the second answer is given |
    | call_before, call_after | `action` is called before or after the work: another device between two requests |
    """

    kind: FaultKind
    method: str | None = None
    path: str | None = None
    body: str | None = None
    nth: int = 1
    times: int | None = 1
    status: int = 503
    retry_after: str | None = None
    location: str = "/elsewhere/"
    cut: float = 0.5
    seconds: float = 0.0
    action: Callable[[], object] | None = None

    def matches(self, request: Request) -> bool:
        return (
            self.method in (None, request.method)
            and (self.path is None or fnmatchcase(request.path, self.path))
            and (self.body is None or self.body.encode() in request.body)
        )


@dataclass(slots=True)
class FaultPlan:
    """The faults that wait, each with the number of matching requests it has seen."""

    waiting: list[tuple[Fault, int]] = field(default_factory=list)

    def add(self, *faults: Fault) -> None:
        self.waiting.extend((each, 0) for each in faults)

    def clear(self) -> None:
        self.waiting.clear()

    def due(self, request: Request) -> tuple[Fault, ...]:
        """The faults that hit this request; a spent one leaves the plan."""
        hit: list[Fault] = []
        kept: list[tuple[Fault, int]] = []
        for fault, before in self.waiting:
            seen = before + fault.matches(request)
            if seen > before and seen >= fault.nth:
                hit.append(fault)
            if fault.times is None or seen < fault.nth + fault.times - 1:
                kept.append((fault, seen))
        self.waiting = kept
        return tuple(hit)


def instead(fault: Fault) -> Answer | None:
    """The answer that is given without doing the work, or None for a fault of another kind."""
    if fault.kind == "lose_request":
        raise RequestLostError("the sandbox lost this request on purpose")
    if fault.kind == "status_before":
        return _status(fault)
    if fault.kind == "redirect":
        return plain(302 if fault.status == 503 else fault.status).with_header("Location", fault.location)
    if fault.kind == "login_page":
        return Answer(200, (("Content-Type", "text/html; charset=utf-8"),), LOGIN_PAGE)
    if fault.kind == "dead_token":
        return answers.error(403 if fault.status == 503 else fault.status, dav("valid-sync-token"))
    return None


def spoil(fault: Fault, answer: Answer) -> Answer:
    """What becomes of the finished answer."""
    if fault.kind == "lose_answer":
        raise AnswerLostError("the sandbox lost this answer on purpose")
    if fault.kind == "status_after":
        return _status(fault)
    if fault.kind == "truncated":
        return replace(answer, body=answer.body[: int(len(answer.body) * fault.cut)])
    if fault.kind == "cut_off":
        return replace(answer, cut=fault.cut)
    if fault.kind == "broken_xml":
        return replace(answer, body=re.sub(rb"</([A-Za-z]+:?)", rb"<\1", answer.body, count=1) + b"<")
    if fault.kind in ("repeated", "reordered") and answer.status == 207:
        return replace(answer, body=_shuffled(answer.body, repeat=fault.kind == "repeated"))
    return answer


def _status(fault: Fault) -> Answer:
    answer = plain(fault.status, "The sandbox answers so on purpose.")
    return answer if fault.retry_after is None else answer.with_header("Retry-After", fault.retry_after)


def _shuffled(body: bytes, *, repeat: bool) -> bytes:
    root = etree.fromstring(body)
    responses = root.findall(dav("response"))
    order = [each for one in responses for each in (one, _copy(one))] if repeat else responses[::-1]
    for one in responses:
        root.remove(one)
    for place, one in enumerate(order):
        root.insert(place, one)
    return answers.serialise(root)


def _copy(one: answers.Element) -> answers.Element:
    return etree.fromstring(etree.tostring(one))
