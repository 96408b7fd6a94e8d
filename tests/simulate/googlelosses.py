"""What can go wrong on a line to the pretend Google, for one history to draw from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from calsync_desktop.sandbox.google import Fault, GoogleSandbox
from tests.fakes import Crash


@dataclass(frozen=True, slots=True)
class Drawn:
    """Which call is hit: its route (None: any), the first of them, how many; and what Google says of waiting."""

    route: str | None
    nth: int
    times: int
    wait: str | None


def misfortunes(sandbox: GoogleSandbox, drawn: Drawn, act: Callable[[], None]) -> dict[str, Fault]:
    """By name; ``act`` is what somebody else does in between."""
    at: dict[str, Any] = {"route": drawn.route, "nth": drawn.nth, "times": drawn.times}
    once: dict[str, Any] = {"route": drawn.route, "nth": drawn.nth}
    return {
        "lost request": Fault("lose_request", **at),
        "lost answer": Fault("lose_answer", **at),
        "500 before": Fault("error_before", error="backendError", **at),
        "503 before": Fault("error_before", error="unavailable", **at),
        "500 after": Fault("error_after", error="backendError", **at),
        "503 after": Fault("error_after", error="unavailable", **at),
        "429": Fault("error_before", error="tooManyRequests", retry_after=drawn.wait, **at),
        "403 slow down": Fault("error_before", error="rateLimitExceeded", **at),
        "403 quota": Fault("error_before", error="quotaExceeded", **at),
        "401": Fault("error_before", error="authError", **at),
        "conflict": Fault("error_before", error="conflict", route="events.patch", nth=drawn.nth),
        "truncated": Fault("truncated", **at),
        "cut off": Fault("cut_off", **at),
        "login page": Fault("html", status=200, **once),
        "calendar gone": Fault("error_before", error="notFound", route="events.list", nth=drawn.nth),
        "empty page": Fault("empty_page", route="events.list", nth=drawn.nth),
        "no sync token": Fault("altered", route="events.list", nth=drawn.nth, edit={"nextSyncToken": None}),
        "crash before": Fault("edit_before", action=_crash, **once),
        "crash after": Fault("edit_after", action=_crash, **once),
        "somebody before": Fault("edit_before", action=act, **once),
        "somebody after": Fault("edit_after", action=act, **once),
        "dead tokens": Fault("edit_before", action=sandbox.expire_tokens, **once),
        "dead pages": Fault("edit_before", action=sandbox.pages.clear, **once),
    }


def _crash() -> None:
    raise Crash
