"""The status bar: how everything stands in one sentence, and how far a sync has come."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QStatusBar

from calsync_desktop.ui.models.cards import Progress
from calsync_desktop.ui.theme import SMALL, UNIT
from calsync_desktop.ui.views.parts import Elided, Glyph


class StatusLine(QStatusBar):
    """``words`` is what it says, which is also the tray's tool tip."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setAccessibleName("Status")
        self._glyph, self._label = Glyph(), Elided(size=SMALL, tone="muted")
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Sync progress")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(20 * UNIT)
        self._bar.hide()
        self.setContentsMargins(UNIT, 4, 2 * UNIT, 4)
        self.addWidget(self._glyph)
        self.addWidget(self._label, 1)
        self.addPermanentWidget(self._bar)

    @property
    def words(self) -> str:
        """What it says."""
        return self._label.text()

    @property
    def busy(self) -> bool:
        """Whether progress is shown."""
        return not self._bar.isHidden()

    def tell(self, mark: tuple[str, str], words: str, progress: Progress | None) -> None:
        """Say how everything stands; ``mark`` is an icon and its tone."""
        self._glyph.show_icon(*mark)
        self._label.setText(words)
        self.setAccessibleDescription(words)
        self._bar.setVisible(progress is not None)
        if progress is not None:
            self._bar.setMaximum(progress.total or 0)
            self._bar.setValue(progress.done)
