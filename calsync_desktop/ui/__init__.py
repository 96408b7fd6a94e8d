"""The window, behind one function: whoever starts it loads Qt only by calling it."""

from __future__ import annotations

from calsync_desktop.ui.launch import Launch, nobody_else

__all__ = ["Launch", "nobody_else", "run_window"]


def run_window(launch: Launch) -> int:
    """Show the window until it is quit; the exit code (0 quit by the user, 1 the engine could not start)."""
    from calsync_desktop.ui.running import run

    return run(launch)
