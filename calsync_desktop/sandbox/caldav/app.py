"""The server as an ASGI application: read the request, let the faults have their way, answer, write the journal."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any, TypeAlias

from calsync_desktop.sandbox.caldav import faults
from calsync_desktop.sandbox.caldav.control import PREFIX, control
from calsync_desktop.sandbox.caldav.faults import AnswerLostError, Fault, RequestLostError
from calsync_desktop.sandbox.caldav.http import Answer, Request
from calsync_desktop.sandbox.caldav.journal import Logged
from calsync_desktop.sandbox.caldav.routing import respond
from calsync_desktop.sandbox.caldav.store import Version
from calsync_desktop.sandbox.caldav.world import Sleep, World

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(kw_only=True)
class CalDavSandbox(World):
    """A World that answers HTTP. See the package's docstring for how to build and use one."""

    sleep: Sleep = asyncio.sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        request = await _read(scope, receive)
        if request.path.startswith(PREFIX):
            answer = control(self, request, scope.get("query_string", b"").decode("latin-1"))
        else:
            answer = await self.handle(request)
        await _deliver(answer.with_header("Date", format_datetime(self.clock(), usegmt=True)), send)

    async def handle(self, request: Request) -> Answer:
        """The answer to one request, journal entry written; what was lost on purpose goes through as its error."""
        due = self.faults.due(request)
        self.served.clear()
        work = Work()
        answer: Answer | None = None
        try:
            answer = await self._suffer(request, due, work)
        finally:
            self._note(request, answer, due, work)
        return answer

    async def _suffer(self, request: Request, due: tuple[Fault, ...], work: "Work") -> Answer:
        for fault in due:
            if fault.kind == "slow":
                await self.sleep(fault.seconds)
        _call(due, "call_before")
        answer = next((made for fault in due if (made := faults.instead(fault)) is not None), None)
        if answer is None:
            answer = self._work(request, work)
            if any(fault.kind == "handled_twice" for fault in due):
                answer = respond(self, request)
        _call(due, "call_after")
        for fault in due:
            answer = faults.spoil(fault, answer)
        return answer

    def _work(self, request: Request, work: "Work") -> Answer:
        """Do it, and see what lived at the path right before and right after."""
        mails, before = len(self.mails), self._living(request.path)
        answer = respond(self, request)
        after = self._living(request.path)
        work.before = before.number if before is not None else None
        work.after = after.number if after is not None else None
        work.verbatim = after is None or after.text == request.body.decode(errors="replace")
        work.mails = len(self.mails) - mails
        return answer

    def _living(self, path: str) -> Version | None:
        place = self.store.locate(path)
        return place[0].current(place[1]) if place is not None else None

    def _note(self, request: Request, answer: Answer | None, due: tuple[Fault, ...], work: "Work") -> None:
        headers = {name: "…" if name == "authorization" else value for name, value in request.headers.items()}
        self.journal.entries.append(
            Logged(
                number=len(self.journal.entries) + 1,
                at=self.clock(),
                method=request.method,
                path=request.path,
                headers=headers,
                body_size=len(request.body),
                status=answer.status if answer is not None and answer.cut is None else None,
                before=work.before,
                after=work.after,
                served=tuple(self.served) if answer is not None and _readable(answer, due) else (),
                verbatim=work.verbatim,
                mails=work.mails,
                fault=",".join(fault.kind for fault in due) or None,
            )
        )


@dataclass(slots=True)
class Work:
    """What one request did; empty as long as it did nothing."""

    before: int | None = None
    after: int | None = None
    verbatim: bool = True
    mails: int = 0


def _readable(answer: Answer, due: tuple[Fault, ...]) -> bool:
    """The content reached the client in one piece."""
    return answer.status < 300 and answer.cut is None and not any(f.kind in ("truncated", "broken_xml") for f in due)


def _call(due: tuple[Fault, ...], kind: str) -> None:
    for fault in due:
        if fault.kind == kind and fault.action is not None:
            fault.action()


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


async def _read(scope: Scope, receive: Receive) -> Request:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestLostError("the client went away")
        body, more = body + message.get("body", b""), message.get("more_body", False)
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    target = scope.get("raw_path", scope["path"].encode()).decode("latin-1")
    base = f"{scope.get('scheme', 'http')}://{headers.get('host', 'sandbox.test')}"
    return Request(scope["method"], scope["path"], target, base, headers, body)


async def _deliver(answer: Answer, send: Send) -> None:
    headers = [*answer.headers, ("Content-Length", str(len(answer.body)))] if answer.status != 304 else answer.headers
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    if answer.cut is None:
        await send({"type": "http.response.body", "body": answer.body})
        return
    part = answer.body[: int(len(answer.body) * answer.cut)]
    await send({"type": "http.response.body", "body": part, "more_body": True})
    raise AnswerLostError("the sandbox cut this answer on purpose")
