"""Requests to the Calendar API: addresses, patience where Google asks to slow down, the pace of writes, answers as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from calsync_desktop import __version__
from calsync_desktop.core.errors import ServerTrouble
from calsync_desktop.providers.google.problems import failure, hurried
from calsync_desktop.wire.client import Answer, Client, Ground

Json = dict[str, Any]
TRIES = 5
APART = 0.5  # seconds between two writes into one calendar (protocols 1.9)
# Google compresses only for clients that say so twice.
_HEADERS = {"User-Agent": f"CalSync-Desktop/{__version__} (gzip)"}
_JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Reply:
    """A successful answer: its JSON object (empty where the answer was), and the server's clock minus ours."""

    content: Json
    clock: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Change:
    """One write; ``version`` "" only where the address itself is the guard (a chosen id)."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Json | None = None
    version: str = ""


class Talk:
    """A client that knows the API's base; ``ground`` gives the clock, sleep and chance."""

    def __init__(self, client: Client, base: str, ground: Ground) -> None:
        self.client = client
        self._base = base.rstrip("/")
        self._ground = ground
        self._free: dict[str, datetime] = {}

    async def get(self, path: str, **query: str) -> Reply:
        """A JSON object; the error that any other answer stands for."""
        return read(await self.ask("GET", path, query))

    async def write(self, calendar: str, change: Change) -> Answer:
        """A change in ``calendar``, in its turn and at its pace."""
        await self._turn(calendar)
        condition = {"If-Match": change.version} if change.version else {}
        return await self.ask(change.method, change.path, change.query, change.body, condition)

    async def ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Json | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Any answer. Asked to slow down without a time, it waits 1, 2, 4 and 8 s and some chance, then gives up."""
        url = f"{self._base}/{path}?{urlencode({**query, 'prettyPrint': 'false'})}"
        data = json.dumps(body).encode() if body is not None else b""
        sent = {**_HEADERS, **(_JSON if data else {}), **(headers or {})}
        for attempt in range(TRIES - 1):
            answer = await self.client.send(method, url, body=data, headers=sent)
            if not hurried(answer) or answer.after is not None:
                return answer
            await self._ground.sleep(2.0**attempt * (1 + self._ground.random()))
        return await self.client.send(method, url, body=data, headers=sent)

    async def _turn(self, calendar: str) -> None:
        """Wait until the calendar may be written to again."""
        now = self._ground.now()
        free = self._free.get(calendar, now)
        wait = min(max((free - now).total_seconds(), 0.0), APART)
        if wait:
            await self._ground.sleep(wait)
        self._free[calendar] = now + timedelta(seconds=wait + APART)


def read(answer: Answer) -> Reply:
    """A success as JSON; ServerTrouble for one that is cut, a page, or no object: nothing of it may be believed."""
    if not answer.ok:
        raise failure(answer)
    try:
        content = json.loads(answer.body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise ServerTrouble(f"{answer.host} answered with something that is no calendar answer. Nothing was changed.")
    return Reply(content, answer.clock)


def events(calendar: str, event: str = "", verb: str = "") -> str:
    """The path of a calendar's events, or of one; ids hold @ and #."""
    parts = (calendar, "events", event, verb)
    return "/".join(["calendars", *(quote(part, safe="") for part in parts if part)])
