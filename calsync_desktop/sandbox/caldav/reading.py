"""Reading the XML that comes in, without ever resolving an entity (trust X08)."""

from lxml import etree

from calsync_desktop.sandbox.caldav.answers import Element
from calsync_desktop.sandbox.caldav.names import dav


class BadXmlError(ValueError):
    """The body is not well-formed XML, or brings a document type."""


def root_of(body: bytes) -> Element:
    """The root element; BadXmlError when there is none that may be read."""
    if b"<!DOCTYPE" in body:
        raise BadXmlError("a document type is not welcome")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as trouble:
        raise BadXmlError("not well-formed XML") from trouble


def wanted_properties(root: Element) -> tuple[str, ...] | None:
    """The Clark names inside D:prop; None for D:allprop (or when nothing was said)."""
    prop = root.find(dav("prop"))
    return tuple(child.tag for child in prop if isinstance(child.tag, str)) if prop is not None else None


def text_at(root: Element, name: str) -> str | None:
    """The text of the direct child, "" when it is empty, None when it is missing."""
    found = root.find(name)
    return (found.text or "").strip() if found is not None else None
