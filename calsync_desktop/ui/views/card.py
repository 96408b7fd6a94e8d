"""One connection in the sidebar: whose account, how it stands, when it was last synced, its calendars, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QMenu, QProgressBar, QSizePolicy, QToolButton, QWidget

from calsync_desktop.store.overview import CalendarRow
from calsync_desktop.ui import view_words, wording
from calsync_desktop.ui.models.calendars import CalendarsModel
from calsync_desktop.ui.models.cards import Card
from calsync_desktop.ui.theme import SMALL, UNIT
from calsync_desktop.ui.views.calendars import CalendarList
from calsync_desktop.ui.views.parts import Elided, Glyph, IconButton, button, column, label, row, set_tone
from calsync_desktop.ui.wording import Badge

_MARKS = ("caldav", "google", "microsoft")
_MENU = (
    (view_words.PREVIEW, "preview"),
    (view_words.SETTINGS, "settings"),
    (view_words.SIGN_IN, "reconnect"),
    (view_words.DISCONNECT, "disconnect"),
)


class CardView(QWidget):
    """``asked`` carries what is wanted of the connection: "sync", "reconnect", "settings" or "disconnect", and its id.

    ``ticked``: a calendar (id) is to be synced, or no more. ``shown``: it is to be looked at, or no more.
    """

    asked = Signal(str, str)
    ticked = Signal(str, bool)
    shown = Signal(str, bool)

    def __init__(self, connection: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._connection = connection
        self._account = Elided(weight=QFont.Weight.DemiBold)
        self._glyph, self._badge = Glyph(), label(size=SMALL)
        self._note = label(tone="muted", size=SMALL, wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._calendars = CalendarsModel(self)
        self._calendars.ticked.connect(self.ticked)
        self._calendars.shown.connect(self.shown)
        self._list = CalendarList(self._calendars)
        self._mark = Glyph(size=2 * UNIT + 2)
        self._sign_in = button("Sign In Again…", quiet=True)
        self._sign_in.clicked.connect(self._ask_sign_in)
        self._sync = IconButton("sync", "Sync now")
        self._sync.clicked.connect(self._ask_sync)
        self._more = self._menu_button()
        self._lay_out()

    def show_card(
        self, card: Card, calendars: Sequence[CalendarRow], now: datetime, local: str, locale: QLocale
    ) -> None:
        """Show how it stands."""
        icon, tone = wording.mark(card.badge, card.row.waiting)
        words = wording.shown_as(card.badge, card.row.waiting)
        service = wording.provider(card.row.provider)
        known = card.row.provider if card.row.provider in _MARKS else "other"
        self._mark.show_icon(f"service-{known}", "muted")
        self._account.setText(card.row.account)
        self._account.setToolTip(f"<span>{escape(card.row.account)} ({service})</span>")
        self._name(card.row.account)
        self._glyph.show_icon(icon, tone)
        self._badge.setText(words)
        set_tone(self._badge, tone)
        last = datetime.fromisoformat(card.row.last_sync_at) if card.row.last_sync_at else None
        self._note.setText(note(card, wording.last_sync(last, now, local, locale)))
        self._sign_in.setVisible(card.badge in (Badge.EXPIRED, Badge.REVOKED))
        self._show_progress(card)
        self._calendars.show_calendars(calendars)
        self.setAccessibleDescription(f"{service}, {words}. {self._note.text()}")

    def show_hidden(self, hidden: frozenset[str]) -> None:
        """Which calendars are not looked at."""
        self._calendars.show_hidden(hidden)

    def _show_progress(self, card: Card) -> None:
        self._sync.setEnabled(card.progress is None)
        shown = card.visible_progress
        self._bar.setVisible(shown is not None)
        if shown is not None:
            self._bar.setMaximum(shown.total or 0)
            self._bar.setValue(shown.done)

    def _name(self, account: str) -> None:
        self.setAccessibleName(f"Connection {account}")
        self._sync.setAccessibleName(f"Sync {account} now")
        self._sign_in.setAccessibleName(f"Sign in again to {account}")
        self._more.setAccessibleName(f"More for {account}")
        self._list.setAccessibleName(f"Calendars of {account}")
        self._bar.setAccessibleName(f"Progress of {account}")

    def _menu_button(self) -> IconButton:
        out, menu = IconButton("more", "More"), QMenu(self)
        for words, verb in _MENU:
            menu.addAction(words).setData(verb)
        menu.triggered.connect(lambda action: self.asked.emit(action.data(), self._connection))
        out.setMenu(menu)
        out.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return out

    def _lay_out(self) -> None:
        head = row(self._mark, self._account, self._sync, self._more, spacing=0)
        head.insertSpacing(1, UNIT)
        head.setStretch(2, 1)
        badge = row(self._glyph, self._badge, None, spacing=6)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        body = column(spacing=2)
        body.addLayout(head)
        body.addLayout(badge)
        body.addWidget(self._note)
        body.addWidget(self._bar)
        body.addLayout(row(self._sign_in, None))
        body.setContentsMargins(UNIT, 0, 0, UNIT)
        inside = column(spacing=0)
        inside.addLayout(body)
        inside.addWidget(self._list)
        self.setLayout(inside)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, False)

    @Slot()
    def _ask_sync(self) -> None:
        self.asked.emit("sync", self._connection)

    @Slot()
    def _ask_sign_in(self) -> None:
        self.asked.emit("reconnect", self._connection)


def note(card: Card, last: str) -> str:
    """The small words below the badge: progress, what is wrong, or what the last sync moved."""
    if card.visible_progress is not None:
        return wording.pieces(card.visible_progress.done, card.visible_progress.total)
    parts = [card.row.error_message] if card.row.error_message and card.row.stored != "active" else []
    parts.append(last)
    if card.row.waiting and card.badge is not Badge.ACTIVE:
        parts.append(wording.waiting(card.row.waiting))
    elif card.moved is not None and any(card.moved):
        parts.append(wording.counts(*card.moved))
    return " · ".join(parts)
