"""KEY=VALUE words of `add`, `edit`, `configure` and `resolve` become values of the house; every mistake gets a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from calsync_desktop.app.times import changed_when
from calsync_desktop.core.appointment import Attendee, EventStatus, Person, Reminder, Reply, ShowAs, Visibility
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.provider import Notify
from calsync_desktop.core.when import When

E = TypeVar("E", bound=StrEnum)

TIME_KEYS = ("start", "end", "zone", "all_day")
REPLIES = {"accept": Reply.ACCEPTED, "tentative": Reply.TENTATIVE, "decline": Reply.DECLINED}


def choice(kind: type[E], text: str, name: str) -> E:
    """One of a few words."""
    try:
        return kind(text.lower())
    except ValueError as error:
        raise Usage(f"{name} cannot be “{text}”.", f"Choose one of: {', '.join(kind)}.") from error


def reminders(text: str) -> tuple[Reminder, ...]:
    """``10,60`` minutes before the start; ``email:60`` by mail; nothing at all for none."""
    return tuple(_reminder(word) for word in words_of(text))


def words_of(text: str) -> tuple[str, ...]:
    """What stands between commas, once each, in order."""
    return tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


def guests(emails: Iterable[str]) -> tuple[Attendee, ...]:
    """Invited by address; each once."""
    return tuple(Attendee(email) for email in dict.fromkeys(_address(email) for email in emails))


def organizer(addresses: Iterable[str], account: str) -> Person | None:
    """The connection's own address, when it has one."""
    own = [address for address in (*addresses, account) if "@" in address]
    return Person(own[0].lower()) if own else None


def notify(text: str) -> Notify:
    """Whether guests are to be mailed."""
    return choice(Notify, text, "--notify")


_FIELDS: dict[str, Callable[[str], dict[str, Any]]] = {
    "title": lambda text: {"title": text},
    "notes": lambda text: {"notes": text, "notes_html": ""},
    "location": lambda text: {"location": text},
    "url": lambda text: {"url": text},
    "calendar": lambda text: {"calendar": text},
    "rrule": lambda text: {"rule": text.removeprefix("RRULE:")},
    "status": lambda text: {"status": choice(EventStatus, text, "status")},
    "show_as": lambda text: {"show_as": choice(ShowAs, text, "show_as")},
    "visibility": lambda text: {"visibility": choice(Visibility, text, "visibility")},
    "reminders": lambda text: {"reminders": reminders(text)},
    "categories": lambda text: {"categories": words_of(text)},
}
EDITABLE = (*_FIELDS, *TIME_KEYS)


def edited(words: Mapping[str, str], now: When, local: str) -> dict[str, Any]:
    """The values of ``Edit`` that were typed; ``now`` is when the appointment, or the one occurrence, takes place."""
    if unknown := [name for name in words if name not in EDITABLE]:
        raise Usage(f"There is nothing called “{unknown[0]}” to edit.", f"These can be edited: {', '.join(EDITABLE)}.")
    if not words:
        raise Usage("Nothing to edit was named.", f"Write KEY=VALUE; these can be edited: {', '.join(EDITABLE)}.")
    values: dict[str, Any] = {}
    for name, text in words.items():
        if name in _FIELDS:
            values |= _FIELDS[name](text)
    if times := {name: text for name, text in words.items() if name in TIME_KEYS}:
        values["when"] = changed_when(now, times, local)
    return values


def _reminder(word: str) -> Reminder:
    method, _, minutes = word.rpartition(":")
    if method in ("", "popup", "email") and minutes.removeprefix("-").isdecimal():
        return Reminder(int(minutes), method or "popup")
    raise Usage(
        f"“{word}” is not a reminder.", "Give minutes before the start, such as reminders=10,60 or reminders=email:60."
    )


def _address(email: str) -> str:
    plain = email.strip().removeprefix("mailto:").lower()
    name, at, host = plain.rpartition("@")
    if not (name and at and host) or any(letter.isspace() or letter in '"<>,;:' for letter in plain):
        raise Usage("A guest's e-mail address is not complete.", "Write it as name@example.org, one --guest for each.")
    return plain
