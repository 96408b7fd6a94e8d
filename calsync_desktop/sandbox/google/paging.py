"""Lists in pages: the first request takes a snapshot, its pages are handed out, the last one brings the sync token."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.errors import JSON_TYPE, RefusedError
from calsync_desktop.sandbox.google.http import Resource, compact

Params: TypeAlias = tuple[tuple[str, str], ...]
EMPTY_PAGE: Final = "x-sandbox-empty-page"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a list held when its first page was asked for; `since` is the sync token it answers, if any.

    What changes while the pages are fetched is for the next delta: `sequence` is the state of the first page.
    """

    scope: str
    items: Sequence[Any]
    sequence: int
    params: Params
    since: str | None
    has_token: bool = True
    start: int = 0


def snapshot(ask: Ask, scope: str, params: Params, take: Callable[[], Snapshot]) -> Snapshot:
    """The snapshot this request goes on with, or a new one; 400 for a page token of another list or other words."""
    given = ask.request.one("pageToken")
    if given is None:
        return take()
    held = ask.world.pages.get(given)
    if not isinstance(held, Snapshot) or held.scope != scope or held.params != params:
        raise RefusedError("invalid", "Invalid page token value.", at="pageToken")
    if held.since != ask.request.one("syncToken"):
        raise RefusedError("invalid", "The page token belongs to a request with another sync token.", at="pageToken")
    return held


def page(ask: Ask, held: Snapshot, size: int, head: Resource, write: Callable[[Any], bytes]) -> Answer:
    """One page of the snapshot, with the token that leads on: to the next page, or after the last to the next sync."""
    size = 0 if ask.request.header(EMPTY_PAGE) is not None else size
    items = held.items[held.start : held.start + size]
    end = held.start + len(items)
    if end < len(held.items) or size == 0:
        head = head | {"nextPageToken": _next(ask, replace(held, start=end))}
    elif held.has_token:
        head = head | {"nextSyncToken": ask.world.sync_token(held.scope, held.sequence, held.params)}
    body = b'%b,"items":[%b]}' % (compact(head)[:-1], b",".join([write(each) for each in items]))
    return Answer(200, (("Content-Type", JSON_TYPE),), body)


def _next(ask: Ask, held: Snapshot) -> str:
    token = f"P{ask.world.ids()}{len(ask.world.pages):x}"
    ask.world.pages[token] = held
    return token
