"""Google's notes may be HTML: whether they are, and what they say as plain text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_TAG = re.compile(
    r"</?(?:a|b|i|u|s|p|br|div|span|ul|ol|li|em|strong|html|body|table|tr|td|h[1-6]|blockquote|pre)\b[^<>]*/?>",
    re.IGNORECASE,
)
_ENDS_LINE = frozenset({"p", "div", "li", "tr", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"})


def is_html(text: str) -> bool:
    """It holds a tag that calendar programs write; a mere < in a plain text is none."""
    return "<" in text and _TAG.search(text) is not None


def plain(html: str) -> str:
    """The text as it would be read aloud: a line for each block, without marks."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Text(HTMLParser):
    """Collects the text, with line ends where blocks begin or end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data.replace("\r\n", "\n"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the library's
        if tag == "br" or (tag in _ENDS_LINE and self.found and not self.found[-1].endswith("\n")):
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _ENDS_LINE and self.found and not self.found[-1].endswith("\n"):
            self.found.append("\n")
