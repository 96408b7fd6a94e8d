"""How a failure is told to whoever called: as a kind, a sentence and a hint, with the exit code that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from calsync_desktop.core.errors import CalSyncError, SignInAgain, Usage, VaultLocked

DONE, FAILED, WRONG_USAGE, SIGN_IN, WAITS = 0, 1, 2, 3, 4
INTERRUPTED = 130
# Which of several outcomes decides: the first that applies.
_FIRST = (SIGN_IN, WRONG_USAGE, FAILED, WAITS)

__all__ = ["CalSyncError", "Usage"]


def told(error: CalSyncError) -> dict[str, Any]:
    """``{"error": {kind, message, hint}}``."""
    return {"error": {"kind": error.kind, "message": error.message, "hint": error.hint}}


def exit_code(error: CalSyncError) -> int:
    """3 sign in again, 2 wrong usage, 1 anything else."""
    match error:
        case SignInAgain():
            return SIGN_IN
        case Usage():
            return WRONG_USAGE
        case _:
            return FAILED


def code_of_error(kind: str) -> int:
    """The same for a failure that was told by its kind."""
    return SIGN_IN if kind in (SignInAgain.kind, VaultLocked.kind) else WRONG_USAGE if kind == Usage.kind else FAILED


def first_that_applies(codes: Iterable[int]) -> int:
    """One exit code for several outcomes."""
    found = set(codes)
    return next((code for code in _FIRST if code in found), DONE)


def code_of_runs(runs: Iterable[Mapping[str, Any]]) -> int:
    """The exit code of ``sync``: each run's status, and whether something waits for the user."""
    by_status = {"sign-in": SIGN_IN, "failed": FAILED, "offline": FAILED, "question": WAITS}
    codes = [by_status.get(run["status"], DONE) for run in runs]
    return first_that_applies([*codes, *(WAITS for run in runs if run["conflicts"] or run["questions"])])
