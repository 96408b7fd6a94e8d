"""The sandbox on a real loopback socket, which the demo, `calsync sandbox` and the tests start."""

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TextIO, TypeAlias

from calsync_desktop.sandbox.caldav import AnswerLostError, CalDavSandbox, RequestLostError
from calsync_desktop.sandbox.caldav.app import Receive, Scope, Send
from calsync_desktop.sandbox.google import GoogleSandbox, addresses
from calsync_desktop.sandbox.seed import anas_calendars
from calsync_desktop.sandbox.seed_google import anas_google

if TYPE_CHECKING:
    import uvicorn

HOST = "127.0.0.1"
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]


def serve(port: int = 0, *, out: TextIO | None = None) -> None:
    """Run the sandboxes with Ana's calendars until interrupted; the first line of `out` (stdout) is the JSON of cli.md.

    OSError when the port is taken, ImportError when uvicorn (extra: demo) is not installed.
    """
    caldav, google = CalDavSandbox(), GoogleSandbox()
    anas_calendars(caldav)
    anas_google(google)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(caldav, google, port=port, out=out or sys.stdout))


async def run(caldav: CalDavSandbox, google: GoogleSandbox, *, port: int = 0, out: TextIO) -> None:
    """Serve both in this loop until a signal or cancellation; announces itself once it accepts connections."""
    server = socket_server(Street(caldav, google))
    door = open_door(port)
    print(announcement(caldav, google, door.getsockname()[1]), file=out, flush=True)
    await server.serve(sockets=[door])


def socket_server(sandbox: App) -> "uvicorn.Server":
    """A uvicorn server for a sandbox: `await it.serve(sockets=[open_door(port)])`."""
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


def announcement(caldav: CalDavSandbox, google: GoogleSandbox, port: int) -> str:
    """Line 1 of `calsync sandbox` (cli.md); microsoft is null until its sandbox exists."""
    base, user, client = f"http://{HOST}:{port}", caldav.users[0], google.registry.client
    said = {
        "google": {
            **addresses(base),
            "client_id": client.id,
            "client_secret": client.secret,
            "ca_file": None,
            "accounts": [{"email": email} for email in google.accounts],
        },
        "microsoft": None,
        "caldav": {"url": f"{base}/", "user": user.name, "password": user.password},
        "control": f"{base}/control",
    }
    return json.dumps(said)


class Street:
    """Several sandboxes behind one door: what begins with /google or /control/google is Google's, the rest CalDAV's."""

    def __init__(self, caldav: CalDavSandbox, google: GoogleSandbox) -> None:
        self._caldav, self._google = caldav, google

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_google = scope.get("path", "").startswith(("/google/", "/control/google"))
        await (self._google if is_google else self._caldav)(scope, receive, send)


class SocketForm:
    """A sandbox as uvicorn runs it: what it loses on purpose ends as a broken connection, not as a 500."""

    def __init__(self, sandbox: App) -> None:
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
