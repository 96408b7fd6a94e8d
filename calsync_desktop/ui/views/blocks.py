"""How an appointment looks as a block or a bar: its calendar's colour, what is certain about it, its words, its marks.

=============  ==================================================
certain        filled, with a bar of the calendar's colour
free           outlined
not certain    hatched, with a broken outline
put aside      outlined with a broken line, struck out
chosen         solid
=============  ==================================================
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from calsync_desktop.ui import icons, wording
from calsync_desktop.ui.models.entries import Entry, marks
from calsync_desktop.ui.theme import SMALL, Hue, Tokens, hue, mixed, sized

CORNER, _BAR, _PAD, _MARK, _HATCH = 5.0, 3.0, 4.0, 13.0, 8.0
_ONE_LINE = int(Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class Hand:
    """A painter with the fonts and tokens of one painting."""

    def __init__(self, painter: QPainter, tokens: Tokens, font: QFont) -> None:
        self.painter, self.tokens, self.body = painter, tokens, font
        self.small, self.bold = sized(font, SMALL), sized(font, SMALL, QFont.Weight.DemiBold)
        self.strong = sized(font, 1, QFont.Weight.DemiBold)
        self.struck = QFont(self.bold)
        self.struck.setStrikeOut(True)
        self.measure, self.measure_bold = QFontMetricsF(self.small), QFontMetricsF(self.bold)
        self.line = self.measure.height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def text(self, box: QRectF, words: str, font: QFont, color: QColor | str, flags: int = _ONE_LINE) -> float:
        """Write one line, elided to the box; how wide it became. Remote text is never read as anything but text."""
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(words.replace("\n", " "), Qt.TextElideMode.ElideRight, box.width())
        self.painter.setFont(font)
        self.painter.setPen(QColor(color))
        self.painter.drawText(box, flags, shown)
        return metrics.horizontalAdvance(shown)

    def icon(self, name: str, box: QRectF, color: QColor | str) -> None:
        """Draw an icon."""
        icons.paint(self.painter, name, box, color)


@dataclass(frozen=True, slots=True)
class Face:
    """How a block is shown now: ``times`` are its second line; whether it ``begins`` and ``ends`` where the box does; ``upright`` in a column of hours."""

    times: str = ""
    chosen: bool = False
    over: bool = False
    focused: bool = False
    begins: bool = True
    ends: bool = True
    upright: bool = True


def uncertain(entry: Entry) -> bool:
    """Not agreed yet: tentative, or an invitation without an answer."""
    return "tentative" in (entry.status, entry.my_reply, entry.show_as) or entry.my_reply == "none"


def put_aside(entry: Entry) -> bool:
    """Shown, but not taking place for this user."""
    return entry.status == "cancelled" or entry.my_reply == "declined"


def block(hand: Hand, box: QRectF, entry: Entry, face: Face) -> None:
    """Paint an appointment into its box."""
    colors = hue(entry.color, hand.tokens)
    _ground(hand, box, entry, face, colors)
    if box.width() < 10:
        return
    if face.begins or face.upright:
        bar = QRectF(box.left() + _PAD, box.top() + _PAD, _BAR, box.height() - 2 * _PAD)
        _fill(hand, bar, colors.on_solid if face.chosen else colors.bar, 1.5)
    inner = box.adjusted(_PAD + _BAR + 5, 0, -_PAD, 0)
    right = _marks(hand, inner, entry, colors.on_solid if face.chosen else None)
    _words(
        hand, QRectF(inner.topLeft(), QPointF(right, inner.bottom())), entry, face, _color(hand, entry, face, colors)
    )


def dot_line(hand: Hand, box: QRectF, entry: Entry, face: Face) -> None:
    """One line of a month: a mark of colour, the time, the title."""
    colors = hue(entry.color, hand.tokens)
    if face.chosen or face.over:
        _fill(hand, box, colors.solid if face.chosen else QColor(hand.tokens.hover), CORNER)
    ink = colors.on_solid if face.chosen else QColor(hand.tokens.ink)
    quiet = colors.on_solid if face.chosen else QColor(hand.tokens.muted)
    bar = QRectF(box.left() + _PAD, box.top() + 5, _BAR, box.height() - 10)
    _hollow(hand, bar, ink if face.chosen else colors.bar) if uncertain(entry) else _fill(
        hand, bar, ink if face.chosen else colors.bar, 1.5
    )
    inner = box.adjusted(_PAD + _BAR + 5, 0, -_PAD, 0)
    inner.setRight(_marks(hand, inner, entry, quiet if face.chosen else None))
    width = hand.measure.horizontalAdvance(face.times)
    title = QFont(hand.small)
    title.setStrikeOut(put_aside(entry))
    words = entry.title or wording.UNTITLED
    if inner.width() > width + 80:
        clock = QRectF(inner.right() - width - 2, inner.top(), width + 2, inner.height())
        hand.text(clock, face.times, hand.small, quiet)
        inner.setRight(clock.left() - 4)
    hand.text(inner, words, title, quiet if put_aside(entry) else ink)


def _ground(hand: Hand, box: QRectF, entry: Entry, face: Face, colors: Hue) -> None:
    tokens = hand.tokens
    aside, doubt = put_aside(entry), uncertain(entry)
    plain = not (aside or doubt or entry.show_as == "free")
    ground = colors.solid if face.chosen else colors.fill if plain else QColor(tokens.paper)
    _rounded(hand, box, ground, face)
    if doubt and not face.chosen and not tokens.strong:
        _hatch(hand, box, colors.fill)
    if not face.chosen and (not plain or tokens.strong or face.over):
        pen = QPen(colors.bar if tokens.strong else mixed(QColor(tokens.paper), colors.bar, 0.55), 1)
        if aside or doubt:
            pen.setDashPattern([3, 3])
        _outline(hand, box, pen)
    if face.chosen and face.focused:
        _outline(hand, box, QPen(QColor(tokens.paper), 1), inset=2)


def _hatch(hand: Hand, box: QRectF, color: QColor) -> None:
    """Diagonal lines, as far apart at every scale of the screen."""
    painter, inner = hand.painter, box.adjusted(1, 1, -1, -1)
    painter.save()
    painter.setClipRect(inner, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(color, 2))
    at = inner.left() - inner.height()
    while at < inner.right():
        painter.drawLine(QPointF(at, inner.bottom()), QPointF(at + inner.height(), inner.top()))
        at += _HATCH
    painter.restore()


def _rounded(hand: Hand, box: QRectF, color: QColor, face: Face) -> None:
    """Rounded where it begins and ends; straight where it goes on."""
    _fill(hand, box, color, CORNER)
    if not face.begins:
        part = QRectF(box.left(), box.top(), box.width(), CORNER) if face.upright else QRectF(box)
        if not face.upright:
            part.setWidth(CORNER)
        hand.painter.drawRect(part)
    if not face.ends:
        part = QRectF(box.left(), box.bottom() - CORNER, box.width(), CORNER) if face.upright else QRectF(box)
        if not face.upright:
            part.setLeft(box.right() - CORNER)
        hand.painter.drawRect(part)


def _fill(hand: Hand, box: QRectF, color: QColor, radius: float) -> None:
    hand.painter.setPen(Qt.PenStyle.NoPen)
    hand.painter.setBrush(color)
    hand.painter.drawRoundedRect(box, radius, radius)


def _hollow(hand: Hand, box: QRectF, color: QColor) -> None:
    hand.painter.setPen(QPen(color, 1))
    hand.painter.setBrush(Qt.BrushStyle.NoBrush)
    hand.painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)


def _outline(hand: Hand, box: QRectF, pen: QPen, inset: float = 0) -> None:
    edge = 0.5 + inset
    hand.painter.setPen(pen)
    hand.painter.setBrush(Qt.BrushStyle.NoBrush)
    hand.painter.drawRoundedRect(box.adjusted(edge, edge, -edge, -edge), CORNER, CORNER)


def _color(hand: Hand, entry: Entry, face: Face, colors: Hue) -> QColor:
    if face.chosen:
        return colors.on_solid
    return QColor(hand.tokens.muted) if put_aside(entry) else colors.text


def _marks(hand: Hand, inner: QRectF, entry: Entry, color: QColor | None) -> float:
    """Marks from the right edge leftwards, while there is room beside some words; where the words have to end."""
    right, top = inner.right(), inner.top() + min(4.0, (inner.height() - _MARK) / 2)
    for name, tone, _ in marks(entry):
        if right - _MARK - inner.left() < 28:
            break
        hand.icon(name, QRectF(right - _MARK, top, _MARK, _MARK), color or getattr(hand.tokens, tone))
        right -= _MARK + 3
    return right


def _words(hand: Hand, box: QRectF, entry: Entry, face: Face, color: QColor) -> None:
    title = entry.title or wording.UNTITLED
    font = hand.struck if put_aside(entry) else hand.bold
    if box.height() < 2 * hand.line + 4 or not face.upright:
        width = hand.text(box, title, font, color)
        rest = box.adjusted(width + 5, 0, 0, 0)
        if face.times and rest.width() > hand.measure.horizontalAdvance(face.times):
            hand.text(rest, face.times, hand.small, color)
        return
    _tall_words(hand, box, (title, face.times, entry.location), font, color)


def _tall_words(hand: Hand, box: QRectF, words: tuple[str, str, str], font: QFont, color: QColor) -> None:
    """The title over as many lines as are left when the time has one; where, below it, when there is room."""
    title, times, place = words
    room, step = box.adjusted(0, 3, 0, -2), hand.measure_bold.lineSpacing()
    lines = max(1, int((room.height() - hand.line) / step))
    needed = hand.measure_bold.boundingRect(QRectF(0, 0, room.width(), 999), _WRAPPED, title)
    used = max(1, min(lines, round(needed.height() / step)))
    if used == 1 or needed.width() > room.width():
        used = 1
        hand.text(QRectF(room.left(), room.top(), room.width(), step), title, font, color)
    else:
        hand.painter.setFont(font)
        hand.painter.setPen(color)
        hand.painter.drawText(QRectF(room.left(), room.top(), room.width(), step * used + 1), _WRAPPED, title)
    at = room.top() + used * step
    if hand.measure.horizontalAdvance(times) > room.width():
        times = times.partition(" – ")[0]
    for text in (times, place) if room.width() >= hand.measure.horizontalAdvance(times) else ():
        if text and at + hand.line <= room.bottom() + 3:
            hand.text(QRectF(room.left(), at, room.width(), hand.line), text, hand.small, color)
            at += hand.line
