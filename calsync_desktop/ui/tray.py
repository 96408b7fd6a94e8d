"""The icon in the notification area: how everything stands by shape, and the few things one wants without the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from calsync_desktop.ui import icons, wording
from calsync_desktop.ui.theme import tokens_of
from calsync_desktop.ui.wording import Badge

_SHAPES = {
    Badge.ACTIVE: "",
    Badge.SYNCING: "sync",
    Badge.PAUSED: "pause",
    Badge.OFFLINE: "offline",
    Badge.ATTENTION: "alert",
}


class Tray(QObject):
    """``wanted`` carries a verb of the window, or "raise". The menu is built once and kept: some desktops lose a menu that is replaced."""

    wanted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.menu = QMenu()
        self._icon = QSystemTrayIcon(self)
        self._icon.setContextMenu(self.menu)
        self._badge = Badge.ACTIVE
        self.actions_ = {
            "raise": self._action("Open", "raise", bold=True),
            "status": self._action(wording.NO_ACCOUNT, ""),
            "sync": self._action("Sync Now", "sync"),
            "pause": self._action("Pause", "pause"),
            "resume": self._action("Resume", "resume"),
            "new": self._action("New Appointment…", "new"),
            "quit": self._action("Quit", "quit"),
        }
        self.menu.insertSeparator(self.actions_["sync"])
        self.menu.insertSeparator(self.actions_["quit"])
        self.actions_["status"].setEnabled(False)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._draw)
        self._icon.activated.connect(self._pressed)
        self.show(Badge.ACTIVE, wording.NO_ACCOUNT, paused=False, connected=False)

    @property
    def there(self) -> bool:
        """Whether this desktop shows such icons."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def appear(self) -> bool:
        """Show the icon where there is a place for it; whether there is."""
        if self.there:
            self._icon.show()
        return self.there

    def leave(self) -> None:
        """Take the icon away."""
        self._icon.hide()

    def show(self, badge: Badge, words: str, *, paused: bool, connected: bool) -> None:
        """Say how everything stands; what does not apply is not in the menu."""
        self._badge = badge
        self._draw()
        self._icon.setToolTip(f"{wording.APPLICATION}\n{words}")
        self.actions_["status"].setText(words.replace("&", "&&"))
        for name, visible in (
            ("sync", connected),
            ("new", connected),
            ("pause", connected and not paused),
            ("resume", paused),
        ):
            self.actions_[name].setVisible(visible)

    def say(self, title: str, text: str) -> None:
        """A notification, where the tray can show one."""
        self._icon.showMessage(title, text, icons.application_icon(), 8000)

    def _action(self, words: str, verb: str, *, bold: bool = False) -> QAction:
        out = self.menu.addAction(words)
        out.setData(verb)
        out.triggered.connect(lambda: self.wanted.emit(verb))
        if bold:
            font = out.font()
            font.setBold(True)
            out.setFont(font)
            self.menu.setDefaultAction(out)
        return out

    @Slot()
    def _draw(self) -> None:
        shape = _SHAPES.get(self._badge, "error")
        self._icon.setIcon(icons.icon("calendar", tokens_of(QGuiApplication.palette()).ink, shape))

    @Slot(QSystemTrayIcon.ActivationReason)
    def _pressed(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.wanted.emit("raise")
