"""How one device reaches the CalDAV sandbox: its line, and where the account is served from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from typing import Any

import httpx

from calsync_desktop.auth.basic import PasswordAuth
from calsync_desktop.core.provider import Place as Served
from calsync_desktop.providers.caldav.discover import discover
from calsync_desktop.sandbox.caldav import AnswerLostError, CalDavSandbox, Quirks, RequestLostError
from calsync_desktop.sandbox.caldav.http import Request
from calsync_desktop.wire.client import Client, Ground
from calsync_desktop.wire.hosts import Trust
from tests.servers import IN_PROCESS_URL, LossyTransport
from tests.simulate.clock import DeviceGround


class Line(httpx.AsyncBaseTransport):
    """One device's line to the sandbox, without ASGI between: its requests say whose they are, and pause before and after."""

    def __init__(self, sandbox: CalDavSandbox, ground: DeviceGround) -> None:
        self._sandbox, self._ground = sandbox, ground

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["x-device"] = self._ground.name
        await self._ground.pause(self._ground.name)
        response = await self._carried(request)
        await self._ground.pause(self._ground.name)
        return response

    async def _carried(self, request: httpx.Request) -> httpx.Response:
        try:
            answer = await self._sandbox.handle(await _asked(request))
        except RequestLostError as loss:
            raise httpx.ConnectError(str(loss), request=request) from loss
        except AnswerLostError as loss:
            raise httpx.ReadError(str(loss), request=request) from loss
        if answer.cut is not None:
            raise httpx.ReadError("the sandbox cut this answer on purpose", request=request)
        dated = answer.with_header("Date", format_datetime(self._sandbox.clock(), usegmt=True))
        return httpx.Response(dated.status, headers=dated.headers, stream=httpx.ByteStream(dated.body))


async def _asked(request: httpx.Request) -> Request:
    """The sandbox's own form of a request."""
    url, headers = request.url, {name.lower(): value for name, value in request.headers.items()}
    target = url.raw_path.partition(b"?")[0].decode("latin-1")
    base = f"{url.scheme}://{headers['host']}"
    return Request(request.method, url.path, target, base, headers, await request.aread())


@dataclass(frozen=True, slots=True)
class Known:
    """A sign-in that found the place before."""

    served: Served

    async def place(self) -> Served:
        return self.served


@cache
def place(schedules: bool) -> Served:
    """Where the sandbox serves from, found once by the real discovery."""
    sandbox = CalDavSandbox(quirks=Quirks(auto_schedule=schedules))
    sandbox.add_calendar("home")
    who = sandbox.users[0]

    async def sleep(seconds: float) -> None:
        del seconds

    def client(trust: Trust) -> Client:
        ground = Ground(lambda: datetime(2026, 3, 1, tzinfo=UTC), sleep, lambda: 0.5)
        return Client(
            trust, PasswordAuth(who.name, who.password), ground, transport=LossyTransport(sandbox), environment={}
        )

    found: list[Served] = []

    async def find() -> None:
        found.append(await discover(client, f"{IN_PROCESS_URL}/", who.name))

    _in_a_loop_of_its_own(find)
    return found[0]


def _in_a_loop_of_its_own(find: Callable[[], Any]) -> None:
    """Also from within a running loop."""
    import threading

    thread = threading.Thread(target=lambda: asyncio.run(find()))
    thread.start()
    thread.join()
