"""Where appointments are written: each verb asks what it has to, then tells the engine."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

from calsync_desktop.core.appointment import Reply
from calsync_desktop.core.calendar import Access
from calsync_desktop.core.fields import TOP
from calsync_desktop.core.provider import Notify
from calsync_desktop.core.rights import is_invitation, me, rights
from calsync_desktop.store.overview import CalendarRow
from calsync_desktop.ui import wording
from calsync_desktop.ui.bridge import Bridge
from calsync_desktop.ui.chores import Chores
from calsync_desktop.ui.dialogs.draft import Draft, Reach, blank, change, changed, content_of, draft_of, reaches
from calsync_desktop.ui.dialogs.editor import Editor, Invitation, Subject
from calsync_desktop.ui.dialogs.sheet import choose, outcome
from calsync_desktop.ui.models.agenda import AgendaModel
from calsync_desktop.ui.models.entries import Entry
from calsync_desktop.ui.models.look import Look

if TYPE_CHECKING:
    from calsync_desktop.ui.windows.main import MainWindow


class Desk:
    """Add, edit, delete. Nothing is lost when one of them fails: the editor stays as it is."""

    def __init__(self, bridge: Bridge, look: Look, window: MainWindow, chores: Chores) -> None:
        self._bridge, self._look, self._window, self._chores = bridge, look, window, chores

    async def new(self) -> None:
        """Type a new appointment, on the day that is looked at."""
        calendars = self._look.calendars()
        target = self._favourite(calendars)
        if target is None:
            await choose(self._window, "No Calendar to Write To", wording.NO_TARGET, (("ok", "Close"),))
            return
        chosen = self._window.view.chosen
        draft = blank(target.id, self._look.now(), chosen.days[0] if chosen else self._look.today(), self._look.zone)

        async def save(typed: Draft) -> bool:
            id_ = await self._bridge.ask(lambda engine: engine.add(typed.calendar, content_of(typed), typed.rule))
            self._show(id_, typed)
            return True

        await outcome(Editor(self._window, Subject(draft, calendars), self._look.zone, save, self._chores))

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
            values = changed(before, typed)
            reach = (
                await self._reach(before.title, "Change", reaches(values))
                if values and shown.series and key
                else Reach.ALL
            )
            if reach is None:
                return False
            if values:
                edit = change(values, reach, key, shown.content.when, before.when)
                self._show(await self._bridge.ask(lambda engine: engine.edit(id_, edit)), typed)
            return True

        async def answer(reply: Reply) -> bool:
            return await self._reply(id_, key if shown.series else None, before.title, reply)

        allowed = rights(shown, Access(row.access), TOP, row.addresses)
        mine = me(shown, row.addresses) if "reply" in allowed.writable and is_invitation(shown, row.addresses) else None
        asked = Invitation(mine.reply, answer) if mine is not None else None
        subject = Subject(before, self._look.calendars(), shown.content.attendees, allowed, asked, new=False)
        await outcome(Editor(self._window, subject, self._look.zone, save, self._chores))

    async def delete(self, entry: Entry | None) -> None:
        """Delete what an entry shows, after asking which of a series, or whether."""
        if entry is None:
            return
        title = entry.title or wording.UNTITLED
        if entry.series and entry.key:
            reach = await self._reach(title, "Delete", tuple(Reach))
        else:
            asked = await choose(self._window, f"Delete “{title}”?", wording.DELETES, (("all", "Delete Appointment"),))
            reach = Reach(asked) if asked else None
        if reach is not None:
            at = entry.key if reach is Reach.THIS else None
            following = entry.key if reach is Reach.FOLLOWING else None
            await self._bridge.ask(lambda engine: engine.delete(entry.appointment, at, following))

    async def _reply(self, id_: str, key: str | None, title: str, reply: Reply) -> bool:
        """Answer an invitation; pressing the button, beside which it says so, is the consent that the organizer is told."""
        reach = await self._reach(title, wording.ANSWERS[str(reply)], (Reach.THIS, Reach.ALL)) if key else Reach.ALL
        if reach is None:
            return False
        at = key if reach is Reach.THIS else None
        await self._bridge.ask(lambda engine: engine.reply(id_, reply, at, Notify.ALL))
        return True

    async def expand(self, agenda: AgendaModel, first: date, last: date) -> None:
        """Work out days beyond those that are kept, in another thread."""
        rows = await asyncio.get_running_loop().run_in_executor(None, self._look.expanded, first, last)
        agenda.fill(first, rows)

    async def _reach(self, title: str, verb: str, possible: tuple[Reach, ...]) -> Reach | None:
        """Which occurrences are meant; None when the user would rather not."""
        answers = [(str(reach), f"{verb} {wording.REACHES[reach]}") for reach in possible]
        answer = await choose(self._window, f"“{title or wording.UNTITLED}” repeats", wording.WHICH, answers)
        return Reach(answer) if answer else None

    def _favourite(self, calendars: list[CalendarRow]) -> CalendarRow | None:
        """The calendar of the entry that is looked at, else the first that may be written to."""
        open_ones = [c for c in calendars if c.access == "write" and c.selected and not c.missing]
        chosen = self._window.view.chosen
        return next((c for c in open_ones if chosen and c.id == chosen.calendar), next(iter(open_ones), None))

    def _show(self, id_: str, typed: Draft) -> None:
        day = typed.when.start
        self._window.turn_to(id_, date(day.year, day.month, day.day))
