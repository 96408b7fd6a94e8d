"""A page in the user's own browser, as Python's webbrowser finds it (BROWSER is honoured), while our stdout stays ours."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from calsync_desktop import clock


def new_attempt() -> str:
    """An id for an attempt to sign in, by which whoever asks knows the notices about it."""
    return clock.new_id("s")


def show(url: str, failed: Callable[[], None]) -> None:
    """Open the page without waiting for it: some browsers do not return before they are closed. ``failed`` is called (in a thread) when none took it."""
    threading.Thread(target=_show, args=(url, failed), name="browser", daemon=True).start()


def _show(url: str, failed: Callable[[], None]) -> None:
    import webbrowser

    taken = False
    with suppress(webbrowser.Error, OSError):
        taken = webbrowser.open(url)  # an argument of its own, never part of a shell's words
    if not taken:
        failed()


@contextmanager
def quiet_browsers() -> Iterator[None]:
    """What browsers that are started meanwhile say on stdout goes to stderr."""
    try:
        sys.stdout.flush()
        ours = os.dup(1)
    except (OSError, ValueError, AttributeError):  # there is no stdout
        yield
        return
    try:
        with suppress(OSError):
            os.dup2(2, 1)
        yield
    finally:
        os.dup2(ours, 1)
        os.close(ours)
