"""What the pretend Google's own records say, read without the adapter."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Override, Person, Recurrence, Reply
from calsync_desktop.core.when import When, all_day, timed
from calsync_desktop.sandbox.google import GoogleSandbox, hand
from calsync_desktop.sandbox.google.events import has_its_place
from calsync_desktop.sandbox.google.shown import event
from tests.simulate.essence import Essence, of_value

Json = dict[str, Any]
REPLIES = {"accepted": Reply.ACCEPTED, "declined": Reply.DECLINED, "tentative": Reply.TENTATIVE}


@dataclass(frozen=True, slots=True)
class Family:
    """An event or series with its exceptions, as the owner of the calendar sees them."""

    master: Json
    exceptions: tuple[Json, ...]

    @property
    def uid(self) -> str:
        return uid_of(self.master["id"], self.master["iCalUID"])

    @property
    def everything(self) -> list[Json]:
        return [self.master, *(each for each in self.exceptions if each["status"] != "cancelled")]

    @property
    def appointment(self) -> Appointment:
        """The same as a value."""
        content = _content(self.master)
        if "recurrence" not in self.master:
            return Appointment(self.uid, content)
        living = [each for each in self.exceptions if each["status"] != "cancelled"]
        skipped = sorted(_key(each) for each in self.exceptions if each["status"] == "cancelled")
        lines = [line.partition(":") for line in self.master["recurrence"]]
        rule = next((value for name, _, value in lines if name == "RRULE"), "")
        overrides = sorted((Override(_key(each), _content(each)) for each in living), key=lambda o: o.original_start)
        return Appointment(self.uid, content, Recurrence(rule, (), tuple(skipped)), tuple(overrides))

    @property
    def essence(self) -> Essence:
        return of_value(self.appointment)


def families(sandbox: GoogleSandbox, calendar: str) -> Iterator[Family]:
    """Everything that lives in a calendar."""
    ask = hand.asking(sandbox, calendar)
    for row in [*ask.calendar.rows.values()]:
        if row.series is None and not row.cancelled:
            apart = (each for each in ask.calendar.exceptions_of(row.id) if has_its_place(ask.calendar, each))
            told = tuple(event(ask, each) for each in apart) if "recurrence" in row.body else ()
            yield Family(event(ask, row), told)


def uid_of(event_id: str, uid: str) -> str:
    """What a client of ours wrote into the id, else Google's own."""
    digits = event_id[3:].upper()
    if not event_id.startswith("cs") or event_id[3:4] == "":
        return uid
    try:
        return base64.b32hexdecode(digits + "=" * (-len(digits) % 8)).decode()
    except ValueError:
        return uid


def body(made: Appointment) -> Json:
    """An appointment as somebody else's program would write it."""
    when = made.content.when
    moments = {name: _moment(at, when.zone) for name, at in (("start", when.start), ("end", when.end))}
    more = {"recurrence": [f"RRULE:{made.recurrence.rule}"]} if made.recurrence else {}
    place = {"location": made.content.location} if made.content.location else {}
    return {"summary": made.content.title} | moments | more | place


def later(moment: Json, hours: int) -> Json:
    """The same some hours later, or a day."""
    if "date" in moment:
        return {"date": (date.fromisoformat(moment["date"]) + timedelta(days=1)).isoformat()}
    wall = _wall(moment) + timedelta(hours=hours)
    return {"dateTime": wall.isoformat(), "timeZone": moment["timeZone"]}


def _moment(at: date, zone: str) -> Json:
    return {"dateTime": at.isoformat(), "timeZone": zone} if zone else {"date": at.isoformat()}


def _wall(moment: Json) -> datetime:
    return datetime.fromisoformat(moment["dateTime"]).astimezone(ZoneInfo(moment["timeZone"])).replace(tzinfo=None)


def _when(item: Json) -> When:
    if "date" in item["start"]:
        return all_day(date.fromisoformat(item["start"]["date"]), date.fromisoformat(item["end"]["date"]))
    return timed(_wall(item["start"]), _wall(item["end"]), item["start"]["timeZone"])


def _key(item: Json) -> str:
    original = item["originalStartTime"]
    if "date" in original:
        return str(original["date"]).replace("-", "")
    return f"{datetime.fromisoformat(original['dateTime']).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _content(item: Json) -> Content:
    organizer = item.get("organizer") or {}
    return Content(
        _when(item),
        item.get("summary", ""),
        location=item.get("location", ""),
        attendees=tuple(_attendee(each) for each in item.get("attendees", ())),
        organizer=None if organizer.get("self") else Person(organizer["email"]),
    )


def _attendee(each: Json) -> Attendee:
    return Attendee(each["email"], reply=REPLIES.get(each.get("responseStatus", ""), Reply.NONE))
