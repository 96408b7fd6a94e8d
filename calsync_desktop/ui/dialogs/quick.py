"""One line for a new appointment, with what was understood told below it at every key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from calsync_desktop.core.appointment import Attendee
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.zones import tzinfo
from calsync_desktop.store.overview import CalendarRow
from calsync_desktop.ui import wording_editor as words
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.draft import Draft
from calsync_desktop.ui.dialogs.sheet import Sheet
from calsync_desktop.ui.quick.reading import Setting, Understood, read
from calsync_desktop.ui.quick.speaking import Clock, Line, clock_24, told
from calsync_desktop.ui.theme import TITLE, UNIT, sized
from calsync_desktop.ui.views.parts import Glyph, button, label, row
from calsync_desktop.ui.wording_quick import phrases

Save = Callable[[Draft], Awaitable[bool]]
_ICONS = {"folder": "calendar", "calendar": "clock"}


class QuickAdd(Sheet):
    """Calls ``save`` with what was understood; closes when that gave True. ``wants_more``: the full form is to go on with ``draft``."""

    def __init__(
        self,
        parent: QWidget | None,
        draft: Draft,
        calendars: Sequence[CalendarRow],
        setting: Setting,
        save: Save,
        *,
        chores: Chores,
        clock: Clock = clock_24,
    ) -> None:
        super().__init__(parent, words.NEW, width=64)
        self._draft, self._calendars, self._setting = draft, calendars, setting
        self._save, self._chores, self._clock = save, chores, clock
        self.wants_more = False
        self.line = QLineEdit()
        self.line.setAccessibleName(words.QUICK_LINE)
        self.line.setPlaceholderText(phrases(setting.language)["hint"])
        self._small = self.line.font()
        self._large = sized(self._small, TITLE)
        self.line.textChanged.connect(self._tell)
        self.preview = QWidget()
        self.preview.setAccessibleName(words.QUICK_UNDERSTOOD)
        self._lines = QVBoxLayout(self.preview)
        self._lines.setContentsMargins(UNIT, 0, 0, 0)
        self._lines.setSpacing(6)
        self._rows: list[tuple[Glyph, QLabel]] = []
        self._lay_out()
        self._tell()
        self.line.setFocus()

    @property
    def understood(self) -> Understood:
        """What the line says."""
        return read(self.line.text(), self._setting)

    @property
    def draft(self) -> Draft:
        """What would be stored."""
        read_ = self.understood
        named = next((c.id for c in self._calendars if c.name == read_.calendar), self._draft.calendar)
        return replace(
            self._draft,
            calendar=named,
            when=read_.when,
            title=read_.title,
            rule=read_.rule,
            location=read_.location,
            attendees=tuple(Attendee(mail) for mail in read_.guests),
            categories=read_.categories,
        )

    @property
    def said(self) -> list[str]:
        """The lines below."""
        return [line.words for line in self._told()]

    @Slot()
    def add(self) -> None:
        """Store it, or say why not."""
        self._chores.start(self._carry_out())

    @Slot()
    def more(self) -> None:
        """Go on in the full form."""
        self.wants_more = True
        self.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size()

    async def _carry_out(self) -> None:
        done = False

        async def store() -> None:
            nonlocal done
            if not self.line.text().strip():
                raise Usage("Please type what it is about.")
            done = await self._save(self.draft)

        if await self.attempt(store, at_once=True) and done:
            self.accept()

    @Slot()
    def _tell(self) -> None:
        self._size()
        lines = self._told()
        for place, line in enumerate(lines):
            if place == len(self._rows):
                self._rows.append((Glyph(), label(wrap=True)))
                self._lines.addLayout(row(*self._rows[-1]))
                self._rows[-1][1].setMinimumWidth(48 * UNIT)
            glyph, text = self._rows[place]
            glyph.show_icon(_ICONS.get(line.icon, line.icon), "accent" if place == 0 else "muted")
            text.setText(line.words)
        for place, pair in enumerate(self._rows):
            for widget in pair:
                widget.setVisible(place < len(lines))
        self.preview.setAccessibleDescription(". ".join(self.said))
        if self.isVisible():
            self.fit()

    def _size(self) -> None:
        """Large while it fits."""
        text = self.line.text() or self.line.placeholderText()
        fits = QFontMetrics(self._large).horizontalAdvance(text) < self.width() - 9 * UNIT
        self.line.setFont(self._large if fits else self._small)

    def _told(self) -> list[Line]:
        said = self.understood
        if not said.calendar:
            own = next((c.name for c in self._calendars if c.id == self._draft.calendar), "")
            said = replace(said, calendar=own)
        return list(told(said, self._today, self._setting.language, self._clock))

    @property
    def _today(self) -> date:
        return self._setting.now.astimezone(tzinfo(self._setting.zone)).date()

    def _lay_out(self) -> None:
        self.title.hide()
        self.body.addWidget(self.line)
        self.body.addWidget(self.preview)
        more, main = button(words.MORE_OPTIONS), button(words.ADD_QUICK, main=True)
        more.clicked.connect(self.more)
        main.clicked.connect(self.add)
        self.foot(more, None, self.cancel_button(), main)
