"""What has to be asked before something is written: which occurrences, whom it may reach, where to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.provider import Mails, Notify
from calsync_desktop.store.appointments import AppointmentRow
from calsync_desktop.store.overview import CalendarRow
from calsync_desktop.sync.editing import Outcome
from calsync_desktop.ui import wording
from calsync_desktop.ui import wording_editor as words
from calsync_desktop.ui.dialogs.draft import Reach
from calsync_desktop.ui.dialogs.sheet import choose
from calsync_desktop.ui.mailing import mails_of, people_told
from calsync_desktop.ui.models.look import Look


class Asking:
    """Every answer may be None: the user would rather not."""

    def __init__(self, look: Look, window: QWidget) -> None:
        self._look, self._window = look, window

    async def which(self, title: str, verb: str, possible: Sequence[Reach]) -> Reach | None:
        """Which occurrences are meant; ``verb``: change, delete, or a reply."""
        answers = [(str(reach), words.REACH[verb][reach]) for reach in possible]
        asked = words.REPEATS_TITLE.format(title=title or wording.UNTITLED)
        answer = await choose(self._window, asked, wording.WHICH, answers)
        return Reach(answer) if answer else None

    async def which_to_delete(self, title: str, *, several: bool) -> Reach | None:
        """Which occurrences are to go, or whether the one is."""
        if several:
            return await self.which(title, "delete", tuple(Reach))
        question, answers = words.DELETE_TITLE.format(title=title), (("all", words.DELETE_ONE),)
        asked = await choose(self._window, question, wording.DELETES, answers)
        return Reach(asked) if asked else None

    async def whom(self, row: AppointmentRow, outcome: Outcome) -> Notify | None:
        """Whether those may be told whom this edit or deletion would reach; nobody is asked about nobody."""
        shelf = next(c for c in self._look.calendars() if c.id == row.calendar)
        mails = mails_of(row.provider, shelf.mails)
        return await self._whom(people_told(row.shown, outcome, mails, row.addresses), mails)

    async def whom_new(self, shelf: CalendarRow, outcome: Outcome) -> Notify | None:
        """The same for what is new in a calendar."""
        provider = next((c.provider for c in self._look.connections() if c.id == shelf.connection), "")
        mails = mails_of(provider, shelf.mails)
        return await self._whom(people_told(None, outcome, mails, self._look.addresses(shelf.connection)), mails)

    async def whether_to_paste(self, count: int, calendar: str) -> bool:
        """Whether what is on the clipboard is to be added."""
        title = words.PASTED_ONE if count == 1 else words.PASTED_MANY.format(n=count)
        return bool(await choose(self._window, title, words.PASTE_TEXT.format(calendar=calendar), (("paste", title),)))

    async def nothing_to_paste(self, found: Sequence[Appointment]) -> None:
        """Say why nothing was pasted."""
        if found:
            await self.no_calendar()
        else:
            await choose(self._window, *words.NOTHING_TO_PASTE, (("ok", words.CLOSE),))

    async def no_calendar(self) -> None:
        """Say that there is nothing to write to."""
        await choose(self._window, words.NO_CALENDAR, wording.NO_TARGET, (("ok", words.CLOSE),))

    def address(self, connection: str) -> str:
        """The address by which the user invites others; empty when the account has none."""
        known = self._look.addresses(connection)
        account = next((c.account for c in self._look.connections() if c.id == connection), "")
        return account if account in known or ("@" in account and not known) else next(iter(known), "")

    async def _whom(self, people: Sequence[str], mails: Mails) -> Notify | None:
        if not people:
            return Notify.NONE
        several = len(people) > 1
        title = words.MAILS_MANY.format(n=len(people)) if several else words.MAILS_ONE
        send = words.SEND_MANY.format(n=len(people)) if several else words.SEND_ONE
        always = mails is Mails.ALWAYS
        text = words.MAILS_TEXT.format(people=_listed(people))
        answers = (("all", send), ("none", words.KEEP_WAITING if always else words.KEEP_QUIET))
        answer = await choose(self._window, title, f"{text} {words.MAILS_ALWAYS}" if always else text, answers)
        return Notify(answer) if answer else None


def _listed(people: Sequence[str]) -> str:
    """The addresses, one a line, as many as can be looked through."""
    lines = list(people[: words.MAILS_LISTED])
    if len(people) > len(lines):
        lines.append(words.MAILS_MORE.format(n=len(people) - len(lines)))
    return "\n".join(lines)
