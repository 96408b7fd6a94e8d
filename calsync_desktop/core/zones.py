"""Zone names: what mail programs and servers write, and the one IANA name (or embedded rule) that we keep."""

from __future__ import annotations

from datetime import tzinfo as TzInfo
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=512)
def tzinfo(name: str) -> TzInfo:
    """The rules of a zone that we keep: an IANA key, or the text of a VTIMEZONE that no IANA zone equals."""
    return ZoneInfo(name)
