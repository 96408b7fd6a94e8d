"""Appointments on the clipboard: as text/calendar for programs, and in words for everything else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.ui.launch import Read, Write

MIME = "text/calendar"
LONGEST = 1_000_000  # characters that are looked at


class Clipboard:
    """``write`` and ``read`` speak iCalendar; whoever composes the program knows who does."""

    def __init__(self, write: Write, read: Read, system: Callable[[], QClipboard] = QGuiApplication.clipboard) -> None:
        self._write, self._read, self._system = write, read, system

    def copy(self, appointment: Appointment, words: str) -> None:
        """Put an appointment there; ``words`` is what a text field gets."""
        data = QMimeData()
        data.setData(MIME, QByteArray(self._write([appointment]).encode()))
        data.setText(words)
        self._system().setMimeData(data)

    def paste(self) -> tuple[Appointment, ...]:
        """What is there, from us or any other program; nothing when it is no calendar."""
        data = self._system().mimeData()
        text = bytes(data.data(MIME).data()).decode("utf-8", "replace") if data.hasFormat(MIME) else data.text()
        if len(text) > LONGEST or "BEGIN:VCALENDAR" not in text:
            return ()
        return tuple(self._read(text))


def no_clipboard() -> Clipboard:
    """For a window whose program speaks no iCalendar: words only."""
    return Clipboard(lambda _: "", lambda _: ())
