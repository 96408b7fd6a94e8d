"""Words for people: what a result says when nobody asked for JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import click

# Bidirectional controls and everything that moves a terminal's cursor: a title from elsewhere may hold either.
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}


def plain(text: object) -> str:
    """``text`` on one line, without anything that could steer a terminal."""
    said = str(text)
    return (said if said.isprintable() else "".join(letter if _is_safe(letter) else " " for letter in said)).strip()


def width(text: str) -> int:
    """How many columns a terminal needs for it."""
    return len(text) if text.isascii() else sum(_columns(letter) for letter in text)


def padded(text: str, columns: int) -> str:
    """Filled up with spaces on the right."""
    return text + " " * max(0, columns - width(text))


def shortened(text: str, columns: int) -> str:
    """At most so wide; what was left out is marked."""
    if width(text) <= columns:
        return text
    kept, used = [], 1
    for letter in text:
        used += _columns(letter)
        if used > columns:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…"


def table(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Rows in columns, as wide as they need to be; the last column is never filled up."""
    cells = [[plain(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(
            [*(padded(cell, columns) for cell, columns in zip(row[:-1], widths[:-1], strict=True)), row[-1]]
        ).rstrip()


def many(count: int, one: str, several: str = "") -> str:
    """``1 appointment``, ``2 appointments``."""
    return f"{count} {one if count == 1 else several or one + 's'}"


def heading(text: str) -> str:
    """A line that stands out where the terminal can show it."""
    return click.style(text, bold=True)


def fields(names: Mapping[str, object]) -> Iterator[str]:
    """``name  value`` for whatever has a value; further lines of a value stand under its first."""
    shown = {name: value for name, value in names.items() if value not in ("", None, [], False)}
    wide = max(map(len, shown), default=0)
    for name, value in shown.items():
        lines = [plain(line) for line in str(value).splitlines()] or [""]
        yield f"{padded(name, wide)}  {lines[0]}".rstrip()
        yield from (" " * (wide + 2) + line for line in lines[1:])


def change(row: Mapping[str, Any]) -> tuple[str, ...]:
    """One change as cells of a table."""
    arrow = {"in": "←", "out": "→"}.get(row["direction"], "·")
    done = {"create": "new", "update": "changed", "delete": "deleted"}.get(row["kind"], row["kind"])
    what = f"{done}: {', '.join(row['fields'])}" if row["kind"] == "update" and row["fields"] else done
    return (
        moment(row["at"]),
        arrow,
        row["title"] or "(no title)",
        what + (", undone" if row["undone"] else ""),
        row["id"],
    )


def moment(text: str | None) -> str:
    """An instant in the machine's own zone, to the minute."""
    from datetime import datetime

    return f"{datetime.fromisoformat(text).astimezone():%Y-%m-%d %H:%M}" if text else "never"


def _is_safe(letter: str) -> bool:
    return letter in _JOINERS or unicodedata.category(letter) not in _UNSAFE


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or letter in _JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
