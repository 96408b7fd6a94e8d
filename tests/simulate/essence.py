"""What an appointment says, boiled down to what two sides must agree on: from our value, and from a calendar text by other means."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from calsync_desktop.core.appointment import Appointment, Content
from tests.simulate import ical

Essence = dict[str | None, Any]
MARK = re.compile(r"\b[tlx]\d+\.")


def marks_in(text: str) -> set[str]:
    """The unique texts that somebody wrote, wherever they stand."""
    return set(MARK.findall(text))


def marks_counted(text: str) -> Counter[str]:
    """The same, with how often."""
    return Counter(MARK.findall(text))


def of_value(appointment: Appointment) -> Essence:
    """Master under None, overrides by key, "rule" and "skipped" beside them."""
    out: Essence = {None: _of_content(appointment.content)}
    if appointment.recurrence is not None:
        out["rule"] = _rule(appointment.recurrence.rule)
        out["extra"], out["skipped"] = sorted(appointment.recurrence.extra), sorted(appointment.recurrence.skipped)
    return out | {o.original_start: _of_content(o.content) for o in appointment.overrides}


def of_text(text: str) -> Essence:
    """The same from a calendar resource."""
    found = ical.parsed(text)
    out: Essence = {None: _of_event(found.master)}
    rule = ical.value(found.master, "RRULE")
    # Exceptions make a series of what has no rule (any more): a series that was divided may keep one that its rule never gave.
    apart = len(found.events) > 1 and ical.line(found.master, "RECURRENCE-ID") is None
    if rule or ical.line(found.master, "RDATE") or apart:
        out["rule"] = _rule(rule)
        for name, word in (("RDATE", "extra"), ("EXDATE", "skipped")):
            out[word] = sorted({ical.key(*each) for each in ical.moments(found.master, name)})
    return out | {ical.key_of(e): _of_event(e) for e in found.events if e is not found.master}


def _rule(text: str) -> tuple[str, ...]:
    return tuple(sorted(text.split(";")))


def _of_content(content: Content) -> tuple[Any, ...]:
    when = content.when
    people = sorted((a.email, str(a.reply)) for a in content.attendees)
    return (content.title, content.location, when.start.isoformat(), when.end.isoformat(), when.zone, people)


def _of_event(event: list[str]) -> tuple[Any, ...]:
    (start, zone), (end, _) = ical.moments(event, "DTSTART")[0], ical.moments(event, "DTEND")[0]
    people = sorted(_person(each) for each in ical.lines(event, "ATTENDEE"))
    return (
        ical.value(event, "SUMMARY"), ical.value(event, "LOCATION"), start.isoformat(), end.isoformat(), zone, people,
    )  # fmt: skip


_REPLIES = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined"}


def _person(text: str) -> tuple[str, str]:
    said = re.search(r"PARTSTAT=([A-Z-]+)", text)
    return text.rpartition("mailto:")[2].lower(), _REPLIES.get(said[1] if said else "", "none")
