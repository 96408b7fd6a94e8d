"""A 207 answer as values: one response for each href, with the properties that exist (RFC 4918 section 13)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from calsync_desktop.providers.caldav.xml import CAL, DAV, BadXml, Element, parse

_STATUS = re.compile(r"HTTP/\S+\s+(\d{3})")


@dataclass(frozen=True, slots=True)
class Response:
    """One D:response: ``status`` only when it speaks of the resource itself; ``found`` the properties under a 2xx propstat."""

    href: str
    status: int | None = None
    found: Mapping[str, Element] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A property's text; "" when it does not exist or is empty."""
        element = self.found.get(name)
        return (element.text or "").strip() if element is not None else ""

    def hrefs(self, name: str) -> tuple[str, ...]:
        """The hrefs inside a property."""
        element = self.found.get(name)
        if element is None:
            return ()
        return tuple(each.text.strip() for each in element.iter(f"{DAV}href") if each.text and each.text.strip())

    def has(self, name: str, child: str) -> bool:
        """Whether a property holds an element."""
        element = self.found.get(name)
        return element is not None and element.find(child) is not None

    @property
    def etag(self) -> str:
        """D:getetag as received."""
        return self.text(f"{DAV}getetag")

    @property
    def calendar_data(self) -> str | None:
        """C:calendar-data; None when the server gave none."""
        element = self.found.get(f"{CAL}calendar-data")
        return None if element is None else element.text or ""


@dataclass(frozen=True, slots=True)
class Multistatus:
    """A whole 207; ``token`` is the D:sync-token beside the responses (None: none). Responses are made as they are asked for."""

    root: Element
    token: str | None = None

    def __iter__(self) -> Iterator[Response]:
        """The responses, in the order of the text."""
        for element in self.root.iterfind(f"{DAV}response"):
            yield from _responses(element)


def read(body: bytes) -> Multistatus:
    """The multistatus; BadXml when the body is something else."""
    root = parse(body)
    if root.tag != f"{DAV}multistatus":
        raise BadXml("The server's answer is XML, but no calendar answer. Nothing was changed.")
    token = root.find(f"{DAV}sync-token")
    return Multistatus(root, (token.text or "").strip() if token is not None else None)


def _responses(element: Element) -> Iterator[Response]:
    """One for each href: RFC 4918 lets several share one status."""
    status: int | None = None
    found: dict[str, Element] = {}
    for child in element:
        if child.tag == f"{DAV}status":
            status = _number(child.text)
        elif child.tag == f"{DAV}propstat" and _good(child):
            found |= {each.tag: each for each in child.iterfind(f"{DAV}prop/*")}
    for href in element.iterfind(f"{DAV}href"):
        if href.text and href.text.strip():
            yield Response(href.text.strip(), status, found)


def _good(propstat: Element) -> bool:
    status = propstat.find(f"{DAV}status")
    number = _number(status.text) if status is not None else 200
    return number is not None and 200 <= number < 300


def _number(text: str | None) -> int | None:
    found = _STATUS.match((text or "").strip())
    return int(found[1]) if found else None
