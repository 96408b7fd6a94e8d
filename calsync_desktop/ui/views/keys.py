"""What each key does in a view that is painted by us: one table, so that it can be read at a glance and tested."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from calsync_desktop.ui.layout.drag import SNAP, Times, lengthened, nudged, wall
from calsync_desktop.ui.views.cursor import move_day, move_entry

if TYPE_CHECKING:
    from calsync_desktop.ui.views.canvas import Canvas

_Key, _NONE, _SHIFT = Qt.Key, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
_BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
Act = Callable[["Canvas"], object]


def press(canvas: Canvas, event: QKeyEvent) -> bool:
    """Do what the key means; whether it means anything here."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    act = _TABLE.get((_Key(event.key()), modifiers))
    return act is not None and act(canvas) is not False


def _open(canvas: Canvas) -> None:
    entry = canvas.chosen
    if entry is not None:
        canvas.opened.emit(entry)
        return
    nine = datetime.combine(canvas.day, time(9))
    canvas.drawn.emit((nine, nine + timedelta(hours=1)))


def _delete(canvas: Canvas) -> None:
    if canvas.chosen is not None:
        canvas.unwanted.emit(canvas.chosen)


def _let_go(canvas: Canvas) -> bool:
    if canvas.chosen is None:
        return False
    canvas.choose(-1)
    return True


def _carry(change: Callable[[Times], Times]) -> Act:
    def act(canvas: Canvas) -> None:
        entry = canvas.chosen
        if entry is not None and entry.writable:
            canvas.carried.emit(entry, change((wall(entry.start), wall(entry.end))))

    return act


def _down(canvas: Canvas, by: int) -> None:
    """To the next entry of the day; in a month on to the week below, in a day on to its next hours."""
    if not move_entry(canvas, by):
        canvas.beyond(by)


_TABLE: dict[tuple[Qt.Key, Qt.KeyboardModifier], Act] = {
    (_Key.Key_Left, _NONE): lambda c: move_day(c, -1),
    (_Key.Key_Right, _NONE): lambda c: move_day(c, 1),
    (_Key.Key_Up, _NONE): lambda c: _down(c, -1),
    (_Key.Key_Down, _NONE): lambda c: _down(c, 1),
    (_Key.Key_PageUp, _NONE): lambda c: c.turn(-1),
    (_Key.Key_PageDown, _NONE): lambda c: c.turn(1),
    (_Key.Key_Return, _NONE): _open,
    (_Key.Key_Enter, _NONE): _open,
    (_Key.Key_Delete, _NONE): _delete,
    (_Key.Key_Backspace, _NONE): _delete,
    (_Key.Key_Escape, _NONE): _let_go,
    (_Key.Key_Left, _SHIFT): _carry(lambda t: nudged(t, -1, 0)),
    (_Key.Key_Right, _SHIFT): _carry(lambda t: nudged(t, 1, 0)),
    (_Key.Key_Up, _SHIFT): _carry(lambda t: nudged(t, 0, -SNAP)),
    (_Key.Key_Down, _SHIFT): _carry(lambda t: nudged(t, 0, SNAP)),
    (_Key.Key_Up, _BOTH): _carry(lambda t: lengthened(t, -SNAP)),
    (_Key.Key_Down, _BOTH): _carry(lambda t: lengthened(t, SNAP)),
}
