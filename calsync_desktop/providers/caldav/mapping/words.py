"""The small vocabularies: STATUS, TRANSP, CLASS and the lines that hold one text, a list or a link."""

from __future__ import annotations

from calsync_desktop.core.appointment import Attachment, EventStatus, ShowAs, Visibility
from calsync_desktop.providers.caldav.mapping.lines import Component, Line, escape, quote_param, split_list

STATUSES = {"TENTATIVE": EventStatus.TENTATIVE, "CANCELLED": EventStatus.CANCELLED}
CLASSES = {"PUBLIC": Visibility.PUBLIC, "PRIVATE": Visibility.PRIVATE, "CONFIDENTIAL": Visibility.CONFIDENTIAL}
BUSY = {"TENTATIVE": ShowAs.TENTATIVE, "OOF": ShowAs.AWAY, "WORKINGELSEWHERE": ShowAs.ELSEWHERE}
BUSY_LINE, HTML_LINE = "X-MICROSOFT-CDO-BUSYSTATUS", "X-ALT-DESC"
MEETINGS = (
    "CONFERENCE",
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK",
)


def read_status(text: str) -> EventStatus:
    """STATUS; anything unknown counts as confirmed."""
    return STATUSES.get(text.strip().upper(), EventStatus.CONFIRMED)


def read_visibility(text: str) -> Visibility:
    """CLASS; a class that we do not know is private (RFC 5545 section 3.8.1.3)."""
    return CLASSES.get(text.strip().upper(), Visibility.PRIVATE) if text.strip() else Visibility.DEFAULT


def read_show_as(transparency: str, busy: str) -> ShowAs:
    """TRANSP decides between free and not free; Microsoft's line refines it where it does not contradict."""
    fine = BUSY.get(busy.strip().upper())
    if transparency.strip().upper() == "TRANSPARENT":
        return ShowAs.ELSEWHERE if fine is ShowAs.ELSEWHERE else ShowAs.FREE
    if not transparency and busy.strip().upper() == "FREE":
        return ShowAs.FREE
    return fine or ShowAs.BUSY


def write_show_as(event: Component, value: ShowAs) -> None:
    """Both lines; Microsoft's is only added where TRANSP cannot say it."""
    event.put("TRANSP", "TRANSPARENT" if value is ShowAs.FREE else "OPAQUE")
    fine = {known: text for text, known in BUSY.items()}.get(value)
    if fine or event.first(BUSY_LINE) is not None:
        event.put(BUSY_LINE, fine or value.value.upper())


def write_visibility(event: Component, value: Visibility) -> None:
    """CLASS, or none for the default."""
    if value is Visibility.DEFAULT:
        event.drop("CLASS")
    else:
        event.put("CLASS", value.value.upper())


def read_categories(lines: list[Line]) -> tuple[str, ...]:
    """All names of all lines, each once, ordered."""
    return tuple(sorted({name for line in lines for name in split_list(line.value)}))


def write_category(event: Component, name: str, present: bool) -> None:
    """Add one name, or take it out of whichever line holds it."""
    if present:
        event.lines.append(Line("CATEGORIES", "", escape(name)))
        return
    for line in event.every("CATEGORIES"):
        names = split_list(line.value)
        if name in names:
            line.value = ",".join(escape(each) for each in names if each != name)
    event.lines = [line for line in event.lines if line.name != "CATEGORIES" or line.value]


def read_attachments(lines: list[Line]) -> tuple[Attachment, ...]:
    """Links only, ordered; what is embedded stays in the raw text."""
    found: dict[str, str] = {}
    for line in lines:
        if line.value and line.param("ENCODING").upper() != "BASE64" and line.param("VALUE").upper() != "BINARY":
            found.setdefault(line.value.strip(), line.param("FILENAME") or line.param("X-FILENAME"))
    return tuple(Attachment(url, found[url]) for url in sorted(found))


def write_attachment(event: Component, url: str, attachment: Attachment | None) -> None:
    """Add, rename or take away one link."""
    kept = [line for line in event.lines if line.name != "ATTACH" or line.value.strip() != url]
    if attachment is not None:
        named = f";FILENAME={quote_param(attachment.name)}" if attachment.name else ""
        kept.append(Line("ATTACH", named, uri(url)))
    event.lines = kept


def read_meeting(event: Component) -> str:
    """The first web address among the lines that programs keep a meeting's link in."""
    for line in event.lines:
        if line.name in MEETINGS and line.value.lower().startswith(("https://", "http://")):
            return line.value.strip()
    return ""


def write_meeting(event: Component, url: str) -> None:
    """Change the line that holds it, or add the one of RFC 7986."""
    for line in event.lines:
        if line.name in MEETINGS and line.value.strip() == read_meeting(event):
            if url:
                line.value = uri(url)
            else:
                event.lines = [each for each in event.lines if each is not line]
            return
    if url:
        event.lines.append(Line("CONFERENCE", ";VALUE=URI;FEATURE=VIDEO", uri(url)))


def uri(text: str) -> str:
    """A URI value: not escaped, and nothing in it can end the line."""
    return "".join(char for char in text if char.isprintable())
