"""Google's colours by number: the palettes are the same for everybody, and our scopes may not ask for them (protocols 1.1, 1.11)."""

from __future__ import annotations

import re

_CALENDARS = (
    "AC725E D06B64 F83A22 FA573C FF7537 FFAD46 42D692 16A765 7BD148 B3DC6C FBE983 FAD165 "
    "92E1C0 9FE1E7 9FC6E7 4986E7 9A9CFF B99AFF C2C2C2 CABDBF CCA6AC F691B2 CD74E6 A47AE2"
)
_EVENTS = "a4bdfc 7ae7bf dbadff ff887c fbd75b ffb878 46d6db e1e1e1 5484ed 51b749 dc2127"
CALENDAR_COLORS = {str(number): f"#{code}" for number, code in enumerate(_CALENDARS.split(), 1)}
EVENT_COLORS = {str(number): f"#{code}" for number, code in enumerate(_EVENTS.split(), 1)}
# The CSS names that calendar programs offer (RFC 7986 section 5.9), as far as Google has something like them.
_NAMES = {
    "tomato": "ff6347", "red": "ff0000", "orange": "ffa500", "gold": "ffd700", "yellow": "ffff00", "green": "008000",
    "lime": "00ff00", "teal": "008080", "turquoise": "40e0d0", "cyan": "00ffff", "blue": "0000ff", "navy": "000080",
    "purple": "800080", "violet": "ee82ee", "magenta": "ff00ff", "pink": "ffc0cb", "gray": "808080", "grey": "808080",
    "silver": "c0c0c0", "black": "000000", "brown": "a52a2a", "maroon": "800000", "olive": "808000", "white": "ffffff",
}  # fmt: skip
_HEX = re.compile(r"#?([0-9a-f]{6})(?:[0-9a-f]{2})?")


def nearest(color: str) -> str | None:
    """The number of the event colour that is closest to a hex code or CSS name; None for a text that names no colour."""
    name = color.strip().lower()
    found = _HEX.fullmatch(_NAMES.get(name, name))
    if found is None:
        return None
    wanted = _rgb(found[1])
    return min(EVENT_COLORS, key=lambda number: _distance(_rgb(EVENT_COLORS[number][1:]), wanted))


def _rgb(code: str) -> tuple[int, int, int]:
    value = int(code, 16)
    return value >> 16, value >> 8 & 255, value & 255


def _distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
