"""What the journeys through the painted views do again and again."""

from datetime import date

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from tests.ui.conftest import Shown, until

Modifier = Qt.KeyboardModifier
MONDAY = date(2026, 3, 2)


def titles(shown: Shown) -> list[str]:
    return [e.title for e in shown.window.days.entries]


async def week(shown: Shown) -> None:
    shown.window.resize(1280, 900)
    await shown.connect()
    await until(lambda: "Steering committee" in titles(shown))
    shown.window.grid.setFocus()


def keys(shown: Shown, *pressed: Qt.Key, modifier: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
    for key in pressed:
        QTest.keyClick(shown.window.view, key, modifier)


def chosen(shown: Shown) -> str:
    entry = shown.window.view.chosen
    return entry.title if entry is not None else ""


def middle(shown: Shown, title: str) -> QPointF:
    grid = shown.window.grid
    row = titles(shown).index(title)
    shape = next(s for s in grid.shapes if s.row == row)
    grid.scrollTo(grid.days.index(row))
    return grid.shown_box(shape).center()


async def drag(shown: Shown, start: QPointF, end: QPointF) -> None:
    port = shown.window.view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Modifier.NoModifier, start.toPoint())
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(port, (start + (end - start) * part).toPoint())
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, Modifier.NoModifier, end.toPoint())


def entry_times(shown: Shown, title: str) -> tuple[str, str]:
    entry = next(e for e in shown.window.days.entries if e.title == title)
    return entry.start.strftime("%a %H:%M"), entry.end.strftime("%a %H:%M")
