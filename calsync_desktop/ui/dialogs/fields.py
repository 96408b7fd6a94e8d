"""How the editor lays out its fields: an icon at the left of each, names only where a field does not speak for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from calsync_desktop.store.overview import CalendarRow
from calsync_desktop.ui.dialogs.sheet import field
from calsync_desktop.ui.theme import FIELD, UNIT
from calsync_desktop.ui.views.parts import Glyph, column


def line(icon: str, *parts: QWidget | QLayout) -> QHBoxLayout:
    """Fields that belong together, beside their icon."""
    inside = column(spacing=UNIT)
    for part in parts:
        if isinstance(part, QWidget):
            inside.addWidget(part)
        else:
            inside.addLayout(part)
    glyph = column(Glyph(icon))
    glyph.setContentsMargins(0, UNIT, 0, 0)
    glyph.addStretch(1)
    out = QHBoxLayout()
    out.setSpacing(2 * UNIT)
    out.addLayout(glyph)
    out.addLayout(inside, 1)
    return out


def form(lines: Sequence[QLayout]) -> QScrollArea:
    """The lines below one another, scrolled when there are too many for the window."""
    inner = QWidget()
    body = QVBoxLayout(inner)
    body.setContentsMargins(0, 0, UNIT, 0)
    body.setSpacing(2 * UNIT)
    for each in lines:
        body.addLayout(each)
    body.addStretch(1)
    out = QScrollArea()
    out.setWidget(inner)
    out.setWidgetResizable(True)
    out.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    out.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return out


def side_by_side(*named: tuple[str, QWidget]) -> QHBoxLayout:
    """Fields with their names, each with the same share of the width."""
    out = QHBoxLayout()
    out.setSpacing(2 * UNIT)
    for name, widget in named:
        out.addLayout(field(name, widget), 1)
    return out


def choices(words: Mapping[str, str]) -> QComboBox:
    """A choice of words by their values."""
    out = QComboBox()
    for value, shown in words.items():
        out.addItem(shown, value)
    return out


def calendars(rows: Sequence[CalendarRow], current: str) -> QComboBox:
    """The calendars that may be written to, and the one that it is in."""
    out = QComboBox()
    for one in rows:
        if (one.access == "write" and one.selected and not one.missing) or one.id == current:
            out.addItem(_dot(one.color), one.name, one.id)
    return out


def take(box: QComboBox, value: str) -> None:
    """Choose a value, the first when it is not there."""
    box.setCurrentIndex(max(0, box.findData(value)))


def _dot(color: str) -> QIcon:
    out = QPixmap(32, 32)
    out.fill(Qt.GlobalColor.transparent)
    painter = QPainter(out)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color) if QColor.isValidColorName(color) else QColor(FIELD))
    painter.drawEllipse(QRectF(4, 4, 24, 24))
    painter.end()
    return QIcon(out)
