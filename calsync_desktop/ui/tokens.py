"""The colours of the window by their part: light, dark, and both once more for people who asked for high contrast."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The colours by their part, as #RRGGBB. There are only those below, so that one is equal to itself alone.

    ``paper`` is what one reads on, ``side`` what lies beside it; ``ink``, ``muted`` and the semantic colours are written on both. ``line`` is a hairline
    between parts, ``faint`` one inside a grid, ``edge`` the border of what can be typed in. ``accent`` is what can be pressed next, and today;
    ``wash`` is the ground of what is chosen, ``hover`` of what is pointed at. ``now`` is the line of the present moment.
    """

    paper: str
    side: str
    ink: str
    muted: str
    line: str
    faint: str
    edge: str
    accent: str
    accent_over: str
    on_accent: str
    wash: str
    hover: str
    blush: str
    warn: str
    danger: str
    fine: str
    now: str
    dark: bool
    strong: bool = False


LIGHT = Tokens(
    paper="#FFFFFF",
    side="#F5F7F8",
    ink="#1B1F23",
    muted="#5B6470",
    line="#E1E5E9",
    faint="#ECEFF2",
    edge="#CBD2D9",
    accent="#0F6B8A",
    accent_over="#0C5A75",
    on_accent="#FFFFFF",
    wash="#E6F1F5",
    hover="#EEF1F4",
    blush="#FBEEEC",
    warn="#8A5A00",
    danger="#B3261E",
    fine="#2B6B3F",
    now="#D6322B",
    dark=False,
)
DARK = Tokens(
    paper="#15181C",
    side="#1B1F24",
    ink="#E9ECEF",
    muted="#9BA5B1",
    line="#2C323A",
    faint="#22272E",
    edge="#3A424C",
    accent="#62BBD8",
    accent_over="#80C9E1",
    on_accent="#06222C",
    wash="#1D333C",
    hover="#23292F",
    blush="#35211F",
    warn="#E5B552",
    danger="#F2938C",
    fine="#7FC796",
    now="#FF7B72",
    dark=True,
)
STRONG_LIGHT = Tokens(
    paper="#FFFFFF",
    side="#FAFAFA",
    ink="#000000",
    muted="#24292E",
    line="#6E7781",
    faint="#AEB6BF",
    edge="#24292E",
    accent="#003F5C",
    accent_over="#00293D",
    on_accent="#FFFFFF",
    wash="#CFE8F2",
    hover="#E4E8EC",
    blush="#FFE3E0",
    warn="#5C3900",
    danger="#8E0F12",
    fine="#0F4A20",
    now="#B00014",
    dark=False,
    strong=True,
)
STRONG_DARK = Tokens(
    paper="#000000",
    side="#080A0C",
    ink="#FFFFFF",
    muted="#D9DEE3",
    line="#8A939C",
    faint="#5B636C",
    edge="#D9DEE3",
    accent="#7FDBFF",
    accent_over="#B3EAFF",
    on_accent="#000000",
    wash="#003B52",
    hover="#1C2329",
    blush="#46100D",
    warn="#FFD479",
    danger="#FFB3AD",
    fine="#9FF0B4",
    now="#FF9089",
    dark=True,
    strong=True,
)
ALL = (LIGHT, DARK, STRONG_LIGHT, STRONG_DARK)
