"""hrefs as ids: however a server spells one, the same resource has one id, and none leads out of its collection.

An id is the path in one canonical percent-encoding (an absolute URL when it lives on another origin than the account). Servers spell the same
path differently in different answers (``%40`` and ``@``), so ids are compared, stored and sent in the canonical form.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.wire.hosts import Trust, origin_of

_KEPT = "/@:+,;=!$&'()*~"
_PLAIN = re.compile(
    r"/(?:[A-Za-z0-9_@:+,;=!$&'()*~-][A-Za-z0-9._@:+,;=!$&'()*~-]*/?)*"
)  # canonical as it stands, no dot segments
_SLASH = re.compile("%2f", re.IGNORECASE)


def canonical_path(path: str) -> str:
    """One spelling for each path; an encoded slash stays encoded, because it is no separator."""
    pieces = (quote(unquote_to_bytes(piece), safe=_KEPT) for piece in _SLASH.split(path))
    return "%2F".join(pieces)


def identify(href: str, request_url: str, base: str) -> str:
    """The id of an href that stood in the answer to ``request_url``; "" when it is not an http(s) address."""
    if _PLAIN.fullmatch(href) and request_url.startswith(base):
        return href
    try:
        url = urljoin(request_url, href.strip())
        origin = origin_of(url)
        same = origin == origin_of(base)
    except (ValueError, CalSyncError):
        return ""
    parts = urlsplit(url)
    path = canonical_path(parts.path or "/")
    return path if same else f"{origin}{path}"


def absolute(identity: str, base: str) -> str:
    """The URL to send a request to."""
    return urljoin(base, identity)


def path_of(identity: str) -> str:
    """The path to write into a request's body."""
    return urlsplit(identity).path if "://" in identity else identity


def admitted(url: str, trust: Trust) -> bool:
    """Whether an address that a server named may be spoken to with the user's credentials."""
    try:
        return trust.covers(url)
    except CalSyncError:
        return False


def folder(identity: str) -> str:
    """A collection's id ends with a slash."""
    return identity if identity.endswith("/") else f"{identity}/"


def member_of(identity: str, collection: str) -> bool:
    """Directly inside the collection: no other origin, no way up, no deeper level, not the collection itself."""
    home = folder(collection)
    name = identity[len(home) :] if identity.startswith(home) else ""
    return bool(name) and "/" not in name and "%2F" not in name and name not in (".", "..")
