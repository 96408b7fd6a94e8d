"""A user's edit as a pure change of values: this occurrence, this and following, or all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Recurrence, Reply
from calsync_desktop.core.edits import content_at, override, regular, skip, split
from calsync_desktop.core.errors import NotAllowed, Refused, Usage
from calsync_desktop.core.recurrence import gate, normalise, start_like
from calsync_desktop.core.rights import Rights
from calsync_desktop.core.shift import shift
from calsync_desktop.core.starts import gives
from calsync_desktop.core.when import EARLIEST, LATEST, When, key_of

OF_CONTENT = frozenset(Content.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Edit:
    """New ``values`` by field name of Content, or "rule" (text, "" for none). ``at``: only the occurrence with this key; ``following``: it and all after."""

    values: Mapping[str, Any] = field(default_factory=dict)
    at: str | None = None
    following: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an edit makes of an appointment (None: it is gone), and the series that it cut off, if it did."""

    appointment: Appointment | None
    tail: Appointment | None = None


def edited(appointment: Appointment, edit: Edit, new_uid: str) -> Outcome:
    """Carry out an edit; Usage when it names no occurrence or makes no sense."""
    _checked_names(edit)
    if edit.at is not None:
        return Outcome(_checked(_at(appointment, edit.at, edit.values)))
    if edit.following is not None and not _is_first(appointment, edit.following):
        head, tail = split(appointment, edit.following, new_uid)
        if _takes_place(head):
            return Outcome(_checked(head), _checked(_all(tail, edit.values)))
    return Outcome(_checked(_all(appointment, edit.values)))


def deleted(appointment: Appointment, at: str | None, following: str | None, new_uid: str) -> Outcome:
    """Delete one occurrence, it and all after, or everything."""
    if at is not None and appointment.series:
        rest = skip(appointment, at)
        # A series without occurrences would be seen by nobody, and could not be deleted any more.
        return Outcome(rest if _takes_place(rest) else None)
    if following is not None and appointment.series and not _is_first(appointment, following):
        head, _ = split(appointment, following, new_uid)
        return Outcome(head if _takes_place(head) else None)
    return Outcome(None)


def replied(appointment: Appointment, reply: Reply, at: str | None, me: str, new_uid: str) -> Outcome:
    """The user's own answer to an invitation."""
    content = appointment.content if at is None else content_at(appointment, at)
    attendees = tuple(replace(a, reply=reply) if a.email == me else a for a in content.attendees)
    outcome = edited(appointment, Edit({"attendees": attendees}, at), new_uid)
    if at is not None or outcome.appointment is None:
        return outcome
    overrides = tuple(
        replace(o, content=replace(o.content, attendees=_answered(o.content.attendees, reply, me)))
        for o in outcome.appointment.overrides
    )
    return Outcome(replace(outcome.appointment, overrides=overrides))


def refuse_without_right(rights: Rights, names: Mapping[str, Any] | frozenset[str]) -> None:
    """NotAllowed with the reason when any of these fields may not be written."""
    if missing := sorted(set(names) - rights.writable):
        raise NotAllowed(f"{rights.reason or 'This may not be changed.'} ({', '.join(missing)})")


def fields_written(values: Mapping[str, Any]) -> frozenset[str]:
    """The top-level field names of an edit's values."""
    return frozenset("notes" if name == "notes_html" else name for name in values)


def _takes_place(appointment: Appointment) -> bool:
    """At least one occurrence is left; a series that cannot be expanded counts as one that has some."""
    if appointment.overrides or appointment.recurrence is None:
        return True
    when, recurrence = appointment.content.when, appointment.recurrence
    if set(recurrence.extra) - set(recurrence.skipped):
        return True
    try:
        found = regular(appointment, EARLIEST, LATEST)
        return any(key_of(start_like(moment, when), when.zone) not in recurrence.skipped for moment in found)
    except Refused:
        return True


def _answered(attendees: tuple[Attendee, ...], reply: Reply, me: str) -> tuple[Attendee, ...]:
    return tuple(replace(a, reply=reply) if a.email == me else a for a in attendees)


def _checked_names(edit: Edit) -> None:
    if unknown := sorted(set(edit.values) - OF_CONTENT - {"rule"}):
        raise Usage(f"There is no field “{unknown[0]}”.")
    if edit.at is not None and "rule" in edit.values:
        raise Usage("One occurrence has no rule of its own.", "Edit the whole series, or this and following.")


def _checked(appointment: Appointment) -> Appointment:
    """Refuse what no service could hold, before it is stored."""
    contents = [appointment.content, *(o.content for o in appointment.overrides)]
    if any(c.when.end < c.when.start for c in contents if not c.when.end_zone):
        raise Usage("The end is before the start.")
    if appointment.recurrence is not None and (reason := gate(appointment)):
        raise Usage(reason)
    return appointment


def _at(appointment: Appointment, key: str, values: Mapping[str, Any]) -> Appointment:
    if not appointment.series:
        return _all(appointment, values)
    return override(appointment, key, _changed(content_at(appointment, key), values))


def _all(appointment: Appointment, values: Mapping[str, Any]) -> Appointment:
    when = values.get("when")
    if isinstance(when, When) and when != appointment.content.when:
        appointment = shift(appointment, when)
    content = _changed(appointment.content, {n: v for n, v in values.items() if n != "rule"})
    appointment = _spread_to_overrides(appointment, content, values)
    if "rule" in values:
        appointment = _with_rule(appointment, str(values["rule"]))
    return appointment


def _spread_to_overrides(appointment: Appointment, content: Content, values: Mapping[str, Any]) -> Appointment:
    """Editing all also edits the occurrences that had the old value; what was different on purpose stays different."""
    old = appointment.content
    names = [n for n in values if n in OF_CONTENT and n != "when"]
    overrides = tuple(
        replace(
            o,
            content=replace(
                o.content, **{n: getattr(content, n) for n in names if getattr(o.content, n) == getattr(old, n)}
            ),
        )
        for o in appointment.overrides
    )
    return replace(appointment, content=content, overrides=overrides)


def _with_rule(appointment: Appointment, text: str) -> Appointment:
    if not text:
        return replace(appointment, recurrence=None, overrides=())
    rule = normalise(text, appointment.content.when)
    old = appointment.recurrence or Recurrence()
    return _without_strays(replace(appointment, recurrence=replace(old, rule=rule)))


def _without_strays(series: Appointment) -> Appointment:
    """Only occurrences that the rule gives can differ or be left out; the others went with the old rule."""
    recurrence = series.recurrence or Recurrence()
    skipped = tuple(key for key in recurrence.skipped if gives(series, key))
    overrides = tuple(o for o in series.overrides if gives(series, o.original_start))
    return replace(series, recurrence=replace(recurrence, skipped=skipped), overrides=overrides)


def _changed(content: Content, values: Mapping[str, Any]) -> Content:
    out = replace(content, **values)
    if "notes" in values and "notes_html" not in values and values["notes"] != content.notes:
        # The HTML said the old words.
        out = replace(out, notes_html="")
    return out


def _is_first(appointment: Appointment, key: str) -> bool:
    return not appointment.series or key == appointment.content.when.key
