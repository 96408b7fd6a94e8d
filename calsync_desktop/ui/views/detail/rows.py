"""The small rows of the detail panel: a line with its icon, a guest with the reply, a change with its way back."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from calsync_desktop.ui.links import Link
from calsync_desktop.ui.theme import SMALL, UNIT, readable, tokens_of
from calsync_desktop.ui.views.detail.facts import Fact, Guest
from calsync_desktop.ui.views.parts import Elided, Glyph, IconButton, button, column, label


class Dot(QWidget):
    """A calendar's colour."""

    def __init__(self) -> None:
        super().__init__()
        self._color = ""
        self.setFixedSize(UNIT + 2, UNIT + 2)

    def show_color(self, color: str) -> None:
        """Another calendar's."""
        self._color = color
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(readable(self._color, tokens_of(self.palette())))
        painter.drawEllipse(QRectF(self.rect()))


class Shelf(QWidget):
    """Rows below one another that are replaced all at once; hidden while there are none."""

    def __init__(self, spacing: int = UNIT) -> None:
        super().__init__()
        self._inside = column(spacing=spacing)
        self.setLayout(self._inside)

    def fill(self, rows: list[QLayout]) -> None:
        """Show these."""
        while (item := self._inside.takeAt(0)) is not None:
            _discard(item.layout())
        for each in rows:
            self._inside.addLayout(each)
        self.setVisible(bool(rows))


def fact_row(fact: Fact, follow: Callable[[str], object]) -> QLayout:
    """An icon and words, which can be copied; a link is a button that shows its host."""
    if fact.link is not None:
        press = quiet(_shown(fact.link, fact.words), lambda: follow(fact.words))
        set_tip(press, fact.link.host)
        return _beside(Glyph(fact.icon), press, stretch=False)
    return _beside(Glyph(fact.icon), readable_words(fact.words))


def guest_row(guest: Guest) -> QLayout:
    """The reply as an icon, whose word a screen reader says, beside the name."""
    name, note = Elided(guest.name), label(guest.note, tone="muted", size=SMALL)
    glyph = Glyph(guest.icon, guest.tone)
    glyph.setToolTip(guest.reply)
    glyph.setAccessibleName(guest.reply)
    set_tip(name, f"{guest.name}, {guest.reply}")
    out = _beside(glyph, name)
    out.addWidget(note)
    return out


def change_row(words: str, where: str, undo: Callable[[], object] | None, undo_words: str) -> QLayout:
    """What was done, when and where, in two lines; with a button that takes it back."""
    text = column(label(words, wrap=True), label(where, tone="muted", size=SMALL), spacing=0)
    out = QHBoxLayout()
    out.setSpacing(UNIT)
    out.addLayout(text, 1)
    if undo is not None:
        back = IconButton("undo", undo_words)
        back.clicked.connect(undo)
        out.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
    return out


def set_tip(widget: QWidget, words: str) -> None:
    """A tool tip that is only text, whatever is in it."""
    widget.setToolTip(f"<span>{escape(words)}</span>" if words else "")


def quiet(words: str, press: Callable[[], object]) -> QWidget:
    """A button that looks like a word."""
    out = button(words, quiet=True)
    out.clicked.connect(press)
    return out


def readable_words(words: str, *, size: float = 1.0, weight: QFont.Weight | None = None) -> QLabel:
    """Words of somebody else, which can be selected and wrap wherever they must."""
    out = label(words, size=size, weight=weight, wrap=True)
    out.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    out.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return out


def _shown(link: Link, words: str) -> str:
    """A link in few words: its host stands for it, unless it is short."""
    return words if len(words) <= 32 else f"{link.host}/…"


def _beside(glyph: QWidget, words: QWidget, *, stretch: bool = True) -> QHBoxLayout:
    out = QHBoxLayout()
    out.setSpacing(UNIT if stretch else 0)
    out.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop if stretch else Qt.AlignmentFlag.AlignVCenter)
    out.addWidget(words, 1 if stretch else 0)
    if not stretch:
        out.addStretch(1)
    return out


def _discard(layout: QLayout | None) -> None:
    """Let go of a row with everything in it."""
    if layout is None:
        return
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        _discard(item.layout())
    layout.deleteLater()


def section(*widgets: QWidget) -> QVBoxLayout:
    """What belongs together."""
    return column(*widgets, spacing=UNIT)
