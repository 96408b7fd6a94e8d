"""Make a profile's folder and files readable and writable by their owner alone, whatever the umask says."""

from __future__ import annotations

import os
from pathlib import Path

from calsync_desktop.core.errors import DiskTrouble

_FOLDER, _FILE = 0o700, 0o600


def private_folder(path: Path) -> Path:
    """``path`` as a folder of mode 0700, with every missing parent made the same way; DiskTrouble."""
    try:
        for folder in [path, *path.parents][::-1]:
            if not folder.exists():
                folder.mkdir(mode=_FOLDER, exist_ok=True)
        if path.stat().st_mode & 0o077:
            path.chmod(_FOLDER)
    except OSError as error:
        raise DiskTrouble("The profile's folder cannot be made, or it is not ours to use.") from error
    return path


def private_file(path: Path) -> Path:
    """``path`` as a file of mode 0600 (made empty when absent) in a private folder; DiskTrouble.

    SQLite gives its -wal and -shm files the mode of the database, so that this is enough for all three.
    """
    private_folder(path.parent)
    try:
        opened = os.open(path, os.O_RDWR | os.O_CREAT, _FILE)
        try:
            if os.fstat(opened).st_mode & 0o077:
                path.chmod(_FILE)
        finally:
            os.close(opened)
    except OSError as error:
        raise DiskTrouble(
            "The profile's database cannot be written: its disk or folder is read-only or full."
        ) from error
    return path
