"""The few small widgets that everything is built of: text that is only text, buttons, hairlines, notices, empty states."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from calsync_desktop.ui import icons
from calsync_desktop.ui.theme import TITLE, UNIT, sized, tokens_of
from calsync_desktop.ui.troubles import Trouble


def label(
    text: str = "", *, tone: str = "", size: float = 1.0, weight: QFont.Weight | None = None, wrap: bool = False
) -> QLabel:
    """Plain text, whatever is in it."""
    out = QLabel()
    dress(out, text, tone, size, weight)
    out.setWordWrap(wrap)
    return out


def dress(out: QLabel, text: str, tone: str, size: float, weight: QFont.Weight | None) -> None:
    """Give a label its text, part and size."""
    out.setTextFormat(Qt.TextFormat.PlainText)
    out.setText(text)
    out.setFont(sized(out.font(), size, weight))
    set_tone(out, tone)


def set_tone(widget: QWidget, tone: str) -> None:
    """Change the colour a label is written in (see the style sheet)."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def button(text: str, *, main: bool = False, quiet: bool = False) -> QPushButton:
    """A button with a verb on it; ``main`` is the one that Enter presses."""
    out = QPushButton(text)
    out.setProperty("main", main)
    out.setProperty("quiet", quiet)
    out.setAutoDefault(main)
    out.setDefault(main)
    return out


def hairline() -> QFrame:
    """A line between two parts."""
    out = QFrame()
    out.setObjectName("line")
    return out


def column(*widgets: QWidget, spacing: int = UNIT, margins: int = 0) -> QVBoxLayout:
    """Widgets below one another."""
    out = QVBoxLayout()
    out.setContentsMargins(margins, margins, margins, margins)
    out.setSpacing(spacing)
    for widget in widgets:
        out.addWidget(widget)
    return out


def row(*widgets: QWidget | None, spacing: int = UNIT) -> QHBoxLayout:
    """Widgets beside one another; None is a spring."""
    out = QHBoxLayout()
    out.setContentsMargins(0, 0, 0, 0)
    out.setSpacing(spacing)
    for widget in widgets:
        if widget is None:
            out.addStretch(1)
        else:
            out.addWidget(widget)
    return out


class Elided(QLabel):
    """One line of plain text that gives way; the whole of it is in the tool tip and for screen readers."""

    def __init__(
        self, text: str = "", *, tone: str = "", size: float = 1.0, weight: QFont.Weight | None = None
    ) -> None:
        super().__init__()
        dress(self, text, tone, size, weight)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(UNIT * 4, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


class Glyph(QWidget):
    """One icon, in a tone of the theme, 16 pixels of its own."""

    def __init__(self, name: str = "", tone: str = "muted", size: int = 2 * UNIT) -> None:
        super().__init__()
        self._name, self._tone = name, tone
        self.setFixedSize(size, size)

    def show_icon(self, name: str, tone: str) -> None:
        """Another icon, or another tone."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            icons.paint(painter, self._name, QRectF(self.rect()), getattr(tokens_of(self.palette()), self._tone))


class IconButton(QToolButton):
    """A button that shows an icon only; what it does is in its name, for the tool tip and for screen readers."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        self.setIcon(icons.icon(self._name, tokens_of(self.palette()).muted))


class TroubleBar(QFrame):
    """A failure said inside the window it happened in, so that nothing that was typed is lost; hidden while all is well."""

    def __init__(self, *, dismissable: bool = False) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._title = label(weight=QFont.Weight.DemiBold, tone="danger", wrap=True)
        self._text = label(wrap=True)
        words = column(self._title, self._text, spacing=4)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(UNIT + 4, UNIT + 4, UNIT + 4, UNIT + 4)
        inside.setSpacing(UNIT + 4)
        inside.addWidget(Glyph("alert", "danger", 20), 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(words, 1)
        if dismissable:
            close = IconButton("close", "Dismiss")
            close.clicked.connect(self.hide)
            inside.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def tell(self, trouble: Trouble | None) -> None:
        """Show a failure; None: all is well again."""
        self.setVisible(trouble is not None)
        if trouble is not None:
            self._title.setText(trouble.title)
            self._text.setText(trouble.text)
            self.setAccessibleName(f"{trouble.title}. {trouble.text}")

    @property
    def words(self) -> str:
        """What it says; empty while hidden."""
        return f"{self._title.text()}. {self._text.text()}" if not self.isHidden() else ""


class EmptyState(QWidget):
    """A title, one sentence and at most one button in the middle of an empty room."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._title = label(size=TITLE, weight=QFont.Weight.DemiBold)
        self._text = label(tone="muted", wrap=True)
        self.button = button("", main=True)
        inside = QVBoxLayout(self)
        inside.setSpacing(2 * UNIT)
        inside.addStretch(2)
        for widget in (Glyph(icon, "muted", 6 * UNIT), self._title, self._text, self.button):
            if isinstance(widget, QLabel):
                widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            inside.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(3)

    def say(self, title: str, text: str, verb: str = "") -> None:
        """Change the words; without a verb there is no button."""
        self._title.setText(title)
        self._text.setText(text)
        width = min(46 * UNIT, QFontMetrics(self._text.font()).horizontalAdvance(text) + UNIT)
        self._text.setFixedSize(width, self._text.heightForWidth(width))
        self.button.setText(verb)
        self.button.setVisible(bool(verb))
