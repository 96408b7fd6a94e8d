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
from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from calsync_desktop.ui import icons, wording
from calsync_desktop.ui.models.entries import Entry, marks
from calsync_desktop.ui.theme import SMALL, Hue, Tokens, hue, sized
from calsync_desktop.ui.views.grounds import ASIDE, BAR, CERTAIN, CORNER, DOUBT, FREE, PAD, Form, fill, ground

_BAR, _PAD, _MARK = BAR, PAD, 13.0
_WORDLESS = 26  # pixels in which nothing can be read
_ONE_LINE = int(Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class Hand:
    """A painter with the fonts and tokens of one painting."""

    def __init__(self, painter: QPainter, tokens: Tokens, font: QFont) -> None:
        self.painter, self.tokens, self.body = painter, tokens, font
        self.small, self.bold = sized(font, SMALL), sized(font, SMALL, QFont.Weight.DemiBold)
        self.strong = sized(font, 1, QFont.Weight.DemiBold)
        self.struck, self.struck_small = QFont(self.bold), QFont(self.small)
        self.struck.setStrikeOut(True)
        self.struck_small.setStrikeOut(True)
        self.line, self.step = pen(self.small).height(), pen(self.bold).lineSpacing()
        self.scale = painter.device().devicePixelRatio()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def text(self, box: QRectF, words: str, font: QFont, color: QColor | str, flags: int = _ONE_LINE) -> float:
        """Write one line, elided to the box; how wide it became. Remote text is never read as anything but text."""
        shown, width = cut(words, font, int(box.width()))
        self.painter.setFont(font)
        self.painter.setPen(color if isinstance(color, QColor) else QColor(color))
        self.painter.drawText(box, flags, shown)
        return width

    def width(self, words: str) -> float:
        """How wide small words are."""
        return wide(words, self.small)

    def icon(self, name: str, box: QRectF, color: QColor | str) -> None:
        """Draw an icon."""
        icons.paint(self.painter, name, box, color)


# Measuring words takes longer than writing them, and a calendar writes the same ones again and again.


@lru_cache(maxsize=16)
def pen(font: QFont) -> QFontMetricsF:
    """The measures of a font."""
    return QFontMetricsF(font)


@lru_cache(maxsize=8192)
def cut(words: str, font: QFont, room: int) -> tuple[str, float]:
    """What fits of one line, and how wide that is."""
    shown = pen(font).elidedText(words.replace("\n", " "), Qt.TextElideMode.ElideRight, room)
    return shown, pen(font).horizontalAdvance(shown)


@lru_cache(maxsize=4096)
def wide(words: str, font: QFont) -> float:
    """How wide a line is."""
    return pen(font).horizontalAdvance(words)


@lru_cache(maxsize=8192)
def lines(words: str, font: QFont, room: int) -> tuple[int, bool]:
    """How many lines words take in a column so wide, and whether each of them fits."""
    box = pen(font).boundingRect(QRectF(0, 0, room, 999), _WRAPPED, words)
    return max(1, round(box.height() / pen(font).lineSpacing())), box.width() <= room


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
    form = Form(
        entry.color,
        int(box.width()),
        int(box.height()),
        _sort(entry),
        face.chosen,
        face.over,
        face.chosen and face.focused,
        face.begins,
        face.ends,
        face.upright,
    )
    hand.painter.drawPixmap(box.topLeft(), ground(form, hand.tokens, hand.scale))
    if box.width() < _WORDLESS:
        return
    inner = box.adjusted(_PAD + _BAR + 5, 0, -_PAD, 0)
    right = _marks(hand, inner, entry, colors.on_solid if face.chosen else None)
    words = QRectF(inner.left(), inner.top(), right - inner.left(), inner.height())
    _words(hand, words, entry, face, _color(hand, entry, face, colors))


def dot_line(hand: Hand, box: QRectF, entry: Entry, face: Face) -> None:
    """One line of a month: a mark of colour, the time, the title."""
    colors = hue(entry.color, hand.tokens)
    if face.chosen or face.over:
        fill(hand.painter, box, colors.solid if face.chosen else QColor(hand.tokens.hover), CORNER)
    ink = colors.on_solid if face.chosen else QColor(hand.tokens.ink)
    quiet = colors.on_solid if face.chosen else QColor(hand.tokens.muted)
    bar, color = QRectF(box.left() + _PAD, box.top() + 5, _BAR, box.height() - 10), ink if face.chosen else colors.bar
    if uncertain(entry):
        _hollow(hand, bar, color)
    else:
        hand.painter.fillRect(bar, color)
    inner = box.adjusted(_PAD + _BAR + 5, 0, -_PAD, 0)
    inner.setRight(_marks(hand, inner, entry, quiet if face.chosen else None))
    width = hand.width(face.times)
    title = hand.struck_small if put_aside(entry) else hand.small
    words = entry.title or wording.UNTITLED
    if inner.width() > width + 80:
        clock = QRectF(inner.right() - width - 2, inner.top(), width + 2, inner.height())
        hand.text(clock, face.times, hand.small, quiet)
        inner.setRight(clock.left() - 4)
    hand.text(inner, words, title, quiet if put_aside(entry) else ink)


def _sort(entry: Entry) -> str:
    """How certain it is, as the grounds know it."""
    if put_aside(entry):
        return ASIDE
    return DOUBT if uncertain(entry) else FREE if entry.show_as == "free" else CERTAIN


def _hollow(hand: Hand, box: QRectF, color: QColor) -> None:
    hand.painter.setPen(QPen(color, 1))
    hand.painter.setBrush(Qt.BrushStyle.NoBrush)
    hand.painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)


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
        if face.times and rest.width() > hand.width(face.times):
            hand.text(rest, face.times, hand.small, color)
        return
    _tall_words(hand, box, (title, face.times, entry.location), font, color)


def _tall_words(hand: Hand, box: QRectF, words: tuple[str, str, str], font: QFont, color: QColor) -> None:
    """The title over as many lines as are left when the time has one; where, below it, when there is room."""
    title, times, place = words
    room, step = box.adjusted(0, 3, 0, -2), hand.step
    most = max(1, int((room.height() - hand.line) / step))
    used, fits = lines(title, font, int(room.width())) if most > 1 else (1, True)
    used = min(used, most) if fits else 1
    if used == 1:
        hand.text(QRectF(room.left(), room.top(), room.width(), step), title, font, color)
    else:
        hand.painter.setFont(font)
        hand.painter.setPen(color)
        hand.painter.drawText(QRectF(room.left(), room.top(), room.width(), step * used + 1), _WRAPPED, title)
    at = room.top() + used * step
    if hand.width(times) > room.width():
        times = times.partition(" – ")[0]
    for text in (times, place) if room.width() >= hand.width(times) else ():
        if text and at + hand.line <= room.bottom() + 3:
            hand.text(QRectF(room.left(), at, room.width(), hand.line), text, hand.small, color)
            at += hand.line
