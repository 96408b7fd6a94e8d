"""When the demo's appointments happen: told by weekday, so that they lie around the week in which it is started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moments:
    """Words of the seed files into days and zoned times; ``monday`` is this week's, ``zone`` what is meant when none is named."""

    monday: date
    zone: str

    def start(self, told: Told) -> date:
        """The first day of whole days, or the aware beginning."""
        weekday, weeks = told["day"].split()
        day = self.monday + timedelta(days=_DAYS.index(weekday), weeks=int(weeks))
        if "time" not in told:
            return day
        return datetime.combine(day, time.fromisoformat(told["time"]), ZoneInfo(told.get("zone", self.zone)))

    def end(self, told: Told) -> date:
        """The day after the last, or the aware end, in the zone that ``ends_in`` names."""
        start = self.start(told)
        if not isinstance(start, datetime):
            return start + timedelta(days=told.get("lasts", 1))
        end = (start.astimezone(UTC) + timedelta(minutes=told["lasts"])).astimezone(start.tzinfo)
        return end.astimezone(ZoneInfo(told["ends_in"])) if "ends_in" in told else end


def around(today: date, zone: str) -> Moments:
    """The weeks around this day."""
    return Moments(today - timedelta(days=today.weekday()), zone)
