"""Occurrences are kept 400 days back and 800 ahead; as days pass, or the zones' rules change, they are built anew, a slice at a time."""

from __future__ import annotations

import contextlib
import json
import zoneinfo
from datetime import date, timedelta
from pathlib import Path

from calsync_desktop.core.encoding import loads
from calsync_desktop.store import faces, ledger
from calsync_desktop.store.marks import GONE
from calsync_desktop.sync.notices import AppointmentsChanged, Tell
from calsync_desktop.sync.writing import Desk

SLACK = timedelta(days=7)
_SLICE = 20
_SERIES = """
SELECT a.rowid, a.id, coalesce(a.ours, a.base, a.theirs), n.addresses FROM appointments a
JOIN calendars c ON c.id = a.calendar JOIN connections n ON n.id = c.connection
WHERE a.rowid > ? AND a.id IN (SELECT appointment FROM faces WHERE series OR ?) ORDER BY a.rowid LIMIT ?
"""


def rules_version() -> str:
    """Which edition of the zones' rules is read: the system's where it has one, else the packaged one (PEP 615)."""
    editions = [Path(folder, "tzdata.zi") for folder in zoneinfo.TZPATH]
    for edition in editions:
        with contextlib.suppress(OSError), edition.open(encoding="ascii") as lines:
            return lines.readline().strip("# \n")
    # Slow to import, and most systems have their own.
    from importlib.metadata import version

    return f"tzdata {version('tzdata')}"


async def keep_horizon(desk: Desk, tell: Tell) -> None:
    """Extend what is kept, once a week of it has passed; everything timed is built anew when the zones' rules are others."""
    held, rules = ledger.setting(desk.store, "horizon_to"), ledger.setting(desk.store, "zone_rules")
    current = rules_version()
    if held is not None and desk.horizon.end - date.fromisoformat(held) < SLACK and rules == current:
        return
    if held is not None:
        await _rebuild(desk, everything=rules != current)
        tell(AppointmentsChanged(""))
    with desk.store.begin():
        ledger.save_setting(desk.store, "horizon_from", desk.horizon.start.isoformat())
        ledger.save_setting(desk.store, "horizon_to", desk.horizon.end.isoformat())
        ledger.save_setting(desk.store, "zone_rules", current)


async def _rebuild(desk: Desk, *, everything: bool) -> None:
    last = 0
    while True:
        rows = desk.store.raw.execute(_SERIES, (last, everything, _SLICE)).fetchall()
        if not rows:
            return
        shown = [
            faces.Shown(id_, loads(text), tuple(json.loads(addresses)))
            for _, id_, text, addresses in rows
            if text != GONE
        ]
        with desk.store.begin():
            faces.show(desk.store, shown, desk.horizon)
        last = rows[-1][0]
        await desk.ground.sleep(0)
