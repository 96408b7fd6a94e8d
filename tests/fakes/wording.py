"""The pretend service's own words for an appointment: JSON, whole or only what is to change."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from calsync_desktop.core.appointment import Appointment, Recurrence
from calsync_desktop.core.encoding import appointment_from_json, appointment_to_json, content_from_json, content_to_json
from calsync_desktop.core.fields import gather, lay_out, top
from calsync_desktop.core.provider import PieceWrite, Verb

THEIR_WORDS = {"title": "headline", "when": "at", "location": "place", "rule": "repeats"}
OUR_WORDS = {theirs: ours for ours, theirs in THEIR_WORDS.items()}


def held(appointment: Appointment, fields: Collection[str]) -> Appointment:
    """The appointment without what the service cannot hold."""
    layout = {p: v for p, v in lay_out(appointment).items() if p == "masterless" or top(p) in fields}
    return gather(appointment.uid, layout)


def body_of(write: PieceWrite, fields: frozenset[str], *, whole: bool) -> str:
    """The text of a write: ``whole`` with what we do not model kept from ``raw``, else only the fields that changed."""
    if write.after is None:
        return ""
    after = held(write.after, fields)
    if whole:
        return json.dumps({"whole": appointment_to_json(after), "foreign": foreign_of(write.raw)})
    words = words_of(after)
    if write.verb is not Verb.CREATE:
        changing = {top(path) for path in write.fields} & fields - {"instances"}
        words = {THEIR_WORDS.get(f, f): words.get(THEIR_WORDS.get(f, f)) for f in sorted(changing)}
    return json.dumps({"uid": after.uid, "set": words})


def words_of(appointment: Appointment) -> dict[str, Any]:
    """Master or single event as the service words it; instances aside."""
    words = content_to_json(appointment.content)
    if "notes" in words or "notes_html" in words:
        words["notes"] = [words.get("notes", ""), words.pop("notes_html", "")]
    if appointment.recurrence is not None:
        words["rule"] = appointment.recurrence.rule
        words["extra"] = list(appointment.recurrence.extra)
    return {THEIR_WORDS.get(name, name): value for name, value in words.items()}


def worded(body: str, before: Appointment | None) -> Appointment:
    """What a body makes of what is there."""
    said = json.loads(body)
    if "whole" in said:
        return appointment_from_json(said["whole"])
    words = (words_of(before) if before else {}) | said["set"]
    ours = {OUR_WORDS.get(name, name): value for name, value in words.items() if value is not None}
    notes = ours.pop("notes", ["", ""])
    content = content_from_json(ours | {"notes": notes[0], "notes_html": notes[1]})
    skipped = before.recurrence.skipped if before and before.recurrence else ()
    recurrence = None
    if "rule" in ours or ours.get("extra"):
        recurrence = Recurrence(ours.get("rule", ""), tuple(ours.get("extra", ())), skipped)
    made = replace(before, content=content) if before else Appointment(said["uid"], content)
    return replace(made, recurrence=recurrence)


def raw_of(foreign: str) -> str:
    """The service's text beside what we model."""
    return json.dumps({"foreign": foreign})


def foreign_of(raw: str) -> str:
    """What only this service knows about the appointment."""
    return str(json.loads(raw).get("foreign", "")) if raw else ""
