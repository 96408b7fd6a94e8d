"""Field values as short text, for conflicts and previews."""

from __future__ import annotations

from typing import Any

from calsync_desktop.core.appointment import Attachment, Attendee, Person
from calsync_desktop.core.when import When


def spoken(value: Any) -> str | None:
    """One field's value as text that a person can compare; None when it is not there."""
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    if isinstance(value, When):
        zone = f" ({value.zone})" if value.zone and not value.zone.startswith("BEGIN:") else ""
        return f"{value.start.isoformat()} – {value.end.isoformat()}{zone}"
    if isinstance(value, Attendee):
        return f"{value.name or value.email}: {value.reply}"
    if isinstance(value, Person):
        return value.name or value.email
    if isinstance(value, Attachment):
        return value.name or value.url
    if isinstance(value, tuple):
        return str(value[0])
    return "yes" if value is True else str(value)
