"""A profile full of appointments as years of syncing leave it, written through the store's own code and kept for the next run."""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Recurrence, Reminder
from calsync_desktop.core.calendar import Access, RemoteCalendar, Settings
from calsync_desktop.core.encoding import dumps
from calsync_desktop.core.provider import Place
from calsync_desktop.core.when import When, all_day, timed
from calsync_desktop.store import accounts, copies, faces, ledger
from calsync_desktop.store.copies import Row
from calsync_desktop.store.opening import Store, open_store
from calsync_desktop.sync.horizon import rules_version

ZONE = "Europe/Berlin"
CONNECTIONS, CALENDARS = 3, 5  # calendars of each connection
DAYS_BACK, DAYS_AHEAD = 2900, 720  # ten years: some eighty in a week
SERIES_SHARE, WHOLE_SHARE = 0.05, 0.08
_SLICE = 1000
_COLORS = ("#2F6FDE", "#C2571A", "#2E8B57", "#8E44AD", "#B8860B")
_SUBJECTS = ("Review", "Workshop", "Call", "Interview", "Planning", "Lunch", "Stand-up", "Training", "Flight", "Audit")
_CLIENTS = ("Nordwind", "Helios", "Brandt & Sons", "Ministry", "Kestrel", "Lumen", "Atlas", "Orchard", "Quarry", "Tide")
_PLACES = ("", "", "Room 4.12", "Hamburg, Speicherstadt 7", "Video call", "Their office")
_NOTES = "Bring the figures of the last quarter, and ask who decides about the second phase. " * 4


def kept(folder: Path, count: int, today: date) -> Path:
    """The home (``CALSYNC_DATA_DIR``) of a profile with so many appointments around ``today``; made once, found again the same day."""
    home = folder / f"window-{count}-{today.isoformat()}"
    if not home.exists():
        making = home.with_suffix(".part")
        shutil.rmtree(making, ignore_errors=True)
        _fill(making / "profiles" / "default" / "calsync.db", count, today)
        making.rename(home)
    return home


def appointments(count: int, today: date, seed: int = 6) -> Iterator[Appointment]:
    """Believable ones: some of whole days, some repeating for twenty weeks, some with guests."""
    chance = random.Random(seed)
    for number in range(count):
        day = today + timedelta(days=chance.randrange(-DAYS_BACK, DAYS_AHEAD))
        rule = "FREQ=WEEKLY;COUNT=20" if chance.random() < SERIES_SHARE else ""
        content = Content(
            _when(chance, day),
            title=f"{chance.choice(_SUBJECTS)} {chance.choice(_CLIENTS)} {number}",
            notes=_NOTES,
            location=chance.choice(_PLACES),
            attendees=_guests(chance),
            reminders=(Reminder(15),),
        )
        yield Appointment(f"bench-{number}", content, Recurrence(rule) if rule else None)


def _when(chance: random.Random, day: date) -> When:
    if chance.random() < WHOLE_SHARE:
        return all_day(day, day + timedelta(days=chance.randrange(1, 4)))
    start = datetime(day.year, day.month, day.day, chance.randrange(7, 19), chance.choice((0, 15, 30, 45)))
    return timed(start, start + timedelta(minutes=chance.choice((30, 45, 60, 90, 120))), ZONE)


def _guests(chance: random.Random) -> tuple[Attendee, ...]:
    names = chance.sample(("ana", "jonas", "mira", "olga"), chance.randrange(1, 4)) if chance.random() < 0.3 else ()
    return tuple(Attendee(f"{name}@bench.example", name.title()) for name in names)


def _fill(database: Path, count: int, today: date) -> None:
    database.parent.mkdir(parents=True, mode=0o700)
    store = open_store(database)
    now = datetime(today.year, today.month, today.day, tzinfo=UTC)
    try:
        calendars = _accounts(store, now)
        some = list(appointments(count, today))
        for start in range(0, count, _SLICE):
            _write(store, calendars, some[start : start + _SLICE], now, today)
        _say_what_is_kept(store, faces.horizon_at(today))
        store.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        store.close()


def _say_what_is_kept(store: Store, horizon: faces.Horizon) -> None:
    with store.begin():
        ledger.save_setting(store, "horizon_from", horizon.start.isoformat())
        ledger.save_setting(store, "horizon_to", horizon.end.isoformat())
        ledger.save_setting(store, "zone_rules", rules_version())


def _accounts(store: Store, now: datetime) -> list[str]:
    """The calendars' ids. No connection syncs by itself: nobody answers at their addresses."""
    with store.begin():
        for n in range(CONNECTIONS):
            place = Place(f"clara@firm{n}.example", f"https://firm{n}.bench.example/", (f"clara@firm{n}.example",))
            accounts.add_connection(store, f"k{n}", "caldav", place, now)
            accounts.save_settings(store, f"k{n}", Settings(sync_enabled=False), now)
            remote = [RemoteCalendar(f"r{m}", f"Calendar {n}.{m}", _COLORS[m], Access.WRITE) for m in range(CALENDARS)]
            numbers = itertools.count(n * CALENDARS)
            accounts.save_calendars(store, f"k{n}", remote, partial(_numbered, numbers))
    return [f"c{n}" for n in range(CONNECTIONS * CALENDARS)]


def _numbered(numbers: Iterator[int], prefix: str) -> str:
    return f"{prefix}{next(numbers)}"


def _write(store: Store, calendars: list[str], some: list[Appointment], now: datetime, today: date) -> None:
    """As a listing does: rows at rest, what is shown of them, and their words."""
    rows = [
        Row(f"a-{u}", calendars[n % len(calendars)], u, u, dumps(one), None, None, None, None, "none", None, 0)
        for n, (u, one) in enumerate((one.uid, one) for one in some)
    ]
    with store.begin():
        copies.insert_rows(store, rows, now)
        shown = [faces.Shown(row.id, one) for row, one in zip(rows, some, strict=True)]
        faces.show(store, shown, faces.horizon_at(today), fresh=True)
