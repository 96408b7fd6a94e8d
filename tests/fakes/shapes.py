"""The three temperaments of a calendar service, with how each keeps a series apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from dateutil.rrule import rrulestr

from calsync_desktop.core.appointment import Appointment, Content, Override, Recurrence
from calsync_desktop.core.fields import TOP
from calsync_desktop.core.provider import Capabilities, Mails, Shape
from calsync_desktop.core.when import When, key_of, start_of_key
from calsync_desktop.core.zones import tzinfo

Parts = dict[str | None, Appointment | None]
"""A series taken apart by original start; None is the master. A value of None: that occurrence is cancelled."""


class Temper(StrEnum):
    """How a service keeps and lists appointments.

    ======== ========================= =========================== ==============================================
    temper   a series is               a cancelled occurrence      listing
    ======== ========================= =========================== ==============================================
    RESOURCE one record                in the record               proves absence
    PIECES   master and exceptions     a record of its own         exceptions first; masters' tombstones alone
    FROZEN   master and exceptions     in the master               in a frozen scope: skeletons, doubtful removals
    ======== ========================= =========================== ==============================================
    """

    RESOURCE = "resource"
    PIECES = "pieces"
    FROZEN = "frozen"


def capabilities(temper: Temper, fields: frozenset[str] = TOP, mails: Mails = Mails.NEVER) -> Capabilities:
    """What a provider of this temper promises."""
    if temper is Temper.RESOURCE:
        return Capabilities(Shape.RESOURCE, fields, mails, listing_proves_absence=True)
    return Capabilities(Shape.PIECES, fields, mails, frozen_window=temper is Temper.FROZEN)


def split(appointment: Appointment, temper: Temper) -> Parts:
    """The records that a service of this temper keeps."""
    if temper is Temper.RESOURCE:
        return {None: appointment}
    recurrence, cancelled = appointment.recurrence, tuple[str, ...]()
    if recurrence is not None and temper is Temper.PIECES:
        recurrence, cancelled = replace(recurrence, skipped=()), recurrence.skipped
    parts: Parts = {o.original_start: Appointment(appointment.uid, o.content) for o in appointment.overrides}
    if not appointment.masterless:
        parts[None] = replace(appointment, recurrence=recurrence, overrides=())
    return parts | dict.fromkeys(cancelled)


def join(parts: Parts) -> Appointment | None:
    """What the records of one series say together."""
    master = parts.get(None)
    if master is None:
        return None
    exceptions = {key: part for key, part in parts.items() if key is not None}
    overrides = {o.original_start: o for o in master.overrides}
    overrides |= {key: Override(key, part.content) for key, part in exceptions.items() if part is not None}
    cancelled = {key for key, part in exceptions.items() if part is None}
    if master.recurrence is None:
        return master
    skipped = (set(master.recurrence.skipped) | cancelled) - {k for k in exceptions if k not in cancelled}
    recurrence = replace(master.recurrence, skipped=tuple(sorted(skipped)))
    return replace(master, recurrence=recurrence, overrides=tuple(overrides[k] for k in sorted(overrides)))


def ordinary(master: Appointment, key: str) -> Appointment:
    """The occurrence with this original start as the rule gives it."""
    when = master.content.when
    return Appointment(master.uid, replace(master.content, when=when.moved_to(start_of_key(key, when))))


def occurs(master: Appointment, key: str) -> bool:
    """The rule (or an extra start) gives this key; cancelled or not."""
    if master.recurrence is None or not _same_kind(key, master.content.when):
        return False
    start = start_of_key(key, master.content.when)
    return key in set(_keys(master, _wall(start) - timedelta(days=2), _wall(start) + timedelta(days=2)))


def keys_within(master: Appointment, start: datetime, end: datetime) -> list[str]:
    """Keys of the occurrences that are not cancelled and begin in [start, end), both aware."""
    zone = tzinfo(master.content.when.zone or "UTC")
    low, high = (moment.astimezone(zone).replace(tzinfo=None) for moment in (start, end))
    gone = master.recurrence.skipped if master.recurrence else ()
    return sorted(set(_keys(master, low, high)) - set(gone))


def spans(content: Content, start: datetime, end: datetime) -> bool:
    """One event touches [start, end)."""
    return content.when.start_instant() < end and content.when.end_instant() >= start


def _keys(master: Appointment, low: datetime, high: datetime) -> Iterator[str]:
    when, recurrence = master.content.when, master.recurrence or Recurrence()
    first = _wall(when.start)
    found = [first]
    if recurrence.rule:
        found += _given(_wall_until(recurrence.rule, when), first, low, high)
    found += [_wall(start_of_key(key, when)) for key in recurrence.extra]
    yield from (key_of(m.date() if when.all_day else m, when.zone) for m in found if low <= m <= high)


@lru_cache(maxsize=4096)
def _given(rule: str, first: datetime, low: datetime, high: datetime) -> list[datetime]:
    """Remembered, because a listing of a frozen scope asks for the same again and again."""
    found: list[datetime] = rrulestr(rule, dtstart=first).between(low, high, inc=True)
    return found


def _wall(start: date) -> datetime:
    return start if isinstance(start, datetime) else datetime(start.year, start.month, start.day)


def _wall_until(rule: str, when: When) -> str:
    """The rule with UNTIL as a wall time of the series."""

    def local(match: re.Match[str]) -> str:
        moment = datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return f"UNTIL={moment.astimezone(tzinfo(when.zone or 'UTC')):%Y%m%dT%H%M%S}"

    return re.sub(r"UNTIL=(\d{8}T\d{6}Z)", local, rule)


def _same_kind(key: str, when: When) -> bool:
    return ("T" not in key) is when.all_day and key.endswith("Z") is bool(when.zone)
