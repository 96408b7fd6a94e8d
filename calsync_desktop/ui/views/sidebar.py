"""The left side: connections as cards, and what needs the user, always in the same place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QToolButton, QWidget

from calsync_desktop.store.overview import CalendarRow
from calsync_desktop.ui.icons import icon
from calsync_desktop.ui.models.cards import Card
from calsync_desktop.ui.theme import AMBER, FIELD, UNIT
from calsync_desktop.ui.views.card import CardView
from calsync_desktop.ui.views.parts import IconButton, button, column, label, row


class Sidebar(QWidget):
    """Cards in the order of the model. ``asked`` and ``ticked`` as the cards say; the buttons trigger the window's actions."""

    asked = Signal(str, str)
    ticked = Signal(str, bool)

    def __init__(
        self, connect: QAction, attention: QAction, menu: Sequence[QAction | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._cards: dict[str, CardView] = {}
        self._shelf = column(spacing=2 * UNIT)
        self._shelf.addStretch(1)
        self._attention = button("", quiet=True)
        self._attention.clicked.connect(attention.trigger)
        self._attention.hide()
        self._lay_out(connect, _menu(menu, self))

    def show_cards(
        self, cards: Sequence[Card], calendars: Sequence[CalendarRow], now: datetime, local: str, locale: QLocale
    ) -> None:
        """Make the cards these; those that stay keep the keyboard's focus."""
        wanted = [card.row.id for card in cards]
        for id_ in [known for known in self._cards if known not in wanted]:
            self._cards.pop(id_).deleteLater()
        for place, card in enumerate(cards):
            view = self._cards.get(card.row.id) or self._new(card.row.id, place)
            view.show_card(card, [c for c in calendars if c.connection == card.row.id], now, local, locale)

    def show_attention(self, words: str, calm: str = "") -> None:
        """Say what needs the user, else what waits without trouble; both empty: nothing does."""
        said = words or calm
        self._attention.setIcon(icon("alert", AMBER) if words else icon("waiting", FIELD))
        self._attention.setText(said)
        self._attention.setAccessibleName(f"Needs attention: {words}" if words else said)
        self._attention.setVisible(bool(said))

    def _new(self, id_: str, place: int) -> CardView:
        view = CardView(id_, self)
        view.asked.connect(self.asked)
        view.ticked.connect(self.ticked)
        self._cards[id_] = view
        self._shelf.insertWidget(place, view)
        return view

    def _lay_out(self, connect: QAction, menu: QMenu) -> None:
        add, more = IconButton("plus", "Connect an account"), IconButton("sliders", "Menu")
        add.clicked.connect(connect.trigger)
        more.setMenu(menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        head = row(label("Connections", tone="muted", weight=QFont.Weight.DemiBold), None, add, more, spacing=0)
        head.setContentsMargins(2 * UNIT, 0, UNIT, 0)
        inner = QWidget()
        inner.setObjectName("shelf")
        inner.setLayout(self._shelf)
        self._shelf.setContentsMargins(UNIT, 0, UNIT, UNIT)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = column(spacing=UNIT)
        inside.setContentsMargins(0, 2 * UNIT, 0, UNIT)
        inside.addLayout(head)
        inside.addWidget(scroll, 1)
        inside.addLayout(_indented(self._attention))
        self.setLayout(inside)


def _indented(widget: QWidget) -> QHBoxLayout:
    out = row(widget, None)
    out.setContentsMargins(UNIT, 0, UNIT, 0)
    return out


def _menu(actions: Sequence[QAction | None], parent: QWidget) -> QMenu:
    out = QMenu(parent)
    for action in actions:
        if action is None:
            out.addSeparator()
        else:
            out.addAction(action)
    return out
