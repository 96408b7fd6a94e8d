"""The XML names of WebDAV and CalDAV, written once so that no module spells a namespace by hand."""

from typing import Final

DAV: Final = "DAV:"
CALDAV: Final = "urn:ietf:params:xml:ns:caldav"
CALENDARSERVER: Final = "http://calendarserver.org/ns/"
APPLE: Final = "http://apple.com/ns/ical/"
PREFIXES: Final = {"D": DAV, "C": CALDAV, "CS": CALENDARSERVER, "A": APPLE}


def dav(tag: str) -> str:
    """Clark name of a tag of RFC 4918 and its companions (RFC 3744, 5397, 6578)."""
    return f"{{{DAV}}}{tag}"


def caldav(tag: str) -> str:
    """Clark name of a tag of RFC 4791 and RFC 6638."""
    return f"{{{CALDAV}}}{tag}"


def calendarserver(tag: str) -> str:
    """Clark name of a tag of the calendarserver.org extensions."""
    return f"{{{CALENDARSERVER}}}{tag}"


def apple(tag: str) -> str:
    """Clark name of a tag of Apple's calendar extensions."""
    return f"{{{APPLE}}}{tag}"
