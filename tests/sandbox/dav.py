"""The client side of the sandbox's tests: request bodies, objects to store, and multistatus bodies read into values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from lxml import etree

from calsync_desktop.sandbox.seed import calendar_object

D = "{DAV:}"
C = "{urn:ietf:params:xml:ns:caldav}"
NAMESPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/" xmlns:A="http://apple.com/ns/ical/"'
EVERY_PROPERTY = (
    "D:resourcetype D:displayname D:sync-token CS:getctag D:current-user-privilege-set D:supported-report-set "
    "C:supported-calendar-component-set C:calendar-timezone C:calendar-description A:calendar-color A:calendar-order"
)
MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


def appointment(uid: str = "a", title: str = "Tea", *extra: str, start: datetime = MORNING) -> str:
    """One component of an hour."""
    return calendar_object(uid, title, start, 1.0, *extra)


def propfind(properties: str = EVERY_PROPERTY) -> str:
    inner = "".join(f"<{name}/>" for name in properties.split())
    return f"<D:propfind {NAMESPACES}><D:prop>{inner}</D:prop></D:propfind>"


def sync_collection(token: str = "") -> str:
    return (
        f"<D:sync-collection {NAMESPACES}><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>"
        "<D:prop><D:getetag/></D:prop></D:sync-collection>"
    )


def multiget(*hrefs: str) -> str:
    inner = "".join(f"<D:href>{href}</D:href>" for href in hrefs)
    return f"<C:calendar-multiget {NAMESPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>{inner}</C:calendar-multiget>"


def query(start: str, end: str) -> str:
    return (
        f"<C:calendar-query {NAMESPACES}><D:prop><D:getetag/></D:prop><C:filter>"
        f'<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="{start}" end="{end}"/>'
        "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
    )


def mkcalendar(name: str = "New", color: str = "#112233") -> str:
    return (
        f"<C:mkcalendar {NAMESPACES}><D:set><D:prop><D:displayname>{name}</D:displayname>"
        f"<A:calendar-color>{color}</A:calendar-color><C:supported-calendar-component-set>"
        '<C:comp name="VEVENT"/></C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>'
    )


def rename(name: str) -> str:
    return (
        f"<D:propertyupdate {NAMESPACES}><D:set><D:prop><D:displayname>{name}</D:displayname></D:prop></D:set>"
        "</D:propertyupdate>"
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One D:response: its own status, or the properties found (by Clark name, as elements) and the names absent."""

    href: str
    status: int | None = None
    found: dict[str, Any] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()

    def text(self, name: str) -> str | None:
        found = self.found.get(name)
        return "".join(found.itertext()) if found is not None else None

    def tags(self, name: str) -> list[str]:
        """The Clark names of the property's children."""
        return [child.tag for child in self.found[name]]


def rows(answer: httpx.Response) -> list[Row]:
    """The responses of a multistatus."""
    assert answer.status_code == 207, answer.text
    return [_row(each) for each in etree.fromstring(answer.content).iterfind(f"{D}response")]


def token(answer: httpx.Response) -> str:
    found = etree.fromstring(answer.content).findtext(f"{D}sync-token")
    assert found
    return str(found)


def condition(answer: httpx.Response) -> str | None:
    """The Clark name of the first precondition in a D:error body, if there is such a body."""
    try:
        root = etree.fromstring(answer.content)
    except etree.XMLSyntaxError:
        return None
    return str(root[0].tag) if root.tag == f"{D}error" and len(root) else None


def _row(response: Any) -> Row:
    found: dict[str, Any] = {}
    absent: set[str] = set()
    for propstat in response.iterfind(f"{D}propstat"):
        properties: Sequence[Any] = list(propstat.find(f"{D}prop"))
        if _status(propstat) == 200:
            found |= {each.tag: each for each in properties}
        else:
            absent |= {each.tag for each in properties}
    return Row(response.findtext(f"{D}href"), _status(response), found, frozenset(absent))


def _status(element: Any) -> int | None:
    line = element.findtext(f"{D}status")
    return int(line.split()[1]) if line is not None else None


@dataclass(frozen=True, slots=True)
class Dav:
    """Words for the requests the tests make; each returns httpx's response."""

    http: httpx.AsyncClient

    async def ask(self, method: str, path: str, body: str = "", **headers: str) -> httpx.Response:
        """Header names are written with underscores."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given.setdefault("Content-Type", "text/calendar; charset=utf-8" if method == "PUT" else "application/xml")
        return await self.http.request(method, path, content=body.encode(), headers=given)

    async def create(self, path: str, text: str) -> httpx.Response:
        return await self.ask("PUT", path, text, If_None_Match="*")

    async def update(self, path: str, text: str, etag: str) -> httpx.Response:
        return await self.ask("PUT", path, text, If_Match=etag)

    async def delete(self, path: str, etag: str) -> httpx.Response:
        return await self.ask("DELETE", path, If_Match=etag)

    async def list(self, path: str, properties: str = EVERY_PROPERTY, depth: str = "1") -> httpx.Response:
        return await self.ask("PROPFIND", path, propfind(properties), Depth=depth)

    async def sync(self, path: str, since: str = "") -> httpx.Response:
        return await self.ask("REPORT", path, sync_collection(since), Depth="0")

    async def multiget(self, path: str, *hrefs: str) -> httpx.Response:
        return await self.ask("REPORT", path, multiget(*hrefs), Depth="1")

    async def query(self, path: str, start: str, end: str) -> httpx.Response:
        return await self.ask("REPORT", path, query(start, end), Depth="1")
