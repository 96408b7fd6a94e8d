"""A house with a weekly series on Mondays, and how it is looked at."""

from __future__ import annotations

from datetime import timedelta

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.recurrence import occurrences
from tests.fakes import START, Temper
from tests.journeys.house import House, call, house, series

KEYS = [
    f"2026{month:02}{day:02}T{hour:02}0000Z"
    for month, day, hour in ((3, 2, 9), (3, 9, 9), (3, 16, 9), (3, 23, 9), (3, 30, 8))
]


async def with_series(temper: Temper, one: Appointment | None = None, **settings: str) -> House:
    home = await house(temper, window_days="365", **settings)  # type: ignore[arg-type]
    home.server.put(call("Other", "other"))
    home.server.put(one or series())
    await home.sync()
    return home


def starts(home: House) -> list[tuple[str, str]]:
    """Original start and title of everything that takes place there, in order."""
    low, high = START - timedelta(days=30), START + timedelta(days=200)
    found = [o for a in home.server.everything().values() if a.uid != "other" for o in occurrences(a, low, high)]
    return sorted((o.when.start.isoformat()[:10], o.content.title) for o in found)
