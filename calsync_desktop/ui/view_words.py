"""The words of the views and of the toolbar above them, in one place, so that they sound like one voice and can be translated."""

from __future__ import annotations

from calsync_desktop.sync.reports import PlanLine
from calsync_desktop.ui import wording

KINDS = {"agenda": "Agenda", "day": "Day", "workweek": "Work Week", "week": "Week", "month": "Month"}
BEFORE = {
    "agenda": "Previous week",
    "day": "Previous day",
    "workweek": "Previous week",
    "week": "Previous week",
    "month": "Previous month",
}
AFTER = {
    "agenda": "Next week",
    "day": "Next day",
    "workweek": "Next week",
    "week": "Next week",
    "month": "Next month",
}
MODES = {"system": "As the System", "light": "Light", "dark": "Dark", "contrast": "High Contrast"}
ALL_DAY, NO_ZONE, LESS = "all-day", "None", "Show less"
SECOND_ZONE, APPEARANCE = "Second Time Zone", "Appearance"
NEW_PREVIEW = "New appointment"


def more(count: int) -> str:
    """How many have no room."""
    return f"+{count} more"


def nothing_on(day: str) -> str:
    """What a screen reader says of a day without entries."""
    return f"{day}, nothing"


def in_view(days: str, count: int) -> str:
    """What a screen reader says of a period that was turned to."""
    return f"{days}, {wording.count(count, 'appointment', 'appointments')}"


def week_number(number: int) -> str:
    """The number of a week, beside the title."""
    return f"Week {number}"


ADD = "New"


def found_for(text: str) -> str:
    """What was searched for."""
    return f"Found for “{text}”"


MENU, CONNECT, ACCOUNTS = "Menu", "Connect an account", "Accounts"
SHOWN, HIDDEN, NOT_SYNCED, READ_ONLY = "shown", "hidden", "not synced", "read-only"
SYNC_CALENDAR, KEEP_OUT, ONLY_THIS = "Sync This Calendar", "Stop Syncing This Calendar", "Show Only This One"
PREVIEW, SETTINGS, SIGN_IN, DISCONNECT = "Preview Next Sync…", "Settings…", "Sign In Again…", "Disconnect…"
SEARCH, SEARCH_NAME = "Search", "Search appointments"
NOTHING_TO_UNDO = "There is nothing to undo in this session."
PREVIEW_TITLE, SYNC_NOW = "What the next sync would do", "Sync Now"
_STEPS = {
    "take": "received",
    "push": "sent",
    "merge": "both edits kept",
    "clash": "changed on both sides",
    "settle": "the same on both sides",
}


def preview_text(received: int, sent: int) -> str:
    """How much a sync would move."""
    if not received and not sent:
        return "Everything is as it should be: nothing would be received or sent."
    return f"{wording.count(received, 'change', 'changes')} received, {wording.count(sent, 'change', 'changes')} sent. Nothing has been done yet."


def preview_line(title: str, line: PlanLine) -> str:
    """One line of it: what, what happens, and in which fields."""
    fields = ", ".join(dict.fromkeys(wording.field(name) for name in line.fields))
    step = _STEPS.get(line.step, line.step)
    return f"{title} – {step}: {fields}" if fields else f"{title} – {step}"
