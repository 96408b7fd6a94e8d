"""What the pretend Google holds when nobody says otherwise: Ana's and Ben's calendars, of every kind and role."""

from datetime import datetime, timedelta
from typing import Any

from calsync_desktop.sandbox.google import GoogleSandbox, hand
from calsync_desktop.sandbox.google.times import in_zone

ANA, BEN = "ana@example.org", "ben@example.org"
ZONE = "Europe/Madrid"


def anas_google(google: GoogleSandbox) -> None:
    """Ana's own and a project calendar, Ben's read-only for her and his free-busy one; a few appointments around now."""
    google.add_account(ANA, name="Ana Ruiz", zone=ZONE)
    google.add_account(BEN, name="Ben Okoro", zone="Europe/London")
    project = google.add_calendar("Project", owner=ANA)
    google.share(google.add_calendar("Team", owner=BEN), ANA, "reader")
    google.share(BEN, ANA, "freeBusyReader")
    monday = _monday(google.now())
    weekly = {"recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR"]}
    hand.put(google, ANA, timed("Stand-up", monday.replace(hour=9), 0.25) | weekly)
    hand.put(google, ANA, timed("Dentist", monday.replace(hour=17) + timedelta(days=3), 0.5))
    hand.put(google, project, timed("Design review", monday.replace(hour=15) + timedelta(days=1), 1.5))
    hand.put(google, project, whole_day("Release", monday + timedelta(days=9)))
    hand.put(google, BEN, timed("Lunch", monday.replace(hour=13), 1.0))


def timed(title: str, start: datetime, hours: float = 1.0, zone: str = ZONE) -> dict[str, Any]:
    """The body of an event that begins at this wall time in the zone (or at this instant)."""
    moments = {"start": start, "end": start + timedelta(hours=hours)}
    if start.tzinfo is not None:
        return {"summary": title} | {name: in_zone(at, zone) for name, at in moments.items()}
    return {"summary": title} | {
        name: {"dateTime": at.isoformat(timespec="seconds"), "timeZone": zone} for name, at in moments.items()
    }


def whole_day(title: str, day: datetime, days: int = 1) -> dict[str, Any]:
    """The body of an all-day event."""
    moments = {"start": day, "end": day + timedelta(days=days)}
    return {"summary": title} | {name: {"date": at.date().isoformat()} for name, at in moments.items()}


def _monday(now: datetime) -> datetime:
    day = now.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return day - timedelta(days=day.weekday())
