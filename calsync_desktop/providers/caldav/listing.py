"""Which of the things below a home are calendars for appointments, and what each allows (protocols 3.1, step 4)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from calsync_desktop.core.calendar import Access, RemoteCalendar
from calsync_desktop.providers.caldav import hrefs
from calsync_desktop.providers.caldav.multistatus import Response
from calsync_desktop.providers.caldav.xml import APPLE, CAL, CS, DAV

ASKED = (
    "D:resourcetype", "D:displayname", "D:current-user-privilege-set",
    "C:supported-calendar-component-set", "C:calendar-timezone", "A:calendar-color", "A:calendar-order",
)  # fmt: skip
NOT_CALENDARS = (
    f"{CAL}schedule-inbox",
    f"{CAL}schedule-outbox",
    f"{CS}notification",
    f"{CS}subscribed",
    "{http://nextcloud.com/ns}trash-bin",
    "{http://nextcloud.com/ns}deleted-calendar",
)
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def calendars(responses: Iterable[Response], url: str, base: str, schedules: bool) -> tuple[RemoteCalendar, ...]:
    """The calendars among a home's children, in the order that the user gave them there."""
    found = [(_order(each), made) for each in responses if (made := calendar(each, url, base, schedules)) is not None]
    return tuple(made for _, made in sorted(found, key=lambda pair: pair[0]))


def calendar(response: Response, url: str, base: str, schedules: bool) -> RemoteCalendar | None:
    """One collection as calendar; None when it is none that holds appointments."""
    identity = hrefs.identify(response.href, url, base)
    if not identity or not _holds_appointments(response):
        return None
    identity = hrefs.folder(identity)
    access = _access(response)
    return RemoteCalendar(
        remote_id=identity,
        name=response.text(f"{DAV}displayname") or _last(identity),
        color=_color(response.text(f"{APPLE}calendar-color")),
        access=access,
        zone=zone_of(response.text(f"{CAL}calendar-timezone")),
        mails=schedules and access is Access.WRITE,
    )


def _holds_appointments(response: Response) -> bool:
    kind = f"{DAV}resourcetype"
    if not response.has(kind, f"{CAL}calendar") or any(response.has(kind, name) for name in NOT_CALENDARS):
        return False
    components = response.found.get(f"{CAL}supported-calendar-component-set")
    names = {each.get("name", "").upper() for each in components} if components is not None else set()
    return not names or "VEVENT" in names


def _access(response: Response) -> Access:
    """Writable unless the server says otherwise (RFC 3744): it is not obliged to say anything, a 403 then tells."""
    privileges = response.found.get(f"{DAV}current-user-privilege-set")
    if privileges is None:
        return Access.WRITE
    held = {each.tag for each in privileges.iterfind(f"{DAV}privilege/*")}
    whole = held & {f"{DAV}write", f"{DAV}all"}
    parts = f"{DAV}write-content" in held and held & {f"{DAV}bind", f"{DAV}unbind"}
    return Access.WRITE if whole or parts else Access.READ


def _color(text: str) -> str:
    """#RRGGBB, cut from #RRGGBBAA; names are passed over."""
    found = _HEX.match(text)
    return found[0].upper() if found else ""


def _order(response: Response) -> int:
    text = response.text(f"{APPLE}calendar-order")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _last(identity: str) -> str:
    return identity.rstrip("/").rpartition("/")[2]


def zone_of(text: str) -> str:
    """The zone of a C:calendar-timezone (a VCALENDAR with one VTIMEZONE, or its bare name); "" when there is none that we know."""
    if not text:
        return ""
    from calsync_desktop.core.zones import resolve
    from calsync_desktop.providers.caldav.mapping.lines import BrokenCalendar, parse, serialise

    try:
        blocks = [part for part in parse(text)[0].parts if part.name == "VTIMEZONE"]
    except BrokenCalendar:
        return ""
    return resolve(blocks[0].value("TZID"), serialise(blocks[:1])) if blocks else ""
