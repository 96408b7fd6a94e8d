"""An appointment as it is taken along, and as it arrives: pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from calsync_desktop.core.appointment import Appointment, Content
from calsync_desktop.core.series import content_at
from calsync_desktop.ui import wording
from calsync_desktop.ui.speech import Speech


def copied(shown: Appointment, key: str | None, speech: Speech) -> tuple[Appointment, str]:
    """A whole appointment, or the one occurrence that was chosen; and in words what a text field is given."""
    content = (content_at(shown, key) if key else None) or shown.content
    taken = shown if key is None else Appointment(shown.uid, content)
    lines = (content.title or wording.UNTITLED, speech.when(content.when), content.location, content.notes)
    return taken, "\n".join(line for line in lines if line)


def pasted(found: Sequence[Appointment], day: date | None, new_id: Callable[[str], str]) -> list[Appointment]:
    """New appointments of one's own: nobody is invited by pasting. A single one goes to ``day``, at its own time of day."""
    out = [_own(each, new_id("uid-")) for each in found]
    if day is not None and len(out) == 1 and out[0].recurrence is None:
        content, start = out[0].content, out[0].content.when.start
        moved = datetime.combine(day, start.time()) if isinstance(start, datetime) else day
        out = [replace(out[0], content=replace(content, when=content.when.moved_to(moved)))]
    return out


def _own(appointment: Appointment, uid: str) -> Appointment:
    """The same, of nobody else."""
    overrides = tuple(replace(o, content=_alone(o.content)) for o in appointment.overrides)
    return replace(appointment, uid=uid, content=_alone(appointment.content), overrides=overrides)


def _alone(content: Content) -> Content:
    return replace(content, attendees=(), organizer=None)
