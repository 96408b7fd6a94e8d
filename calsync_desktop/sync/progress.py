"""What both sides agree on once one more step of a write arrived: base advances piece by piece, so that a write cut short loses nothing."""

from __future__ import annotations

from dataclasses import replace

from calsync_desktop.core.appointment import Appointment, Override, Recurrence
from calsync_desktop.core.merge import Side


def agreed(base: Side, key: str | None, content: Side) -> Side:
    """``base`` with one piece as it was sent: the master (``key`` None) or the occurrence ``key``; ``content`` None means that it is gone.

    The rest stays as it was agreed on: a new master brings along no occurrence that was not sent yet.
    """
    if key is not None:
        return _with_occurrence(base, key, content) if base is not None else None
    if base is None or content is None or content.recurrence is None:
        return content
    return _with_occurrences_of(base, content)


def _with_occurrences_of(base: Appointment, master: Appointment) -> Appointment:
    recurrence, old = master.recurrence or Recurrence(), base.recurrence or Recurrence()
    return replace(master, recurrence=replace(recurrence, skipped=old.skipped), overrides=base.overrides)


def _with_occurrence(base: Appointment, key: str, content: Side) -> Appointment:
    recurrence = base.recurrence or Recurrence()
    skipped = {*recurrence.skipped, key} if content is None else {*recurrence.skipped} - {key}
    overrides = [o for o in base.overrides if o.original_start != key]
    if content is not None:
        overrides.append(Override(key, content.content))
    return replace(
        base,
        recurrence=replace(recurrence, skipped=tuple(sorted(skipped))),
        overrides=tuple(sorted(overrides, key=lambda o: o.original_start)),
    )
