"""The words of the views and of the toolbar above them, in one place, so that they sound like one voice and can be translated."""

from __future__ import annotations

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
