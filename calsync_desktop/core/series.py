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
from calsync_desktop.core.fields import changed, lay_out
from calsync_desktop.core.provider import Notify, Piece, PieceWrite, Shape, Verb, Version
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
    if not by_start:
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
    if before is None and after is None:
        return []
    whole = _whole(before, after, held, series, notify)
    if shape is Shape.RESOURCE or before is None or after is None:
        rest = [] if shape is Shape.RESOURCE or after is None else _of_new_series(after, series, notify)
        return [_without_instances(whole) if rest else whole, *rest]
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


def _of_new_series(after: Appointment, series: str, notify: Notify) -> list[PieceWrite]:
    return list(_instances(_bare(after) or after, after, {}, series, notify))


def _instances(
    before: Appointment, after: Appointment, held: Held, series: str, notify: Notify
) -> Iterator[PieceWrite]:
    """A write for each occurrence that became skipped, changed or ordinary again."""
    paths = changed(lay_out(before), lay_out(after))
    for key in sorted({p.split("/")[1] for p in paths if p.startswith("instances/")}):
        old, new = content_at(before, key), content_at(after, key)
        known = held.get(key)
        remote_id, version, raw = (known.remote_id, known.version, known.raw) if known else ("", None, "")
        verb = Verb.DELETE if new is None else Verb.UPDATE
        one, two = _single(before, old), _single(after, new)
        fields = changed(lay_out(one) if one else {}, lay_out(two) if two else {})
        yield PieceWrite(verb, series, remote_id, key, version, one, two, fields, raw, notify)


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
