"""The left side: a small month, the connections as cards, and what needs the user, always in the same place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QToolButton, QWidget

from calsync_desktop.store.overview import CalendarRow
from calsync_desktop.ui import view_words
from calsync_desktop.ui.icons import icon
from calsync_desktop.ui.models.cards import Card
from calsync_desktop.ui.theme import AMBER, FIELD, SMALL, UNIT
from calsync_desktop.ui.views.card import CardView
from calsync_desktop.ui.views.minimonth import MiniMonth
from calsync_desktop.ui.views.parts import IconButton, button, column, hairline, label, row


@dataclass(frozen=True, slots=True)
class Place:
    """Where one is: ``hidden`` calendars are not looked at; the rest is what times are worded with."""

    now: datetime
    local: str
    locale: QLocale
    hidden: frozenset[str] = frozenset()


class Sidebar(QWidget):
    """Cards in the order of the model. ``asked``, ``ticked`` and ``shown`` as the cards say; the buttons trigger the window's actions."""

    asked = Signal(str, str)
    ticked = Signal(str, bool)
    shown = Signal(str, bool)

    def __init__(
        self,
        verbs: Mapping[str, QAction],
        menu: QMenu,
        today: Callable[[], date],
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._cards: dict[str, CardView] = {}
        self.month = MiniMonth(today, locale)
        self._shelf = column(spacing=2 * UNIT)
        self._shelf.addStretch(1)
        self._attention = button("", quiet=True)
        self._attention.clicked.connect(verbs["attention"].trigger)
        self._attention.hide()
        self.more = IconButton("sliders", view_words.MENU)
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.profile = QToolButton()
        self.profile.setObjectName("profile")
        self.profile.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.profile.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.profile.setIcon(icon("profile", FIELD))
        self.profile.setIconSize(QSize(16, 16))
        self.profile.hide()
        self._lay_out(verbs["connect"])

    def show_profile(self, name: str, menu: QMenu) -> None:
        """Say whose calendars these are; the menu leads to others."""
        self.profile.setText(f"  {name}")
        self.profile.setAccessibleName(view_words.profile_named(name))
        self.profile.setMenu(menu)
        self.profile.show()

    def show_cards(self, cards: Sequence[Card], calendars: Sequence[CalendarRow], place: Place) -> None:
        """Make the cards these; those that stay keep the keyboard's focus."""
        wanted = [card.row.id for card in cards]
        for id_ in [known for known in self._cards if known not in wanted]:
            self._cards.pop(id_).deleteLater()
        for at, card in enumerate(cards):
            view = self._cards.get(card.row.id) or self._new(card.row.id, at)
            own = [c for c in calendars if c.connection == card.row.id]
            view.show_card(card, own, place.now, place.local, place.locale)
            view.show_hidden(place.hidden)

    def show_attention(self, words: str, calm: str = "") -> None:
        """Say what needs the user, else what waits without trouble; both empty: nothing does."""
        said = words or calm
        self._attention.setIcon(icon("alert", AMBER) if words else icon("waiting", FIELD))
        self._attention.setText(said.replace(", ", "\n"))
        self._attention.setAccessibleName(f"Needs attention: {words}" if words else said)
        self._attention.setVisible(bool(said))

    def _new(self, id_: str, place: int) -> CardView:
        view = CardView(id_, self)
        view.asked.connect(self.asked)
        view.ticked.connect(self.ticked)
        view.shown.connect(self.shown)
        self._cards[id_] = view
        self._shelf.insertWidget(place, view)
        return view

    def _lay_out(self, connect: QAction) -> None:
        add = IconButton("plus", view_words.CONNECT)
        add.clicked.connect(connect.trigger)
        words = label(view_words.ACCOUNTS, tone="muted", size=SMALL, weight=QFont.Weight.DemiBold)
        head = row(words, None, add, self.more, spacing=0)
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
        month = row(self.month)
        month.setContentsMargins(UNIT, 0, UNIT, 0)
        inside = column(spacing=UNIT)
        inside.setContentsMargins(0, UNIT + 4, 0, UNIT)
        inside.addLayout(_indented(self.profile))
        inside.addLayout(month)
        inside.addWidget(hairline())
        inside.addLayout(head)
        inside.addWidget(scroll, 1)
        inside.addLayout(_indented(self._attention))
        self.setLayout(inside)


def _indented(widget: QWidget) -> QHBoxLayout:
    out = row(widget, None)
    out.setContentsMargins(UNIT, 0, UNIT, 0)
    return out
