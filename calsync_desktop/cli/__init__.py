"""The front door: parse words, call one function of app, print."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """What the `calsync` command does; ends the process with the exit code of the contract."""
    from calsync_desktop.cli.ending import last_resort, run

    words = list(sys.argv[1:] if argv is None else argv)
    sys.excepthook = last_resort(words)
    sys.exit(run(words))


def window() -> NoReturn:
    """What the `calsync-desktop` program does: the same words, and a window without any."""
    main()
