"""The labels of a calendar, which newer clients give to events in the place of colours (protocols 1.5)."""

from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from calsync_desktop.sandbox.google.calendars import Calendar
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.http import Resource
from calsync_desktop.sandbox.google.palette import HEX_COLOR
from calsync_desktop.sandbox.google.world import World

MOST: Final = 200
LONGEST_NAME: Final = 50


def settled(world: World, given: Any) -> list[Resource]:
    """`labelProperties` of a calendar as they are kept; 400 for too many, for two with one id, for one without colour."""
    wanted = given.get("eventLabels") or []
    if len(wanted) > MOST:
        raise RefusedError("invalid", "Too many event labels.")
    made = [_settled(world, each) for each in wanted]
    if len({each["id"] for each in made}) < len(made):
        raise RefusedError("invalid", "Two event labels have one id.")
    return made


def check(calendar: Calendar, label: str | None) -> None:
    """400 for a label that the calendar has not."""
    if label is not None and label not in {each["id"] for each in calendar.labels}:
        raise RefusedError("invalid", "Invalid event label.")


def _settled(world: World, given: Resource) -> Resource:
    name, color = str(given.get("name") or ""), str(given.get("backgroundColor") or "")
    if len(name) > LONGEST_NAME or not HEX_COLOR.fullmatch(color):
        raise RefusedError("invalid", "Invalid event label.")
    try:
        label = str(UUID(given["id"]) if given.get("id") else uuid5(NAMESPACE_URL, world.ids()))
    except (ValueError, AttributeError, TypeError):
        raise RefusedError("invalid", "Invalid event label id.") from None
    return {"id": label, "backgroundColor": color} | ({"name": name} if name else {})
