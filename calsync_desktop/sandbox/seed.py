"""What the sandbox holds when nobody says otherwise: Ana's calendars, of every kind a client must tell apart."""

from datetime import datetime, timedelta

from calsync_desktop.sandbox.caldav.world import World

ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Madrid
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE"""


def calendar_object(uid: str, title: str, start: datetime, hours: float = 1.0, *extra: str) -> str:
    """A valid object with one component from `start` (wall time in Madrid); `extra` are more lines of it."""
    zone = "" if start.tzinfo else ZONE
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//CalSync Desktop//Sandbox//EN", *zone.splitlines(), "BEGIN:VEVENT",
        f"UID:{uid}", "DTSTAMP:20260101T000000Z", _line("DTSTART", start), _line("DTEND", start + timedelta(hours=hours)),
        f"SUMMARY:{title}", *extra, "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{line}\r\n" for line in lines)


def anas_calendars(world: World) -> None:
    """Work and Private with a few appointments around now, Holidays to read only, Tasks for VTODO, the two boxes."""
    work = world.add_calendar("work", color="#3367d6", order="1", timezone=_timezone())
    private = world.add_calendar("private", color="#0b8043", order="2")
    holidays = world.add_calendar("holidays", color="#8e24aa", order="3", read_only=True)
    world.add_calendar("tasks", components=("VTODO",))
    world.add_calendar("inbox", kind="inbox", name=None)
    world.add_calendar("outbox", kind="outbox", name=None)
    monday = _monday(world.clock())
    weekly = calendar_object("standup", "Stand-up", monday.replace(hour=9), 0.25, "RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR")
    review = calendar_object("review", "Design review", monday.replace(hour=15) + timedelta(days=1), 1.5)
    dentist = calendar_object("dentist", "Dentist", monday.replace(hour=17) + timedelta(days=3), 0.5)
    day_off = calendar_object("holiday", "Public holiday", monday.replace(hour=0) + timedelta(days=9), 24)
    for path, text in ((work, weekly), (work, review), (private, dentist), (holidays, day_off)):
        world.store.put(f"{path}{text.partition('UID:')[2].split()[0]}.ics", text, by="seed")


def _monday(now: datetime) -> datetime:
    day = now.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return day - timedelta(days=day.weekday())


def _line(name: str, value: datetime) -> str:
    return f"{name}:{value:%Y%m%dT%H%M%SZ}" if value.tzinfo else f"{name};TZID=Europe/Madrid:{value:%Y%m%dT%H%M%S}"


def _timezone() -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//CalSync Desktop//Sandbox//EN", *ZONE.splitlines()]
    return "".join(f"{line}\r\n" for line in [*lines, "END:VCALENDAR"])
