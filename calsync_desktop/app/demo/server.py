"""A real CalDAV server for the demo: Radicale in a child process, in a folder that is thrown away, on a loopback port."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from calsync_desktop import clock
from calsync_desktop.app.sandbox import missing_extra
from calsync_desktop.core.errors import Local

HOST = "127.0.0.1"
USER = "clara@lindqvist-consulting.example"
_PATIENCE = 30.0  # seconds until the server must answer
GRACE = 5.0  # seconds until a server that does not end by itself is ended


@dataclass(slots=True)
class DemoServer:
    """Radicale with one account; it may be stopped and started again, and keeps what it was told."""

    folder: Path
    port: int
    password: str
    _child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://{HOST}:{self.port}/"

    @property
    def running(self) -> bool:
        """It answers, as far as is known."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Begin to answer; Local when it does not."""
        command = [sys.executable, "-m", "calsync_desktop.app.demo.child", str(self.folder), str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            # A session of its own: an interrupt at the terminal is for us, and we end the server in our time.
            self._child = subprocess.Popen(  # noqa: S603 - our own words
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )
        _wait_until_it_listens(self._child, self.port)

    def stop(self) -> None:
        """Do not answer any more; safe to call twice."""
        child, self._child = self._child, None
        if child is None:
            return
        assert child.stdin is not None
        with suppress(OSError):  # it may have ended by itself
            child.stdin.write(b".")
            child.stdin.close()
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextmanager
def demo_server(folder: Path) -> Iterator[DemoServer]:
    """A running server whose files are in ``folder``; Local when Radicale is not installed."""
    if find_spec("radicale") is None:
        raise missing_extra("The demo")
    server = DemoServer(folder, free_port(), clock.new_id(""))
    users = folder / "users"
    users.touch(mode=0o600)
    users.write_text(f"{USER}:{server.password}\n", "utf-8")
    try:
        server.start()
        yield server
    finally:
        server.stop()


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_listens(child: subprocess.Popen[bytes], port: int) -> None:
    until = clock.monotonic() + _PATIENCE
    while child.poll() is None and clock.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        clock.pause(0.02)
    raise Local("The demo's server did not start.", "Try again; perhaps another program took its port.")
