"""How the agenda's rows look: a heading with a hairline for a day, two lines of text beside a coloured bar for an entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QLocale, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from calsync_desktop.ui import dates, icons, wording
from calsync_desktop.ui.models.agenda import RowRole
from calsync_desktop.ui.models.entries import Entry, Heading, Line, details, marks, time_words
from calsync_desktop.ui.theme import SMALL, UNIT, Tokens, readable, sized, tokens_of

_LEFT, _BAR = UNIT + 4, 4
_ICON = 14


@dataclass(frozen=True, slots=True)
class Pens:
    """The painter's surroundings for one row."""

    painter: QPainter
    tokens: Tokens
    body: QFont
    small: QFont

    def text(
        self, box: QRect, text: str, font: QFont, color: str, flags: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    ) -> int:
        """Write one line, elided to the box; how wide it became. Remote text is never read as anything but text."""
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, box.width())
        self.painter.setFont(font)
        self.painter.setPen(QColor(color))
        self.painter.drawText(
            box, int(flags | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine.value), shown
        )
        return metrics.horizontalAdvance(shown)

    def icon(self, name: str, x: int, middle: int, color: str) -> None:
        """Draw a small icon whose left edge is ``x``."""
        icons.paint(self.painter, name, QRectF(x, middle - _ICON / 2, _ICON, _ICON), color)


class AgendaPaint(QStyledItemDelegate):
    """Paints rows; ``local`` is the zone that times are shown in."""

    def __init__(self, local: str, locale: QLocale, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._local, self._locale, self._today = local, locale, today

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row = index.data(RowRole)
        line = QFontMetrics(option.font).height()
        if isinstance(row, Heading):
            return QSize(0, line + 4 * UNIT + (line + UNIT if row.note else 0))
        return QSize(0, 2 * line + 2 * UNIT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row, font = index.data(RowRole), option.font
        tokens = tokens_of(option.palette)
        pens = Pens(painter, tokens, font, sized(font, SMALL))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box: QRect = option.rect
        if isinstance(row, Heading):
            self._heading(pens, box, row)
        elif isinstance(row, Line):
            self._background(pens, box, option.state)
            self._line(pens, box, row)
        painter.restore()

    def _heading(self, pens: Pens, box: QRect, row: Heading) -> None:
        height = QFontMetrics(pens.body).height()
        top = QRect(box.left() + _LEFT, box.top() + 2 * UNIT, box.width() - 2 * _LEFT, height)
        name, full = dates.heading(row.day, self._today(), self._locale)
        color = pens.tokens.accent if row.today else pens.tokens.ink
        at = pens.text(top, name, sized(pens.body, 1, QFont.Weight.DemiBold), color)
        pens.text(top.adjusted(at + UNIT, 0, 0, 0), full, pens.body, pens.tokens.muted)
        under = top.bottom() + UNIT - 2
        pens.painter.fillRect(
            QRect(top.left(), under, top.width(), 1), QColor(color if row.today else pens.tokens.line)
        )
        if row.note:
            pens.text(
                QRect(top.left(), under + UNIT, top.width(), height + UNIT), row.note, pens.body, pens.tokens.muted
            )

    def _background(self, pens: Pens, box: QRect, state: QStyle.StateFlag) -> None:
        inner = QRectF(box.adjusted(0, 1, 0, -1))
        chosen, over = bool(state & QStyle.StateFlag.State_Selected), bool(state & QStyle.StateFlag.State_MouseOver)
        if chosen or over:
            pens.painter.setPen(Qt.PenStyle.NoPen)
            pens.painter.setBrush(QColor(pens.tokens.wash if chosen else pens.tokens.side))
            pens.painter.drawRoundedRect(inner, 6, 6)
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            pens.painter.setPen(QPen(QColor(pens.tokens.accent), 2))
            pens.painter.setBrush(Qt.BrushStyle.NoBrush)
            pens.painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 6, 6)

    def _line(self, pens: Pens, box: QRect, row: Line) -> None:
        entry = row.entry
        _bar(pens, box, entry)
        height = QFontMetrics(pens.body).height()
        first = QRect(
            box.left() + _LEFT + _BAR + UNIT + 4, box.top() + UNIT, box.width() - 2 * _LEFT - _BAR - UNIT - 4, height
        )
        times = QFontMetrics(pens.body).horizontalAdvance("00:00 – 00:00") + 2 * UNIT
        gone = _put_aside(entry)
        pens.text(
            first.adjusted(0, 0, -(first.width() - times), 0),
            time_words(row, self._locale),
            pens.body,
            pens.tokens.muted,
        )
        words = first.adjusted(times, 0, 0, 0)
        end = self._marks(pens, words, marks(entry))
        title = sized(pens.body, 1, QFont.Weight.Medium)
        title.setStrikeOut(gone)
        room = words.adjusted(0, 0, -(words.right() - end) - (_ICON + UNIT if entry.series else 0), 0)
        width = pens.text(room, entry.title or wording.UNTITLED, title, pens.tokens.muted if gone else pens.tokens.ink)
        if entry.series:
            pens.icon("repeat", room.left() + width + 6, first.center().y() + 1, pens.tokens.muted)
        below = words.translated(0, height)
        pens.text(below, details(entry, self._local, self._locale), pens.small, pens.tokens.muted)

    def _marks(self, pens: Pens, box: QRect, shown: Sequence[tuple[str, str, str]]) -> int:
        """Marks from the right edge leftwards; where the title has to end."""
        right, metrics = box.right(), QFontMetrics(pens.small)
        for icon, tone, word in shown:
            color = getattr(pens.tokens, tone)
            width = metrics.horizontalAdvance(word)
            right -= width
            pens.text(QRect(right, box.top(), width + 2, box.height()), word, pens.small, color)
            right -= _ICON + 4
            pens.icon(icon, right, box.center().y() + 1, color)
            right -= UNIT + 4
        return right


def _bar(pens: Pens, box: QRect, entry: Entry) -> None:
    """The calendar's colour; hollow when it is not certain, so that colour is not needed to see it."""
    color = readable(entry.color, pens.tokens)
    bar = QRectF(box.left() + _LEFT, box.top() + UNIT + 1, _BAR, box.height() - 2 * UNIT - 2)
    uncertain = "tentative" in (entry.status, entry.my_reply, entry.show_as) or entry.my_reply == "none"
    pens.painter.setPen(QPen(color, 1.2) if uncertain else Qt.PenStyle.NoPen)
    pens.painter.setBrush(Qt.BrushStyle.NoBrush if uncertain else QBrush(color))
    pens.painter.drawRoundedRect(bar.adjusted(0.6, 0.6, -0.6, -0.6) if uncertain else bar, 2, 2)


def _put_aside(entry: Entry) -> bool:
    return entry.status == "cancelled" or entry.my_reply == "declined"
