"""How a command ends: its exit code, and what is said of a failure, as JSON or to a person."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from types import TracebackType

import click

from calsync_desktop.app.failures import INTERRUPTED, WRONG_USAGE, CalSyncError, Usage, exit_code, told
from calsync_desktop.cli.root import command
from calsync_desktop.cli.scene import Scene

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def run(words: Sequence[str], scene: Scene | None = None) -> int:
    """Carry out the words and return the exit code; what nobody foresaw goes on to ``sys.excepthook``."""
    try:
        code = command.main(list(words), prog_name="calsync", standalone_mode=False, obj=scene)
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.UsageError as error:
        return _wrong_usage(words, error)
    except click.ClickException as error:
        return _failed(words, Usage(_sentence(error.format_message())))
    except CalSyncError as error:
        return _failed(words, error)
    except BrokenPipeError:
        return _nobody_reads()
    return code if isinstance(code, int) else 0


def ended(words: Sequence[str], error: CalSyncError | KeyboardInterrupt) -> int:
    """Tell what ended it; the exit code."""
    return _failed(words, error) if isinstance(error, CalSyncError) else INTERRUPTED


def last_resort(words: Sequence[str]) -> Hook:
    """A hook for ``sys.excepthook``: a sentence instead of a traceback, which goes to the profile's log."""

    def say(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
        from calsync_desktop.app.logs import note_crash

        where = note_crash(kind, trace, words)
        unforeseen = CalSyncError(
            "Something unforeseen happened. What was saved before is safe.", f"Where it happened is noted in {where}."
        )
        _tell(words, unforeseen)

    return say


def _wrong_usage(words: Sequence[str], error: click.UsageError) -> int:
    asked = f"{error.ctx.command_path} --help" if error.ctx is not None else "calsync --help"
    _tell(words, Usage(_sentence(error.format_message()), f"`{asked}` lists what is possible."))
    return WRONG_USAGE


def _failed(words: Sequence[str], error: CalSyncError) -> int:
    _tell(words, error)
    return exit_code(error)


def _tell(words: Sequence[str], error: CalSyncError) -> None:
    if "--json" in words:
        print(json.dumps(told(error), ensure_ascii=False), flush=True)
        return
    print(f"calsync: {error.message}", file=sys.stderr)
    if error.hint:
        print(error.hint, file=sys.stderr)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _nobody_reads() -> int:
    """The reader of our words left (`calsync agenda | head`): nothing is wrong, and nothing more is to be said."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
