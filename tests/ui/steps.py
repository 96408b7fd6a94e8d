"""What the journeys through the window do again and again."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from calsync_desktop.ui.dialogs.sheet import Choice
from calsync_desktop.ui.models.entries import Entry
from tests.ui.conftest import Shown, until

Drive = Callable[[Coroutine[Any, Any, None]], None]


def entry(shown: Shown, title: str) -> Entry:
    return next(e for e in shown.look.entries(shown.agenda.first, shown.agenda.last) if e.title == title)


def choose(shown: Shown, title: str) -> None:
    found = entry(shown, title)
    shown.window.view.setCurrentIndex(shown.agenda.index(shown.agenda.row_of_occurrence(found.appointment, found.key)))


def spoken(shown: Shown, title: str) -> str:
    """What a screen reader says of it."""
    row = shown.agenda.row_of_appointment(entry(shown, title).appointment)
    return str(shown.agenda.index(row).data(Qt.ItemDataRole.AccessibleTextRole))


async def synced(shown: Shown) -> None:
    await shown.connect()
    await until(lambda: "Steering committee" in shown.titles)


def press(question: Choice, words: str) -> None:
    next(b for b in question.findChildren(QPushButton) if b.text() == words).click()
