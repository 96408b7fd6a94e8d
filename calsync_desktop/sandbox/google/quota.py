"""How much may be asked in how little time (protocols 1.9): sliding windows over what came before."""

from datetime import timedelta

from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.world import World

_MINUTE = timedelta(seconds=60)
_SECOND = timedelta(seconds=1)


def spend(world: World, email: str, writes_to: str | None) -> None:
    """Count this request; 403 or 429 when it is one too many for the user, the project or the calendar."""
    now, quirks = world.now(), world.quirks
    world.hits = [hit for hit in world.hits if now - hit[0] < _MINUTE]
    recent = [(at, who) for at, who in world.hits if not who.startswith("write ")]
    mine = sum(1 for _, who in recent if who == email)
    if quirks.user_per_minute is not None and mine >= quirks.user_per_minute:
        raise RefusedError("userRateLimitExceeded" if quirks.quota_status == 403 else "tooManyRequests")
    if quirks.project_per_minute is not None and len(recent) >= quirks.project_per_minute:
        raise RefusedError("rateLimitExceeded" if quirks.quota_status == 403 else "tooManyRequests")
    world.hits.append((now, email))
    if writes_to is not None and quirks.writes_per_second is not None:
        _pace(world, f"write {writes_to}", quirks.writes_per_second)


def _pace(world: World, name: str, most: int) -> None:
    now = world.now()
    if sum(1 for at, who in world.hits if who == name and now - at < _SECOND) >= most:
        raise RefusedError("rateLimitExceeded" if world.quirks.quota_status == 403 else "tooManyRequests")
    world.hits.append((now, name))
