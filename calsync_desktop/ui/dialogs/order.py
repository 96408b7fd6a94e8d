"""The Tab key goes the way one reads: through the layouts in their order, whatever order the widgets were made in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QLayout, QScrollArea, QStackedWidget, QWidget


def set_reading_order(root: QWidget) -> None:
    """Make Tab follow ``reading_order``."""
    for one, other in pairwise(reading_order(root)):
        QWidget.setTabOrder(one, other)


def reading_order(root: QWidget | None) -> Iterator[QWidget]:
    """Everything inside ``root`` that Tab can come to, hidden or not, as it is laid out."""
    if root is None:
        return
    if root.focusPolicy() & Qt.FocusPolicy.TabFocus and root.focusProxy() is None:
        yield root
    elif isinstance(root, QScrollArea):
        yield from reading_order(root.widget())
    elif isinstance(root, QStackedWidget):
        for page in range(root.count()):
            yield from reading_order(root.widget(page))
    elif not isinstance(root, QAbstractScrollArea):
        yield from _of_layout(root.layout())


def _of_layout(layout: QLayout | None) -> Iterator[QWidget]:
    for place in range(layout.count() if layout is not None else 0):
        item = layout.itemAt(place) if layout is not None else None
        if item is not None:
            yield from reading_order(item.widget())
            yield from _of_layout(item.layout())
