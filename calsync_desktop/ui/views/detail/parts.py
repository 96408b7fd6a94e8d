"""The parts of the detail panel below its head: joining, people, one's own reply, notes, how it stands, what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from calsync_desktop.core.appointment import Content, Reply
from calsync_desktop.store.past import ChangeRow
from calsync_desktop.ui import dates, wording
from calsync_desktop.ui import wording_detail as words
from calsync_desktop.ui.links import Meeting
from calsync_desktop.ui.models.history import change_words
from calsync_desktop.ui.rich import notes_html
from calsync_desktop.ui.theme import SMALL, UNIT
from calsync_desktop.ui.views.detail.facts import Fact, Guest
from calsync_desktop.ui.views.detail.notes import NotesView
from calsync_desktop.ui.views.detail.rows import Shelf, change_row, fact_row, guest_row, quiet, section
from calsync_desktop.ui.views.detail.standing import Standing
from calsync_desktop.ui.views.parts import Glyph, button, column, label, row, set_tone

_WHERE = {"in": "on the server", "out": "sent", "here": "here"}


class Join(QWidget):
    """One press and one is there; the host stands on the button's side before it is pressed."""

    joined = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._meeting: Meeting | None = None
        self.button = button(words.JOIN, main=True)
        self.button.clicked.connect(self._join)
        self.host = label(tone="muted", size=SMALL)
        self.setLayout(row(self.button, self.host, None))

    def show_meeting(self, meeting: Meeting | None) -> None:
        """Show where to join; None: nowhere."""
        self._meeting = meeting
        self.setVisible(meeting is not None)
        if meeting is not None:
            self.button.setText(words.JOIN_SERVICE.format(service=meeting.service) if meeting.service else words.JOIN)
            self.host.setText(meeting.link.host)
            self.button.setAccessibleDescription(meeting.link.host)

    @Slot()
    def _join(self) -> None:
        if self._meeting is not None:
            self.joined.emit(self._meeting.link)


class People(QWidget):
    """Who comes: the counts, then one row a guest."""

    def __init__(self) -> None:
        super().__init__()
        self._counts, self.shelf = label(tone="muted", size=SMALL, wrap=True), Shelf(spacing=4)
        self.setLayout(section(self._counts, self.shelf))

    def show_people(self, guests: Sequence[Guest], counts: str) -> None:
        """Show these."""
        self._counts.setText(counts)
        self.shelf.fill([guest_row(guest) for guest in guests])
        self.setVisible(bool(guests))


class ReplyPart(QWidget):
    """The user's own reply, as three buttons of which one is down; ``replied`` carries the Reply that was pressed."""

    replied = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self.buttons: dict[str, QPushButton] = {}
        for place, (reply, text) in enumerate(wording.ANSWERS.items()):
            one = button(text)
            one.setCheckable(True)
            one.setProperty("segment", True)
            self._group.addButton(one, place)
            self.buttons[reply] = one
        self._group.buttonClicked.connect(self._press)
        self._reply = Reply.NONE
        head = label(words.YOUR_REPLY, tone="muted", size=SMALL)
        self._told = label(words.REPLY_TOLD, tone="muted", size=SMALL)
        inside = column(head, spacing=4)
        inside.addLayout(row(*self.buttons.values(), None, spacing=4))
        inside.addWidget(self._told)
        self.setLayout(inside)

    def show_reply(self, reply: Reply | None) -> None:
        """Show how it was answered; None: nobody asked."""
        self.setVisible(reply is not None)
        self._reply = reply or Reply.NONE
        for name, one in self.buttons.items():
            one.setChecked(name == self._reply)

    @Slot(QPushButton)
    def _press(self, pressed: QPushButton) -> None:
        # The buttons show what is stored, not what was pressed.
        self.show_reply(self._reply)
        self.replied.emit(Reply(next(name for name, one in self.buttons.items() if one is pressed)))


class NotesPart(QWidget):
    """Notes and what is attached."""

    followed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.view, self._cut = NotesView(words.NOTES), label(words.NOTES_CUT, tone="muted", size=SMALL, wrap=True)
        self.attached = Shelf(spacing=4)
        self.view.followed.connect(self.followed)
        self.setLayout(section(self.view, self._cut, self.attached))

    def show_notes(self, content: Content, attachments: Sequence[Fact]) -> None:
        """Show these."""
        html, whole = notes_html(content)
        self.view.show_html(html)
        self.view.setVisible(bool(html))
        self._cut.setVisible(not whole)
        self.attached.fill([fact_row(fact, self.followed.emit) for fact in attachments])
        self.setVisible(bool(html or attachments))


class StandingPart(QWidget):
    """How it stands with its service, why, and the one thing to do about it; ``wanted`` carries that verb."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._glyph, self.title = Glyph(), label()
        self.why, self.button = label(tone="muted", wrap=True), button("")
        self.button.clicked.connect(self._press)
        inside = column(spacing=UNIT)
        inside.addLayout(row(self._glyph, self.title, None))
        inside.addWidget(self.why)
        inside.addLayout(row(self.button, None))
        self.setLayout(inside)

    def show_standing(self, standing: Standing) -> None:
        """Show it."""
        self._glyph.show_icon(standing.icon, standing.tone)
        self.title.setText(standing.title)
        set_tone(self.title, standing.tone)
        self.why.setText(standing.why)
        self.why.setVisible(bool(standing.why))
        self.button.setText(standing.button)
        self.button.setVisible(bool(standing.verb))
        self.button.setProperty("verb", standing.verb)

    @Slot()
    def _press(self) -> None:
        self.wanted.emit(self.button.property("verb"))


class History(QWidget):
    """The latest changes, each with its way back; ``undone`` carries a change's id."""

    undone = Signal(str)
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.shelf = Shelf()
        self.all = quiet(words.HISTORY_ALL, lambda: self.wanted.emit("history"))
        head = row(label(words.HISTORY, tone="muted", size=SMALL), None, self.all)
        inside = column(spacing=UNIT)
        inside.addLayout(head)
        inside.addWidget(self.shelf)
        self.setLayout(inside)

    def show_changes(self, changes: Sequence[ChangeRow], now: datetime, local: str, locale: QLocale) -> None:
        """Show these, the latest first."""
        rows = []
        for change in changes:
            said = change_words(change)
            at = dates.moment(datetime.fromisoformat(change.at), now, local, locale)
            undo = None if change.undone else self._undoing(change.id)
            where = ", ".join(part for part in (at, _WHERE.get(change.direction, "")) if part)
            rows.append(change_row(said, where, undo, words.UNDO_NAMED.format(change=f"{said}, {at}")))
        self.shelf.fill(rows)
        self.setVisible(bool(rows))

    def _undoing(self, id_: str) -> Callable[[], None]:
        return lambda: self.undone.emit(id_)


class Silence(QWidget):
    """Said when there is nothing to show; the sentence wraps, however narrow the panel is."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.text = label(weight=QFont.Weight.DemiBold, wrap=True), label(tone="muted", wrap=True)
        for words_ in (self.title, self.text):
            words_.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside = column(spacing=4, margins=3 * UNIT)
        inside.addStretch(2)
        inside.addWidget(self.title)
        inside.addWidget(self.text)
        inside.addStretch(3)
        self.setLayout(inside)

    def say(self, title: str, text: str) -> None:
        """Change the words."""
        self.title.setText(title)
        self.text.setText(text)
