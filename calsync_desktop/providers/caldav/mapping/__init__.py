"""iCalendar text and our appointments, one made from the other."""

from calsync_desktop.providers.caldav.mapping.compose import write_calendar
from calsync_desktop.providers.caldav.mapping.read import read_calendar

__all__ = ["read_calendar", "write_calendar"]
