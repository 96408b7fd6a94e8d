"""The panel beside the days: one appointment with everything about it, kept true while it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QMenu, QScrollArea, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from calsync_desktop.core.errors import Usage
from calsync_desktop.store.appointments import AppointmentRow
from calsync_desktop.store.past import ChangeRow
from calsync_desktop.ui import wording_detail as words
from calsync_desktop.ui.dialogs.order import set_reading_order
from calsync_desktop.ui.models.look import Look
from calsync_desktop.ui.models.matters import matters
from calsync_desktop.ui.speech import speech
from calsync_desktop.ui.theme import SMALL, TITLE, UNIT
from calsync_desktop.ui.views.detail.facts import Facts, facts_of
from calsync_desktop.ui.views.detail.parts import History, Join, NotesPart, People, ReplyPart, Silence, StandingPart
from calsync_desktop.ui.views.detail.rows import Dot, Shelf, fact_row, readable_words, set_tip
from calsync_desktop.ui.views.detail.standing import Standing, standing
from calsync_desktop.ui.views.parts import Elided, IconButton, hairline, row

WIDTH = range(38 * UNIT, 60 * UNIT)
_SHOWN, _READ = 4, 24  # changes
_MENU = (("edit", words.EDIT), ("duplicate", words.DUPLICATE), ("copy", words.COPY), ("delete", words.DELETE))


@dataclass(frozen=True, slots=True)
class _Seen:
    """Everything that is shown: while it is equal, nothing moves."""

    facts: Facts
    standing: Standing
    changes: tuple[ChangeRow, ...]
    color: str
    allowed: frozenset[str]


class DetailPanel(QWidget):
    """Shows; decides nothing. ``look`` is read again by ``refresh``.

    ``wanted`` carries a verb (edit, duplicate, copy, delete, sync, resume, sign-in, attention, send-now, history, close), the appointment's id and the
    occurrence's key or None; ``replied`` id, key and Reply; ``undone`` a change's id; ``followed`` an address as it was written; ``joined`` a Link.
    """

    wanted = Signal(str, str, object)
    replied = Signal(str, object, object)
    undone = Signal(str)
    followed = Signal(str)
    joined = Signal(object)

    def __init__(self, look: Look, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._locale = look, locale
        self.appointment, self.key = "", None
        self._seen: _Seen | None = None
        self.setObjectName("detail")
        self.setAccessibleName("Details")
        self.setMinimumWidth(WIDTH.start)
        self.setMaximumWidth(WIDTH.stop)
        self._dot, self._calendar = Dot(), Elided(tone="muted", size=SMALL)
        self.edit = IconButton("pencil", words.EDIT)
        self.more, self.close_button = self._menu_button(), IconButton("close", words.CLOSE)
        self.title, self.when = readable_words("", size=TITLE, weight=QFont.Weight.DemiBold), readable_words("")
        self.join, self.facts = Join(), Shelf()
        self.people, self.reply, self.notes = People(), ReplyPart(), NotesPart()
        self.standing, self.history = StandingPart(), History()
        self._lay_out()
        self._wire()
        self.clear()

    appointment: str
    key: str | None

    def show_appointment(self, id_: str, key: str | None = None) -> None:
        """Show an appointment, or one of its occurrences."""
        if (id_, key) != (self.appointment, self.key):
            self._scroll.verticalScrollBar().setValue(0)
        self.appointment, self.key = id_, key
        self.refresh()

    def clear(self) -> None:
        """Show that nothing is chosen."""
        self.appointment, self.key, self._seen = "", None, None
        self._say(*words.NOTHING)

    @Slot()
    def refresh(self) -> None:
        """Read again what is shown; when nothing changed, nothing moves."""
        if not self.appointment:
            return
        try:
            row = self._look.appointment(self.appointment)
        except Usage:
            row = None
        shown = row.shown if row is not None else None
        if row is None or shown is None:
            self._seen = None
            self._say(*words.GONE)
            return
        seen = self._read(row)
        if seen != self._seen:
            self._seen = seen
            self._put(seen)
        self._pages.setCurrentIndex(0)

    def _read(self, row: AppointmentRow) -> _Seen:
        look, shown = self._look, row.shown
        assert shown is not None
        connection = next((c for c in look.connections() if c.id == row.connection), None)
        shelf = next(c for c in look.calendars() if c.id == row.calendar)
        said = speech(self._locale, look.zone, look.today())
        waiting = matters(look.questions(), look.conflicts(), look.parked(), {shelf.id: shelf.name})
        account = connection.account if connection is not None else ""
        return _Seen(
            facts_of(row, shown, self.key, account, said),
            standing(row, shelf, connection, waiting, paused=look.paused()[0]),
            _of_interest(look.history(limit=_READ, appointment=row.id)),
            shelf.color,
            frozenset(
                {"edit", "duplicate", "copy", "delete"} if row.access == "write" else {"copy", "duplicate", "edit"}
            ),
        )

    def _put(self, seen: _Seen) -> None:
        facts = seen.facts
        self._dot.show_color(seen.color)
        self._calendar.setText(facts.calendar)
        set_tip(self._calendar, facts.calendar)
        self.title.setText(facts.title)
        self.when.setText(facts.when)
        self.join.show_meeting(facts.meeting)
        self.facts.fill([fact_row(fact, self.followed.emit) for fact in facts.lines])
        self.people.show_people(facts.guests, facts.guests_note)
        self.reply.show_reply(facts.reply)
        self.notes.show_notes(facts.content, facts.attachments)
        self.standing.show_standing(seen.standing)
        self.history.show_changes(seen.changes, self._look.now(), self._look.zone, self._locale)
        set_reading_order(self)
        for line, part in self._parts:
            line.setVisible(not part.isHidden())
        for action in self.more.menu().actions():
            action.setVisible(action.data() in seen.allowed)
        self.setAccessibleDescription(f"{facts.title}, {facts.when}")

    def _say(self, title: str, text: str) -> None:
        self._empty.say(title, text)
        self._pages.setCurrentIndex(1)

    def _wire(self) -> None:
        self.edit.clicked.connect(lambda: self._want("edit"))
        self.close_button.clicked.connect(lambda: self._want("close"))
        self.standing.wanted.connect(self._want)
        self.history.wanted.connect(self._want)
        self.history.undone.connect(self.undone)
        self.notes.followed.connect(self.followed)
        self.join.joined.connect(self.joined)
        self.reply.replied.connect(lambda reply: self.replied.emit(self.appointment, self.key, reply))

    @Slot(str)
    def _want(self, verb: str) -> None:
        self.wanted.emit(verb, self.appointment, self.key)

    def _menu_button(self) -> IconButton:
        out, menu = IconButton("more", words.MORE), QMenu(self)
        for verb, text in _MENU:
            menu.addAction(text).setData(verb)
        menu.triggered.connect(lambda action: self._want(action.data()))
        out.setMenu(menu)
        out.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return out

    def _lay_out(self) -> None:
        head = row(self._dot, self._calendar, self.edit, self.more, self.close_button, spacing=4)
        head.setStretch(1, 1)
        body = QVBoxLayout()
        body.setContentsMargins(2 * UNIT, UNIT, 2 * UNIT, 2 * UNIT)
        body.setSpacing(2 * UNIT)
        body.addLayout(_tight(self.title, self.when))
        for widget in (self.join, self.reply, self.facts):
            body.addWidget(widget)
        self._parts = []
        for part in (self.people, self.notes, self.standing, self.history):
            line = hairline()
            self._parts.append((line, part))
            body.addWidget(line)
            body.addWidget(part)
        body.addStretch(1)
        inner = QWidget()
        inner.setLayout(body)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inner)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._empty = Silence()
        self._pages = QStackedWidget()
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, UNIT, 0, 0)
        inside.setSpacing(0)
        head.setContentsMargins(2 * UNIT, 0, UNIT, 0)
        inside.addLayout(head)
        inside.addWidget(self._scroll, 1)
        self._pages.addWidget(page)
        self._pages.addWidget(self._empty)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._pages)

    _parts: list[tuple[QWidget, QWidget]]


def _of_interest(changes: Sequence[ChangeRow]) -> tuple[ChangeRow, ...]:
    """The latest few; that an edit was sent as well is no news."""
    return tuple(change for change in changes if change.direction != "out")[:_SHOWN]


def _tight(*widgets: QWidget) -> QVBoxLayout:
    out = QVBoxLayout()
    out.setSpacing(4)
    for widget in widgets:
        out.addWidget(widget)
    return out
