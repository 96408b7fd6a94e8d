"""WebDAV's XML: the requests that we send, and a parser that no answer can harm."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias
from xml.sax.saxutils import escape

from lxml import etree

from calsync_desktop.core.errors import ServerTrouble

Element: TypeAlias = Any  # lxml ships no types

DAV: Final = "{DAV:}"
CAL: Final = "{urn:ietf:params:xml:ns:caldav}"
CS: Final = "{http://calendarserver.org/ns/}"
APPLE: Final = "{http://apple.com/ns/ical/}"
_NAMESPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/" xmlns:A="http://apple.com/ns/ical/"'
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
CONTENT = {"Content-Type": "application/xml; charset=utf-8"}


class BadXml(ServerTrouble):
    """A body that is not XML, or XML that no honest server sends; ``whole``: it came to its end, so something inside is to blame."""

    whole = False


def parse(body: bytes) -> Element:
    """The root element; BadXml for anything else than plain XML. No entity is expanded, no DTD read, nothing fetched, 256 levels at most."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        bad = BadXml("The server's answer is not readable XML. Nothing was changed.")
        bad.whole = body.rstrip().endswith(b"multistatus>")
        raise bad from None
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise BadXml("The server's answer holds XML definitions that could do harm. It was not read.")
    return root


def propfind(*names: str) -> bytes:
    """PROPFIND for properties, written as ``D:getetag``."""
    return _document("D:propfind", f"<D:prop>{''.join(f'<{name}/>' for name in names)}</D:prop>")


def sync_collection(token: str) -> bytes:
    """RFC 6578 REPORT; without D:limit, which loses data on several servers (protocols 3.2)."""
    asked = f"<D:sync-token>{escape(token)}</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop>"
    return _document("D:sync-collection", asked)


def multiget(hrefs: Iterable[str]) -> bytes:
    """calendar-multiget REPORT (RFC 4791 section 7.9)."""
    asked = "".join(f"<D:href>{escape(href)}</D:href>" for href in hrefs)
    return _document("C:calendar-multiget", f"<D:prop><D:getetag/><C:calendar-data/></D:prop>{asked}")


def uid_query(uid: str) -> bytes:
    """calendar-query REPORT for the resource with a UID (RFC 4791 section 7.8.6); VEVENT is named because iCloud wants it."""
    match = f'<C:prop-filter name="UID"><C:text-match collation="i;octet">{escape(_printable(uid))}</C:text-match></C:prop-filter>'
    return _query(match)


def time_range(start: datetime, end: datetime) -> bytes:
    """calendar-query REPORT for what takes place in [start, end), both aware (RFC 4791 section 9.9)."""
    low, high = (moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") for moment in (start, end))
    return _query(f'<C:time-range start="{low}" end="{high}"/>')


def having(name: str, *, defined: bool = True) -> bytes:
    """calendar-query REPORT for what has a property, or has it not (RFC 4791 section 9.7.2)."""
    return _query(f'<C:prop-filter name="{name}">{"" if defined else "<C:is-not-defined/>"}</C:prop-filter>')


def _query(inner: str) -> bytes:
    filtered = f'<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{inner}</C:comp-filter></C:comp-filter>'
    return _document("C:calendar-query", f"<D:prop><D:getetag/></D:prop><C:filter>{filtered}</C:filter>")


def mkcalendar(name: str, color: str) -> bytes:
    """MKCALENDAR for appointments only (RFC 4791 section 5.3.1)."""
    shade = f"<A:calendar-color>{escape(color)}</A:calendar-color>" if color else ""
    holds = '<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>'
    props = f"<D:displayname>{escape(_printable(name))}</D:displayname>{shade}{holds}"
    return _document("C:mkcalendar", f"<D:set><D:prop>{props}</D:prop></D:set>")


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _document(root: str, inner: str) -> bytes:
    return f"{_HEAD}<{root} {_NAMESPACES}>{inner}</{root}>".encode()
