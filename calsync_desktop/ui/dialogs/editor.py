"""The editor of one appointment: everything that may be written, and why not where it may not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from calsync_desktop.core.appointment import Attendee, EventStatus, Reply, ShowAs, Visibility
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.rights import Rights
from calsync_desktop.store.overview import CalendarRow
from calsync_desktop.ui import wording
from calsync_desktop.ui import wording_editor as words
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.chips import Chips, mail_address, plain_word
from calsync_desktop.ui.dialogs.draft import Draft, complaint
from calsync_desktop.ui.dialogs.fields import calendars, choices, form, line, side_by_side, take
from calsync_desktop.ui.dialogs.reminders import RemindersField
from calsync_desktop.ui.dialogs.repeating import RepeatField
from calsync_desktop.ui.dialogs.sheet import Sheet
from calsync_desktop.ui.dialogs.times import TimesField
from calsync_desktop.ui.speech import Speech
from calsync_desktop.ui.theme import TITLE, UNIT, sized
from calsync_desktop.ui.views.parts import button, label, row

Save = Callable[[Draft], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Invitation:
    """The user's reply as it stands, and who carries out another one: True when that was done."""

    reply: Reply
    answer: Callable[[Reply], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is edited: the draft to begin with, where it may go, and what may be written (None: everything, it is new)."""

    draft: Draft
    calendars: Sequence[CalendarRow]
    rights: Rights | None = None
    invitation: Invitation | None = None
    new: bool = True

    def may(self, name: str) -> bool:
        """Whether a field may be written."""
        return self.rights is None or name in self.rights.writable


class Editor(Sheet):
    """Calls ``save`` with what was typed; closes when that gave True, and stays as it is when it gave False or failed."""

    def __init__(
        self,
        parent: QWidget | None,
        subject: Subject,
        speech: Speech,
        save: Save,
        *,
        now: Callable[[], datetime],
        chores: Chores,
    ) -> None:
        super().__init__(parent, words.NEW if subject.new else words.EDIT, width=72)
        self._subject, self._save, self._chores = subject, save, chores
        self._people = {a.email: a for a in subject.draft.attendees}
        self.name = _line_edit(words.TITLE)
        self.name.setFont(sized(self.name.font(), TITLE))
        self.times, self.repeat = TimesField(speech.local), RepeatField(speech, now)
        self.calendar = calendars(subject.calendars, subject.draft.calendar)
        self.location, self.url = _line_edit(words.LOCATION), _line_edit(words.LINK)
        self.people = Chips(words.ADD_PERSON, mail_address, self._name_of)
        self.categories = Chips(words.ADD_CATEGORY, plain_word)
        self.reminders = RemindersField()
        self.show_as, self.status = choices(wording.SHOWN_AS), choices(wording.STATUSES)
        self.privacy = choices(words.PRIVACIES)
        self.replies = {reply: button(text) for reply, text in wording.ANSWERS.items()}
        self.notes = QPlainTextEdit()
        self._lay_out()
        self._show(subject.draft)
        self._apply_rights()
        self.times.changed.connect(self._follow)
        self.name.setFocus()

    @property
    def draft(self) -> Draft:
        """What is typed, as a value."""
        before, notes = self._subject.draft, self.notes.toPlainText()
        return Draft(
            calendar=self.calendar.currentData() or before.calendar,
            when=self.times.when,
            title=self.name.text().strip() if self.name.text() != before.title else before.title,
            location=self.location.text(),
            notes=before.notes if notes == self._notes_shown else notes,
            rule=self.repeat.rule,
            status=EventStatus(self.status.currentData()),
            show_as=ShowAs(self.show_as.currentData()),
            reminders=self.reminders.reminders,
            visibility=Visibility(self.privacy.currentData()),
            attendees=tuple(self._people.get(mail) or Attendee(mail) for mail in self.people.values),
            categories=self.categories.values,
            url=self.url.text().strip(),
        )

    @Slot()
    def save(self) -> None:
        """Store it, or say why not."""
        self._chores.start(self._carry_out())

    async def _carry_out(self) -> None:
        done = False

        async def store() -> None:
            nonlocal done
            if wrong := self.times.complaint or complaint(self.draft) or self._left_over():
                raise Usage(wrong)
            done = await self._save(self.draft)

        if await self.attempt(store, at_once=True) and done:
            self.accept()

    def _left_over(self) -> str:
        """What was typed into a field of chips and is none."""
        if self.people.unread and not self.people.take():
            return words.NO_ADDRESS.format(text=self.people.unread)
        if self.categories.unread:
            self.categories.take()
        return ""

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

    @Slot()
    def _follow(self) -> None:
        self.repeat.show_when(self.times.when)

    def _show(self, draft: Draft) -> None:
        self.name.setText(draft.title)
        self.times.show_when(draft.when)
        self.repeat.show_rule(draft.rule, draft.when)
        self.location.setText(draft.location)
        self.url.setText(draft.url)
        self.notes.setPlainText(draft.notes)
        self._notes_shown = self.notes.toPlainText()
        for box, value in (
            (self.status, draft.status),
            (self.show_as, draft.show_as),
            (self.privacy, draft.visibility),
        ):
            take(box, str(value))
        self.reminders.show_reminders(draft.reminders)
        self.people.show_values(a.email for a in draft.attendees)
        self.categories.show_values(draft.categories)
        take(self.calendar, draft.calendar)

    def _apply_rights(self) -> None:
        """What may not be written cannot be typed into, and says why."""
        rights, fields = self._subject.rights, self._fields()
        closed = [widget for name, widget in fields.items() if not self._subject.may(name)]
        reason = rights.reason if rights is not None else ""
        for widget in closed:
            widget.setEnabled(False)
            widget.setToolTip(reason)
            widget.setAccessibleDescription(reason)
        self.calendar.setEnabled(self._subject.may("title"))
        if closed and reason:
            self.text.setText(reason)
            self.text.show()
        if len(closed) == len(fields):
            self._main.hide()
            self.setWindowTitle(words.SHOW)

    def _fields(self) -> dict[str, QWidget]:
        """What is shown, by the field it writes."""
        return {
            "title": self.name,
            "when": self.times,
            "rule": self.repeat,
            "location": self.location,
            "url": self.url,
            "attendees": self.people,
            "reminders": self.reminders,
            "show_as": self.show_as,
            "status": self.status,
            "visibility": self.privacy,
            "categories": self.categories,
            "notes": self.notes,
        }

    def _lay_out(self) -> None:
        self.title.hide()
        self.notes.setTabChangesFocus(True)
        self.notes.setMinimumHeight(12 * UNIT)
        self.notes.setPlaceholderText(words.NOTES)
        self.notes.setAccessibleName(words.NOTES)
        self.calendar.setAccessibleName(words.CALENDAR)
        self.reminders.setAccessibleName(words.REMINDERS)
        parts = [
            line("clock", self.times),
            line("repeat", self.repeat),
            line("calendar", self.calendar),
            line("place", self.location),
            line("people", *self._people_parts()),
            line("bell", self.reminders),
            line(
                "eye",
                side_by_side((words.SHOW_AS, self.show_as), (words.STATUS, self.status), (words.PRIVACY, self.privacy)),
            ),
            line("tag", self.categories),
            line("link", self.url),
            line("notes", self.notes),
        ]
        if self._subject.invitation is not None:
            self.body.addLayout(self._reply_row(self._subject.invitation))
        self.body.addWidget(self.name)
        self.body.addWidget(form(parts), 1)
        self._main = button(words.ADD if self._subject.new else words.SAVE, main=True)
        self._main.clicked.connect(self.save)
        self.foot(None, self.cancel_button(), self._main)
        self.roomy(72, 96)

    def _people_parts(self) -> list[QWidget]:
        """The guests as chips; where they are not the user's to change, as lines to be read."""
        people = self._subject.draft.attendees
        if self._subject.may("attendees") or not people:
            return [self.people]
        self.people.hide()
        return [label(guests(people), wrap=True), self.people]

    def _name_of(self, mail: str) -> str:
        known = self._people.get(mail)
        return known.name or mail if known is not None else mail

    def _reply_row(self, invitation: Invitation) -> QHBoxLayout:
        self._replied = label(_reply_words(invitation.reply), tone="muted")
        for reply, one in self.replies.items():
            one.setProperty("answer", reply)
            one.clicked.connect(self._reply)
        return row(*self.replies.values(), self._replied, None)


def _line_edit(name: str) -> QLineEdit:
    out = QLineEdit()
    out.setPlaceholderText(name)
    out.setAccessibleName(name)
    return out


def _reply_words(reply: Reply) -> str:
    return f"{wording.REPLIES[str(reply)]}. {wording.ANSWER_TOLD}"


def guests(people: Sequence[Attendee]) -> str:
    """One guest a line, with the reply in words."""
    return "\n".join(
        f"{a.name or a.email} – {wording.REPLIES[str(a.reply)]}{', optional' if a.optional else ''}" for a in people
    )
