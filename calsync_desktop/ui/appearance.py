"""Which tokens are worn: what the user chose, else what the system asks for, changed while the window is open."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from calsync_desktop.ui.theme import Tokens, tokens_for

Dress = Callable[[QApplication, Tokens], None]


class Mode(StrEnum):
    """What the user may choose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


def wanted(mode: Mode, system: Qt.ColorScheme, *, strong: bool) -> Tokens:
    """The tokens of a mode; ``strong``: the system asks for high contrast. A chosen lightness keeps the system's contrast, and the reverse."""
    scheme = {Mode.LIGHT: Qt.ColorScheme.Light, Mode.DARK: Qt.ColorScheme.Dark}.get(mode, system)
    return tokens_for(scheme, strong=strong or mode is Mode.CONTRAST)


class Appearance(QObject):
    """Dresses the program, now and whenever the system changes its mind; ``changed`` carries the mode that was chosen."""

    changed = Signal(object)

    def __init__(self, app: QApplication, dress: Dress, mode: Mode = Mode.SYSTEM) -> None:
        super().__init__(app)
        self._app, self._dress, self.mode = app, dress, mode
        self._worn: Tokens | None = None
        app.styleHints().colorSchemeChanged.connect(self._follow)
        app.styleHints().accessibility().contrastPreferenceChanged.connect(self._follow)
        self.choose(mode)

    def choose(self, mode: Mode) -> None:
        """Wear this from now on; native parts of the desktop are asked for the same lightness."""
        scheme = {Mode.LIGHT: Qt.ColorScheme.Light, Mode.DARK: Qt.ColorScheme.Dark}.get(mode, Qt.ColorScheme.Unknown)
        new, self.mode = mode is not self.mode, mode
        self._app.styleHints().setColorScheme(scheme)
        self._follow()
        if new:
            self.changed.emit(mode)

    @Slot()
    def _follow(self) -> None:
        hints = self._app.styleHints()
        strong = hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
        tokens = wanted(self.mode, hints.colorScheme(), strong=strong)
        if tokens is not self._worn:
            self._worn = tokens
            self._dress(self._app, tokens)
