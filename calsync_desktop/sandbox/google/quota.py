"""How much may be asked, written, made and mailed in how little time (protocols 1.8, 1.9).

| limit | counts | in | over it |
| --- | --- | --- | --- |
| user_per_minute | requests of one user | 60 s, sliding | 403 userRateLimitExceeded or 429 |
| project_per_minute | requests of everybody | 60 s, sliding | 403 rateLimitExceeded or 429 |
| writes_per_second | writes into one calendar | 1 s, sliding | 403 rateLimitExceeded or 429 |
| project_per_day | requests of everybody | a day that begins at midnight in California | 403 dailyLimitExceeded |
| made_per_day | events and calendars that one user made | 24 h, sliding | 403 quotaExceeded |
| mailed_per_day | mails that one user caused | 24 h, sliding | 403 quotaExceeded |

What is refused costs nothing.
"""

from collections import deque
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.world import World

Act: TypeAlias = Literal["made", "mailed"]
_SECOND: Final = timedelta(seconds=1)
_MINUTE: Final = timedelta(seconds=60)
_DAY: Final = timedelta(hours=24)
_GOOGLES_DAY: Final = ZoneInfo("America/Los_Angeles")


def spend(world: World, email: str, writes_to: str | None, *, units: int = 1) -> None:
    """Count this request; 403 or 429 when it is one too many for the user, the project or the calendar."""
    quirks = world.quirks
    user, project = _recent(world, f"user {email}", _MINUTE), _recent(world, "project", _MINUTE)
    today = f"day {world.now().astimezone(_GOOGLES_DAY).date()}"
    if _is_full(world.counts.get(today, 0), quirks.project_per_day):
        raise RefusedError("dailyLimitExceeded")
    if _is_full(len(user), quirks.user_per_minute):
        raise RefusedError(_rate(world, "userRateLimitExceeded"))
    if _is_full(len(project), quirks.project_per_minute):
        raise RefusedError(_rate(world, "rateLimitExceeded"))
    for spent in (user, project):
        spent.extend([world.now()] * units)
    world.counts = {today: world.counts.get(today, 0) + 1}
    if writes_to is not None:
        _pace(world, writes_to)


def may(world: World, act: Act, email: str) -> None:
    """403 when the user already did too much of it in a day, which no minute of waiting mends."""
    most = world.quirks.made_per_day if act == "made" else world.quirks.mailed_per_day
    if _is_full(len(_recent(world, f"{act} {email}", _DAY)), most):
        raise RefusedError("quotaExceeded")


def did(world: World, act: Act, email: str, count: int = 1) -> None:
    """Remember that the user made so many events or calendars, or caused so many mails, just now."""
    _recent(world, f"{act} {email}", _DAY).extend([world.now()] * count)


def _pace(world: World, calendar: str) -> None:
    written = _recent(world, f"write {calendar}", _SECOND)
    if _is_full(len(written), world.quirks.writes_per_second):
        raise RefusedError(_rate(world, "rateLimitExceeded"))
    written.append(world.now())


def _recent(world: World, name: str, span: timedelta) -> deque[datetime]:
    """What was counted under the name within the span until now; what is older is forgotten."""
    spent = world.spent.setdefault(name, deque())
    while spent and world.now() - spent[0] >= span:
        spent.popleft()
    return spent


def _is_full(count: int, most: int | None) -> bool:
    return most is not None and count >= most


def _rate(world: World, name: str) -> str:
    return name if world.quirks.quota_status == 403 else "tooManyRequests"
