"""What the demo's Google holds: told in resources/seed relative to this week, in Google's own words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from calsync_desktop import resource
from calsync_desktop.app.demo.moments import Moments, Told, around
from calsync_desktop.sandbox.google import GoogleSandbox, hand

_REPLIES = {"accepted": "accepted", "declined": "declined", "tentative": "tentative", "none": "needsAction"}
_WORDS = {"title": "summary", "place": "location", "notes": "description", "type": "eventType", "meet": "hangoutLink"}

Body = dict[str, Any]


def fill_google(google: GoogleSandbox, today: date) -> str:
    """The weeks around ``today``; the address of the account."""
    with resource("seed/workspace.toml").open("rb") as file:
        told = tomllib.load(file)
    account: str = told["account"]
    google.add_account(account, name=told["name"], zone=told["zone"], hosted=True)
    owner = told["people"]["dana"][1]
    google.add_account(owner, name=told["people"]["dana"][0], zone=told["zone"], hosted=True)
    teller = _Teller(around(today, told["zone"]), told["people"], account)
    for calendar in told["calendar"]:
        id_ = _calendar(google, calendar, account, owner)
        for appointment in calendar["appointment"]:
            teller.put(google, id_, appointment)
    return account


def _calendar(google: GoogleSandbox, told: Told, account: str, owner: str) -> str:
    """Her own is the one that every account has; the other belongs to the firm."""
    if told["role"] == "owner":
        google.calendars[account].summary = told["name"]
        return account
    id_ = google.add_calendar(told["name"], owner=owner)
    google.share(id_, account, told["role"])
    return id_


@dataclass(frozen=True, slots=True)
class _Teller:
    moments: Moments
    people: dict[str, list[str]]
    account: str

    def put(self, google: GoogleSandbox, calendar: str, told: Told) -> None:
        """An appointment, and its series' exceptions."""
        id_ = hand.put(google, calendar, self._body(told))
        for day in told.get("skipped", ()):
            hand.remove(google, calendar, self._instance(id_, told, day))
        for change in told.get("changed", ()):
            changed = self._body({**told, **change})
            changes = {name: changed[name] for name in ("start", "end", "summary")}
            hand.edit(google, calendar, self._instance(id_, told, change["day"]), changes)

    def _body(self, told: Told) -> Body:
        body: Body = {"start": self._moment(self.moments.start(told)), "end": self._moment(self.moments.end(told))}
        body |= {name: told[word] for word, name in _WORDS.items() if word in told}
        if "rule" in told:
            body["recurrence"] = [f"RRULE:{told['rule']}"]
        if told.get("type") == "focusTime":
            body["focusTimeProperties"] = {"autoDeclineMode": "declineNone", "chatStatus": "doNotDisturb"}
        if told.get("show") == "free":
            body["transparency"] = "transparent"
        if "reminders" in told:
            alarms = [{"method": "popup", "minutes": minutes} for minutes in told["reminders"]]
            body["reminders"] = {"useDefault": False, "overrides": alarms}
        return body | dict(self._people(told))

    def _people(self, told: Told) -> Iterator[tuple[str, Any]]:
        if "guests" not in told:
            return
        if told["by"] != "clara":
            yield "organizer", self._person(told["by"])
        guests = (guest.split() for guest in told["guests"])
        yield "attendees", [self._person(who) | {"responseStatus": _REPLIES[reply]} for who, reply in guests]

    def _person(self, who: str) -> Body:
        name, email = self.people[who]
        return {"email": email, "displayName": name}

    def _moment(self, at: date) -> Body:
        if isinstance(at, datetime):
            return {"dateTime": at.isoformat(timespec="seconds"), "timeZone": self.moments.zone}
        return {"date": at.isoformat()}

    def _instance(self, id_: str, told: Told, day: str) -> str:
        """The id of an occurrence: the series' own and its first moment."""
        start = self.moments.start({name: told[name] for name in ("time", "zone") if name in told} | {"day": day})
        if isinstance(start, datetime):
            return f"{id_}_{start.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        return f"{id_}_{start:%Y%m%d}"
