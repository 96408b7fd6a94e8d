"""One engine a profile: the lock, and the socket at which its holder answers others."""

import asyncio
import contextlib
import json
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from calsync_desktop import door
from calsync_desktop.core.errors import CalSyncError, Local, SignInAgain

HOLDER = """
import sys
from pathlib import Path
from calsync_desktop import door
hold = door.take(Path(sys.argv[1]))
print("held" if hold else "taken", flush=True)
sys.stdin.read()
"""


def nobody_hears(_: Mapping[str, Any]) -> None:
    """A front door that does not listen to notices."""


async def echo(verb: str, args: Mapping[str, Any], caller: door.Caller) -> Mapping[str, Any]:
    return {"verb": verb, **args}


async def asked(path: Path, verb: str = "echo", **args: Any) -> Mapping[str, Any]:
    return await asyncio.to_thread(door.ask, path, verb, args, nobody_hears)


def holder(lock: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLDER, str(lock)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_only_one_process_holds_the_profile(tmp_path: Path) -> None:
    lock = tmp_path / "engine.lock"
    with holder(lock) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert door.take(lock) is None
        other.communicate("")
    with door.take(lock) or pytest.fail("the lock is free again"):
        assert lock.stat().st_mode & 0o077 == 0


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    lock = tmp_path / "engine.lock"
    with holder(lock) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.send_signal(signal.SIGKILL)
        other.wait(10)
        hold = door.take(lock)
        assert hold is not None
        hold.release()


async def test_a_request_gets_its_result(tmp_path: Path) -> None:
    path = tmp_path / "s"
    async with door.listening(path, echo):
        assert await asked(path, word="grüß Gott") == {"verb": "echo", "word": "grüß Gott"}
        assert path.stat().st_mode & 0o777 == 0o600
    assert not path.exists()


async def test_an_error_is_raised_as_what_it_was(tmp_path: Path) -> None:
    async def refuse(verb: str, args: Mapping[str, Any], caller: door.Caller) -> Mapping[str, Any]:
        raise SignInAgain("The password is not accepted.", "Give the new one.")

    async with door.listening(tmp_path / "s", refuse):
        with pytest.raises(SignInAgain) as told:
            await asked(tmp_path / "s")
    assert (told.value.message, told.value.hint) == ("The password is not accepted.", "Give the new one.")


async def test_what_nobody_foresaw_is_told_without_its_words(tmp_path: Path) -> None:
    async def stumble(verb: str, args: Mapping[str, Any], caller: door.Caller) -> Mapping[str, Any]:
        raise KeyError("a secret title")

    heard: list[BaseException] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: heard.append(context["exception"]))
    async with door.listening(tmp_path / "s", stumble):
        with pytest.raises(Local) as told:
            await asked(tmp_path / "s")
    assert "secret" not in told.value.message + told.value.hint
    assert isinstance(heard[0], KeyError)


async def test_notices_arrive_before_the_result(tmp_path: Path) -> None:
    async def progress(verb: str, args: Mapping[str, Any], caller: door.Caller) -> Mapping[str, Any]:
        for done in range(3):
            caller.tell({"done": done})
        return {"ended": True}

    heard: list[Mapping[str, Any]] = []
    async with door.listening(tmp_path / "s", progress):
        result = await asyncio.to_thread(door.ask, tmp_path / "s", "sync", {}, heard.append)
    assert (heard, result) == ([{"done": 0}, {"done": 1}, {"done": 2}], {"ended": True})


async def test_where_nobody_listens_nothing_was_carried_out(tmp_path: Path) -> None:
    with pytest.raises(door.NobodyAnswersError):
        await asked(tmp_path / "s")


async def test_the_socket_of_a_dead_holder_is_replaced(tmp_path: Path) -> None:
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(tmp_path / "s"))
    dead.close()
    with pytest.raises(door.NobodyAnswersError):
        await asked(tmp_path / "s")
    async with door.listening(tmp_path / "s", echo):
        assert (await asked(tmp_path / "s"))["verb"] == "echo"


@pytest.mark.parametrize(
    "junk",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x00\xff\xfe\n",
        b"[1, 2]\n",
        b'{"verb": 3, "args": {}}\n',
        b"[" * 8000 + b"\n",
        b"x" * 10_000_000,
        b"",
    ],
    ids=["http", "bytes", "list", "types", "deep", "long", "nothing"],
)
async def test_junk_is_ignored_and_the_next_one_is_answered(tmp_path: Path, junk: bytes) -> None:
    async with door.listening(tmp_path / "s", echo):
        async with guest(tmp_path / "s") as (reader, writer):
            writer.write(junk)
            writer.write_eof()
            assert await answer_to_junk(reader) == b""
        assert (await asked(tmp_path / "s"))["verb"] == "echo"


@contextlib.asynccontextmanager
async def guest(path: Path) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A bare connection to the door."""
    reader, writer = await asyncio.open_unix_connection(str(path))
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def answer_to_junk(reader: asyncio.StreamReader) -> bytes:
    """What came back; a reset is as good as silence."""
    try:
        return await reader.read()
    except ConnectionError:
        return b""


async def test_who_never_ends_the_line_is_closed(tmp_path: Path) -> None:
    async with door.listening(tmp_path / "s", echo, patience=0.05), guest(tmp_path / "s") as (reader, writer):
        writer.write(b'{"verb": ')
        assert await asyncio.wait_for(reader.read(), 10) == b""


async def test_a_crowd_is_turned_away_and_the_door_stays_open(tmp_path: Path) -> None:
    async with door.listening(tmp_path / "s", echo):
        async with contextlib.AsyncExitStack() as crowd:
            guests = [await crowd.enter_async_context(guest(tmp_path / "s")) for _ in range(door.MOST_GUESTS + 20)]
            assert await asyncio.wait_for(answer_to_junk(guests[-1][0]), 10) == b""
        assert (await asked(tmp_path / "s"))["verb"] == "echo"


async def test_what_was_accepted_is_carried_out_although_the_holder_leaves(tmp_path: Path) -> None:
    go = asyncio.Event()

    async def slow(verb: str, args: Mapping[str, Any], caller: door.Caller) -> Mapping[str, Any]:
        caller.tell({"begun": True})
        await go.wait()
        return {"done": True}

    begun = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with door.listening(tmp_path / "s", slow):

        def hear(_: Mapping[str, Any]) -> None:
            loop.call_soon_threadsafe(begun.set)

        request = asyncio.create_task(asyncio.to_thread(door.ask, tmp_path / "s", "sync", {}, hear))
        await begun.wait()
        loop.call_later(0.05, go.set)
    assert await request == {"done": True}


async def test_a_holder_that_is_cancelled_tells_who_waits(tmp_path: Path) -> None:
    begun = asyncio.Event()

    async def endless(verb: str, args: Mapping[str, Any], caller: door.Caller) -> Mapping[str, Any]:
        begun.set()
        await asyncio.Event().wait()
        return {}

    listening = asyncio.Event()

    async def serve() -> None:
        async with door.listening(tmp_path / "s", endless):
            listening.set()
            await asyncio.Event().wait()

    serving = asyncio.create_task(serve())
    await listening.wait()
    request = asyncio.create_task(asked(tmp_path / "s"))
    await begun.wait()
    serving.cancel()
    with pytest.raises(Local, match="closing"):
        await request
    assert serving.cancelled() or await asyncio.wait({serving})


async def test_the_holder_notices_who_hung_up(tmp_path: Path) -> None:
    left = asyncio.Event()

    async def watch(verb: str, args: Mapping[str, Any], caller: door.Caller) -> Mapping[str, Any]:
        await caller.hung_up.wait()
        left.set()
        return {}

    async with door.listening(tmp_path / "s", watch):
        async with guest(tmp_path / "s") as (_, writer):
            writer.write(json.dumps({"verb": "watch", "args": {}}).encode() + b"\n")
            await writer.drain()
        await asyncio.wait_for(left.wait(), 10)


async def test_a_holder_that_dies_after_accepting_leaves_it_open_whether_it_was_done(tmp_path: Path) -> None:
    async def die(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b'{"accepted": true}\n{"resu')
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_unix_server(die, str(tmp_path / "s")):
        with pytest.raises(Local, match="before it answered"):
            await asked(tmp_path / "s")


def test_every_kind_of_error_survives_the_door() -> None:
    for kind in (each for each in door._tree(CalSyncError) if each.__module__ == CalSyncError.__module__):
        assert type(door._reborn({"kind": kind.kind, "message": "m", "hint": "h"})) is kind
