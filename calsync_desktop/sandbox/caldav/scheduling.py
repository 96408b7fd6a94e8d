"""The mails an RFC 6638 server sends by itself when an object changes: decided here, kept in the World, never sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from calsync_desktop.sandbox.caldav.objects import Part, parse, parts

Addresses = tuple[str, ...]
Views = dict[str, dict[str, frozenset[str]]]

# What a change of alone tells no guest anything (RFC 6638, 3.2.1 leaves the choice to the server).
SILENT: Final = {"DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE"}


@dataclass(frozen=True, slots=True)
class Mail:
    """One message that a real server would have sent: REQUEST or CANCEL to a guest, REPLY to the organiser."""

    to: str
    method: str
    uid: str
    summary: str


def mails(old: str | None, new: str | None, addresses: Addresses, *, quiet: bool = False) -> list[Mail]:
    """What is sent when the text of a resource goes from old to new (None: it does not exist).

    `addresses` are the calendar user addresses of the one who writes; `quiet` is Schedule-Reply: F, which holds back
    an attendee's reply (RFC 6638, 8.1) and nothing else.
    """
    before, after = _read(old), _read(new)
    either = after or before
    mine = {_plain(each) for each in addresses}
    organisers = {_plain(part["ORGANIZER"]) for part in either if "ORGANIZER" in part}
    if not organisers:
        return []
    if organisers & mine:
        return list(_to_guests(before, after, mine))
    return [] if quiet else list(_to_organiser(before, after, mine))


def with_status(text: str, addresses: Addresses) -> str:
    """The organiser's text with SCHEDULE-STATUS=1.2 at every guest that the server mails (RFC 6638, 7.3)."""
    calendar = parse(text)
    mine = {_plain(each) for each in addresses}
    touched = False
    for part in parts(calendar) if calendar is not None else []:
        if _plain(part.get("ORGANIZER", "")) in mine:
            for guest in _served_guests(part, mine):
                guest.params["SCHEDULE-STATUS"] = "1.2"
                touched = True
    return str(calendar.to_ical(sorted=False), "utf-8") if calendar is not None and touched else text


def _read(text: str | None) -> list[Part]:
    calendar = parse(text) if text is not None else None
    return parts(calendar) if calendar is not None else []


def _to_guests(before: list[Part], after: list[Part], mine: set[str]) -> Iterator[Mail]:
    then, now = _views(before, mine), _views(after, mine)
    invited = {_plain(guest) for part in after for guest in _attendees(part)}
    over = bool(after) and all(str(part.get("STATUS", "")).upper() == "CANCELLED" for part in after)
    for address, view in now.items():
        if view != then.get(address):
            yield _mail(address, "CANCEL" if over else "REQUEST", after)
    for address in then:
        if address not in invited:
            yield _mail(address, "CANCEL", before)


def _to_organiser(before: list[Part], after: list[Part], mine: set[str]) -> Iterator[Mail]:
    organiser = next(part["ORGANIZER"] for part in after or before if "ORGANIZER" in part)
    if not _by_server(organiser):
        return
    then, now = _answers(before, mine), _answers(after, mine)
    answered = any(state != then.get(start, "NEEDS-ACTION") for start, state in now.items())
    if (not after and then) or answered or _skipped(after) - _skipped(before):
        yield _mail(_plain(organiser), "REPLY", after or before)


def _mail(to: str, method: str, about: list[Part]) -> Mail:
    return Mail(to, method, str(about[0].get("UID", "")), str(about[0].get("SUMMARY", "")))


def _views(found: list[Part], mine: set[str]) -> Views:
    """Per guest whom the server mails: what he sees, by occurrence ("" is the master)."""
    views: Views = {}
    for part in found:
        for guest in _served_guests(part, mine):
            views.setdefault(_plain(guest), {})[_start(part)] = _signature(part)
    return views


def _served_guests(part: Part, mine: set[str]) -> list[Part]:
    return [guest for guest in _attendees(part) if _plain(guest) not in mine and _by_server(guest)]


def _answers(found: list[Part], mine: set[str]) -> dict[str, str]:
    """My PARTSTAT by occurrence."""
    return {
        _start(part): str(guest.params.get("PARTSTAT", "NEEDS-ACTION")).upper()
        for part in found
        for guest in _attendees(part)
        if _plain(guest) in mine
    }


def _skipped(found: list[Part]) -> set[str]:
    return {line for part in found if "RECURRENCE-ID" not in part for line in _lines(part) if line.startswith("EXDATE")}


def _signature(part: Part) -> frozenset[str]:
    """What a guest can see of a component: alarms, private properties and the others' answers left out."""
    seen = (line for line in _lines(part) if line.partition(":")[0].partition(";")[0].upper() not in SILENT)
    return frozenset({line for line in seen if not line.startswith(("X-", "ATTENDEE"))} | _guest_list(part))


def _guest_list(part: Part) -> set[str]:
    return {f"ATTENDEE:{_plain(guest)}" for guest in _attendees(part)}


def _lines(part: Part) -> list[str]:
    return [str(line) for line in part.content_lines() if line] if not part.subcomponents else _own_lines(part)


def _own_lines(part: Part) -> list[str]:
    """The lines of the component without its alarms."""
    depth, kept = 0, []
    for line in part.content_lines():
        depth += str(line).startswith("BEGIN:")
        if depth == 1 and line:
            kept.append(str(line))
        depth -= str(line).startswith("END:")
    return kept


def _attendees(part: Part) -> list[Part]:
    found = part.get("ATTENDEE", [])
    return found if isinstance(found, list) else [found]


def _start(part: Part) -> str:
    return part["RECURRENCE-ID"].to_ical().decode() if "RECURRENCE-ID" in part else ""


def _by_server(person: Part) -> bool:
    """SERVER is the default; an agent nobody knows is treated as NONE (RFC 6638, 7.1)."""
    return str(person.params.get("SCHEDULE-AGENT", "SERVER")).upper() == "SERVER"


def _plain(address: object) -> str:
    return str(address).strip().lower().removeprefix("mailto:")
