"""What of a request may stand in a log: its method, a mark for the host and the shape of the path, never words of either."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit


def shape(url: str) -> str:
    """``host#1a2b3c4d/*/*.ics``: the same host always has the same mark; segments are counted, endings kept when short."""
    parts = urlsplit(url)
    mark = hashlib.sha256((parts.hostname or "").encode()).hexdigest()[:8]
    return f"host#{mark}{'/'.join(_segment(each) for each in parts.path.split('/'))}"


def _segment(text: str) -> str:
    if not text:
        return ""
    return "*.ics" if text.endswith(".ics") else "*"
