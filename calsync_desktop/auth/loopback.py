"""The loopback listener of a sign-in: open before the browser is, closed after the first answer, deaf to everybody else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from calsync_desktop.auth import callback, pages
from calsync_desktop.auth.callback import Expected, Request, Verdict
from calsync_desktop.auth.redirect import Bound, Spot, bind

LONGEST_HEAD = 8192  # bytes, request line included
LONGEST_FORM = 16384
PATIENCE = 10.0  # seconds in which a request must be complete
MOST_GUESTS = 16  # connections at one time; more are closed at once

log = logging.getLogger("calsync.auth")


@dataclass(slots=True)
class Loopback:
    """Listens at ``redirect_uri`` until it was answered or closed. Make one with ``open_loopback``."""

    redirect_uri: str
    expected: Expected
    patience: float
    _servers: list[asyncio.Server] = field(default_factory=list)
    _guests: set[asyncio.Task[None]] = field(default_factory=set)
    _answer: asyncio.Future[Mapping[str, str]] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future(), repr=False
    )
    _noted: set[str] = field(default_factory=set)
    _answered: bool = False

    async def answer(self) -> Mapping[str, str]:
        """The fields of the first answer that is ours: a code, or an error. Waits for as long as it takes."""
        return await asyncio.shield(self._answer)

    async def aclose(self) -> None:
        """Do not listen any more; safe to call twice."""
        self._stop_listening()
        for guest in tuple(self._guests):
            guest.cancel()
        await asyncio.gather(*self._guests, return_exceptions=True)
        self._answer.cancel()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _listen(self, bound: Bound) -> None:
        for each in bound.sockets:
            self._servers.append(await asyncio.start_server(self._greet, sock=each, limit=LONGEST_HEAD))

    def _stop_listening(self) -> None:
        for server in self._servers:
            server.close()

    def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._answered or len(self._guests) >= MOST_GUESTS:
            writer.transport.abort()
            return
        guest = asyncio.create_task(self._receive(reader, writer))
        self._guests.add(guest)
        guest.add_done_callback(self._guests.discard)
        guest.add_done_callback(lambda _: writer.transport.abort())  # whatever ended it, also before it began

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer: Mapping[str, str] | None = None
        try:
            async with asyncio.timeout(self.patience):
                verdict = await self._hear(reader)
                answer = self._taken(verdict)
                await _say(writer, verdict.page)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            pass  # it broke off, or took too long: hung up on
        finally:
            if answer is not None and not self._answer.done():
                self._answer.set_result(answer)

    async def _hear(self, reader: asyncio.StreamReader) -> Verdict:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError:
            return Verdict(pages.TOO_LONG)
        request = callback.parse(head.decode("latin-1"))
        if request is not None and self.expected.form and request.method == "POST":
            request = await _with_form(request, reader)
        return callback.judge(request, self.expected)

    def _taken(self, verdict: Verdict) -> Mapping[str, str] | None:
        """The answer, when nobody else brought one before; from then on nobody is listened to."""
        if verdict.suspicious and verdict.suspicious not in self._noted:
            self._noted.add(verdict.suspicious)
            log.warning("sign-in: %s was ignored", verdict.suspicious)
        if verdict.answer is None or self._answered:
            return None
        self._answered = True
        self._stop_listening()
        return verdict.answer


async def open_loopback(
    where: Spot, state: str, *, issuers: frozenset[str] = frozenset(), form: bool = False, patience: float = PATIENCE
) -> Loopback:
    """A listener at ``where`` for the answer that carries ``state``; Local when the port is taken.

    ``issuers``: who may have issued it (RFC 9207); ``form``: it is posted as a form; ``patience`` in seconds for one request.
    """
    bound = bind(where)
    expected = Expected(where.authorities(bound.port), where.path, state, issuers, form)
    made = Loopback(where.uri(bound.port), expected, patience)
    await made._listen(bound)  # noqa: SLF001 - its own maker
    return made


async def _with_form(request: Request, reader: asyncio.StreamReader) -> Request | None:
    """The request with its body; None when that is no form of a reasonable size."""
    length = request.headers.get("content-length", "")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not (length.isascii() and length.isdigit()) or kind != "application/x-www-form-urlencoded":
        return None
    if int(length) > LONGEST_FORM:
        return None
    body = (await reader.readexactly(int(length))).decode("latin-1")
    return Request(request.method, request.target, request.headers, body)


async def _say(writer: asyncio.StreamWriter, page: pages.Page) -> None:
    writer.write(page.raw)
    await writer.drain()
    writer.close()
    await writer.wait_closed()
