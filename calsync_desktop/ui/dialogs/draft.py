"""What is being typed about an appointment, as a value: made from what is shown, and turned into the edit that the engine is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from calsync_desktop.core.appointment import (
    Appointment,
    Attendee,
    Content,
    EventStatus,
    Person,
    Recurrence,
    Reminder,
    ShowAs,
    Visibility,
)
from calsync_desktop.core.series import content_at
from calsync_desktop.core.when import When, all_day, instant, timed
from calsync_desktop.core.zones import tzinfo
from calsync_desktop.sync.editing import Edit


class Reach(StrEnum):
    """Which occurrences of a series a change is for."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields that the editor shows."""

    calendar: str
    when: When
    title: str = ""
    location: str = ""
    notes: str = ""
    rule: str = ""
    status: EventStatus = EventStatus.CONFIRMED
    show_as: ShowAs = ShowAs.BUSY
    reminders: tuple[Reminder, ...] = ()
    visibility: Visibility = Visibility.DEFAULT
    attendees: tuple[Attendee, ...] = ()
    categories: tuple[str, ...] = ()
    url: str = ""


_OF_CONTENT = tuple(field.name for field in fields(Draft) if field.name not in ("calendar", "rule"))


def blank(calendar: str, now: datetime, day: date, zone: str) -> Draft:
    """A new appointment on ``day``: the next full hour when that is today, else nine o'clock; one hour long. ``now`` is aware."""
    here = now.astimezone(tzinfo(zone)).replace(tzinfo=None)
    start = datetime(day.year, day.month, day.day, 9)
    if day == here.date() and here.hour < 23:
        start = here.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return Draft(calendar, timed(start, start + timedelta(hours=1), zone))


def draft_of(appointment: Appointment, calendar: str, key: str | None) -> Draft:
    """What is shown of an appointment, or of the occurrence with this key."""
    content = (content_at(appointment, key) if key else None) or appointment.content
    rule = appointment.recurrence.rule if appointment.recurrence else ""
    return Draft(calendar=calendar, rule=rule, **{name: getattr(content, name) for name in _OF_CONTENT})


def content_of(draft: Draft, me: str = "") -> Content:
    """The content of a new appointment; whoever invites others (``me``, an address) organizes it."""
    out = Content(**{name: getattr(draft, name) for name in _OF_CONTENT})
    return replace(out, organizer=Person(me)) if draft.attendees and me else out


def appointment_of(draft: Draft, me: str = "") -> Appointment:
    """A new appointment as the engine would make it, to see whom it concerns."""
    return Appointment("new", content_of(draft, me), Recurrence(draft.rule) if draft.rule else None)


def changed(before: Draft, after: Draft) -> dict[str, Any]:
    """The fields that differ."""
    names = [field.name for field in fields(Draft)]
    out = {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}
    if "notes" in out:
        # Plain text was typed: an HTML source of the older notes would contradict it.
        out["notes_html"] = ""
    return out


def inviting(values: Mapping[str, Any], organizer: Person | None, me: str) -> dict[str, Any]:
    """The same values; the first guests of an appointment make the user its organizer."""
    alone = organizer is None and me and values.get("attendees")
    return {**values, "organizer": Person(me)} if alone else dict(values)


def reaches(values: Mapping[str, Any]) -> tuple[Reach, ...]:
    """Which reaches a change can have: a rule is of many occurrences, a calendar of all."""
    if "calendar" in values:
        return (Reach.ALL,)
    if "rule" in values:
        return (Reach.FOLLOWING, Reach.ALL)
    return tuple(Reach)


def change(values: Mapping[str, Any], reach: Reach, key: str | None, master: When, shown: When) -> Edit:
    """The edit of a series. ``master`` is when the series begins, ``shown`` when the edited occurrence was before the edit.

    For all, a moved occurrence moves the series by as much wall time; from the first occurrence on is all.
    """
    if reach is Reach.THIS:
        return Edit(values, at=key)
    if reach is Reach.FOLLOWING and key != master.key:
        return Edit(values, following=key)
    when = values.get("when")
    return Edit(values if when is None else {**values, "when": shifted(master, shown, when)})


def shifted(master: When, shown: When, moved: When) -> When:
    """The series' own When after one of its occurrences went from ``shown`` to ``moved``."""
    days = _day(moved.start) - _day(shown.start)
    first = _day(master.start) + days
    length = moved.end - moved.start
    if isinstance(moved.start, datetime):
        start: date = datetime.combine(first, moved.start.time())
    else:
        start = first
    return replace(moved, start=start, end=start + length)


def whole_days(when: When) -> When:
    """The days that a timed appointment touches."""
    last = when.end - timedelta(microseconds=1) if when.end > when.start else when.end
    return all_day(_day(when.start), _day(last) + timedelta(days=1))


def at_hours(when: When, zone: str, hour: int = 9) -> When:
    """An hour in the morning of an all-day appointment's first day."""
    start = datetime(when.start.year, when.start.month, when.start.day, hour)
    return timed(start, start + timedelta(hours=1), zone)


def complaint(draft: Draft) -> str:
    """Why a draft cannot be stored, in a sentence; empty when it can."""
    when = draft.when
    if when.zone and when.end_zone:
        late = instant(when.end, when.end_zone) < instant(when.start, when.zone)
    else:
        late = when.end < when.start
    return "The end is before the start." if late else ""


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
