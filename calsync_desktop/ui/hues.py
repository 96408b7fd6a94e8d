"""A calendar's own colour, bent as little as it takes to be seen and read on our paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor

from calsync_desktop.ui.tokens import Tokens

SEEN, READ = 3.0, 4.5  # WCAG 2.2: 1.4.11 for shapes, 1.4.3 for words
_STEPS = 48


@dataclass(frozen=True, slots=True)
class Hue:
    """``bar`` stands out from the paper; ``text`` can be read on ``fill``, and ``on_solid`` on ``solid``, which is the colour of what is chosen."""

    bar: QColor
    fill: QColor
    text: QColor
    solid: QColor
    on_solid: QColor


@lru_cache(maxsize=512)
def hue(color: str, t: Tokens) -> Hue:
    """The colours of a calendar; a name that is no colour is grey."""
    own = QColor(color) if QColor.isValidColorName(color) else QColor(t.muted)
    paper, ink = QColor(t.paper), QColor(t.ink)
    bar = readable(color, t)
    fill = mixed(paper, bar, 0.30 if t.dark else 0.13)
    text = ink if t.strong else _towards(mixed(own, ink, 0.25), ink, fill, READ + 0.6)
    on_solid = QColor("#0B0F12") if t.dark else QColor("#FFFFFF")
    solid = _towards(bar, QColor("white" if t.dark else "black"), on_solid, READ)
    return Hue(bar, fill, text, solid, on_solid)


@lru_cache(maxsize=512)
def readable(color: str, t: Tokens, ratio: float = SEEN) -> QColor:
    """A calendar's own colour, moved towards the ink until it stands out from the paper by ``ratio``."""
    own = QColor(color) if QColor.isValidColorName(color) else QColor(t.muted)
    return _towards(own, QColor("white" if t.dark else "black"), QColor(t.paper), ratio)


def mixed(one: QColor, other: QColor, part: float) -> QColor:
    """``part`` (0 to 1) of the other colour in the one."""
    rest = 1 - part
    return QColor.fromRgbF(
        one.redF() * rest + other.redF() * part,
        one.greenF() * rest + other.greenF() * part,
        one.blueF() * rest + other.blueF() * part,
    )


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _towards(color: QColor, goal: QColor, ground: QColor, ratio: float) -> QColor:
    """The first colour on the way to ``goal`` that differs from ``ground`` enough."""
    steps = (mixed(color, goal, step / _STEPS) for step in range(_STEPS + 1))
    return next((one for one in steps if contrast(one, ground) >= ratio), goal)


def _luminance(color: QColor) -> float:
    parts = (_linear(part) for part in (color.redF(), color.greenF(), color.blueF()))
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
