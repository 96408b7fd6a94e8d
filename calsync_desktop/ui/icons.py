"""Our small SVG icons in the colour that is asked for, crisp at every scale."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

# 16, 18, 20 and 24 pixels, each at 1x, 1.25x, 1.5x and 2x: a picture that is scaled is never crisp.
_SIZES = (16, 18, 20, 23, 24, 25, 27, 30, 32, 36, 40, 48, 64)


@lru_cache(maxsize=1)
def folder() -> Path:
    """Where the icons lie: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "resources" / "icons"
    return inside if inside.is_dir() else package.parent / "resources" / "icons"


@lru_cache(maxsize=256)
def drawing(name: str, color: str) -> QSvgRenderer:
    """The icon ``name`` with its strokes in ``color`` (#RRGGBB)."""
    text = (folder() / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", color).encode()))


def paint(painter: QPainter, name: str, box: QRectF, color: QColor | str) -> None:
    """Draw the icon into ``box``."""
    drawing(name, QColor(color).name()).render(painter, box)


@lru_cache(maxsize=256)
def icon(name: str, color: str, badge: str = "") -> QIcon:
    """The icon in all sizes that a button or the tray asks for; ``badge`` is a second icon in its lower right quarter."""
    out = QIcon()
    for size in _SIZES:
        out.addPixmap(_pixmap(name, color, badge, size))
    return out


def application_icon() -> QIcon:
    """The program's own mark."""
    return icon("org.calsync.Desktop", "#1d7280")


def _pixmap(name: str, color: str, badge: str, size: int) -> QPixmap:
    out = QPixmap(QSize(size, size))
    out.fill(Qt.GlobalColor.transparent)
    painter = QPainter(out)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter, name, QRectF(0, 0, size, size), color)
    if badge:
        corner = QRectF(size * 0.42, size * 0.42, size * 0.58, size * 0.58)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.setBrush(Qt.GlobalColor.black)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(corner)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        paint(painter, badge, corner, color)
    painter.end()
    return out
