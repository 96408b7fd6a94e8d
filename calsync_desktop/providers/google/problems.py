"""What Google's refusals mean for the caller: one table from status and reason to ``core.errors`` (protocols 1.8)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from calsync_desktop.core.errors import (
    CalSyncError,
    CursorDead,
    Exists,
    Gone,
    NotAllowed,
    Refused,
    ServerTrouble,
    SignInAgain,
    Throttled,
    TryLater,
    VersionMoved,
)
from calsync_desktop.wire.client import Answer

HOURS = 4 * 3600.0  # seconds: what Google's own limits on a day or against abuse last at least
_OFF = "Google Calendar is not switched on for the client id that was used to sign in."
_SWITCH_ON = "Switch the Google Calendar API on in the Cloud project of the client id; the next sync tries again."
_SCOPES = "Tick all boxes on Google's page when you sign in again; changes made meanwhile are kept."
_SLOWER = "Google asks to slow down."
_ANEW = "Google has forgotten where we were; everything is listed anew."
_QUOTA = "Google's limit for this account is used up for now."
_WAITS = "Changes are kept on this computer; the sync goes on by itself in some hours."


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``says`` may hold {said}, Google's own words. ``wait`` in seconds for TryLater and those below it."""

    error: type[CalSyncError]
    says: str
    hint: str = ""
    wait: float | None = None


# By status and reason; reason "" is any other of this status.
TABLE: dict[tuple[int, str], Row] = {
    (400, "syncTokenWithRequestRestrictions"): Row(CursorDead, _ANEW),
    (401, ""): Row(SignInAgain, "Google does not accept the sign-in any more."),
    (403, "userRateLimitExceeded"): Row(Throttled, _SLOWER),
    (403, "rateLimitExceeded"): Row(Throttled, _SLOWER),
    (403, "quotaExceeded"): Row(TryLater, _QUOTA, _WAITS, HOURS),
    (403, "dailyLimitExceeded"): Row(TryLater, _QUOTA, _WAITS, HOURS),
    (403, "forbiddenForNonOrganizer"): Row(NotAllowed, "Only the organizer can change this. Google says: {said}"),
    (403, "insufficientPermissions"): Row(SignInAgain, "Google was not given leave to show the calendars.", _SCOPES),
    (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"): Row(
        SignInAgain, "Google was not given leave to show the calendars.", _SCOPES
    ),
    (403, "accessNotConfigured"): Row(TryLater, _OFF, _SWITCH_ON, HOURS),
    (403, "SERVICE_DISABLED"): Row(TryLater, _OFF, _SWITCH_ON, HOURS),
    (403, ""): Row(NotAllowed, "Google does not allow this. It says: {said}"),
    (404, ""): Row(Gone, "Google does not have it any more."),
    (408, ""): Row(ServerTrouble, "Google did not answer in time."),
    (409, "duplicate"): Row(Exists, "Google has an appointment with this identifier already."),
    (409, ""): Row(VersionMoved, "It was changed at Google meanwhile."),
    (410, "fullSyncRequired"): Row(CursorDead, _ANEW),
    (410, "updatedMinTooLongAgo"): Row(CursorDead, _ANEW),
    (410, ""): Row(Gone, "Google does not have it any more."),
    (412, ""): Row(VersionMoved, "It was changed at Google meanwhile."),
    (429, ""): Row(Throttled, _SLOWER),
}
_REFUSED = Row(Refused, "Google refuses it: {said}")
_FAILED = Row(ServerTrouble, "Google answered with an error (status {status}).")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a refusal: its first reason ("" when the body is none of Google's) and its message as one short line."""

    reason: str = ""
    message: str = ""


def said(answer: Answer) -> Said:
    """What the body says; a missing list of errors and a body that is no JSON are borne."""
    error = _object(_parsed(answer.body).get("error"))
    first = _object(next(iter(_list(error.get("errors"))), None))
    details = (_object(each).get("reason") for each in _list(error.get("details")))
    reason = first.get("reason") or next((each for each in details if each), "") or error.get("status")
    return Said(str(reason or ""), _short(first.get("message") or error.get("message")))


def failure(answer: Answer) -> CalSyncError:
    """The error of an answer that is no success."""
    words = said(answer)
    fallback = _REFUSED if 400 <= answer.status < 500 else _FAILED
    row = TABLE.get((answer.status, words.reason)) or TABLE.get((answer.status, "")) or fallback
    text = row.says.format(said=words.message or f"status {answer.status}.", status=answer.status)
    if issubclass(row.error, TryLater):
        return row.error(text, row.hint, after=answer.after if answer.after is not None else row.wait)
    return row.error(text, row.hint)


def lacks_scope(answer: Answer) -> bool:
    """The account was signed in without the right to this."""
    row = TABLE.get((answer.status, said(answer).reason))
    return answer.status == 403 and row is not None and row.error is SignInAgain


def hurried(answer: Answer) -> bool:
    """The request was refused only because there were too many; it did nothing, and may be sent again after a while."""
    return not answer.ok and isinstance(failure(answer), Throttled)


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        return _object(json.loads(body))
    except ValueError:
        return {}


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _short(text: Any) -> str:
    """A remote sentence fit for a message: one line, 200 characters, with its full stop."""
    words = " ".join("".join(char if char.isprintable() else " " for char in str(text or "")).split())[:200]
    return f"{words}." if words and words[-1] not in ".!?" else words
