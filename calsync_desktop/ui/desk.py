"""Where appointments are written: each verb asks what it has to, then tells the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from calsync_desktop.core.appointment import Reply
from calsync_desktop.core.calendar import Access
from calsync_desktop.core.fields import TOP
from calsync_desktop.core.provider import Notify
from calsync_desktop.core.rights import is_invitation, me, rights
from calsync_desktop.core.when import When
from calsync_desktop.store.appointments import AppointmentRow
from calsync_desktop.store.overview import CalendarRow
from calsync_desktop.sync.editing import Outcome, deleted, edited
from calsync_desktop.ui import wording
from calsync_desktop.ui.asking import Asking
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.clipboard import Clipboard, no_clipboard
from calsync_desktop.ui.copying import copied, pasted
from calsync_desktop.ui.dialogs.draft import (
    Draft,
    Reach,
    appointment_of,
    blank,
    change,
    changed,
    content_of,
    draft_of,
    inviting,
    reaches,
)
from calsync_desktop.ui.dialogs.editor import Editor, Invitation, Subject
from calsync_desktop.ui.dialogs.quick import QuickAdd
from calsync_desktop.ui.dialogs.sheet import outcome
from calsync_desktop.ui.models.agenda import AgendaModel
from calsync_desktop.ui.models.entries import Entry
from calsync_desktop.ui.models.look import Look
from calsync_desktop.ui.quick.reading import Setting
from calsync_desktop.ui.speech import Speech, speech

if TYPE_CHECKING:
    from calsync_desktop.ui.windows.main import MainWindow

Save = Callable[[Draft], Awaitable[bool]]


class Desk:
    """Add, edit, delete. Nothing is lost when one of them fails: the editor stays as it is. ``clipboard`` is set by whoever speaks iCalendar."""

    def __init__(self, bridge: Bridge, look: Look, window: MainWindow, chores: Chores, locale: QLocale) -> None:
        self._locale = locale
        self._bridge, self._look, self._window, self._chores = bridge, look, window, chores
        self._ask = Asking(look, window)
        self.clipboard: Clipboard = no_clipboard()

    async def new(self, when: When | None = None) -> None:
        """Type a new appointment in the full form, on the day that is looked at, or at ``when``."""
        if (draft := await self._blank(when)) is not None:
            await self.edit_new(draft)

    async def quick(self, when: When | None = None) -> None:
        """Type a new appointment in one line; the full form is one press away."""
        draft = await self._blank(when)
        if draft is None:
            return
        shelves, setting, save = self._look.calendars(), self._setting(draft), self._saving_new()
        popover = QuickAdd(self._window, draft, shelves, setting, save, chores=self._chores, clock=self._speech().clock)
        if await outcome(popover) and popover.wants_more:
            await self.edit_new(popover.draft)

    def _setting(self, draft: Draft) -> Setting:
        """What a typed line is read upon."""
        here = self._speech()
        names = tuple(c.name for c in self._look.calendars() if c.access == "write" and c.selected)
        return Setting(self._look.now(), self._look.zone, draft.when, here.language, here.day_first, names)

    def _speech(self) -> Speech:
        return speech(self._locale, self._look.zone, self._look.today())

    async def edit_new(self, draft: Draft) -> None:
        """Show the full form for something that is not stored yet."""
        await self._show_editor(Subject(draft, self._look.calendars()), self._saving_new())

    async def open(self, entry: Entry | None) -> None:
        """Edit what an entry shows."""
        if entry is not None:
            await self.open_appointment(entry.appointment, entry.key)

    async def open_appointment(self, id_: str, key: str | None) -> None:
        """Edit an appointment, or one of its occurrences."""
        row = self._look.appointment(id_)
        shown = row.shown
        if shown is None:
            return
        before = draft_of(shown, row.calendar, key)

        async def save(typed: Draft) -> bool:
            return await self._save(row, key, before, typed)

        async def answer(reply: Reply) -> bool:
            return await self._reply(id_, key if shown.series else None, before.title, reply)

        allowed = rights(shown, Access(row.access), TOP, row.addresses)
        mine = me(shown, row.addresses) if "reply" in allowed.writable and is_invitation(shown, row.addresses) else None
        asked = Invitation(mine.reply, answer) if mine is not None else None
        await self._show_editor(Subject(before, self._look.calendars(), allowed, asked, new=False), save)

    async def retime(self, id_: str, key: str | None, when: When) -> None:
        """Move or resize what was dragged, after asking which of a series is meant and whether anybody may be told."""
        row = self._look.appointment(id_)
        if row.shown is not None:
            before = draft_of(row.shown, row.calendar, key)
            await self._save(row, key, before, replace(before, when=when))

    async def delete(self, entry: Entry | None) -> None:
        """Delete what an entry shows, after asking which of a series, or whether."""
        if entry is not None:
            await self.delete_appointment(entry.appointment, entry.key)

    async def delete_appointment(self, id_: str, key: str | None) -> None:
        """The same for an appointment, or one of its occurrences."""
        row = self._look.appointment(id_)
        shown = row.shown
        if shown is None:
            return
        title = draft_of(shown, row.calendar, key).title or wording.UNTITLED
        reach = await self._ask.which_to_delete(title, several=bool(shown.series and key))
        if reach is None:
            return
        at, following = key if reach is Reach.THIS else None, key if reach is Reach.FOLLOWING else None
        notify = await self._ask.whom(row, deleted(shown, at, following, "new"))
        if notify is not None:
            await self._bridge.ask(lambda engine: engine.delete(id_, at, following, notify))

    async def duplicate(self, id_: str, key: str | None) -> None:
        """The same once more, to be changed before it is stored; without its guests, who were not asked."""
        row = self._look.appointment(id_)
        target = self._favourite(self._look.calendars(), row.calendar)
        if row.shown is not None and target is not None:
            await self.edit_new(replace(draft_of(row.shown, target.id, key), attendees=(), rule=""))

    async def copy(self, id_: str, key: str | None) -> None:
        """Put an appointment, or one of its occurrences, on the clipboard."""
        shown = self._look.appointment(id_).shown
        if shown is not None:
            self.clipboard.copy(*copied(shown, key, self._speech()))

    async def duplicate_chosen(self) -> None:
        """The same for the entry under the cursor."""
        if (entry := self._window.view.chosen) is not None:
            await self.duplicate(entry.appointment, entry.key)

    async def copy_chosen(self) -> None:
        """The same for the entry under the cursor."""
        if (entry := self._window.view.chosen) is not None:
            await self.copy(entry.appointment, entry.key)

    async def paste(self) -> None:
        """Add what is on the clipboard; a single appointment on the day that is looked at."""
        found, target = self.clipboard.paste(), self._favourite(self._look.calendars())
        if not found or target is None:
            await self._ask.nothing_to_paste(found)
        elif await self._ask.whether_to_paste(len(found), target.name):
            id_, day = target.id, getattr(self._window.view, "day", None)
            await self._bridge.ask(lambda engine: engine.import_(id_, pasted(found, day, engine.ground.new_id)))

    async def reply(self, id_: str, key: str | None, reply: Reply) -> None:
        """Answer an invitation, or one of its occurrences."""
        row = self._look.appointment(id_)
        if row.shown is not None:
            title = draft_of(row.shown, row.calendar, key).title
            await self._reply(id_, key if row.shown.series else None, title, reply)

    async def expand(self, agenda: AgendaModel, first: date, last: date) -> None:
        """Work out days beyond those that are kept, in another thread."""
        rows = await asyncio.get_running_loop().run_in_executor(None, self._look.expanded, first, last)
        agenda.fill(first, rows)

    def _saving_new(self) -> Save:
        async def save(typed: Draft) -> bool:
            shelf = next(c for c in self._look.calendars() if c.id == typed.calendar)
            me_ = self._ask.address(shelf.connection)
            notify = await self._ask.whom_new(shelf, Outcome(appointment_of(typed, me_)))
            if notify is None:
                return False
            content = content_of(typed, me_)
            id_ = await self._bridge.ask(lambda engine: engine.add(typed.calendar, content, typed.rule, notify))
            self._show(id_, typed)
            return True

        return save

    async def _save(self, row: AppointmentRow, key: str | None, before: Draft, typed: Draft) -> bool:
        """Store what was changed; False when the user would rather not."""
        shown, values = row.shown, changed(before, typed)
        if shown is None or not values:
            return True
        asks = shown.series and key
        reach = await self._ask.which(before.title, "change", reaches(values)) if asks else Reach.ALL
        if reach is None:
            return False
        values = inviting(values, shown.content.organizer, self._ask.address(row.connection))
        edit = change(values, reach, key, shown.content.when, before.when)
        content = {name: value for name, value in edit.values.items() if name != "calendar"}
        notify = await self._ask.whom(row, edited(shown, replace(edit, values=content), "new"))
        if notify is None:
            return False
        self._show(await self._bridge.ask(lambda engine: engine.edit(row.id, edit, notify)), typed)
        return True

    async def _show_editor(self, subject: Subject, save: Save) -> None:
        await outcome(Editor(self._window, subject, self._speech(), save, now=self._look.now, chores=self._chores))

    async def _blank(self, when: When | None) -> Draft | None:
        """An empty draft where the reader looks; None, after saying so, when there is no calendar to write to."""
        target = self._favourite(self._look.calendars())
        if target is None:
            await self._ask.no_calendar()
            return None
        if when is not None:
            return Draft(target.id, when)
        return blank(target.id, self._look.now(), self._window.day, self._look.zone)

    async def _reply(self, id_: str, key: str | None, title: str, reply: Reply) -> bool:
        """Answer an invitation; pressing the button, beside which it says so, is the consent that the organizer is told."""
        both = (Reach.THIS, Reach.ALL)
        reach = await self._ask.which(title, str(reply), both) if key else Reach.ALL
        if reach is None:
            return False
        at = key if reach is Reach.THIS else None
        await self._bridge.ask(lambda engine: engine.reply(id_, reply, at, Notify.ALL))
        return True

    def _favourite(self, calendars: list[CalendarRow], wanted: str = "") -> CalendarRow | None:
        """The calendar that is wanted, else that of the entry that is looked at, else the first that may be written to."""
        open_ones = [c for c in calendars if c.access == "write" and c.selected and not c.missing]
        chosen = self._window.view.chosen
        names = (wanted, chosen.calendar if chosen else "")
        liked = (next((c for c in open_ones if c.id == name), None) for name in names)
        return next((c for c in liked if c is not None), next(iter(open_ones), None))

    def _show(self, id_: str, typed: Draft) -> None:
        day = typed.when.start
        self._window.turn_to(id_, date(day.year, day.month, day.day))
