"""What the user set about the window itself, kept beside the profile: none of it is about syncing."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QSettings, Signal

from calsync_desktop.ui.appearance import Mode

_MODE, _VIEW, _ZONE, _SIDE, _HIDDEN = "look/mode", "view/kind", "view/second-zone", "window/sidebar", "view/hidden"


class Preferences(QObject):
    """Each is read and stored at once; ``changed`` carries the name of what was set."""

    changed = Signal(str)

    def __init__(self, memory: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory = memory

    @property
    def mode(self) -> Mode:
        """Light, dark, high contrast, or as the system is."""
        known = str(self._memory.value(_MODE, Mode.SYSTEM))
        return Mode(known) if known in set(Mode) else Mode.SYSTEM

    @mode.setter
    def mode(self, value: Mode) -> None:
        self._put(_MODE, str(value), "mode")

    @property
    def view(self) -> str:
        """The view that was last looked at (see ``models.period``)."""
        return str(self._memory.value(_VIEW, "week"))

    @view.setter
    def view(self, value: str) -> None:
        self._put(_VIEW, value, "view")

    @property
    def second_zone(self) -> str:
        """The IANA zone whose hours are shown beside the local ones; empty: none."""
        return str(self._memory.value(_ZONE, ""))

    @second_zone.setter
    def second_zone(self, value: str) -> None:
        self._put(_ZONE, value, "second_zone")

    @property
    def sidebar(self) -> bool:
        """Whether the sidebar is wanted where there is room for it."""
        return str(self._memory.value(_SIDE, "yes")) == "yes"

    @sidebar.setter
    def sidebar(self, value: bool) -> None:
        self._put(_SIDE, "yes" if value else "no", "sidebar")

    @property
    def hidden(self) -> frozenset[str]:
        """Calendars that are synced, but not looked at (ids)."""
        return frozenset(filter(None, str(self._memory.value(_HIDDEN, "")).split("\n")))

    def hide(self, calendars: Iterable[str]) -> None:
        """Look at all calendars but these."""
        self._put(_HIDDEN, "\n".join(sorted(calendars)), "hidden")

    def _put(self, key: str, value: str, name: str) -> None:
        if str(self._memory.value(key, "")) != value:
            self._memory.setValue(key, value)
            self.changed.emit(name)
