"""The window's menu: what can be done, and how the window itself looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from calsync_desktop.ui import dates, view_words
from calsync_desktop.ui.appearance import Mode
from calsync_desktop.ui.preferences import Preferences

_VERBS = ("new", "undo", "", "sync", "pause", "resume", "attention", "history", "")
_LAST = ("sidebar", "shortcuts", "", "connect", "", "close", "quit")
ZONES = (
    "America/Los_Angeles",
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
)


def menu(verbs: Mapping[str, QAction], preferences: Preferences, parent: QWidget) -> QMenu:
    """All of it; built once, its ticks follow the preferences."""
    out = QMenu(parent)
    _add(out, verbs, _VERBS)
    modes = out.addMenu(view_words.APPEARANCE)
    _choices(
        modes, view_words.MODES, lambda: str(preferences.mode), lambda word: setattr(preferences, "mode", Mode(word))
    )
    zones = out.addMenu(view_words.SECOND_ZONE)
    named = {"": view_words.NO_ZONE} | {zone: dates.city(zone) for zone in ZONES}
    _choices(zones, named, lambda: preferences.second_zone, lambda zone: setattr(preferences, "second_zone", zone))
    _add(out, verbs, _LAST)
    return out


def _add(out: QMenu, verbs: Mapping[str, QAction], names: tuple[str, ...]) -> None:
    for name in names:
        if name:
            out.addAction(verbs[name])
        else:
            out.addSeparator()


def _choices(out: QMenu, words: Mapping[str, str], known: Callable[[], str], choose: Callable[[str], object]) -> None:
    """One of several; what is chosen elsewhere is added, so that it is always ticked."""
    group = QActionGroup(out)

    def refresh() -> None:
        for action in group.actions():
            action.setChecked(action.data() == known())

    for word, shown in words.items():
        action = out.addAction(shown)
        action.setCheckable(True)
        action.setData(word)
        group.addAction(action)
    group.triggered.connect(lambda action: choose(action.data()))
    out.aboutToShow.connect(refresh)
