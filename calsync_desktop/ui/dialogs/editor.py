"""The editor of one appointment: everything that may be written, and why not where it may not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from calsync_desktop.core.appointment import Attendee, EventStatus, Reply, ShowAs
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.rights import Rights
from calsync_desktop.store.overview import CalendarRow
from calsync_desktop.ui import wording
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.draft import Draft, complaint
from calsync_desktop.ui.dialogs.reminders import RemindersField
from calsync_desktop.ui.dialogs.sheet import Sheet, field
from calsync_desktop.ui.dialogs.times import TimesField
from calsync_desktop.ui.theme import UNIT
from calsync_desktop.ui.views.parts import button, label, row

CUSTOM = "custom"
Save = Callable[[Draft], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Invitation:
    """The user's reply as it stands, and who carries out another one: True when that was done."""

    reply: Reply
    answer: Callable[[Reply], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is edited: the draft to begin with, where it may go, who is invited, and what may be written (None: everything, it is new)."""

    draft: Draft
    calendars: Sequence[CalendarRow]
    guests: Sequence[Attendee] = ()
    rights: Rights | None = None
    invitation: Invitation | None = None
    new: bool = True


class Editor(Sheet):
    """Calls ``save`` with what was typed; closes when that gave True, and stays as it is when it gave False or failed."""

    def __init__(self, parent: QWidget | None, subject: Subject, local: str, save: Save, chores: Chores) -> None:
        super().__init__(parent, "New Appointment" if subject.new else "Edit Appointment", width=68)
        self._subject, self._save, self._chores = subject, save, chores
        self.name = QLineEdit()
        self.times = TimesField(local)
        self.calendar = _calendars(subject)
        self.repeat, self.rule = _choices(wording.RULES), QLineEdit()
        self.location = QLineEdit()
        self.status, self.show_as = _choices(wording.STATUSES), _choices(wording.SHOWN_AS)
        self.reminders = RemindersField()
        self.replies = {reply: button(words) for reply, words in wording.ANSWERS.items()}
        self.notes = QPlainTextEdit()
        self.notes.setTabChangesFocus(True)
        self.notes.setMinimumHeight(10 * UNIT)
        self._lay_out()
        self._show(subject.draft)
        self._apply_rights()
        self.name.setFocus()

    @property
    def draft(self) -> Draft:
        """What is typed, as a value."""
        before = self._subject.draft
        notes = self.notes.toPlainText()
        return Draft(
            calendar=self.calendar.currentData() or before.calendar,
            when=self.times.when,
            title=self.name.text().strip() if self.name.text() != before.title else before.title,
            location=self.location.text(),
            notes=before.notes if notes == self._notes_shown else notes,
            rule=self.rule.text().strip() if self.repeat.currentData() == CUSTOM else self.repeat.currentData(),
            status=EventStatus(self.status.currentData()),
            show_as=ShowAs(self.show_as.currentData()),
            reminders=self.reminders.reminders,
        )

    @Slot()
    def save(self) -> None:
        """Store it, or say why not."""
        self._chores.start(self._carry_out())

    async def _carry_out(self) -> None:
        done = False

        async def store() -> None:
            nonlocal done
            if wrong := self.times.complaint or complaint(self.draft):
                raise Usage(wrong)
            done = await self._save(self.draft)

        if await self.attempt(store, at_once=True) and done:
            self.accept()

    @Slot()
    def _reply(self) -> None:
        self._chores.start(self._answer(Reply(self.sender().property("answer"))))

    async def _answer(self, reply: Reply) -> None:
        """What was typed beside it stays, to be saved by itself."""
        invitation, done = self._subject.invitation, False

        async def tell() -> None:
            nonlocal done
            done = invitation is not None and await invitation.answer(reply)

        if await self.attempt(tell, at_once=True) and done:
            self._replied.setText(_reply_words(reply))
            if self.draft == self._subject.draft:
                self.accept()

    def _show(self, draft: Draft) -> None:
        self.name.setText(draft.title)
        self.times.show_when(draft.when)
        self.location.setText(draft.location)
        self.notes.setPlainText(draft.notes)
        self._notes_shown = self.notes.toPlainText()
        _take(self.status, str(draft.status))
        _take(self.show_as, str(draft.show_as))
        self.reminders.show_reminders(draft.reminders)
        _take(self.calendar, draft.calendar)
        known = self.repeat.findData(draft.rule) >= 0
        _take(self.repeat, draft.rule if known else CUSTOM)
        self.rule.setText("" if known else draft.rule)
        self._show_rule()

    def _apply_rights(self) -> None:
        rights = self._subject.rights
        if rights is None:
            return
        widgets = {
            "title": self.name,
            "when": self.times,
            "rule": self.repeat,
            "location": self.location,
            "notes": self.notes,
            "status": self.status,
            "show_as": self.show_as,
            "reminders": self.reminders,
        }
        closed = [widget for name, widget in widgets.items() if name not in rights.writable]
        for widget in closed:
            widget.setEnabled(False)
        self.rule.setEnabled("rule" in rights.writable)
        self.calendar.setEnabled("title" in rights.writable)
        if closed and rights.reason:
            self.text.setText(rights.reason)
            self.text.show()
        if len(closed) == len(widgets):
            self._main.hide()
            self.title.setText("Appointment")

    @Slot()
    def _show_rule(self) -> None:
        self.rule.setVisible(self.repeat.currentData() == CUSTOM)

    def _lay_out(self) -> None:
        self.repeat.addItem("Custom rule…", CUSTOM)
        self.repeat.currentIndexChanged.connect(self._show_rule)
        self.rule.setAccessibleName("Custom rule")
        self.rule.setPlaceholderText("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10")
        self.rule.hide()
        repeat = QWidget()
        both = QVBoxLayout(repeat)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self.repeat)
        both.addWidget(self.rule)
        self.repeat.setAccessibleName("Repeats")
        repeat.setAccessibleName("Repetition")
        inner = QWidget()
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(UNIT + 4)
        body.addLayout(field("Title", self.name))
        body.addWidget(self.times)
        body.addLayout(_pair(("Repeats", repeat), ("Calendar", self.calendar)))
        body.addLayout(field("Location", self.location))
        body.addLayout(_pair(("Show as", self.show_as), ("Status", self.status)))
        body.addLayout(field("Reminders", self.reminders))
        if self._subject.guests:
            body.addLayout(field("Guests", label(guests(self._subject.guests), wrap=True)))
        body.addLayout(field("Notes", self.notes))
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(scroll.focusPolicy().NoFocus)
        if self._subject.invitation is not None:
            self.body.addLayout(self._reply_row(self._subject.invitation))
        self.body.addWidget(scroll, 1)
        self._main = button("Add Appointment" if self._subject.new else "Save Changes", main=True)
        self._main.clicked.connect(self.save)
        self.foot(None, self.cancel_button(), self._main)
        self.roomy(68, 90)

    def _reply_row(self, invitation: Invitation) -> QHBoxLayout:
        self._replied = label(_reply_words(invitation.reply), tone="muted")
        for reply, one in self.replies.items():
            one.setProperty("answer", reply)
            one.clicked.connect(self._reply)
        return row(*self.replies.values(), self._replied, None)


def _reply_words(reply: Reply) -> str:
    return f"{wording.REPLIES[str(reply)]}. {wording.ANSWER_TOLD}"


def guests(people: Sequence[Attendee]) -> str:
    """One guest a line, with the reply in words."""
    return "\n".join(
        f"{a.name or a.email} – {wording.REPLIES[str(a.reply)]}{', optional' if a.optional else ''}" for a in people
    )


def _pair(*named: tuple[str, QWidget]) -> QHBoxLayout:
    out = QHBoxLayout()
    out.setSpacing(2 * UNIT)
    for name, widget in named:
        out.addLayout(field(name, widget), 1)
    return out


def _choices(words: dict[str, str]) -> QComboBox:
    out = QComboBox()
    for value, shown in words.items():
        out.addItem(shown, value)
    return out


def _calendars(subject: Subject) -> QComboBox:
    out = QComboBox()
    for calendar in subject.calendars:
        if (calendar.access == "write" and calendar.selected) or calendar.id == subject.draft.calendar:
            swatch = QPixmap(12, 12)
            swatch.fill(QColor(calendar.color) if QColor.isValidColorName(calendar.color) else QColor("#7A828E"))
            out.addItem(QIcon(swatch), calendar.name, calendar.id)
    return out


def _take(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(max(0, box.findData(value)))
