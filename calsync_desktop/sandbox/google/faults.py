"""Things that go wrong on purpose: which call is hit, and what becomes of it."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Final, Literal, get_args

from calsync_desktop.sandbox.caldav.faults import AnswerLostError, RequestLostError
from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google.errors import REFUSALS, by_status, refused
from calsync_desktop.sandbox.google.http import Request, Resource, as_json, compact

FaultKind = Literal[
    "lose_request", "lose_answer", "error_before", "error_after", "html", "empty", "redirect", "slow", "truncated",
    "cut_off", "altered", "empty_page", "edit_before", "edit_after",
]  # fmt: skip
PAGE: Final = (
    b"<!DOCTYPE html><html><head><title>Error</title></head><body>The server cannot process this.</body></html>"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule. It hits the calls whose route and path match its patterns, from the n-th on, so many times.

    | kind | what happens |
    | --- | --- |
    | lose_request, lose_answer | the connection breaks before, after the work is done |
    | error_before, error_after | an error instead of the work, instead of its answer: `error` names a row of errors.REFUSALS, else `status` |
    | html, empty | `status` with a page, with nothing, instead of the work |
    | redirect | 302 to `location` instead of the work |
    | altered | the JSON of the answer with the members of `edit` merged in (null takes one away) |
    | slow | the answer takes `seconds` (a hang: many of them) |
    | truncated, cut_off | only the share `cut` of the body arrives: as if it were whole, with a broken connection |
    | empty_page | a listing's page holds nothing, and goes on |
    | edit_before, edit_after | another client slips in: `action`, or `edit` = {"calendar", "event", "changes"} |

    `route` is "events.list", "events.*", "token"; `path` a pattern for the decoded path. `probability` throws a die of
    the sandbox's seed instead of counting (then `times` counts the hits, None is for ever).
    """

    kind: FaultKind
    route: str | None = None
    path: str | None = None
    nth: int = 1
    times: int | None = 1
    probability: float | None = None
    error: str | None = None
    status: int = 503
    retry_after: str | None = None
    seconds: float = 0.0
    cut: float = 0.5
    action: Callable[[], object] | None = None
    edit: Resource | None = None
    location: str = "http://sandbox.invalid/"

    def __post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ValueError(f"there is no fault of the kind {self.kind}")

    def matches(self, route: str, path: str) -> bool:
        return (self.route is None or fnmatchcase(route, self.route)) and (
            self.path is None or fnmatchcase(path, self.path)
        )


@dataclass(slots=True)
class FaultPlan:
    """The faults that wait, each with the number of matching calls it has seen and hit."""

    seed: int = 0
    waiting: list[tuple[Fault, int, int]] = field(default_factory=list)
    die: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.die = random.Random(self.seed)  # noqa: S311 - a die for tests, not a secret

    def add(self, *faults: Fault) -> None:
        self.waiting.extend((each, 0, 0) for each in faults)

    def clear(self) -> None:
        self.waiting.clear()

    def due(self, route: str, path: str) -> tuple[Fault, ...]:
        """The faults that hit this call; a spent one leaves the plan."""
        hit: list[Fault] = []
        kept: list[tuple[Fault, int, int]] = []
        for fault, seen, hits in self.waiting:
            met = fault.matches(route, path)
            struck = met and self._strikes(fault, seen + 1)
            if struck:
                hit.append(fault)
            if fault.times is None or hits + struck < fault.times:
                kept.append((fault, seen + met, hits + struck))
        self.waiting = kept
        return tuple(hit)

    def _strikes(self, fault: Fault, seen: int) -> bool:
        if fault.probability is not None:
            return self.die.random() < fault.probability
        return seen >= fault.nth


def instead(fault: Fault) -> Answer | None:
    """The answer that is given without doing the work, or None for a fault of another kind."""
    if fault.kind == "lose_request":
        raise RequestLostError("the sandbox lost this request on purpose")
    if fault.kind == "error_before":
        return _error(fault)
    if fault.kind == "html":
        return Answer(fault.status, (("Content-Type", "text/html; charset=utf-8"),), PAGE)
    if fault.kind == "redirect":
        return Answer(302, (("Location", fault.location),))
    if fault.kind == "empty":
        return Answer(fault.status)
    return None


def spoil(fault: Fault, answer: Answer) -> Answer:
    """What becomes of the finished answer."""
    if fault.kind == "lose_answer":
        raise AnswerLostError("the sandbox lost this answer on purpose")
    if fault.kind == "error_after":
        return _error(fault)
    if fault.kind == "altered" and fault.edit is not None:
        return replace(answer, body=compact(_merged(json.loads(answer.body), fault.edit)))
    if fault.kind == "truncated":
        return replace(answer, body=answer.body[: int(len(answer.body) * fault.cut)])
    if fault.kind == "cut_off":
        return replace(answer, cut=fault.cut)
    return answer


def with_empty_page(request: Request, due: tuple[Fault, ...]) -> Request:
    """The request marked so that its page comes back empty, if a fault says so."""
    if any(fault.kind == "empty_page" for fault in due):
        return replace(request, headers={**request.headers, "x-sandbox-empty-page": "1"})
    return request


def _merged(told: Resource, changes: Resource) -> Resource:
    return {name: value for name, value in (told | changes).items() if value is not None}


def _error(fault: Fault) -> Answer:
    if fault.error is not None and fault.error not in REFUSALS:  # a word of the token endpoint: invalid_grant, …
        answer = as_json({"error": fault.error, "error_description": "The sandbox answers so on purpose."}, 400)
    else:
        answer = refused(fault.error) if fault.error is not None else by_status(fault.status)
    return answer if fault.retry_after is None else answer.with_header("Retry-After", fault.retry_after)
