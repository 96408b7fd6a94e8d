"""An appointment as a value: one event, or a whole series with its overrides."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from calsync_desktop.core.when import When


class EventStatus(StrEnum):
    """RFC 5545 STATUS."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class ShowAs(StrEnum):
    """How the time counts for others."""

    BUSY = "busy"
    FREE = "free"
    TENTATIVE = "tentative"
    AWAY = "away"
    ELSEWHERE = "elsewhere"


class Visibility(StrEnum):
    """Who may read it (RFC 5545 CLASS)."""

    DEFAULT = "default"
    PUBLIC = "public"
    PRIVATE = "private"
    CONFIDENTIAL = "confidential"


class Reply(StrEnum):
    """An attendee's answer (RFC 5545 PARTSTAT)."""

    NONE = "none"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Reminder:
    """``minutes`` before the start (negative: after); ``method`` is popup or email."""

    minutes: int
    method: str = "popup"


@dataclass(frozen=True, slots=True)
class Person:
    """The organizer; ``email`` in lower case without mailto:."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody invited; ``email`` in lower case without mailto: is the key."""

    email: str
    name: str = ""
    reply: Reply = Reply.NONE
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A link to something attached; never fetched by us."""

    url: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What one event says. ``notes`` is plain text; ``notes_html`` the HTML source when the service had one."""

    when: When
    title: str = ""
    notes: str = ""
    notes_html: str = ""
    location: str = ""
    status: EventStatus = EventStatus.CONFIRMED
    show_as: ShowAs = ShowAs.BUSY
    visibility: Visibility = Visibility.DEFAULT
    reminders: tuple[Reminder, ...] = ()
    attendees: tuple[Attendee, ...] = ()
    organizer: Person | None = None
    categories: tuple[str, ...] = ()
    color: str = ""
    url: str = ""
    meeting_url: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How a series repeats: one RRULE (text without the name, "" with only extra starts), and keys of starts added or skipped.

    ``extra`` and ``skipped`` are sorted tuples of keys (see ``when``).
    """

    rule: str = ""
    extra: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    """One occurrence that differs; ``original_start`` is the key of the start that the rule gave it."""

    original_start: str
    content: Content


@dataclass(frozen=True, slots=True)
class Appointment:
    """One event (``recurrence`` None) or a series; overrides are sorted by key.

    ``masterless``: only single occurrences of somebody else's series are known (RFC 4791 section 4.1); ``content`` then repeats the first override.
    """

    uid: str
    content: Content
    recurrence: Recurrence | None = None
    overrides: tuple[Override, ...] = field(default=())
    masterless: bool = False

    @property
    def series(self) -> bool:
        """More than one occurrence may exist."""
        return self.recurrence is not None or self.masterless

    def override(self, key: str) -> Override | None:
        """The override of the occurrence whose original start has ``key``."""
        return next((o for o in self.overrides if o.original_start == key), None)
