"""The demo's server process: Radicale until its standard input ends, which it does however the parent ends.

`python -m calsync_desktop.app.demo.child FOLDER PORT`; FOLDER holds `users` (htpasswd, plain) and `collections`. A parent that
only stops it says so in a byte first; one that was killed did not, and then the folder around FOLDER is thrown away here.
"""

from __future__ import annotations

import shutil
import socket
import sys
import threading
from pathlib import Path

from radicale import config, server


def serve(folder: Path, port: int) -> None:
    """Serve the folder on a loopback port until standard input ends."""
    told, heard = socket.socketpair()
    words: list[bytes] = []
    threading.Thread(target=_wait_for_the_end, args=(told, words), daemon=True).start()
    with heard:
        server.serve(_configuration(folder, port), heard)
    if words == [b""]:
        shutil.rmtree(folder.parent, ignore_errors=True)


def _configuration(folder: Path, port: int) -> config.Configuration:
    configuration = config.load()
    configuration.update(
        {
            "server": {"hosts": f"127.0.0.1:{port}"},
            "auth": {
                "type": "htpasswd",
                "htpasswd_filename": str(folder / "users"),
                "htpasswd_encryption": "plain",
                "delay": "0.1",
            },
            "storage": {"filesystem_folder": str(folder / "collections")},
            "web": {"type": "none"},
            "logging": {"level": "error"},
        },
        "demo",
        privileged=True,
    )
    return configuration


def _wait_for_the_end(told: socket.socket, words: list[bytes]) -> None:
    words.append(sys.stdin.buffer.read())
    told.close()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
