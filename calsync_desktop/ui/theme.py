"""The window's one visual language: colours, three text sizes and an 8-pixel grid, light or dark as the system is.

=========  ==========================================================================================
grid       every distance is a multiple of 4, mostly of 8; rows are 8 units high
type       the system's font in three sizes: small 0.9, body 1, title 1.5
lines      hairlines instead of boxes; a box only where something can be typed or pressed
colour     one accent, for what can be pressed next and for today; calendars bring the others
states     icon AND word, never colour alone
=========  ==========================================================================================

Contrast on paper: text at least 7:1, muted text and semantic colours at least 4.5:1 (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette

UNIT = 8
FIELD = "#7A828E"  # icons inside fields, readable on either paper
AMBER = "#A8720A"  # the same for the one warning icon that does not paint itself
SMALL, TITLE = 0.9, 1.5


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours by their part, as #RRGGBB."""

    paper: str
    side: str
    ink: str
    muted: str
    line: str
    accent: str
    on_accent: str
    wash: str
    warn: str
    danger: str
    fine: str
    dark: bool


LIGHT = Tokens(
    paper="#FFFFFF",
    side="#F5F7F8",
    ink="#1B1F23",
    muted="#5B6470",
    line="#E1E5E9",
    accent="#0F6B8A",
    on_accent="#FFFFFF",
    wash="#E6F1F5",
    warn="#8A5A00",
    danger="#B3261E",
    fine="#2B6B3F",
    dark=False,
)
DARK = Tokens(
    paper="#15181C",
    side="#1B1F24",
    ink="#E9ECEF",
    muted="#9BA5B1",
    line="#2C323A",
    accent="#62BBD8",
    on_accent="#06222C",
    wash="#1D333C",
    warn="#E5B552",
    danger="#F2938C",
    fine="#7FC796",
    dark=True,
)


def tokens_for(scheme: Qt.ColorScheme) -> Tokens:
    """What the system's scheme asks for; unknown is light."""
    return DARK if scheme is Qt.ColorScheme.Dark else LIGHT


def tokens_of(palette: QPalette) -> Tokens:
    """The tokens behind a palette: what paints itself asks its own palette, so a switch of scheme reaches it."""
    # Not Base or Window: a style sheet's own background would stand there.
    return DARK if palette.color(QPalette.ColorRole.AlternateBase).lightness() < 128 else LIGHT


def palette(t: Tokens) -> QPalette:
    """The tokens as Qt's roles, disabled ones muted."""
    role = QPalette.ColorRole
    out = QPalette()
    for name, color in (
        (role.Window, t.paper),
        (role.Base, t.paper),
        (role.AlternateBase, t.side),
        (role.Button, t.paper),
        (role.WindowText, t.ink),
        (role.Text, t.ink),
        (role.ButtonText, t.ink),
        (role.PlaceholderText, t.muted),
        (role.Mid, t.line),
        (role.Highlight, t.accent),
        (role.HighlightedText, t.on_accent),
        (role.Accent, t.accent),
        (role.Link, t.accent),
        (role.ToolTipBase, t.side),
        (role.ToolTipText, t.ink),
    ):
        out.setColor(name, QColor(color))
    for name in (role.WindowText, role.Text, role.ButtonText):
        out.setColor(QPalette.ColorGroup.Disabled, name, QColor(t.muted))
    return out


def sized(font: QFont, factor: float, weight: QFont.Weight | None = None) -> QFont:
    """The same font in another of the three sizes."""
    out = QFont(font)
    if font.pointSizeF() > 0:
        out.setPointSizeF(font.pointSizeF() * factor)
    else:
        out.setPixelSize(round(font.pixelSize() * factor))
    if weight is not None:
        out.setWeight(weight)
    return out


def readable(color: str, t: Tokens) -> QColor:
    """A calendar's own colour, moved in lightness until it stands out from the paper by at least 3:1 (WCAG 1.4.11)."""
    out = QColor(color) if QColor.isValidColorName(color) else QColor(t.muted)
    for _ in range(24):
        if contrast(out, QColor(t.paper)) >= 3:
            break
        out = out.lighter(112) if t.dark else out.darker(108)
        if t.dark and out.lightness() < 20:
            out = QColor(t.muted)
    return out


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: QColor) -> float:
    parts = (_linear(part) for part in (color.redF(), color.greenF(), color.blueF()))
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
