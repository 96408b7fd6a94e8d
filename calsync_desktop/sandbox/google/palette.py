"""The colours that calendars and events can have, by number."""

import re
from typing import Final

_CALENDAR: Final = (
    "ac725e d06b64 f83a22 fa573c ff7537 ffad46 42d692 16a765 7bd148 b3dc6c fbe983 fad165 "
    "92e1c0 9fe1e7 9fc6e7 4986e7 9a9cff b99aff c2c2c2 cabdbf cca6ac f691b2 cd74e6 a47ae2"
)
_EVENT: Final = "a4bdfc 7ae7bf dbadff ff887c fbd75b ffb878 46d6db e1e1e1 5484ed 51b749 dc2127"
CALENDAR_COLORS: Final = {str(number): f"#{code}" for number, code in enumerate(_CALENDAR.split(), 1)}
HEX_COLOR: Final = re.compile("#[0-9a-fA-F]{6}")
EVENT_COLORS: Final = {str(number): f"#{code}" for number, code in enumerate(_EVENT.split(), 1)}


def next_color(count: int) -> str:
    """The colour of a new calendar on a list of so many: 14 for the first, and each unlike its neighbours."""
    return str((13 + 7 * count) % len(CALENDAR_COLORS) + 1)


def nearest(code: str) -> str:
    """The number of the palette's colour that is closest to a hex code."""

    def distance(number: str) -> int:
        return sum(abs(a - b) for a, b in zip(_rgb(CALENDAR_COLORS[number]), _rgb(code), strict=True))

    return min(CALENDAR_COLORS, key=distance)


def _rgb(code: str) -> tuple[int, int, int]:
    value = int(code.lstrip("#")[:6] or "0", 16)
    return value >> 16, value >> 8 & 255, value & 255
