"""The other device of the demo: it fills the server and changes things there, with plain requests and nothing of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

import httpx
from icalendar import Calendar

from calsync_desktop.app.demo.seed import SeedCalendar
from calsync_desktop.app.demo.server import USER, DemoServer
from calsync_desktop.core.errors import Local

_MKCALENDAR = """<?xml version="1.0" encoding="utf-8"?>
<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/"><set><prop>
<displayname>{name}</displayname><A:calendar-color>{color}</A:calendar-color>
<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>
</prop></set></C:mkcalendar>"""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Another device of the same account."""

    client: httpx.Client

    def fill(self, calendars: Iterable[SeedCalendar]) -> None:
        """Make the calendars with everything in them."""
        for calendar in calendars:
            body = _MKCALENDAR.format(name=escape(calendar.name), color=escape(calendar.color))
            self._ask("MKCALENDAR", _path(calendar.name), body, {"Content-Type": "application/xml; charset=utf-8"})
            for uid, text in calendar.objects.items():
                self._ask(
                    "PUT",
                    _path(calendar.name, uid),
                    text,
                    {"Content-Type": "text/calendar; charset=utf-8", "If-None-Match": "*"},
                )

    def change(self, calendar: str, uid: str, values: Mapping[str, Any]) -> None:
        """Set properties of an appointment there, as any other program would: read, change, write if unchanged."""
        answer = self._ask("GET", _path(calendar, uid))
        parsed = Calendar.from_ical(answer.text)
        event = next(iter(parsed.walk("VEVENT")))
        for name, value in values.items():
            event.pop(name, None)
            event.add(name, value)
        self._ask(
            "PUT",
            _path(calendar, uid),
            parsed.to_ical().decode(),
            {"Content-Type": "text/calendar; charset=utf-8", "If-Match": answer.headers["etag"]},
        )

    def reads(self, calendar: str, uid: str) -> Mapping[str, str]:
        """What the server holds of an appointment now, as text by property name."""
        event = next(iter(Calendar.from_ical(self._ask("GET", _path(calendar, uid)).text).walk("VEVENT")))
        return {name: str(value) for name, value in event.property_items(recursive=False)}

    def _ask(self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None) -> httpx.Response:
        try:
            answer = self.client.request(method, path, content=body.encode(), headers=dict(headers or {}))
        except httpx.TransportError as error:
            raise Local("The demo's server does not answer.", "Try again.") from error
        if answer.is_error:
            raise Local(f"The demo's server answered {answer.status_code} to {method}.", "Try again.")
        return answer


def stranger(server: DemoServer) -> Stranger:
    """A device that is signed in; the machine's proxies are not asked for a server on this machine."""
    return Stranger(httpx.Client(base_url=server.url, auth=(USER, server.password), timeout=30, trust_env=False))


def _path(calendar: str, uid: str = "") -> str:
    folder = calendar.lower().replace(" ", "-").replace("&", "and")
    return f"/{quote(USER)}/{folder}/" + (f"{quote(uid)}.ics" if uid else "")
