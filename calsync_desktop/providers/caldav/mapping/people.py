"""ATTENDEE and ORGANIZER between their lines and ``core.appointment`` (RFC 5545 section 3.8.4)."""

from __future__ import annotations

from calsync_desktop.core.appointment import Attendee, Person, Reply
from calsync_desktop.providers.caldav.mapping.lines import Component, Line, quote_param

REPLIES = {"ACCEPTED": Reply.ACCEPTED, "TENTATIVE": Reply.TENTATIVE, "DECLINED": Reply.DECLINED}
STATES = {reply: text for text, reply in REPLIES.items()} | {Reply.NONE: "NEEDS-ACTION"}


def email(line: Line) -> str:
    """The address in lower case; the EMAIL parameter where the value is no mailto: (iCloud's principals), else the value itself."""
    value = line.value.strip()
    if value[:7].lower() == "mailto:":
        return value[7:].strip().lower()
    given = line.param("EMAIL").strip().lower()
    return given.removeprefix("mailto:") if given else value.lower() if "@" in value else value


def read_attendees(event: Component) -> tuple[Attendee, ...]:
    """One for each address, ordered by it; the first line of an address counts."""
    found: dict[str, Attendee] = {}
    for line in event.lines:
        if line.name == "ATTENDEE" and (who := email(line)):
            found.setdefault(who, _attendee(who, line))
    return tuple(found[who] for who in sorted(found))


def _attendee(who: str, line: Line) -> Attendee:
    reply = REPLIES.get(line.param("PARTSTAT").upper(), Reply.NONE)
    return Attendee(who, line.param("CN"), reply, line.param("ROLE").upper() == "OPT-PARTICIPANT")


def read_organizer(event: Component) -> Person | None:
    """Who invited."""
    line = event.first("ORGANIZER")
    who = email(line) if line is not None else ""
    return Person(who, line.param("CN")) if line is not None and who else None


def write_organizer(event: Component, person: Person | None) -> None:
    """Put or take away the ORGANIZER line."""
    if person is None:
        event.drop("ORGANIZER")
    else:
        event.put("ORGANIZER", _address(person.email), _named(person.name))


def write_attendee(event: Component, who: str, attendee: Attendee | None) -> None:
    """Bring the line of one address to what ``attendee`` says (None: take it away); parameters that we do not model stay."""
    lines = [line for line in event.lines if line.name == "ATTENDEE" and email(line) == who]
    if attendee is None:
        event.lines = [line for line in event.lines if line not in lines]
    elif not lines:
        event.lines.append(Line("ATTENDEE", _params(attendee), _address(who)))
    else:
        before = _attendee(who, lines[0])
        lines[0].params = _changed_params(lines[0].params, before, attendee)


def _params(attendee: Attendee) -> str:
    role = "OPT-PARTICIPANT" if attendee.optional else "REQ-PARTICIPANT"
    asked = ";RSVP=TRUE" if attendee.reply is Reply.NONE else ""
    return f"{_named(attendee.name)};ROLE={role};PARTSTAT={STATES[attendee.reply]}{asked}"


def _changed_params(params: str, before: Attendee, after: Attendee) -> str:
    if before.name != after.name:
        params = replace_param(params, "CN", quote_param(after.name) if after.name else "")
    if before.reply != after.reply:
        params = replace_param(params, "PARTSTAT", STATES[after.reply])
        params = replace_param(params, "RSVP", "" if after.reply is not Reply.NONE else "TRUE")
    if before.optional != after.optional:
        params = replace_param(params, "ROLE", "OPT-PARTICIPANT" if after.optional else "REQ-PARTICIPANT")
    return params


def replace_param(params: str, name: str, value: str) -> str:
    """Parameters with one replaced, added, or taken away when ``value`` is empty."""
    kept = [each for each in split_params(params) if each.partition("=")[0].upper() != name]
    return "".join(f";{each}" for each in ([*kept, f"{name}={value}"] if value else kept))


def split_params(params: str) -> list[str]:
    """``NAME=value`` texts, quotes respected."""
    out, quoted, start = [], False, 1
    for index, char in enumerate(params):
        if char == '"':
            quoted = not quoted
        elif char == ";" and not quoted and index:
            out.append(params[start:index])
            start = index + 1
    return [*out, params[start:]] if params else []


def _named(name: str) -> str:
    return f";CN={quote_param(name)}" if name else ""


def _address(who: str) -> str:
    clean = "".join(char for char in who if char.isprintable())
    return f"mailto:{clean}" if "@" in clean and ":" not in clean else clean
