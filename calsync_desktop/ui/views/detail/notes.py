"""Notes to be read: text with a little structure, which loads nothing and opens nothing by itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QUrl, Signal, Slot
from PySide6.QtGui import QResizeEvent, Qt
from PySide6.QtWidgets import QFrame, QTextBrowser

from calsync_desktop.ui.links import link
from calsync_desktop.ui.theme import UNIT
from calsync_desktop.ui.views.detail.rows import set_tip


class NotesView(QTextBrowser):
    """As high as what it shows. ``followed`` carries the address of a link that was pressed, as it was written."""

    followed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._shown = ""
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("notes")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.document().setIndentWidth(2.5 * UNIT)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.anchorClicked.connect(self._follow)
        self.highlighted.connect(self._point)

    def show_html(self, html: str) -> None:
        """Show what ``ui.rich`` made harmless."""
        if html != self._shown:
            self._shown = html
            self.setHtml(html)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            # The colour of links is written into the document.
            self.setHtml(self._shown)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Nothing is ever loaded: no picture, no sheet, from nowhere."""
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.setFixedHeight(max(1, round(self.document().size().height()) + 2))

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        self.followed.emit(bytes(url.toEncoded().data()).decode("ascii", "replace"))

    @Slot(QUrl)
    def _point(self, url: QUrl) -> None:
        """Where a link leads is told before it is pressed."""
        target = link(bytes(url.toEncoded().data()).decode("ascii", "replace"))
        set_tip(self, target.host if target is not None else "")
