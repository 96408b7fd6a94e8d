"""The demo's pretend Google process: serves until its standard input ends, which it does however the parent ends.

`python -m calsync_desktop.app.demo.google_child TODAY`; its first line on stdout is JSON: the address (``base``), the client and the ``account``.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import date
from threading import Thread
from typing import TYPE_CHECKING

from calsync_desktop.app.demo.google_seed import fill_google
from calsync_desktop.sandbox.google import GoogleSandbox, addresses
from calsync_desktop.sandbox.serve import HOST, open_door, socket_server

if TYPE_CHECKING:
    import uvicorn


def serve(today: date) -> None:
    """Hold the weeks around ``today`` until standard input ends."""
    google = GoogleSandbox()
    account = fill_google(google, today)
    door = open_door(0)
    client = google.registry.client
    told = {"client_id": client.id, "client_secret": client.secret, "account": account}
    told |= addresses(f"http://{HOST}:{door.getsockname()[1]}")
    sys.stdout.write(f"{json.dumps(told)}\n")
    sys.stdout.flush()
    server = socket_server(google)
    Thread(target=_wait_for_the_end, args=(server,), daemon=True).start()
    asyncio.run(server.serve(sockets=[door]))


def _wait_for_the_end(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.force_exit = server.should_exit = True


if __name__ == "__main__":
    serve(date.fromisoformat(sys.argv[1]))
