"""iCalendar as a tree of content lines, kept as they were written, so that an edit touches only the lines it is about.

RFC 5545 section 3.1: ``NAME;PARAM=value;PARAM="quoted":value``, folded at 75 octets. Reading is tolerant (bare LF, broken lines are passed over), writing is
strict (CRLF, folded between characters).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

LARGEST = 1_000_000  # characters of one resource (RFC 4791 max-resource-size; trust.md 3d)
DEEPEST = 6
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;(?:[^":;]|"[^"]*")*)*):(.*)', re.DOTALL)
_LOOSE = re.compile(r"([A-Za-z0-9-]+)(;[^:]*):(.*)", re.DOTALL)  # a quote that never closes
_PARAM = re.compile(r';([A-Za-z0-9-]+)=((?:[^";]|"[^"]*")*)')
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), 127])
_CARETS = {"^n": "\n", "^^": "^", "^'": '"'}
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


class BrokenCalendar(ValueError):
    """The text is not iCalendar that can be read; its message is a sentence."""


@dataclass(slots=True)
class Line:
    """One content line: NAME in upper case, parameters as written (with their leading ``;``), value as written."""

    name: str
    params: str
    value: str

    def param(self, name: str) -> str:
        """One parameter, unquoted and without RFC 6868 carets; "" when absent."""
        if not self.params:
            return ""
        for key, value in _PARAM.findall(self.params):
            if key.upper() == name:
                plain = value.strip('"')
                return re.sub(r"\^[n^']", lambda m: _CARETS[m[0]], plain) if "^" in plain else plain
        return ""

    def text(self) -> str:
        """The value as TEXT: unescaped, without control characters."""
        return unescape(self.value)


@dataclass(slots=True)
class Component:
    """A BEGIN..END block: its own lines, then the blocks inside."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def first(self, name: str) -> Line | None:
        """The first line of that name."""
        for line in self.lines:
            if line.name == name:
                return line
        return None

    def every(self, name: str) -> list[Line]:
        """All lines of that name, in order."""
        return [line for line in self.lines if line.name == name]

    def value(self, name: str) -> str:
        """The raw value of the first line of that name; "" when absent."""
        line = self.first(name)
        return line.value if line is not None else ""

    def drop(self, *names: str) -> None:
        """Take out all lines of these names."""
        self.lines = [line for line in self.lines if line.name not in names]

    def put(self, name: str, value: str, params: str = "") -> None:
        """Replace the first line of that name in its place (further ones go), or add it."""
        made = Line(name, params, value)
        for index, line in enumerate(self.lines):
            if line.name == name:
                self.lines[index] = made
                self.lines[index + 1 :] = [each for each in self.lines[index + 1 :] if each.name != name]
                return
        self.lines.append(made)

    def put_text(self, name: str, text: str, params: str = "") -> None:
        """As ``put`` with a TEXT value; an empty text takes the line away."""
        if text:
            self.put(name, escape(text), params)
        else:
            self.drop(name)

    def copy(self) -> Component:
        """A copy that can be changed alone."""
        return Component(
            self.name, [Line(each.name, each.params, each.value) for each in self.lines], [p.copy() for p in self.parts]
        )


def unescape(value: str) -> str:
    """TEXT as a person reads it (RFC 5545 section 3.3.11)."""
    if "\\" in value:
        value = re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value, flags=re.DOTALL)
    return value if value.isprintable() else value.translate(_CONTROLS)


def escape(text: str) -> str:
    """A text as TEXT value; control characters go, so that no line can be smuggled in."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS).translate(_ESCAPES)


def split_list(value: str) -> list[str]:
    """The items of a comma-separated TEXT list, unescaped, without empty ones."""
    if "\\" not in value:
        items = value.split(",")
    else:
        items = [unescape(each) for each in re.findall(r"(?:\\.|[^,\\])+", value, flags=re.DOTALL)]
    return [item.strip() for item in items if item.strip()]


def quote_param(value: str) -> str:
    """A parameter value that may hold anything (RFC 6868), quoted when it must be."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    value = value.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{value}"' if re.search(r"[;:,]", value) else value


def decode(data: str | bytes) -> str:
    """The text of a file: UTF-8 unfolded before it is decoded (a fold may stand inside a character), else Latin-1; without BOM."""
    if isinstance(data, str):
        return data
    data = re.sub(rb"\r?\n[ \t]", b"", data)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def parse(text: str) -> list[Component]:
    """The VCALENDARs of a text; BrokenCalendar when the blocks do not close, lie too deep, or there is none."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "")
    top = Component("")
    stack = [top]
    match = _LINE.fullmatch
    for written in text.split("\n"):
        found = match(written) or _LOOSE.fullmatch(written)
        if found is None:
            continue
        name, params, value = found.groups()
        name = name.upper()
        if name == "BEGIN":
            _open(stack, value)
        elif name == "END":
            _close(stack, value)
        else:
            stack[-1].lines.append(Line(name, params, value))
    if len(stack) > 1:
        raise BrokenCalendar("The text is cut off: a block does not end.")
    calendars = [part for part in top.parts if part.name == "VCALENDAR"]
    if not calendars:
        raise BrokenCalendar("The text is not an iCalendar calendar.")
    return calendars


def _open(stack: list[Component], value: str) -> None:
    if len(stack) > DEEPEST:
        raise BrokenCalendar("The text has blocks inside blocks without end.")
    made = Component(value.strip().upper())
    stack[-1].parts.append(made)
    stack.append(made)


def _close(stack: list[Component], value: str) -> None:
    if len(stack) == 1 or stack[-1].name != value.strip().upper():
        raise BrokenCalendar("The text is damaged: its blocks do not match.")
    stack.pop()


def serialise(components: Iterable[Component]) -> str:
    """The text with CRLF line ends, folded at 75 octets."""
    return "".join(f"{fold(line)}\r\n" for component in components for line in _written(component))


def _written(component: Component) -> Iterator[str]:
    yield f"BEGIN:{component.name}"
    for line in component.lines:
        yield f"{line.name}{line.params}:{line.value}"
    for part in component.parts:
        yield from _written(part)
    yield f"END:{component.name}"


def fold(line: str) -> str:
    """Break a line so that no piece is longer than 75 octets, never inside a character."""
    if len(line) <= 75 and line.isascii():
        return line
    pieces, start, size = [], 0, 0
    for index, char in enumerate(line):
        width = len(char.encode())
        if size + width > 75:
            pieces.append(line[start:index])
            start, size = index, 1
        size += width
    return "\r\n ".join([*pieces, line[start:]])
