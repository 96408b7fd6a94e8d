"""How long what vanished waits for a calendar that cannot be read, because it may have been moved there."""

from __future__ import annotations

from datetime import timedelta

from calsync_desktop.store import ledger
from calsync_desktop.store.accounts import Watched
from calsync_desktop.store.moments import iso, moment
from calsync_desktop.sync.run import Run

PATIENCE = timedelta(days=1)
TRIES = 12
"""Runs that failed in a row: a computer that slept between two of them has not tried for a day, nor has one whose clock jumped."""


def note(run: Run) -> None:
    """At the end of a run, in its transaction: count on for the calendars that could not be read, and forget the trouble of those that could.

    When a calendar was last read is no measure of it: a quiet one is not written to, and a computer that is off reads none.
    """
    for calendar, fine in run.read.items():
        held = ledger.setting(run.store, _name(calendar))
        if held is None and fine:
            continue
        since, tries = _parsed(held) if held is not None else (iso(run.now), 0)
        ledger.save_setting(run.store, _name(calendar), None if fine else f"{since} {tries + 1}")


def is_over(run: Run, watched: Watched) -> bool:
    """The calendar was in trouble for longer than a day and many runs: it stops no others any more (trust.md, I13)."""
    held = ledger.setting(run.store, _name(watched.calendar.id))
    if held is None:
        return False
    since, tries = _parsed(held)
    began = moment(since)
    return tries >= TRIES and began is not None and run.now - began >= PATIENCE


def _name(calendar: str) -> str:
    return f"unread {calendar}"


def _parsed(held: str) -> tuple[str, int]:
    since, _, tries = held.partition(" ")
    return since, int(tries)
