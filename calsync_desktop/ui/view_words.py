"""The words of the views and of the toolbar above them, in one place, so that they sound like one voice and can be translated."""

from __future__ import annotations

from collections.abc import Iterable

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
HOURS, WEEKS = "Days", "Weeks of the month"
ALL_DAY, NO_ZONE = "all-day", "None"
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
SYNC_CALENDAR, KEEP_OUT = "Sync This Calendar", "Stop Syncing This Calendar"
PREVIEW, SETTINGS, SIGN_IN, DISCONNECT = "Preview Next Sync…", "Settings…", "Sign In Again…", "Disconnect…"
SEARCH, SEARCH_NAME = "Search", "Search appointments"
STAYS = "This appointment cannot be moved from here."
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


SHORTCUTS, EVERYWHERE, IN_VIEWS, CLOSE = "Keyboard Shortcuts", "Everywhere", "In the days", "Close"
VIEW_KEYS = {
    "The day before and after": "Left, Right",
    "The appointment before and after": "Up, Down",
    "The period before and after": "Page Up, Page Down",
    "Open, or add where nothing is chosen": "Enter",
    "Delete": "Del",
    "Let go": "Escape",
    "Carry by a day": "Shift+Left, Shift+Right",
    "Carry by a quarter of an hour": "Shift+Up, Shift+Down",
    "End earlier or later": "Ctrl+Shift+Up, Ctrl+Shift+Down",
    "Higher or lower hours": "Ctrl+wheel",
}
NEW_PROFILE, NEW_PROFILE_TITLE, OPEN_PROFILE = "New Profile…", "New Profile", "Open Profile"
NEW_PROFILE_TEXT = "A profile has accounts, calendars and passwords of its own; nothing of it is seen in another one."
PROFILE_NAME = "Name"
PROFILE_RULE = "A profile’s name has letters, digits, dots, dashes and underscores, and starts with a letter or digit."
GO_TO_DAY = "Go to This Day"


def profile(name: str) -> str:
    """A profile's name; the first one has none of its own."""
    return "My Calendars" if name == "default" else name


def profile_named(name: str) -> str:
    """The switch between profiles, to a screen reader."""
    return f"Profile {name}"


def or_(parts: Iterable[str]) -> str:
    """One of several keys."""
    return " or ".join(parts)


def day_found(day: str) -> tuple[str, str, str, str]:
    """Instead of "nothing found", when what was typed is a day: title, sentence, button and verb."""
    return day, "No appointment has these words, but they name a day.", GO_TO_DAY, "go-to-day"
