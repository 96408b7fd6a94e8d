"""Notes that a service holds as HTML, made harmless: text with a little structure, and nothing that runs, loads or hides."""

from __future__ import annotations

from calsync_desktop.core.appointment import Content
from calsync_desktop.ui.links import as_html

TAGS = {
    "a",
    "p",
    "br",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ul",
    "ol",
    "li",
    "div",
    "blockquote",
    "pre",
    "code",
    "h1",
    "h2",
    "h3",
    "h4",
}
SCHEMES = {"https", "http", "mailto", "tel"}
# What stands inside these is no text for people.
_WITH_CONTENT = {"script", "style", "title", "template", "noscript", "svg", "math", "head"}
LONGEST_RICH, LONGEST_PLAIN = 60_000, 30_000  # characters that are laid out at once without the window stumbling


def cleaned(html: str) -> str:
    """The harmless part of ``html``: tags of structure without attributes, links to where links may lead."""
    import nh3  # only once there is something to clean: the first picture of the window does not wait for it

    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=_WITH_CONTENT,
        attributes={"a": {"href"}},
        # Not even title: a tool tip would read it as rich text again.
        attribute_filter=lambda tag, name, value: value if (tag, name) == ("a", "href") else None,
        url_schemes=SCHEMES,
        strip_comments=True,
        link_rel=None,
    )


def notes_html(content: Content) -> tuple[str, bool]:
    """The notes as harmless HTML, and whether that is all of them; empty when there are none."""
    if content.notes_html and len(content.notes_html) <= LONGEST_RICH:
        return cleaned(content.notes_html), True
    return as_html(content.notes[:LONGEST_PLAIN]), len(content.notes) <= LONGEST_PLAIN
