"""The services that can be connected, as a table, and each as a card to choose."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QToolButton

from calsync_desktop.ui.icons import icon
from calsync_desktop.ui.theme import UNIT, tokens_of


@dataclass(frozen=True, slots=True)
class Preset:
    """A service that we know: its provider, mark and address (empty: to be typed), an example of one, and what to know before."""

    name: str
    provider: str
    mark: str
    url: str = ""
    example: str = ""
    note: str = ""

    @property
    def in_browser(self) -> bool:
        """Whether one signs in on the service's own page."""
        return self.provider != "caldav"


PRESETS = (
    Preset(
        "Google",
        "google",
        "service-google",
        note="You sign in on Google's own page. No password is typed or kept here; access can be taken back at any time.",
    ),
    Preset(
        "iCloud",
        "caldav",
        "service-other",
        "https://caldav.icloud.com",
        note="iCloud wants an app-specific password, made at account.apple.com under Sign-In and Security.",
    ),
    Preset(
        "Fastmail",
        "caldav",
        "service-other",
        "https://caldav.fastmail.com",
        note="Fastmail wants an app password, made under Settings, Privacy and Security.",
    ),
    Preset(
        "Nextcloud",
        "caldav",
        "service-caldav",
        example="https://cloud.example.org",
        note="An app password is made in Nextcloud under Settings, Security.",
    ),
    Preset(
        "Other",
        "caldav",
        "service-caldav",
        example="calendar.example.org or an e-mail address",
        note="Any CalDAV server: its address, or the calendar's full URL.",
    ),
)


class ServiceCard(QToolButton):
    """One service: its mark above its name."""

    def __init__(self, preset: Preset) -> None:
        super().__init__()
        self._preset = preset
        self.setText(preset.name)
        self.setAccessibleName(preset.name)
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(QSize(28, 28))
        self.setFixedSize(12 * UNIT, 10 * UNIT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.toggled.connect(self._draw)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        tokens = tokens_of(self.palette())
        self.setIcon(icon(self._preset.mark, tokens.accent if self.isChecked() else tokens.muted))
