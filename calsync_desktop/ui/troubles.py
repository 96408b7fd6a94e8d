"""Failures as a person reads them: a title, what happened and is safe, and the one thing to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calsync_desktop.core.errors import CalSyncError

_WORDS: Mapping[str, tuple[str, str]] = {
    # kind of core.errors: title, button
    "offline": ("The server cannot be reached", "Try Again"),
    "throttled": ("The server asked to wait", "Try Again"),
    "server": ("The server had trouble", "Try Again"),
    "try-later": ("That did not work yet", "Try Again"),
    "sign-in": ("Signing in did not work", "Sign In"),
    "vault-locked": ("The password store is locked", "Try Again"),
    "version-moved": ("It was changed meanwhile", "Try Again"),
    "gone": ("It does not exist any more", "Close"),
    "exists": ("It exists already", "Close"),
    "refused": ("The server refused this", "Edit"),
    "not-allowed": ("This calendar cannot be changed", "Choose Another Calendar"),
    "untrusted": ("The connection is not private", "Check the Address"),
    "not-a-calendar": ("No calendar server was found there", "Check the Address"),
    "usage": ("Something is missing", "Edit"),
    "disk": ("This computer cannot save it", "Try Again"),
    "newer-database": ("These calendars were opened by a newer version", "Close"),
    "damaged-database": ("The local copy cannot be read", "Close"),
    "salvaged": ("The local copy was damaged", "Close"),
    "busy": ("Another program is using this profile", "Close"),
    "no-vault": ("There is no safe place for the password", "Try Again"),
    "local": ("This computer stands in the way", "Try Again"),
}
_UNKNOWN = ("That did not work", "Try Again")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One failure: ``title`` in few words, ``text`` in sentences, ``button`` verb and noun."""

    title: str
    text: str
    button: str


def trouble(kind: str, message: str, hint: str = "") -> Trouble:
    """The words for a failure of this kind; ``message`` and ``hint`` as ``core.errors`` and notices carry them."""
    title, button = _WORDS.get(kind, _UNKNOWN)
    return Trouble(title, " ".join(part for part in (message, hint) if part), button)


def trouble_of(error: CalSyncError) -> Trouble:
    """The words for an error that was raised."""
    return trouble(error.kind, error.message, error.hint)
