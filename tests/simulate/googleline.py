"""One device's line to the pretend Google, without ASGI between: its requests say whose they are, and pause before and after."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import format_datetime
from urllib.parse import parse_qsl

import httpx

from calsync_desktop.sandbox.caldav.faults import AnswerLostError, RequestLostError
from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google import GoogleSandbox
from calsync_desktop.sandbox.google.http import Request
from tests.simulate.clock import DeviceGround

Ask = Callable[[Request], Answer | None]


class Line(httpx.AsyncBaseTransport):
    """``before`` looks at each request and may answer it itself; ``after`` is told that the sandbox has answered."""

    def __init__(self, sandbox: GoogleSandbox, ground: DeviceGround, before: Ask, after: Callable[[], None]) -> None:
        self._sandbox, self._ground, self._before, self._after = sandbox, ground, before, after

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._ground.pause(self._ground.name)
        response = await self._carried(request)
        await self._ground.pause(self._ground.name)
        return response

    async def _carried(self, request: httpx.Request) -> httpx.Response:
        asked = await self._asked(request)
        answer = self._before(asked)
        try:
            answer = answer or await self._sandbox.handle(asked)
        except RequestLostError as loss:
            raise httpx.ConnectError(str(loss), request=request) from loss
        except AnswerLostError as loss:
            raise httpx.ReadError(str(loss), request=request) from loss
        finally:
            self._after()
        if answer.cut is not None:
            raise httpx.ReadError("the sandbox cut this answer on purpose", request=request)
        dated = answer.with_header("Date", format_datetime(self._sandbox.now(), usegmt=True))
        return httpx.Response(dated.status, headers=dated.headers, stream=httpx.ByteStream(dated.body))

    async def _asked(self, request: httpx.Request) -> Request:
        """The sandbox's own form of a request."""
        headers = {name.lower(): value for name, value in request.headers.items()} | {"x-device": self._ground.name}
        target, _, query = request.url.raw_path.decode("latin-1").partition("?")
        pairs = tuple(parse_qsl(query, keep_blank_values=True))
        base = f"{request.url.scheme}://{headers['host']}"
        return Request(request.method, target, base, pairs, headers, await request.aread())
