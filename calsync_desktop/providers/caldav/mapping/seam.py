"""The one function of core that is still being written, with a plain stand-in until it lands."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from calsync_desktop.core import zones


def resolve(tzid: str, text: str, fallback: str) -> str:
    """See core.zones."""
    landed: Any = getattr(zones, "resolve", None)
    if landed is not None:
        return str(landed(tzid, text, fallback))
    try:
        return ZoneInfo(tzid).key
    except (ValueError, OSError, KeyError):
        return fallback
