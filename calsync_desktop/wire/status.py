"""What an HTTP status means for the caller: one pure table from status to ``core.errors`` (protocols 3.7 and 7.4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from calsync_desktop.core.errors import (
    CalSyncError,
    Gone,
    NotAllowed,
    Refused,
    ServerTrouble,
    SignInAgain,
    Throttled,
    TryLater,
    VersionMoved,
)

LONGEST_WAIT = 3600.0  # seconds; a server that asks for more is asked again after this


def trouble(status: int, host: str, *, after: float | None = None, said: str = "") -> CalSyncError | None:
    """The error that a status stands for, None for success. ``said`` is the server's own sentence, ``after`` its Retry-After."""
    if 200 <= status < 300:
        return None
    words = f" It says: {said}" if said else ""
    match status:
        case 401:
            return SignInAgain(f"{host} does not accept the user name or password.{words}")
        case 403:
            return NotAllowed(f"{host} does not allow this.{words}")
        case 404 | 410:
            return Gone(f"{host} does not have it any more.")
        case 412:
            return VersionMoved(f"It was changed on {host} meanwhile.")
        case 423:
            return TryLater(f"It is locked on {host} at the moment.", after=after)
        case 429:
            return Throttled(f"{host} asks to slow down.", after=after)
        case 503 if after is not None:
            return Throttled(f"{host} is not available for the moment.", after=after)
        case 507:
            return TryLater(
                f"{host} has no room left for it.{words}", "Free some space there; it is sent again later.", after=after
            )
        case _ if (400 <= status < 500 and status not in (408, 425)) or status in (501, 505):
            return Refused(f"{host} refuses it (status {status}).{words}")
        case _:
            return ServerTrouble(f"{host} answered with an error (status {status}).", after=after)


def retry_after(text: str | None, now: datetime) -> float | None:
    """Seconds to wait: delta-seconds or an HTTP-date (RFC 9110 section 10.2.3), between 0 and one hour; None when absent or unreadable."""
    if not text:
        return None
    text = text.strip()
    try:
        seconds = float(text)
    except ValueError:
        moment = http_date(text)
        if moment is None:
            return None
        seconds = (moment - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT) if seconds == seconds else None  # noqa: PLR0124 - not a number


def http_date(text: str | None) -> datetime | None:
    """An HTTP-date as an aware UTC datetime; None when it is not one."""
    try:
        moment = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def clock_offset(date: str | None, now: datetime) -> timedelta:
    """The server's clock minus ours, from its Date header; zero when it names none or they differ by no more than its grain."""
    moment = http_date(date)
    if moment is None:
        return timedelta(0)
    offset = moment - now
    return offset if abs(offset) > timedelta(seconds=2) else timedelta(0)
