"""The window's one visual language: paper and ink, hairlines instead of boxes, one accent, three sizes of the system's font.

=========  ============================================================================================================
grid       every distance is a multiple of 4, mostly of 8 (``UNIT``); rows are 8 units high in lists, 4 in dense ones
space      what belongs together is 1 unit apart, what does not is 3; the page keeps 2 units from its edges
type       the system's font in three sizes: small 0.9, body 1, title 1.5; weight says rank, never capitals
lines      hairlines instead of boxes, no group boxes; a border only where something can be typed or pressed
colour     one accent, for what can be pressed next and for today; calendars bring the others (``hues.hue``)
states     icon AND word, never colour alone; uncertain is hatched, declined is struck out, chosen is solid
hover      one shade of the ground, no movement; keyboard focus is a ring of 2 pixels in the accent
icons      our own small SVG strokes of 1.75 on a grid of 24, in the colour of their words; no emoji
modes      light, dark, and both in high contrast; follows the system, or what the user chose (``appearance``)
=========  ============================================================================================================

Contrast on paper and side: ink at least 7:1, muted and semantic colours at least 4.5:1 (WCAG 2.2, 1.4.3), shapes 3:1 (1.4.11).

For whoever builds on it: take distances from ``UNIT``, colours from ``tokens_of(self.palette())`` at each painting (never keep them: the mode may change),
fonts from ``sized``, icons from ``ui.icons``, ready-made parts from ``views.parts``; style through the properties ``tone``, ``main``, ``quiet`` and
``segment`` of ``ui.stylesheet``, never through a style sheet of one's own.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette

from calsync_desktop.ui.hues import Hue, contrast, hue, mixed, readable
from calsync_desktop.ui.tokens import ALL, DARK, LIGHT, STRONG_DARK, STRONG_LIGHT, Tokens

__all__ = [
    "AMBER",
    "DARK",
    "FIELD",
    "LIGHT",
    "RADIUS",
    "SMALL",
    "STRONG_DARK",
    "STRONG_LIGHT",
    "TITLE",
    "UNIT",
    "Hue",
    "Tokens",
    "contrast",
    "hue",
    "mixed",
    "palette",
    "readable",
    "sized",
    "tokens_for",
    "tokens_of",
]

UNIT = 8
RADIUS = 6  # of what can be pressed, and of an appointment
FIELD = "#7A828E"  # icons inside fields, readable on either paper
AMBER = "#A8720A"  # the same for the one warning icon that does not paint itself
SMALL, TITLE = 0.9, 1.5
_Role = QPalette.ColorRole
_BY_PALETTE = {(t.side.lower(), t.accent.lower()): t for t in ALL}


def tokens_for(scheme: Qt.ColorScheme, *, strong: bool = False) -> Tokens:
    """What the system's scheme asks for; unknown is light. ``strong``: high contrast."""
    if scheme is Qt.ColorScheme.Dark:
        return STRONG_DARK if strong else DARK
    return STRONG_LIGHT if strong else LIGHT


def tokens_of(palette: QPalette) -> Tokens:
    """The tokens behind a palette: what paints itself asks its own palette, so a switch of mode reaches it."""
    # Not Base or Window: a style sheet's own background would stand there.
    side = palette.color(_Role.AlternateBase)
    known = _BY_PALETTE.get((side.name(), palette.color(_Role.Link).name()))
    return known or (DARK if side.lightness() < 128 else LIGHT)


def palette(t: Tokens) -> QPalette:
    """The tokens as Qt's roles, disabled ones muted."""
    out = QPalette()
    for name, color in (
        (_Role.Window, t.paper),
        (_Role.Base, t.paper),
        (_Role.AlternateBase, t.side),
        (_Role.Button, t.paper),
        (_Role.WindowText, t.ink),
        (_Role.Text, t.ink),
        (_Role.ButtonText, t.ink),
        (_Role.PlaceholderText, t.muted),
        (_Role.Mid, t.line),
        (_Role.Highlight, t.accent),
        (_Role.HighlightedText, t.on_accent),
        (_Role.Accent, t.accent),
        (_Role.Link, t.accent),
        (_Role.ToolTipBase, t.side),
        (_Role.ToolTipText, t.ink),
    ):
        out.setColor(name, QColor(color))
    for name in (_Role.WindowText, _Role.Text, _Role.ButtonText):
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
