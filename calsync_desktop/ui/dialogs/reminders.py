"""The part of the editor that says when to be reminded: one choice a reminder, and one to add another."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from calsync_desktop.core.appointment import Reminder
from calsync_desktop.ui import wording


class RemindersField(QWidget):
    """A column of choices; the last one is always "No reminder", and choosing something there adds a new last one."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes: list[QComboBox] = []
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(8)
        self.show_reminders(())

    def show_reminders(self, reminders: tuple[Reminder, ...]) -> None:
        """Show these."""
        for box in self._boxes:
            box.deleteLater()
        self._boxes = []
        for reminder in reminders:
            self._add(reminder)
        self._add(None)

    @property
    def reminders(self) -> tuple[Reminder, ...]:
        """What is chosen, each once."""
        chosen = [box.currentData() for box in self._boxes]
        return tuple(dict.fromkeys(Reminder(*value) for value in chosen if value is not None))

    def _add(self, reminder: Reminder | None) -> None:
        box = QComboBox()
        box.setAccessibleName(f"Reminder {len(self._boxes) + 1}")
        for minutes, words in wording.REMINDERS.items():
            box.addItem(words, None if minutes is None else (minutes, "popup"))
        if reminder is not None:
            value = (reminder.minutes, reminder.method)
            if box.findData(value) < 0:
                box.addItem(wording.reminder(reminder.minutes, reminder.method), value)
            box.setCurrentIndex(box.findData(value))
        box.currentIndexChanged.connect(self._grow)
        self._boxes.append(box)
        self._inside.addWidget(box)

    @Slot()
    def _grow(self) -> None:
        if self._boxes[-1].currentData() is not None:
            self._add(None)
