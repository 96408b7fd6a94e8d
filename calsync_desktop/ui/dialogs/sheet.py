"""What all dialogs share: a title, room for content, a place for failures, buttons; and how a coroutine waits for the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Slot
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QDialog, QLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.ui.dialogs.order import set_reading_order
from calsync_desktop.ui.theme import TITLE, UNIT
from calsync_desktop.ui.troubles import Trouble, trouble_of
from calsync_desktop.ui.views.parts import TroubleBar, button, label, row

_PLACED = 250  # milliseconds in which a window manager has put a window onto the screen


class Sheet(QDialog):
    """A dialog of ours. Esc cancels; Enter presses the main button; while ``busy`` nothing can be pressed twice."""

    def __init__(self, parent: QWidget | None, title: str, text: str = "", width: int = 60) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(width * UNIT)
        self.title = label(title, size=TITLE, weight=QFont.Weight.DemiBold, wrap=True)
        self.text = label(text, tone="muted", wrap=True)
        self.text.setVisible(bool(text))
        self.trouble = TroubleBar()
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Working")
        self.progress.setTextVisible(False)
        self.progress.setMaximum(0)
        self.progress.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(2 * UNIT)
        self._foot: list[QPushButton] = []
        self._snug, self._shown = True, QElapsedTimer()
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(3 * UNIT, 3 * UNIT, 3 * UNIT, 3 * UNIT)
        self._inside.setSpacing(2 * UNIT)
        for widget in (self.title, self.text, self.trouble):
            self._inside.addWidget(widget)
        self._inside.addLayout(self.body, 1)
        self._inside.addWidget(self.progress)

    def foot(self, *buttons: QPushButton | None) -> None:
        """The buttons, the main one last; None is a spring."""
        self._foot = [b for b in buttons if b is not None]
        self._inside.addSpacing(UNIT)
        self._inside.addLayout(row(*buttons))

    def roomy(self, width: int, height: int) -> None:
        """Begin with this size, in units of the grid, instead of just as high as the content."""
        self._snug = False
        self.resize(width * UNIT, height * UNIT)

    @Slot()
    def fit(self) -> None:
        """Be as high as the content needs at this width: wrapped text makes that more than Qt guesses."""
        if self.isVisible() and self._shown.elapsed() < _PLACED:
            # Resized before the window manager has placed it, it would be put into the corner of the screen.
            QTimer.singleShot(_PLACED, self, self.fit)
        else:
            self._fit()

    def _fit(self) -> None:
        if self._snug:
            self._inside.activate()
            self.resize(self.width(), self._inside.totalHeightForWidth(self.width()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        set_reading_order(self)
        self._shown.start()
        self._fit()

    def cancel_button(self, words: str = "Cancel") -> QPushButton:
        """The button that does what Esc does."""
        out = button(words)
        out.clicked.connect(self.reject)
        return out

    def told(self, error: CalSyncError) -> Trouble:
        """How a failure is worded here."""
        return trouble_of(error)

    async def attempt(self, work: Callable[[], Awaitable[object]], *, at_once: bool = False) -> bool:
        """Carry out ``work``; a failure is said in the dialog, which stays as it is. Whether it succeeded.

        ``at_once``: it takes no time that a person would notice, so that no progress is shown.
        """
        self.trouble.tell(None)
        self.set_busy(True)
        self.progress.setVisible(not at_once)
        try:
            await work()
        except CalSyncError as error:
            self.trouble.tell(self.told(error))
            return False
        finally:
            self.set_busy(False)
            self.fit()
        return True

    def set_busy(self, busy: bool) -> None:
        """While busy, only cancelling is possible."""
        self.progress.setVisible(busy)
        self.fit()
        for one in self._foot:
            if one.property("main"):
                one.setEnabled(not busy)


async def outcome(dialog: QDialog) -> bool:
    """Open it and wait; whether it was accepted. The dialog is gone afterwards."""
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    dialog.finished.connect(lambda result: None if answer.done() else answer.set_result(result))
    dialog.open()
    try:
        return await answer == QDialog.DialogCode.Accepted
    finally:
        dialog.close()
        dialog.deleteLater()


class Choice(Sheet):
    """A question with one button an answer; ``answer`` is the word behind the one that was pressed."""

    def __init__(self, parent: QWidget | None, title: str, text: str, answers: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent, title, text, width=44)
        self.answer = ""
        cancel = self.cancel_button()
        buttons = []
        for place, (word, words) in enumerate(answers):
            one = button(words, main=place == 0)
            one.setProperty("answer", word)
            one.clicked.connect(self._take)
            buttons.append(one)
        if len(answers) > 1:
            for one in buttons:
                self.body.addWidget(one)
            self.foot(None, cancel)
        else:
            self.foot(None, cancel, *buttons)
        buttons[0].setFocus()

    @Slot()
    def _take(self) -> None:
        pressed = self.sender()
        self.answer = pressed.property("answer")
        self.accept()


async def choose(parent: QWidget | None, title: str, text: str, answers: Sequence[tuple[str, str]]) -> str:
    """Ask; the word of the answer, empty when it was cancelled."""
    dialog = Choice(parent, title, text, answers)
    return dialog.answer if await outcome(dialog) else ""


def field(name: str, widget: QWidget, note: str = "") -> QLayout:
    """A widget below its name, which is also its accessible name unless it has one."""
    out = QVBoxLayout()
    out.setSpacing(4)
    words = label(name, tone="muted", size=0.9)
    words.setBuddy(widget)
    out.addWidget(words)
    out.addWidget(widget)
    if note:
        out.addWidget(label(note, tone="muted", size=0.9, wrap=True))
    if not widget.accessibleName():
        widget.setAccessibleName(name)
    widget.setProperty("field", name)
    widget.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, False)
    return out
