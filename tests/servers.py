"""Servers for the tests: the sandbox in-process or on a socket, Radicale and xandikos as real child processes."""

import asyncio
import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from calsync_desktop.sandbox.caldav import AnswerLostError, CalDavSandbox, RequestLostError, User
from calsync_desktop.sandbox.serve import App, open_door, socket_server

IN_PROCESS_URL = "http://sandbox.test"
PATIENCE = 30.0  # seconds a server may take to start


class LossyTransport(httpx.AsyncBaseTransport):
    """ASGITransport for the sandbox: what it loses on purpose becomes the error a real network gives."""

    def __init__(self, sandbox: App) -> None:
        self._inner = httpx.ASGITransport(app=sandbox)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._inner.handle_async_request(request)
        except RequestLostError as loss:
            raise httpx.ConnectError(str(loss), request=request) from loss
        except AnswerLostError as loss:
            raise httpx.ReadError(str(loss), request=request) from loss


def sandbox_client(sandbox: CalDavSandbox, user: User | None = None, *, url: str = IN_PROCESS_URL) -> httpx.AsyncClient:
    """A client that is signed in (Basic) and talks to the sandbox without a socket."""
    who = user or sandbox.users[0]
    return httpx.AsyncClient(transport=LossyTransport(sandbox), base_url=url, auth=(who.name, who.password))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class RealServer:
    """A running CalDAV server; `url` ends with "/", `home` is the path of the user's calendars."""

    kind: str
    url: str
    user: str
    password: str
    home: str
    folder: Path

    def client(self) -> httpx.AsyncClient:
        """A signed-in client; the environment's proxies are not asked."""
        return httpx.AsyncClient(base_url=self.url, auth=(self.user, self.password), trust_env=False, timeout=30)


@contextlib.contextmanager
def radicale(*options: str, passwords: bool = False) -> Iterator[RealServer]:
    """Radicale in a throw-away folder; anybody may sign in with any password, or with `passwords` only the user.

    The user has no calendar until one is made (MKCALENDAR below home). `options` are added to its words.
    """
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="radicale-"))
    (folder / "users").write_text("ana:secret-ana\n")
    checked = [f"--auth-htpasswd-filename={folder / 'users'}", "--auth-htpasswd-encryption=plain", "--auth-delay=0"]
    words = [
        "-m", "radicale", "--config", "", f"--storage-filesystem-folder={folder / 'collections'}",
        f"--server-hosts=127.0.0.1:{port}", "--logging-level=error",
        *(["--auth-type=htpasswd", *checked] if passwords else ["--auth-type=none"]), *options,
    ]  # fmt: skip
    with _child([sys.executable, *words], port, folder):
        yield RealServer("radicale", f"http://127.0.0.1:{port}/", "ana", "secret-ana", "/ana/", folder)


@contextlib.contextmanager
def xandikos(*options: str) -> Iterator[RealServer]:
    """xandikos in a throw-away folder with its default calendars; it asks for no password."""
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="xandikos-"))
    words = ["-m", "xandikos", "serve", "--defaults", "-d", str(folder), "-l", "127.0.0.1", "-p", str(port)]
    with _child([sys.executable, *words, "--current-user-principal", "/ana/", *options], port, folder):
        yield RealServer("xandikos", f"http://127.0.0.1:{port}/", "ana", "secret-ana", "/ana/calendars/", folder)


@contextlib.contextmanager
def _child(command: list[str], port: int, folder: Path) -> Iterator[None]:
    log = (folder / "server.log").open("wb")
    child = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
    try:
        _wait_until_it_answers(child, port, folder)
        yield
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(10)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_it_answers(child: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if child.poll() is not None:
            break
        try:
            httpx.request("OPTIONS", f"http://127.0.0.1:{port}/", trust_env=False, timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not start: {(folder / 'server.log').read_text(errors='replace')[-2000:]}")


@contextlib.contextmanager
def on_socket(sandbox: App) -> Iterator[str]:
    """The sandbox on a real loopback socket, in a thread with a loop of its own; yields its URL, ending with "/".

    The test may read and steer `sandbox` between requests: requests are handled one at a time in that thread.
    """
    door = open_door(0)
    server = socket_server(sandbox)
    thread = threading.Thread(target=asyncio.run, args=(server.serve(sockets=[door]),), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
