"""The grounds of blocks as pictures, because a week has hundreds of blocks and few kinds of them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from calsync_desktop.ui.theme import Tokens, hue, mixed

CORNER, PAD, BAR, _HATCH = 5.0, 4.0, 3.0, 8.0
CERTAIN, FREE, DOUBT, ASIDE = "certain", "free", "doubt", "aside"


class Form(NamedTuple):
    """All that a ground depends on: the calendar's colour, the size, how certain it is, and how it is looked at."""

    color: str
    width: int
    height: int
    sort: str
    chosen: bool = False
    over: bool = False
    ring: bool = False
    begins: bool = True
    ends: bool = True
    upright: bool = True


@lru_cache(maxsize=1024)
def ground(form: Form, tokens: Tokens, scale: float) -> QPixmap:
    """The picture, for a screen of this scale."""
    out = QPixmap(QSize(max(1, round(form.width * scale)), max(1, round(form.height * scale))))
    out.setDevicePixelRatio(scale)
    out.fill(Qt.GlobalColor.transparent)
    painter = QPainter(out)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint(painter, QRectF(0, 0, form.width, form.height), form, tokens)
    painter.end()
    return out


def _paint(painter: QPainter, box: QRectF, form: Form, tokens: Tokens) -> None:
    colors, plain = hue(form.color, tokens), form.sort == CERTAIN
    paper = QColor(tokens.paper)
    rounded(painter, box, colors.solid if form.chosen else colors.fill if plain else paper, form)
    if form.sort == DOUBT and not form.chosen and not tokens.strong:
        _hatch(painter, box, mixed(paper, colors.fill, 0.6) if tokens.dark else colors.fill)
    if not form.chosen and (not plain or tokens.strong or form.over):
        pen = QPen(colors.bar if tokens.strong else mixed(paper, colors.bar, 0.55), 1)
        if form.sort in (DOUBT, ASIDE):
            pen.setDashPattern([3, 3])
        _outline(painter, box, pen, 0.5)
    if form.ring:
        _outline(painter, box, QPen(paper, 1), 2.5)
    if form.begins or form.upright:
        bar = QRectF(PAD, PAD, BAR, box.height() - 2 * PAD)
        fill(painter, bar, colors.on_solid if form.chosen else colors.bar, BAR / 2)


def rounded(painter: QPainter, box: QRectF, color: QColor, form: Form) -> None:
    """Rounded where it begins and ends; straight where it goes on."""
    fill(painter, box, color, CORNER)
    across, along = (box.width(), CORNER) if form.upright else (CORNER, box.height())
    if not form.begins:
        painter.drawRect(QRectF(box.left(), box.top(), across, along))
    if not form.ends:
        painter.drawRect(QRectF(box.right() - across, box.bottom() - along, across, along))


def fill(painter: QPainter, box: QRectF, color: QColor, radius: float) -> None:
    """A rounded box without an edge."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(box, radius, radius)


def _outline(painter: QPainter, box: QRectF, pen: QPen, edge: float) -> None:
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(edge, edge, -edge, -edge), CORNER, CORNER)


def _hatch(painter: QPainter, box: QRectF, color: QColor) -> None:
    """Diagonal lines, as far apart at every scale of the screen."""
    painter.save()
    painter.setClipRect(box.adjusted(1, 1, -1, -1))
    painter.setPen(QPen(color, 2))
    at = box.left() - box.height()
    while at < box.right():
        painter.drawLine(QPointF(at, box.bottom()), QPointF(at + box.height(), box.top()))
        at += _HATCH
    painter.restore()
