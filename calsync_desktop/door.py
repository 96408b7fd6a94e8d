"""The running engine's lock and local socket: whoever holds the lock runs the engine, others ask it.

One request a connection, in lines of JSON; only the user may open the socket.

==========  ====================================================  ==========================================
direction   line                                                  meaning
==========  ====================================================  ==========================================
asker       {"verb": NAME, "args": {...}}                         at most 8 KB, within 30 s
holder      {"accepted": true}                                    from here on it is carried out once
holder      {"notice": {...}}                                     any number of times
holder      {"result": {...}} or {"error": {kind, message, hint}} the last line
==========  ====================================================  ==========================================

A connection that closes before it was accepted was not carried out and may be asked again.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any, Self

from calsync_desktop.core.errors import CalSyncError, DiskTrouble, Local

LONGEST_LINE = 8192
PATIENCE = 30.0  # seconds: a request's line must be complete by then, and accepted by then
MOST_GUESTS = 64  # connections at one time; more are closed at once


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asked: ``tell`` sends a notice to it, ``hung_up`` is set when it went away."""

    tell: Callable[[Mapping[str, Any]], None]
    hung_up: asyncio.Event


Answer = Callable[[str, Mapping[str, Any], Caller], Awaitable[Mapping[str, Any]]]


class NobodyAnswersError(Exception):
    """Nobody accepted the request, so it was not carried out; the lock may be free by now."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The profile's lock, held by this process until ``release`` or until the process ends, however it ends."""

    _file: FileIO

    def release(self) -> None:
        """Let others have it; safe to call twice."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def take(path: Path) -> Hold | None:
    """The lock at ``path``, or None when another process holds it; DiskTrouble when the file cannot be made."""
    try:
        file = FileIO(path, "a", opener=lambda name, flags: os.open(name, flags, 0o600))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise
    except BlockingIOError:
        return None
    except OSError as error:
        raise DiskTrouble(f"The profile cannot be locked: {error.strerror or 'the system refuses it'}.") from error
    return Hold(file)


@dataclass(slots=True)
class _Threshold:
    """What the holder knows of those who ask."""

    answer: Answer
    patience: float
    guests: set[asyncio.Task[None]] = field(default_factory=set)
    accepted: set[asyncio.Task[None]] = field(default_factory=set)
    works: set[asyncio.Future[Mapping[str, Any]]] = field(default_factory=set)


@contextlib.asynccontextmanager
async def listening(path: Path, answer: Answer, patience: float = PATIENCE) -> AsyncIterator[None]:
    """Answer at ``path`` while inside; at the end what was accepted is carried out, the rest is turned away.

    Leaving by cancellation cancels what was accepted too, and its askers are told. Only the holder of the lock may call this: a socket that a dead
    holder left behind is replaced.
    """
    threshold = _Threshold(answer, patience)
    server = await asyncio.start_unix_server(_greeter(threshold), sock=_bound(path), limit=LONGEST_LINE)
    try:
        yield
    except asyncio.CancelledError:
        for work in threshold.works:
            work.cancel()
        raise
    finally:
        server.close()
        _remove(path)
        for guest in threshold.guests - threshold.accepted:
            guest.cancel()
        await asyncio.gather(*threshold.guests, return_exceptions=True)


def _bound(path: Path) -> socket.socket:
    """A socket at ``path`` that nobody but the user may open, from its first moment on."""
    _remove(path)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        bound.bind(str(path))
        path.chmod(0o600)  # before listen(): nobody could connect so far
    except OSError as error:
        bound.close()
        raise DiskTrouble(
            f"The profile's socket cannot be made: {error.strerror or 'the system refuses it'}."
        ) from error
    return bound


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _greeter(threshold: _Threshold) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
    def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        crowded = len(threshold.guests) >= MOST_GUESTS
        guest = asyncio.create_task(_see_off(writer) if crowded else _receive(threshold, reader, writer))
        threshold.guests.add(guest)
        guest.add_done_callback(threshold.guests.discard)
        guest.add_done_callback(threshold.accepted.discard)

    return greet


async def _receive(threshold: _Threshold, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        request = await _request(reader, threshold.patience)
        task = asyncio.current_task()
        if request is not None and task is not None:
            threshold.accepted.add(task)
            await _carry_out(threshold, request, reader, writer)
    finally:
        await _see_off(writer)


async def _see_off(writer: asyncio.StreamWriter) -> None:
    """Close, when what was written has arrived, or after a while."""
    try:
        async with asyncio.timeout(PATIENCE):
            await writer.drain()
            writer.close()
            await writer.wait_closed()
    except (OSError, TimeoutError):
        writer.transport.abort()


async def _request(reader: asyncio.StreamReader, patience: float) -> tuple[str, Mapping[str, Any]] | None:
    """Verb and args; None for whatever is not a request: too long, too slow, cut, or other words."""
    try:
        async with asyncio.timeout(patience):
            line = await reader.readuntil(b"\n")
        match json.loads(line.decode()):
            case {"verb": str(verb), "args": dict(args)}:
                return verb, args
    except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, ValueError, RecursionError):
        pass
    return None


async def _carry_out(
    threshold: _Threshold,
    request: tuple[str, Mapping[str, Any]],
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    def say(line: Mapping[str, Any]) -> None:
        if not writer.is_closing():
            writer.write(_line(line))

    caller = Caller(lambda notice: say({"notice": dict(notice)}), asyncio.Event())
    say({"accepted": True})
    watcher = asyncio.create_task(_notice_hanging_up(reader, caller.hung_up))
    work = asyncio.ensure_future(threshold.answer(*request, caller))
    threshold.works.add(work)
    await asyncio.wait({work})
    threshold.works.discard(work)
    watcher.cancel()
    say(_last_line(work))


async def _notice_hanging_up(reader: asyncio.StreamReader, hung_up: asyncio.Event) -> None:
    with contextlib.suppress(OSError):
        while await reader.read(LONGEST_LINE):
            pass
    hung_up.set()


def _last_line(work: asyncio.Future[Mapping[str, Any]]) -> Mapping[str, Any]:
    error = None if work.cancelled() else work.exception()
    if work.cancelled():
        return _error(Local("The running CalSync is closing.", "Ask again."))
    if isinstance(error, CalSyncError):
        return _error(error)
    if error is not None:
        work.get_loop().call_exception_handler({"message": "a request at the door failed", "exception": error})
        return _error(
            Local("Something unforeseen happened in the running CalSync.", "Its log tells where: calsync log.")
        )
    return {"result": dict(work.result())}


def _error(error: CalSyncError) -> Mapping[str, Any]:
    return {"error": {"kind": error.kind, "message": error.message, "hint": error.hint}}


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def ask(
    path: Path,
    verb: str,
    args: Mapping[str, Any],
    hear: Callable[[Mapping[str, Any]], None],
    patience: float = PATIENCE,
) -> Mapping[str, Any]:
    """The holder's result; its error is raised as the CalSyncError that it was. ``hear`` gets the notices meanwhile.

    NobodyAnswersError: not carried out. Local: accepted, and then the holder was gone, so nobody knows.
    """
    request = _line({"verb": verb, "args": dict(args)})
    if len(request) > LONGEST_LINE:
        raise ValueError("a request must fit one line of the door")
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asked:
            asked.settimeout(patience)
            asked.connect(str(path))
            asked.sendall(request)
            return _hear_out(asked, hear)
    except OSError as error:
        raise NobodyAnswersError from error


def _hear_out(asked: socket.socket, hear: Callable[[Mapping[str, Any]], None]) -> Mapping[str, Any]:
    with asked.makefile("rb") as answers:
        lines = _lines(answers)
        if next(lines, None) is None:
            raise NobodyAnswersError
        asked.settimeout(None)
        for line in lines:
            match line:
                case {"notice": dict(notice)}:
                    hear(notice)
                case {"result": dict(result)}:
                    return result
                case {"error": dict(error)}:
                    raise _reborn(error)
    raise Local(
        "The running CalSync ended before it answered.",
        "Look with `calsync status` whether it was done, then ask again.",
    )


def _lines(answers: Iterable[bytes]) -> Iterator[Any]:
    with contextlib.suppress(ConnectionError):
        for line in answers:
            if line.endswith(b"\n"):  # else the holder died in the middle of it
                yield json.loads(line)


def _reborn(error: Mapping[str, str]) -> CalSyncError:
    kinds = {kind.kind: kind for kind in _tree(CalSyncError)}
    return kinds.get(error["kind"], CalSyncError)(error["message"], error["hint"])


def _tree(root: type[CalSyncError]) -> Iterator[type[CalSyncError]]:
    for child in root.__subclasses__():
        yield from _tree(child)
    yield root
