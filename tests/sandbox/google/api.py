"""The client side of the Google sandbox's tests: short words for the calls, and bodies to send."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx

from calsync_desktop.sandbox.google import GoogleSandbox
from calsync_desktop.sandbox.seed_google import timed, whole_day
from tests.sandbox.google.discovery import CheckedTransport

ANA, BEN = "ana@example.org", "ben@example.org"
BASE = "http://sandbox.test"
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
MORNING = datetime(2026, 5, 4, 9)  # a Monday, wall time in Madrid
Json = dict[str, Any]
Jsons = list[Json]


def meeting(title: str = "Tea", start: datetime = MORNING, **more: Any) -> Json:
    """An hour in Madrid."""
    return timed(title, start) | more


def weekly(title: str = "Stand-up", count: int = 5, start: datetime = MORNING, **more: Any) -> Json:
    return meeting(title, start, recurrence=[f"RRULE:FREQ=WEEKLY;COUNT={count}"], **more)


def day(title: str = "Holiday", start: datetime = MORNING, **more: Any) -> Json:
    return whole_day(title, start) | more


def reason(answer: httpx.Response) -> tuple[int, str]:
    """The status and the first reason of a refusal."""
    return answer.status_code, answer.json()["error"]["errors"][0]["reason"]


@dataclass(frozen=True, slots=True)
class Api:
    """Words for the calls the tests make; each returns httpx's response. `calendar` is the primary one by default."""

    http: httpx.AsyncClient
    calendar: str = "primary"

    def at(self, calendar: str) -> "Api":
        return Api(self.http, calendar)

    async def ask(
        self, verb: str, path: str, body: Any = None, etag: str | None = None, **query: Any
    ) -> httpx.Response:
        """`path` is below the API's base and already encoded."""
        headers = {} if etag is None else {"If-Match": etag}
        given = {name: str(value).lower() if isinstance(value, bool) else value for name, value in query.items()}
        url = f"/google/calendar/v3/{path}"
        return await self.http.request(verb, url, json=body, headers=headers, params=given or None)

    def path(self, event: str = "", verb: str = "") -> str:
        parts = [quote(part, safe="") for part in (self.calendar, "events", event, verb) if part]
        return "/".join(["calendars", *parts])

    async def list(self, **query: Any) -> httpx.Response:
        return await self.ask("GET", self.path(), **query)

    async def get(self, event: str, **query: Any) -> httpx.Response:
        return await self.ask("GET", self.path(event), **query)

    async def insert(self, body: Json, **query: Any) -> httpx.Response:
        return await self.ask("POST", self.path(), body, **query)

    async def made(self, body: Json, **query: Any) -> Json:
        """The event that was made."""
        answer = await self.insert(body, **query)
        assert answer.status_code == 200, answer.text
        made: Json = answer.json()
        return made

    async def patch(self, event: str, body: Json, etag: str | None = None, **query: Any) -> httpx.Response:
        return await self.ask("PATCH", self.path(event), body, etag, **query)

    async def update(self, event: str, body: Json, etag: str | None = None, **query: Any) -> httpx.Response:
        return await self.ask("PUT", self.path(event), body, etag, **query)

    async def delete(self, event: str, etag: str | None = None, **query: Any) -> httpx.Response:
        return await self.ask("DELETE", self.path(event), None, etag, **query)

    async def instances(self, event: str, **query: Any) -> httpx.Response:
        return await self.ask("GET", self.path(event, "instances"), **query)

    async def items(self, **query: Any) -> Jsons:
        """The items of a listing that fits one page."""
        found: Jsons = (await self.list(**query)).json()["items"]
        return found

    async def token(self, **query: Any) -> str:
        """The sync token of a listing that fits one page."""
        return str((await self.list(maxResults=2500, **query)).json()["nextSyncToken"])


def client(google: GoogleSandbox, email: str = ANA, *scopes: str) -> httpx.AsyncClient:
    """Signed in as that account, in-process; every answer is held against Google's description."""
    headers = {"Authorization": f"Bearer {google.bearer(email, *scopes)}"}
    return httpx.AsyncClient(transport=CheckedTransport(google), base_url=BASE, headers=headers)
