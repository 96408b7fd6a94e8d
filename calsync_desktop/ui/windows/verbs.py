"""What can be done in the window, with its words and keys: one table for menus, shortcuts and the tray."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from calsync_desktop.ui import view_words

_Keys = QKeySequence.StandardKey
_VERBS: tuple[tuple[str, str, tuple[str | QKeySequence.StandardKey, ...]], ...] = (
    ("new", "New Appointment…", (_Keys.New,)),
    ("new-form", "New Appointment in Full…", ("Ctrl+Shift+E",)),
    ("open", "Edit Appointment…", ()),
    ("duplicate", "Duplicate Appointment…", ("Ctrl+D",)),
    ("copy", "Copy Appointment", (_Keys.Copy,)),
    ("paste", "Paste Appointment…", (_Keys.Paste,)),
    ("delete", "Delete Appointment…", ()),
    ("undo", "Undo Last Edit", (_Keys.Undo,)),
    ("search", "Search", (_Keys.Find,)),
    ("today", "Today", ("Ctrl+T", "Alt+Down", "Home")),
    ("back", "Previous", ("Alt+Left",)),
    ("forward", "Next", ("Alt+Right",)),
    *((f"view-{kind}", words, (f"Alt+{n}",)) for n, (kind, words) in enumerate(view_words.KINDS.items(), 1)),
    ("view-before", "Previous View", ("Ctrl+PgUp",)),
    ("view-after", "Next View", ("Ctrl+PgDown",)),
    ("sidebar", "Sidebar", ("F9",)),
    ("menu", "Menu", ("F10",)),
    ("sync", "Sync All Now", ("F5", "Ctrl+R")),
    ("pause", "Pause Syncing", ()),
    ("resume", "Resume Syncing", ()),
    ("connect", "Connect an Account…", ("Ctrl+Shift+N",)),
    ("attention", "What Waits for You…", ()),
    ("history", "History…", ("Ctrl+H",)),
    ("shortcuts", "Keyboard Shortcuts…", ("Ctrl+?", "Ctrl+/")),
    ("close", "Close Window", (_Keys.Close,)),
    ("quit", "Quit", ("Ctrl+Q",)),
)


def build(window: QMainWindow) -> dict[str, QAction]:
    """The actions by verb, their keys working anywhere in the window."""
    out = {}
    for verb, words, keys in _VERBS:
        action = QAction(words, window)
        action.setObjectName(verb)
        action.setShortcuts([QKeySequence(key) for key in keys])
        window.addAction(action)
        out[verb] = action
    return out
