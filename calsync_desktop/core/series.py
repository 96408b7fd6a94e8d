"""Pieces folded into one appointment, and an edit unfolded into the smallest list of piece writes; both pure.

======== ================================================= =====================================================
shape    fold                                              unfold
======== ================================================= =====================================================
resource the one piece is the appointment                  one write of the whole
pieces   master + exceptions; gone exceptions are skipped  master first (only if it changed), then each occurrence
======== ================================================= =====================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from calsync_desktop.core.appointment import Appointment, Content, Override, Recurrence
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.fields import changed, lay_out
from calsync_desktop.core.provider import Notify, Piece, PieceWrite, Shape, Verb, Version
from calsync_desktop.core.starts import gives
from calsync_desktop.core.when import start_of_key


@dataclass(frozen=True, slots=True)
class HeldPiece:
    """What we know of a piece that exists: its id, version and the service's own text."""

    remote_id: str
    version: Version | None
    raw: str = ""


Held = Mapping[str | None, HeldPiece]
"""The pieces of one series by original start; None is the master (or the whole)."""


def fold(pieces: Iterable[Piece]) -> Appointment | None:
    """The appointment that pieces of one series amount to; None when the master is missing (the rest are orphans) or gone."""
    by_start = {p.original_start: p for p in pieces if not p.skeleton}
    master = by_start.pop(None, None)
    if master is None or master.content is None:
        return None
    if not by_start or master.content.recurrence is None:
        # What is left apart of a series that is none any more stands for nothing.
        return master.content
    return _with_exceptions(master.content, by_start)


def orphaned(pieces: Iterable[Piece]) -> bool:
    """Exceptions are known, their master is not: the engine has to ask for it."""
    starts = {p.original_start for p in pieces}
    return bool(starts) and None not in starts


def unfold(
    before: Appointment | None, after: Appointment | None, held: Held, *, shape: Shape, series: str, notify: Notify
) -> list[PieceWrite]:
    """The writes that turn ``before`` into ``after``, in the order in which they must be sent (masters before occurrences)."""
    whole = _whole(before, after, held, series, notify)
    if not whole.fields:
        return []
    if shape is Shape.RESOURCE or after is None:
        return [whole]
    if before is None:
        return [_without_instances(whole), *_instances(_bare(after) or after, after, {}, series, notify)]
    master = [_without_instances(whole)] if any(not p.startswith("instances/") for p in whole.fields) else []
    return [*master, *_instances(before, after, held, series, notify)]


def _with_exceptions(master: Appointment, exceptions: Mapping[str | None, Piece]) -> Appointment:
    recurrence = master.recurrence or Recurrence()
    gone = {key for key, piece in exceptions.items() if key is not None and piece.gone}
    kept = {o.original_start: o for o in master.overrides if o.original_start not in gone}
    kept |= {
        key: Override(key, p.content.content)
        for key, p in exceptions.items()
        if key is not None and p.content is not None
    }
    skipped = tuple(sorted((set(recurrence.skipped) | gone) - kept.keys()))
    overrides = tuple(kept[key] for key in sorted(kept))
    return replace(master, recurrence=replace(recurrence, skipped=skipped), overrides=overrides)


def _whole(
    before: Appointment | None, after: Appointment | None, held: Held, series: str, notify: Notify
) -> PieceWrite:
    known = held.get(None)
    verb = Verb.CREATE if before is None else Verb.DELETE if after is None else Verb.UPDATE
    paths = changed(lay_out(before) if before else {}, lay_out(after) if after else {})
    remote_id, version, raw = (known.remote_id, known.version, known.raw) if known else (series, None, "")
    return PieceWrite(verb, series, remote_id, None, version, before, after, paths, raw, notify)


def _without_instances(write: PieceWrite) -> PieceWrite:
    """The master's part of a write."""
    fields = frozenset(p for p in write.fields if not p.startswith("instances/"))
    return replace(write, before=_bare(write.before), after=_bare(write.after), fields=fields)


def _bare(appointment: Appointment | None) -> Appointment | None:
    if appointment is None or appointment.recurrence is None:
        return appointment
    return replace(appointment, overrides=(), recurrence=replace(appointment.recurrence, skipped=()))


def _instances(
    before: Appointment, after: Appointment, held: Held, series: str, notify: Notify
) -> Iterator[PieceWrite]:
    """A write for each occurrence that became skipped, changed or ordinary again."""
    paths = changed(lay_out(before), lay_out(after))
    for key in sorted({p.split("/")[1] for p in paths if p.startswith("instances/")}):
        old, new = _at(before, after, key)
        occurs = key in held or gives(after, key)
        if old == new or (new is None and not occurs):
            continue
        if not occurs:
            raise Refused(
                "One of its occurrences was changed where the series has none (any more), which this service cannot hold."
            )
        known = held.get(key)
        remote_id, version, raw = (known.remote_id, known.version, known.raw) if known else ("", None, "")
        fields = changed(lay_out(old) if old else {}, lay_out(new) if new else {})
        verb = Verb.DELETE if new is None else Verb.UPDATE
        yield PieceWrite(verb, series, remote_id, key, version, old, new, fields, raw, notify)


def _at(before: Appointment, after: Appointment, key: str) -> tuple[Appointment | None, Appointment | None]:
    """What an occurrence says once the master is written, and what it shall say.

    One that was never apart follows the master, so it says what the new master says. One that the new rule does not have any more must go, never be
    made ordinary: a service would show it beside the others.
    """
    was_skipped = before.recurrence is not None and key in before.recurrence.skipped
    old = content_at(before if was_skipped or before.override(key) else _bare(after) or after, key)
    new = content_at(after, key) if after.override(key) or gives(after, key) else None
    return _single(before, old), _single(after, new)


def _single(series: Appointment, content: Content | None) -> Appointment | None:
    return None if content is None else Appointment(series.uid, content)


def content_at(appointment: Appointment, key: str) -> Content | None:
    """What the occurrence with this original start says; None when it is skipped. Whether the rule has it is not asked."""
    if override := appointment.override(key):
        return override.content
    if appointment.recurrence and key in appointment.recurrence.skipped:
        return None
    when = appointment.content.when
    return replace(appointment.content, when=when.moved_to(start_of_key(key, when)))
