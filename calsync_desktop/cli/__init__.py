"""The front door: parse words, call one function of app, print."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from types import TracebackType
from typing import NoReturn


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """What the `calsync` command does; ends the process with the exit code of the contract."""
    words = list(sys.argv[1:] if argv is None else argv)
    sys.excepthook = partial(_last_resort, words)
    sys.exit(_run(words) if words else _open())


def window() -> NoReturn:
    """What the `calsync-desktop` program does: the same words, and a window without any."""
    main()


def _run(words: Sequence[str]) -> int:
    from calsync_desktop.cli.ending import run

    return run(words)


def _open() -> int:
    """The window at once: what reads words, and tells failures, is not loaded for it."""
    from calsync_desktop.cli.opening import open_window

    return open_window()


def _last_resort(
    words: Sequence[str], kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    from calsync_desktop.cli.ending import last_resort

    last_resort(words)(kind, error, trace)
