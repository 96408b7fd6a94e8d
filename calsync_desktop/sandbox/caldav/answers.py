"""Building the XML that goes out: multistatus bodies and D:error bodies (RFC 4918, 13 to 16)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from lxml import etree

from calsync_desktop.sandbox.caldav import names
from calsync_desktop.sandbox.caldav.http import Answer, reason

Element: TypeAlias = Any  # lxml ships no types
Value: TypeAlias = str | Sequence[Element]

XML_TYPE = (("Content-Type", "application/xml; charset=utf-8"),)


@dataclass(frozen=True, slots=True)
class Member:
    """One D:response: either propstats (found, absent) or one status of its own."""

    href: str
    found: Mapping[str, Value] | None = None
    absent: tuple[str, ...] = ()
    status: int | None = None
    error: str | None = None


def element(tag: str, content: Value = "", **attributes: str) -> Element:
    """An element with text or with children."""
    made = etree.Element(tag, attributes, nsmap=names.PREFIXES)
    if isinstance(content, str):
        made.text = content or None
    else:
        made.extend(content)
    return made


def href(path: str) -> Element:
    """D:href with the path as it is to be written."""
    return element(names.dav("href"), path)


def multistatus(
    members: Iterable[Member], *, token: str | None = None, token_first: bool = False, ok_last: bool = False
) -> Answer:
    """A 207 with one D:response a member, and the sync-token at the asked end."""
    responses = [_response(member, ok_last) for member in members]
    marks = [element(names.dav("sync-token"), token)] if token is not None else []
    root = element(names.dav("multistatus"), marks + responses if token_first else responses + marks)
    return Answer(207, XML_TYPE, serialise(root))


def error(status: int, condition: str, *, owner: str | None = None, sentence: str = "") -> Answer:
    """A D:error body with one precondition (a Clark name), the href of the owner inside when it is known."""
    inner = element(condition, [href(owner)] if owner is not None else "")
    body = [inner, element(names.dav("responsedescription"), sentence)] if sentence else [inner]
    return Answer(status, XML_TYPE, serialise(element(names.dav("error"), body)))


def serialise(root: Element) -> bytes:
    """The document as UTF-8 bytes with its declaration."""
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return made


def as_cdata(text: str) -> Element:
    """Text that is written as a CDATA section."""
    return etree.CDATA(text)


def _response(member: Member, ok_last: bool) -> Element:
    children = [href(member.href)]
    if member.status is not None:
        children.append(element(names.dav("status"), reason(member.status)))
    if member.error is not None:
        children.append(element(names.dav("error"), [element(member.error)]))
    if member.found is not None:
        children.extend(_propstats(member.found, member.absent, ok_last))
    return element(names.dav("response"), children)


def _propstats(found: Mapping[str, Value], absent: tuple[str, ...], ok_last: bool) -> list[Element]:
    made = []
    if found or not absent:
        made.append(_propstat([_property(name, value) for name, value in found.items()], 200))
    if absent:
        made.append(_propstat([element(name) for name in absent], 404))
    return made[::-1] if ok_last else made


def _property(name: str, value: Value) -> Element:
    made = element(name, value if isinstance(value, str) else [each for each in value if not _is_cdata(each)])
    for each in [] if isinstance(value, str) else [each for each in value if _is_cdata(each)]:
        made.text = each
    return made


def _is_cdata(value: Element) -> bool:
    return isinstance(value, etree.CDATA)


def _propstat(properties: list[Element], status: int) -> Element:
    return element(
        names.dav("propstat"), [element(names.dav("prop"), properties), element(names.dav("status"), reason(status))]
    )
