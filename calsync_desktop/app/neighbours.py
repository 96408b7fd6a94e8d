"""The other profiles beside this one: which there are, and a window of their own for one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

from calsync_desktop.app.profile import Profile


def names(profile: Profile) -> tuple[str, ...]:
    """All profiles in the same data directory, this one included, by name."""
    beside = profile.directory.parent
    found = {entry.name for entry in beside.iterdir() if entry.is_dir()} if beside.is_dir() else set()
    return tuple(sorted(found | {profile.name}))


def open_beside(profile: Profile, name: str, environment: Mapping[str, str] = os.environ) -> None:
    """Start the window of another profile, or raise the one it has; it goes on when this one ends."""
    surroundings = dict(environment) | {
        "CALSYNC_PROFILE": name,
        "CALSYNC_DATA_DIR": str(profile.directory.parent.parent),
    }
    # A frozen program is its own command; otherwise the interpreter is told what to run.
    command = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "calsync_desktop"]
    subprocess.Popen(  # noqa: S603 - our own interpreter, and no word of the user's among its arguments
        command,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
