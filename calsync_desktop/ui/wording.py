"""Every sentence and status word of the window in one place, so that they sound like one voice and can be translated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from PySide6.QtCore import QLocale

from calsync_desktop.core.calendar import OnRemoteDelete, Policy
from calsync_desktop.ui import dates

APPLICATION = "CalSync Desktop"


class Badge(StrEnum):
    """How a connection is shown; the first that applies, in this order (design.md, section 5)."""

    REVOKED = "revoked"
    EXPIRED = "expired"
    ERROR = "error"
    ATTENTION = "attention"
    PAUSED = "paused"
    OFFLINE = "offline"
    SYNCING = "syncing"
    ACTIVE = "active"


BADGE_WORDS: Mapping[Badge, tuple[str, str, str]] = {
    # icon, tone of the theme, words
    Badge.REVOKED: ("key", "danger", "Access withdrawn"),
    Badge.EXPIRED: ("key", "danger", "Sign in again"),
    Badge.ERROR: ("error", "danger", "Cannot sync"),
    Badge.ATTENTION: ("alert", "warn", "Needs attention"),
    Badge.PAUSED: ("pause", "muted", "Paused"),
    Badge.OFFLINE: ("offline", "muted", "Waiting for network"),
    Badge.SYNCING: ("sync", "accent", "Syncing…"),
    Badge.ACTIVE: ("ok", "fine", "Up to date"),
}

PROVIDERS = {"caldav": "CalDAV", "google": "Google Calendar", "microsoft": "Outlook"}

POLICIES = {
    Policy.NEWEST: "The newer change wins",
    Policy.MINE: "My change wins",
    Policy.THEIRS: "The server's change wins",
    Policy.ASK: "Ask me each time",
}
REMOTE_DELETES = {
    OnRemoteDelete.DELETE: "Delete it here too",
    OnRemoteDelete.KEEP: "Keep it here",
}
FIELDS = {
    "title": "Title",
    "when": "Time",
    "location": "Location",
    "notes": "Notes",
    "rule": "Repeats",
    "extra": "Added dates",
    "instances": "Changed dates",
    "status": "Status",
    "show_as": "Show as",
    "visibility": "Visibility",
    "reminders": "Reminders",
    "attendees": "Guests",
    "organizer": "Organizer",
    "categories": "Categories",
    "color": "Colour",
    "url": "Link",
    "meeting_url": "Meeting link",
    "attachments": "Attachments",
}
STATUSES = {"confirmed": "Confirmed", "tentative": "Tentative", "cancelled": "Cancelled"}
SHOWN_AS = {"busy": "Busy", "free": "Free", "tentative": "Tentative", "away": "Away", "elsewhere": "Working elsewhere"}
REPLIES = {"none": "No reply yet", "accepted": "Accepted", "tentative": "Maybe", "declined": "Declined"}
ANSWERS = {"accepted": "Accept", "tentative": "Maybe", "declined": "Decline"}
ANSWER_TOLD = "The organizer is told."
RULES = {
    "": "Does not repeat",
    "FREQ=DAILY": "Daily",
    "FREQ=WEEKLY": "Weekly",
    "FREQ=MONTHLY": "Monthly",
    "FREQ=YEARLY": "Yearly",
}
REMINDERS = {
    None: "No reminder",
    0: "At the start",
    5: "5 minutes before",
    10: "10 minutes before",
    15: "15 minutes before",
    30: "30 minutes before",
    60: "1 hour before",
    1440: "1 day before",
}
UNTITLED = "Untitled"
WAITING, CONFLICT, PARKED, TO_DECIDE, HELD = "Waiting", "In conflict", "Not synced", "To decide", "Waits for its day"
KEPT = "Held back"
CLASHED = "It was changed here and on the server. What is put aside stays in the history."
KEEPS = {"mine": "Keep Mine", "theirs": "Keep Theirs", "both": "Keep Both"}
TENTATIVE, CANCELLED, DECLINED, UNANSWERED = "Tentative", "Cancelled", "Declined", "Invitation"


NO_ACCOUNT = "No account is connected yet"
EMPTY_CONNECTIONS = (
    "No calendars yet",
    "Connect an account to see its appointments here, also without a network.",
    "Connect an Account",
    "connect",
)
EMPTY_DAYS = (
    "Nothing in these weeks",
    "Appointments in the calendars that are ticked appear here.",
    "New Appointment",
    "new",
)
EMPTY_SEARCH = (
    "Nothing found",
    "No appointment has all of these words in its title, notes, place or guests.",
    "Show All",
    "show-all",
)


NO_TARGET = "All calendars here are read-only or not ticked. Tick one in the list on the left that may be changed, or connect an account."
UNDO_SENDS = "It is changed here now, and on the server with the next sync. Nobody is mailed without asking first."
DELETES = "It is deleted here now, and on the server with the next sync."
WHICH = "Which of its appointments is this for?"


STILL_RUNNING = (
    f"{APPLICATION} is still running",
    "Your calendars go on being synced. Choose Quit in the menu of its icon to end it.",
)
BACKGROUND = (
    "Keep syncing in the background?",
    "The window can be opened again by starting the program once more. The answer is remembered.",
    (("stay", "Keep Syncing"), ("quit", "Quit")),
)


def count(n: int, one: str, many: str) -> str:
    """``n`` things, in singular or plural."""
    return f"{n:,} {one if n == 1 else many}"


def provider(name: str) -> str:
    """A service's name as people know it."""
    return PROVIDERS.get(name, name)


def field(name: str) -> str:
    """A field's name as people know it; paths inside a field keep their last word."""
    head = name.partition("/")[0]
    return FIELDS.get(head, head.replace("_", " ").capitalize())


def place_of(name: str) -> tuple[int, str]:
    """Where a field stands among others, in the order of the table above."""
    names = list(FIELDS)
    head = name.partition("/")[0]
    return names.index(head) if head in names else len(names), name


def last_sync(value: datetime | None, now: datetime, local: str, locale: QLocale) -> str:
    """When a connection was last synced."""
    if value is None:
        return "Not synced yet"
    if timedelta(0) <= now - value < timedelta(minutes=1):
        return "Synced just now"
    return f"Synced {dates.moment(value, now, local, locale)}"


def counts(pulled: int, pushed: int) -> str:
    """How much the last sync moved."""
    if not pulled and not pushed:
        return "Nothing new in the last sync"
    return f"{pulled:,} received, {pushed:,} sent"


def pieces(done: int, total: int | None) -> str:
    """How far a sync has come."""
    if total:
        return f"{done:,} of {total:,} appointments"
    return count(done, "appointment", "appointments")


def waiting(n: int) -> str:
    """What has not been sent yet."""
    return f"{count(n, 'change waits', 'changes wait')} to be sent"


def attention(questions: int, conflicts: int, parked: int) -> str:
    """What only the user can settle, in few words; nothing when there is none."""
    parts = []
    if questions:
        parts.append(f"{count(questions, 'question', 'questions')} to decide")
    if conflicts:
        parts.append(count(conflicts, "conflict", "conflicts"))
    if parked:
        parts.append(f"{count(parked, 'appointment', 'appointments')} not synced")
    return ", ".join(parts)


def held(n: int, kept: int) -> str:
    """What stays here until its day comes, or because the user holds it, which is no trouble; nothing when there is none."""
    parts = (
        [f"{count(n, 'appointment waits', 'appointments wait')} for {'its' if n == 1 else 'their'} day"] if n else []
    )
    parts += [f"{count(kept, 'change', 'changes')} held back"] if kept else []
    return ", ".join(parts)


def paused(until: datetime | None, now: datetime, local: str, locale: QLocale) -> str:
    """That background syncing rests, and how long."""
    if until is None:
        return "Syncing is paused"
    return f"Syncing is paused until {dates.moment(until, now, local, locale)}"


def reminder(minutes: int, method: str) -> str:
    """How long before the start, and whether by mail."""
    units = ((1440, "day", "days"), (60, "hour", "hours"), (1, "minute", "minutes"))
    size, one, many = next((u for u in units if minutes and minutes % u[0] == 0), units[-1])
    length = count(abs(minutes) // size, one, many)
    words = REMINDERS.get(minutes) or f"{length} {'before' if minutes > 0 else 'after the start'}"
    return f"{words} (e-mail)" if method == "email" else words


def syncing(done: int, total: int | None) -> str:
    """What a sync under way has done so far."""
    return f"Syncing {pieces(done, total)}" if done else "Syncing…"


def mark(badge: Badge, unsent: int) -> tuple[str, str]:
    """Icon and tone of a badge; "up to date" is not said while something waits to be sent."""
    if badge is Badge.ACTIVE and unsent:
        return "waiting", "accent"
    return BADGE_WORDS[badge][:2]


def shown_as(badge: Badge, unsent: int) -> str:
    """A badge in words."""
    return waiting(unsent).capitalize() if badge is Badge.ACTIVE and unsent else BADGE_WORDS[badge][2]


def standing(badge: Badge, unsent: int, needs: str, since: str) -> str:
    """How all connections stand in one sentence; ``needs`` as ``attention`` words it, ``since`` the moment of the last sync."""
    words = shown_as(badge, unsent)
    if badge is Badge.ATTENTION and needs:
        words = f"{words}: {needs}"
    if unsent and badge is not Badge.ACTIVE:
        return f"{words} · {waiting(unsent)}"
    return f"{words} · {since}" if badge is Badge.ACTIVE and since and not unsent else words


def disconnecting(unsent: int) -> str:
    """What disconnecting means, and what would be lost by it."""
    lost = f" {waiting(unsent)} and would be lost." if unsent else ""
    return f"Nothing is deleted on the server.{lost}"
