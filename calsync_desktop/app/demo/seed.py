"""The demo's appointments: told in resources/seed relative to this week, written as iCalendar by the public library, as a stranger would."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from calsync_desktop import resource
from calsync_desktop.app.demo.moments import Moments, around

_SHOWN = {"free": "FREE", "away": "OOF", "busy": "BUSY", "tentative": "TENTATIVE"}
_REPLIES = {"accepted": "ACCEPTED", "declined": "DECLINED", "tentative": "TENTATIVE", "none": "NEEDS-ACTION"}

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SeedCalendar:
    """A calendar to be made; ``objects`` are iCalendar texts by UID, each a whole resource."""

    name: str
    color: str
    objects: Mapping[str, str]


def seed_calendars(today: date) -> list[SeedCalendar]:
    """The weeks around ``today``."""
    with resource("seed/consultant.toml").open("rb") as file:
        told = tomllib.load(file)
    teller = _Teller(around(today, told["zone"]), told["people"])
    return [
        SeedCalendar(each["name"], each["color"], {one["uid"]: teller.text(one) for one in each["appointment"]})
        for each in told["calendar"]
    ]


@dataclass(frozen=True, slots=True)
class _Teller:
    """Words of the seed file into iCalendar."""

    moments: Moments
    people: Mapping[str, list[str]]

    def text(self, told: Told) -> str:
        calendar = Calendar()
        calendar.add("prodid", "-//Lindqvist Consulting//Seed//EN")
        calendar.add("version", "2.0")
        for event in self._events(told):
            calendar.add_component(event)
        calendar.add_missing_timezones()
        return str(calendar.to_ical(), "utf-8")

    def _events(self, told: Told) -> Iterator[Event]:
        master = self._event(told)
        if "rule" in told:
            master.add("rrule", _rule(told["rule"]))
        for day in told.get("skipped", ()):
            master.add("exdate", self.moments.start(told | {"day": day}))
        yield master
        for change in told.get("changed", ()):
            override = self._event(
                {name: value for name, value in (told | change).items() if name not in ("rule", "skipped")}
            )
            override.add("recurrence-id", self.moments.start(told | {"day": change["day"]}))
            yield override

    def _event(self, told: Told) -> Event:
        event = Event()
        event.add("uid", f"{told['uid']}@lindqvist-consulting.example")
        event.add("dtstamp", datetime.combine(self.moments.monday, time(6), UTC))
        event.add("dtstart", self.moments.start(told))
        event.add("dtend", self.moments.end(told))
        event.add("summary", told["title"])
        self._add_details(event, told)
        self._add_people(event, told)
        for minutes in told.get("reminders", ()):
            event.add_component(_alarm(minutes))
        return event

    def _add_details(self, event: Event, told: Told) -> None:
        words = {"location": told.get("place"), "description": told.get("notes"), "url": told.get("link")}
        words |= {"status": told.get("status", "confirmed").upper(), "class": told.get("visibility", "public").upper()}
        for name, value in words.items():
            if value:
                event.add(name, value)
        if "categories" in told:
            event.add("categories", told["categories"])
        if told.get("show") in ("free", "away"):
            event.add("transp", "TRANSPARENT" if told["show"] == "free" else "OPAQUE")
            event.add("x-microsoft-cdo-busystatus", _SHOWN[told["show"]])

    def _add_people(self, event: Event, told: Told) -> None:
        if "guests" not in told:
            return
        event.add("organizer", self._address(told.get("by", "clara")))
        for who, reply in (guest.split() for guest in told["guests"]):
            address = self._address(who)
            address.params["PARTSTAT"] = vText(_REPLIES[reply])
            address.params["ROLE"] = vText("REQ-PARTICIPANT")
            event.add("attendee", address)

    def _address(self, who: str) -> vCalAddress:
        name, email = self.people[who]
        address = vCalAddress(f"mailto:{email}")
        address.params["CN"] = vText(name)
        return address


def _rule(text: str) -> dict[str, list[str]]:
    return {name: value.split(",") for name, value in (part.split("=") for part in text.split(";"))}


def _alarm(minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "Reminder")
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm
