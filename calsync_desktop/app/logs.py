"""The profile's log: what went on, without titles, addresses or secrets, in files that only the user can read."""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from collections import deque
from collections.abc import Sequence
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from calsync_desktop.app.profile import Profile, find
from calsync_desktop.core.errors import CalSyncError

_BYTES, _KEPT = 1_000_000, 2
_LOGS = ("calsync", "asyncio")
_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# The last line of defence: modules log neither of these in the first place.
_RULES = (
    (re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE), "<url>"),
    (re.compile(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)+"), "<address>"),
    (re.compile(r"\b(bearer|basic|digest)\s+[^\s,;]+", re.IGNORECASE), r"\1 <secret>"),
    (
        re.compile(
            r"((?:password|passphrase|token|secret|verifier|cookie|authorization|credential)[\w-]*[\"']?\s*[=:]\s*)[^\s,;}]+",
            re.IGNORECASE,
        ),
        r"\1<secret>",
    ),
)


def redacted(text: str) -> str:
    """``text`` on one line, without addresses and secrets."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return " ".join(text.split())


class Redacting(logging.Formatter):
    """Everything that is written goes through ``redacted``; of an exception only its kind and its places in the code are kept."""

    def format(self, record: logging.LogRecord) -> str:
        text = f"{self.formatTime(record)} {record.levelname} {record.name}: {redacted(record.getMessage())}"
        if record.exc_info and record.exc_info[0] is not None:
            text += "\n" + "\n".join(places(record.exc_info[0], record.exc_info[2]))
        return text


class PrivateFile(RotatingFileHandler):
    """A rotating file that nobody else may read from its first byte on."""

    def _open(self) -> TextIOWrapper:
        return os.fdopen(
            os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8"
        )


def start(profile: Profile, verbose: bool) -> None:
    """Log to the profile's file, and with ``verbose`` in detail to stderr; a disk that takes no log does not stop the work."""
    logging.raiseExceptions = False
    stop()
    for name in _LOGS:
        log = logging.getLogger(name)
        log.propagate = False
        log.setLevel(logging.DEBUG if verbose and name == "calsync" else logging.INFO)
        for handler in _handlers(profile, verbose):
            handler.setFormatter(Redacting(_FORM))
            log.addHandler(handler)


def stop() -> None:
    """Close the files of the log."""
    for name in _LOGS:
        log = logging.getLogger(name)
        for handler in tuple(log.handlers):
            log.removeHandler(handler)
            handler.close()


def last_lines(profile: Profile, count: int) -> list[str]:
    """The last ``count`` lines of the log, oldest first; none when there is no log yet."""
    lines: deque[str] = deque(maxlen=count)
    for file in (profile.log.with_name(f"{profile.log.name}.1"), profile.log):
        if file.exists():
            with file.open(encoding="utf-8", errors="replace") as text:
                lines.extend(line.rstrip("\n") for line in text)
    return list(lines)


def note_crash(kind: type[BaseException], trace: TracebackType | None, words: Sequence[str]) -> str:
    """Write down where something unforeseen happened, never what it was about; the name of the file, or where else it was put."""
    lines = places(kind, trace)
    try:
        file = _profile_of(words).log
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as log:
            log.write("\n".join(["unforeseen:", *lines]) + "\n")
    except (OSError, CalSyncError):
        print("\n".join(lines), file=sys.stderr)  # noqa: T201 - the profile takes no log, and a person must be able to report this
        return "the lines above"
    return str(file)


def places(kind: type[BaseException], trace: TracebackType | None) -> list[str]:
    """Kind of an exception and the lines of code that it went through, without its message: that may hold anything."""
    frames = traceback.extract_tb(trace)
    return [
        f"  {kind.__module__}.{kind.__qualname__}",
        *(f"  at {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames),
    ]


def _handlers(profile: Profile, verbose: bool) -> list[logging.Handler]:
    handlers: list[logging.Handler] = [
        PrivateFile(profile.log, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True)
    ]
    if verbose:
        handlers.append(logging.StreamHandler(sys.stderr))
    return handlers


def _short(filename: str) -> str:
    parts = Path(filename).parts
    return "/".join(parts[parts.index("calsync_desktop") :] if "calsync_desktop" in parts else parts[-2:])


def _profile_of(words: Sequence[str]) -> Profile:
    named = {name: _value(words, name) for name in ("--profile", "--data-dir")}
    return find(named["--profile"], named["--data-dir"], os.environ)


def _value(words: Sequence[str], option: str) -> str | None:
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == option:
            return following or None
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return None
