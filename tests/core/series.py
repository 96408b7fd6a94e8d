"""Short words for series in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from calsync_desktop.core.appointment import Appointment, Content, Override, Recurrence
from calsync_desktop.core.recurrence import Occurrence, occurrences
from calsync_desktop.core.when import When, all_day, floating, timed

ZONE = "Europe/Berlin"


def at(text: str, minutes: int = 60, zone: str = ZONE) -> When:
    """``2026-03-02`` is a day, ``2026-03-02 09:00`` a time in ``zone`` (floating when that is empty)."""
    if len(text) == 10:
        return all_day(date.fromisoformat(text))
    start = datetime.fromisoformat(text)
    end = start + timedelta(minutes=minutes)
    return timed(start, end, zone) if zone else floating(start, end)


def series(
    rule: str,
    start: str | When = "2026-03-02 09:00",
    *,
    extra: tuple[str, ...] = (),
    skipped: tuple[str, ...] = (),
    overrides: dict[str, When] | None = None,
) -> Appointment:
    """A series named "usual" whose overrides are named "other"."""
    when = at(start) if isinstance(start, str) else start
    changed = tuple(Override(key, Content(moved, title="other")) for key, moved in sorted((overrides or {}).items()))
    return Appointment("u", Content(when, title="usual"), Recurrence(rule, extra, skipped), changed)


def shown(appointment: Appointment, start: str = "2026-01-01", days: int = 800, local: str = "UTC") -> list[Occurrence]:
    """The occurrences from the midnight (UTC) of a day on."""
    low = datetime.fromisoformat(start).replace(tzinfo=UTC)
    return occurrences(appointment, low, low + timedelta(days=days), local=local)


def starts(appointment: Appointment, start: str = "2026-01-01", days: int = 800) -> list[str]:
    """Their wall times as ``03-02 09:00``, days as ``03-02``; those of overrides with a star."""
    return [_word(each) for each in shown(appointment, start, days)]


def seen(appointment: Appointment, start: str = "2026-01-01", days: int = 800) -> list[tuple[str, Content, bool]]:
    """What a person sees of each occurrence, whichever appointment it is of."""
    return [(o.original_start, replace(o.content, when=o.when), o.overridden) for o in shown(appointment, start, days)]


def _word(each: Occurrence) -> str:
    start = each.when.start
    return (
        f"{start:%m-%d %H:%M}{'*' * each.overridden}"
        if isinstance(start, datetime)
        else f"{start:%m-%d}{'*' * each.overridden}"
    )
