"""An appointment laid out as paths and values, which is what both sides are compared and merged by.

=============================  ==================================================================
path                           value
=============================  ==================================================================
title, location, ...           the text or choice
notes                          (plain, html): one field, since one is made from the other
when                           When
rule                           the RRULE text; absent for a single event
extra/KEY                      True for each added start
reminders/METHOD:MINUTES       True
categories/NAME                True
attendees/EMAIL                Attendee
attachments/URL                Attachment
instances/KEY                  "skipped" or "override"
instances/KEY/title, ...       the fields of that override, as above
=============================  ==================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calsync_desktop.core.appointment import Appointment, Content, Override, Recurrence, Reminder

Fields = Mapping[str, Any]
SKIPPED, OVERRIDE = "skipped", "override"
PLAIN = ("title", "location", "status", "show_as", "visibility", "color", "url", "meeting_url", "organizer", "when")
TOP = frozenset({*PLAIN, "notes", "reminders", "attendees", "categories", "attachments", "rule", "extra", "instances"})


def lay_out(appointment: Appointment) -> dict[str, Any]:
    """All paths of an appointment; two appointments are equal if and only if their UIDs and layouts are (order of lists aside)."""
    out = _content(appointment.content)
    if appointment.masterless:
        out["masterless"] = True
    if appointment.recurrence is not None:
        out["rule"] = appointment.recurrence.rule
        out |= {f"extra/{key}": True for key in appointment.recurrence.extra}
        out |= {f"instances/{key}": SKIPPED for key in appointment.recurrence.skipped}
    for override in appointment.overrides:
        prefix = f"instances/{override.original_start}"
        out[prefix] = OVERRIDE
        out |= {f"{prefix}/{name}": value for name, value in _content(override.content).items()}
    return out


def gather(uid: str, fields: Fields) -> Appointment:
    """The inverse of ``lay_out``; instances without the marker of their kind are passed over."""
    instances: dict[str, dict[str, Any]] = {}
    for path, value in fields.items():
        if path.startswith("instances/") and path.count("/") >= 2:
            _, key, name = path.split("/", 2)
            instances.setdefault(key, {})[name] = value
    keys = sorted(
        p[10:] for p, v in fields.items() if p.startswith("instances/") and p.count("/") == 1 and v == OVERRIDE
    )
    return Appointment(
        uid=uid,
        content=_gather_content(fields),
        recurrence=_gather_recurrence(fields),
        overrides=tuple(
            Override(key, _gather_content(instances[key])) for key in keys if "when" in instances.get(key, {})
        ),
        masterless=bool(fields.get("masterless")),
    )


def changed(before: Fields, after: Fields) -> frozenset[str]:
    """The paths whose value differs, appeared or vanished."""
    return frozenset(p for p in before.keys() | after.keys() if before.get(p) != after.get(p))


def top(path: str) -> str:
    """The field as a person names it: the path's first word (for an occurrence's field: that field's)."""
    parts = path.split("/")
    if parts[0] != "instances":
        return parts[0]
    return parts[2] if len(parts) > 2 else "instances"


def _content(content: Content) -> dict[str, Any]:
    out: dict[str, Any] = {name: value for name in PLAIN if (value := getattr(content, name)) not in ("", None)}
    if content.notes or content.notes_html:
        out["notes"] = (content.notes, content.notes_html)
    out |= {f"reminders/{r.method}:{r.minutes}": True for r in content.reminders}
    out |= {f"attendees/{a.email}": a for a in content.attendees}
    out |= {f"categories/{name}": True for name in content.categories}
    out |= {f"attachments/{a.url}": a for a in content.attachments}
    return out


def _under(fields: Fields, head: str) -> list[tuple[str, Any]]:
    return [(path[len(head) + 1 :], value) for path, value in fields.items() if path.startswith(f"{head}/")]


def _gather_content(fields: Fields) -> Content:
    notes = fields.get("notes", ("", ""))
    reminders = [key.rpartition(":") for key, _ in _under(fields, "reminders")]
    return Content(
        **{name: fields[name] for name in PLAIN if name in fields},
        notes=notes[0],
        notes_html=notes[1],
        reminders=tuple(Reminder(int(minutes), method) for method, _, minutes in reminders),
        attendees=tuple(value for _, value in _under(fields, "attendees")),
        categories=tuple(key for key, _ in _under(fields, "categories")),
        attachments=tuple(value for _, value in _under(fields, "attachments")),
    )


def _gather_recurrence(fields: Fields) -> Recurrence | None:
    extra = tuple(sorted(key for key, _ in _under(fields, "extra")))
    skipped = tuple(sorted(p[10:] for p, v in fields.items() if p.startswith("instances/") and v == SKIPPED))
    if "rule" not in fields and not extra:
        return None
    return Recurrence(fields.get("rule", ""), extra, skipped)
