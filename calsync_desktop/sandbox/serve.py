"""The sandbox on a real loopback socket, which the demo, `calsync sandbox` and the tests start."""

import asyncio
import contextlib
import json
import socket
import sys
from typing import TYPE_CHECKING, TextIO

from calsync_desktop.sandbox.caldav import AnswerLostError, CalDavSandbox, RequestLostError
from calsync_desktop.sandbox.caldav.app import Receive, Scope, Send
from calsync_desktop.sandbox.seed import anas_calendars

if TYPE_CHECKING:
    import uvicorn

HOST = "127.0.0.1"


def serve(port: int = 0, *, out: TextIO | None = None) -> None:
    """Run the sandbox with Ana's calendars until interrupted; the first line of `out` (stdout) is the JSON of cli.md.

    OSError when the port is taken, ImportError when uvicorn (extra: demo) is not installed.
    """
    sandbox = CalDavSandbox()
    anas_calendars(sandbox)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(sandbox, port=port, out=out or sys.stdout))


async def run(sandbox: CalDavSandbox, *, port: int = 0, out: TextIO) -> None:
    """Serve the sandbox in this loop until a signal or cancellation; announces itself once it accepts connections."""
    server = socket_server(sandbox)
    door = open_door(port)
    print(announcement(sandbox, door.getsockname()[1]), file=out, flush=True)
    await server.serve(sockets=[door])


def socket_server(sandbox: CalDavSandbox) -> "uvicorn.Server":
    """A uvicorn server for the sandbox: `await it.serve(sockets=[open_door(port)])`."""
    import uvicorn

    form = SocketForm(sandbox)
    return uvicorn.Server(
        uvicorn.Config(
            form,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            date_header=False,
            server_header=False,
        )
    )


def open_door(port: int) -> socket.socket:
    """A listening loopback socket; port 0 takes any free one. Connections queue from here on."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
    except OSError:
        door.close()
        raise
    door.listen(128)
    return door


def announcement(sandbox: CalDavSandbox, port: int) -> str:
    """Line 1 of `calsync sandbox` (cli.md); google and microsoft are null until their sandboxes exist."""
    base, user = f"http://{HOST}:{port}", sandbox.users[0]
    caldav = {"url": f"{base}/", "user": user.name, "password": user.password}
    return json.dumps({"google": None, "microsoft": None, "caldav": caldav, "control": f"{base}/control"})


class SocketForm:
    """The sandbox as uvicorn runs it: what it loses on purpose ends as a broken connection, not as a 500."""

    def __init__(self, sandbox: CalDavSandbox) -> None:
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._sandbox(scope, receive, send)
        except (RequestLostError, AnswerLostError):
            await _hang_up(receive, send)


async def _hang_up(receive: Receive, send: Send) -> None:
    """Abort the TCP connection: ASGI has no word for it, so this reaches for the transport behind uvicorn's `send`."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise RuntimeError("this ASGI server does not show its connection, so none can be broken on purpose")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
