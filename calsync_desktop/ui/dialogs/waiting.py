"""While somebody signs in in the browser: what to do there, the way back to it, and what came of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.ui import wording_connect as words
from calsync_desktop.ui.dialogs.sheet import Sheet
from calsync_desktop.ui.theme import SMALL
from calsync_desktop.ui.troubles import Trouble
from calsync_desktop.ui.views.parts import button, label

LAST_MINUTE = 60
Browser = Callable[[str], object]


class WaitingDialog(Sheet):
    """Not modal: one may look at the calendar meanwhile. Closing it is cancelling. ``again`` asks for another attempt, ``client_wanted`` for an own client."""

    again = Signal()
    client_wanted = Signal()

    def __init__(self, parent: QWidget | None, service: str, account: str, browser: Browser) -> None:
        asked = words.WAIT_HINT if account else words.WAIT_TEXT
        super().__init__(parent, words.WAIT_TITLE, asked.format(service=service, account=account), width=56)
        self.setModal(False)
        self._service, self._browser = service, browser
        self._url, self._seconds = "", 0.0
        self._since = QElapsedTimer()
        self.state = label(words.OPENING.format(service=service), tone="muted", wrap=True)
        self.left = label(tone="warn", size=SMALL)
        self.left.hide()
        self.page, self.link = button(words.OPEN_AGAIN), button(words.COPY_LINK)
        self.retry = button(words.TRY_AGAIN, main=True)
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self.tick)
        self._lay_out()
        self.begin()

    def open(self) -> None:
        """Show it beside the window instead of before it."""
        self.show()

    def begin(self) -> None:
        """Wait for the page's address."""
        self.trouble.tell(None)
        self._url = ""
        self.state.setText(words.OPENING.format(service=self._service))
        self._show(waiting=True)

    def show_page(self, url: str, seconds: float) -> None:
        """The page is there, for so many seconds: open it."""
        self._url, self._seconds = url, seconds
        self._since.start()
        self._second.start()
        self._show(waiting=True)
        self.open_page()

    def show_answered(self) -> None:
        """The browser came back; what it brought is being looked at."""
        self._second.stop()
        self.left.hide()
        self.state.setText(words.FINISHING)
        for one in (self.page, self.link):
            one.hide()
        self.fit()

    def fail(self, error: CalSyncError) -> None:
        """Say what came of it instead, and offer the way on."""
        title, verb = words.OUTCOMES.get(error.kind, words.OUTCOME)
        self._second.stop()
        self.left.hide()
        self.trouble.tell(Trouble(title, " ".join(part for part in (error.message, error.hint) if part), verb))
        self.retry.setText(verb)
        self.retry.setProperty("kind", error.kind)
        self._show(waiting=False)
        self.retry.setFocus()

    @Slot()
    def open_page(self) -> None:
        """Show the page in the browser, once more if need be."""
        self.state.setText("")
        if self._url and self._browser(self._url) is False:
            self.state.setText(words.NO_BROWSER)
        self.state.setVisible(bool(self.state.text()))
        self.fit()

    @Slot()
    def tick(self) -> None:
        """A second went by; only the last minute is counted."""
        self.show_left(round(self._seconds - self._since.elapsed() / 1000))

    def show_left(self, seconds: int) -> None:
        """Say how much time is left, when it is little."""
        self.left.setText(words.COUNTDOWN_ONE if seconds == 1 else words.COUNTDOWN_MANY.format(n=max(0, seconds)))
        soon = seconds <= LAST_MINUTE
        if soon is self.left.isHidden():
            self.left.setVisible(soon)
            self.fit()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._url)
        self.link.setText(words.COPIED)

    @Slot()
    def _retry(self) -> None:
        (self.client_wanted if self.retry.property("kind") == "usage" else self.again).emit()

    def _show(self, *, waiting: bool) -> None:
        self.set_busy(waiting)
        self.state.setVisible(waiting and bool(self.state.text()))
        self.text.setVisible(waiting)
        self.retry.setVisible(not waiting)
        for one in (self.page, self.link):
            one.setVisible(waiting and bool(self._url))
        self.link.setText(words.COPY_LINK)
        self.fit()

    def _lay_out(self) -> None:
        self.body.addWidget(self.state)
        self.body.addWidget(self.left)
        self.page.clicked.connect(self.open_page)
        self.link.clicked.connect(self._copy)
        self.retry.clicked.connect(self._retry)
        self.foot(self.page, self.link, None, self.cancel_button(), self.retry)
