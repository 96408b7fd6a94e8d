"""An appointment told line by line, as the detail panel shows it: no widgets, so that every line can be tested by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Reply
from calsync_desktop.core.rights import is_invitation, is_mine, me
from calsync_desktop.core.series import content_at
from calsync_desktop.store.appointments import AppointmentRow
from calsync_desktop.ui import dates, wording
from calsync_desktop.ui import wording_detail as words
from calsync_desktop.ui.links import Link, Meeting, link, meeting
from calsync_desktop.ui.repeats.words import series_in_words
from calsync_desktop.ui.speech import Speech


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: an icon's name, its words, and where it leads when it is a link."""

    icon: str
    words: str
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody invited: name, what stands behind it in small words, and the reply as icon, tone and word."""

    name: str
    note: str
    icon: str
    tone: str
    reply: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of an appointment, or of one of its occurrences. ``reply``: the user's own, None when nobody asked."""

    title: str
    calendar: str
    when: str
    lines: tuple[Fact, ...]
    meeting: Meeting | None
    guests: tuple[Guest, ...]
    guests_note: str
    reply: Reply | None
    attachments: tuple[Fact, ...]
    content: Content


_REPLIES = {
    Reply.ACCEPTED: ("check", "fine"),
    Reply.TENTATIVE: ("tentative", "warn"),
    Reply.DECLINED: ("close", "danger"),
    Reply.NONE: ("clock", "muted"),
}
_ORDER = (Reply.ACCEPTED, Reply.TENTATIVE, Reply.DECLINED, Reply.NONE)


def facts_of(row: AppointmentRow, shown: Appointment, key: str | None, account: str, speech: Speech) -> Facts:
    """Everything to be told; ``shown`` is the row's shown copy, ``account`` whose calendar it is in."""
    content = (content_at(shown, key) if key else None) or shown.content
    replies = is_invitation(shown, row.addresses) and row.access == "write"
    mine = me(shown, row.addresses) if replies else None
    if mine is not None and key:
        mine = next((a for a in content.attendees if a.email == mine.email), mine)
    return Facts(
        title=content.title or wording.UNTITLED,
        calendar=" · ".join(part for part in (row.calendar_name, account) if part),
        when=speech.when(content.when),
        lines=tuple(_lines(shown, content, speech)),
        meeting=meeting(content),
        guests=tuple(_guest(a, content, row.addresses) for a in _sorted(content)),
        guests_note=_counts(content.attendees),
        reply=mine.reply if mine is not None else None,
        attachments=tuple(Fact("attachment", a.name or a.url, link(a.url)) for a in content.attachments),
        content=content,
    )


def _lines(shown: Appointment, content: Content, speech: Speech) -> list[Fact]:
    """What stands below the title, most wanted first; what says nothing is left out."""
    found = meeting(content)
    place = "" if found is not None and found.link.url == content.location.strip() else content.location
    out = [
        Fact("globe", _there(content, speech)),
        Fact("repeat", series_in_words(shown.recurrence, shown.content.when, speech.language) if shown.series else ""),
        Fact("place", place, link(place)),
        Fact("bell", ", ".join(wording.reminder(r.minutes, r.method) for r in content.reminders)),
        Fact("tag", ", ".join(content.categories)),
        Fact("eye", words.SHOWN_AS.get(str(content.show_as), "")),
        Fact("lock", words.PRIVATE.get(str(content.visibility), "")),
        Fact("tentative", wording.STATUSES["tentative"] if content.status == "tentative" else ""),
        Fact("cancelled", wording.STATUSES["cancelled"] if content.status == "cancelled" else ""),
        Fact("link", "" if found is not None and found.link == link(content.url) else content.url, link(content.url)),
    ]
    return [fact for fact in out if fact.words]


def _there(content: Content, speech: Speech) -> str:
    """The time in the appointment's own zone, when the clock differs there."""
    when = content.when
    if when.all_day or not when.zone:
        return ""
    return dates.elsewhere(when.start_instant(speech.local), when.zone, speech.local, speech.locale)


def _sorted(content: Content) -> list[Attendee]:
    """The organizer first, then by reply, then by name."""
    host = content.organizer.email if content.organizer else ""
    return sorted(
        content.attendees, key=lambda a: (a.email != host, _ORDER.index(a.reply), (a.name or a.email).casefold())
    )


def _guest(attendee: Attendee, content: Content, addresses: Collection[str]) -> Guest:
    host = content.organizer is not None and content.organizer.email == attendee.email
    notes = (
        words.YOU if is_mine(attendee.email, addresses) else "",
        words.ORGANIZER if host else "",
        words.OPTIONAL if attendee.optional else "",
    )
    icon, tone = _REPLIES[attendee.reply]
    note = " · ".join(part for part in notes if part)
    return Guest(attendee.name or attendee.email, note, icon, tone, wording.REPLIES[str(attendee.reply)])


def _counts(attendees: Collection[Attendee]) -> str:
    """How many come and how many do not, in few words."""
    if not attendees:
        return ""
    counted = [(reply, sum(a.reply is reply for a in attendees)) for reply in _ORDER]
    parts = [words.REPLY_COUNTS[str(reply)].format(n=n) for reply, n in counted if n]
    total = words.GUESTS_ONE if len(attendees) == 1 else words.GUESTS_MANY.format(n=len(attendees))
    return " · ".join((total, *parts))
