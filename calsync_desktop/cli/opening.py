"""The window when there are no words, without the library that reads words."""

from __future__ import annotations

import os

from calsync_desktop.app import window
from calsync_desktop.app.failures import CalSyncError
from calsync_desktop.app.profile import find


def open_window() -> int:
    """Show the window of the profile that the environment names until it is quit; the exit code of the contract."""
    try:
        return window.open_window(find(None, None, os.environ))
    except (CalSyncError, KeyboardInterrupt) as error:
        from calsync_desktop.cli.ending import ended

        return ended((), error)
